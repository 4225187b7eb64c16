"""Operations of the expressions: shape, lowering, evaluation, checking, proof."""
