"""The page on expressions names every operator, every barred one and every kind."""

from pathlib import Path

from parvis.expressions.api import Kind
from parvis.expressions.domain.lowering import OPERATORS
from parvis.expressions.domain.signatures import BARRED
from parvis.expressions.domain.spelling import BETWEEN, CALLED, SHIFTED

PAGE_OF_DESIGNERS = Path(__file__).parents[2] / "docs" / "operate" / "rules.md"
PAGE = (Path(__file__).parents[2] / "docs" / "develop" / "expressions.md").read_text(encoding="utf-8")


def test_the_page_lags_behind_nothing() -> None:
    assert [name for name in sorted({*OPERATORS, *BARRED, *Kind}) if f"`{name}`" not in PAGE] == []


def test_the_designers_page_says_every_word_of_the_text_form() -> None:
    page = PAGE_OF_DESIGNERS.read_text(encoding="utf-8")
    words = [one for both in (*BETWEEN.values(), *CALLED.values(), *SHIFTED.values()) for one in both]
    assert [one for one in words if f"`{one}`" not in page and f"`{one}()`" not in page] == []
