"""Operations and queries of `exchange`."""
