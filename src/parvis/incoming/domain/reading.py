"""What was brought → definitions and one report, whichever system it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from parvis.incoming.data import Element, Found, Imported, Report, Unmapped
from parvis.incoming.domain.accounting import Account
from parvis.incoming.domain.opening import Brought, opened
from parvis.incoming.ds import reading as ds
from parvis.incoming.pdf import reading as pdf
from parvis.incoming.publik import reading as publik
from parvis.incoming.sheet import reading as sheet


def read(
    brought: Iterable[Brought],
    variables: Mapping[str, str] | None = None,
    columns: Mapping[int, str] | None = None,
) -> Found:
    """Definitions and a report. variables: settings of the other installation; columns: roles of those of a
    spreadsheet (`data.Unmapped`), by their place. Raises Unreadable, Unmapped.
    """
    trees = opened(brought)
    theirs = [(name, root) for name, root in trees if publik.is_ours(root)]
    found = [publik.read(theirs, variables or {})] if theirs else []
    rest: list[Element] = []
    others: list[Imported] = []
    for name, root in trees:
        if publik.is_ours(root):
            continue
        account = Account(name, root)
        if ds.is_ours(root):
            others.append(ds.read(account, root))
        elif pdf.is_ours(root):
            others.append(pdf.read(account, root))
        elif sheet.is_ours(root):
            try:
                others.append(sheet.read(account, root, columns))
            except Unmapped:
                if len(trees) == 1:
                    raise
                account.sweep()  # beside other files it may be anything: it is told as not read
        else:
            account.sweep()
        rest += account.elements()
    return Found(
        imports=(*(made for one in found for made in one.imports), *others),
        report=Report((*(element for one in found for element in one.report.elements), *rest)),
        files=tuple(name for name, _root in trees),
    )
