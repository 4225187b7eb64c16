"""What is wrong with the lines of an import: the first of it for the page, the report for whoever mends them."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from typing import BinaryIO

from django.utils.translation import gettext as _

from parvis.exchange.domain.lines import Problem
from parvis.exchange.domain.writers.csv import neutral

#: problems that the report lists, that the page shows
MOST_PROBLEMS, SHOWN = 20_000, 30


class Problems:
    """Gathers what is wrong: the first for the page, all (as far as somebody would read them) for the report."""

    def __init__(self) -> None:
        self.shown: list[list[object]] = []
        self.lines = 0
        self._count = 0
        self._text = io.StringIO()
        self._csv = csv.writer(self._text, delimiter=";", lineterminator="\r\n")
        self._csv.writerow([_("Line"), _("Column"), _("What is wrong")])

    def add(self, problems: Collection[Problem]) -> None:
        self.lines += 1
        for one in problems:
            self._count += 1
            if len(self.shown) < SHOWN:
                self.shown.append([one.line, one.column, one.words])
            if self._count <= MOST_PROBLEMS:
                self._csv.writerow([one.line, neutral(one.column), neutral(one.words)])

    def report(self) -> BinaryIO:
        """The report, as the CSV that our exports are; where it was cut, it says so."""
        if self._count > MOST_PROBLEMS:
            left = self._count - MOST_PROBLEMS
            self._csv.writerow(["", "", _("The report ends here: %(num)s more are not listed") % {"num": left}])
        return io.BytesIO(self._text.getvalue().encode("utf-8-sig"))
