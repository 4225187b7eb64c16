"""Operations and queries of the territory."""
