"""Operations of `deadlines`: lengths of time, the course of a clock, the words for it."""
