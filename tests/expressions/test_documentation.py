"""The page on expressions names every operator, every barred one and every kind."""

from pathlib import Path

from parvis.expressions.api import Kind
from parvis.expressions.domain.lowering import OPERATORS
from parvis.expressions.domain.signatures import BARRED

PAGE = (Path(__file__).parents[2] / "docs" / "develop" / "expressions.md").read_text(encoding="utf-8")


def test_the_page_lags_behind_nothing() -> None:
    assert [name for name in sorted({*OPERATORS, *BARRED, *Kind}) if f"`{name}`" not in PAGE] == []
