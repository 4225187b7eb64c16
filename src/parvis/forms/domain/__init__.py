"""Operations of `forms`: checking and compiling a definition, evaluating, reading, rendering, summing up."""
