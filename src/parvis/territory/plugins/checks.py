"""What `parvis check` says of the territory."""

from collections.abc import Iterable

from parvis.kernel.checks import Finding, check, ok, problem
from parvis.territory.domain import directory, organisations


@check("40-territory")
def territory() -> Iterable[Finding]:
    """The territory exists, and every organisation can be called (CRPA R112-11-1)."""
    if directory.current().territory is None:
        yield problem("There is no territory.", "parvis territory create --commune CODE, or --epci SIREN")
        return
    everyone = organisations.all()
    silent = organisations.without_phone()
    for one in silent:
        code = one.insee or one.siren
        yield problem(
            f"{one.title} has no telephone; acknowledgements of receipt must give one (CRPA R112-11-1).",
            f"parvis territory contact {code} --phone NUMBER",
        )
    if not silent:
        yield ok(f"{len(everyone)} organisations, each with a telephone.")
