"""Operations and queries of `finding`."""
