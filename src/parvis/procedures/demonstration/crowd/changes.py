"""What some of the requests say besides what is drawn for them."""

import datetime as dt
from typing import Any

from parvis.procedures.demonstration.answers import Draw, moment
from parvis.procedures.demonstration.requests import AMINA, JEAN

__all__ = ["AMINA", "JEAN", "ACCOUNTS", "full_kerb", "mended", "named", "same_again", "same_corner", "same_plate"]

#: who the accounts of the demonstration's residents belong to
ACCOUNTS = {AMINA: ("Amina", "Benali"), JEAN: ("Jean", "Deswarte")}
#: the answers that name whoever asks, by procedure as each has one of them
_ASKERS = ("holder", "asker", "parent", "host", "born")


def named(answers: dict[str, Any], account: str) -> dict[str, Any]:
    """The answers in the name of an account's owner."""
    first, family = ACCOUNTS[account]
    key = next(name for name in _ASKERS if name in answers)
    who = dict(answers[key]) | {"first_names": first}
    who["birth_name" if "birth_name" in who else "family_name"] = family
    changed = answers | {key: who, "email": account}
    if "child" in answers:
        changed["child"] = answers["child"] | {"birth_name": family}
    return changed


def _on(answers: dict[str, Any], filled: dt.date, street: str, hour: int, kerb: int) -> dict[str, Any]:
    """A move in that street, on the first Saturday from 24 days after the filling on: the same for all of them."""
    day = filled + dt.timedelta(days=24)
    day += dt.timedelta(days=(5 - day.weekday()) % 7)
    return answers | {
        "place": answers["place"] | {"street": street},
        "kerb": kerb,
        "starts_at": moment(day, hour),
        "ends_at": moment(day, hour + 5),
    }


def same_corner(answers: dict[str, Any], number: int, filled: dt.date) -> dict[str, Any]:
    """Several moves in one street at the same hours of the same day: agents see them on each other."""
    return _on(answers, filled, f"{3 + 4 * (number % 6)} rue Emmery", 8, 12)


def full_kerb(answers: dict[str, Any], number: int, filled: dt.date) -> dict[str, Any]:
    """One that no longer fits beside them."""
    return _on(answers, filled, "27 rue Emmery", 9, 18)


def same_again(answers: dict[str, Any], number: int, filled: dt.date) -> dict[str, Any]:
    """Asked twice within two days, by somebody who had no answer yet."""
    draw = Draw(0, "same again")
    who = draw.person()
    born = answers["born"] | {"first_names": who.first_names, "birth_name": who.family_name, "birth_date": "1984-03-09"}
    changed = answers | {"born": born, "copy": "full", "capacity": "self", "email": who.email}
    return {name: value for name, value in changed.items() if name not in ("asker",)}


def same_plate(answers: dict[str, Any], number: int, filled: dt.date) -> dict[str, Any]:
    """Two requests for one car: nobody has said yet whether they are the same."""
    return answers | {"plate": "FX-412-LK"}


def mended(field: str, answers: dict[str, Any], number: int) -> Any:
    """A better answer to what was asked again."""
    draw = Draw(number, f"mended {field}")
    if field == "address":
        return {**answers["address"], "street": _next(answers)}
    if field == "plate":
        return draw.plate()
    return int(answers[field]) + (4 if field == "kerb" else 1)


def _next(answers: dict[str, Any]) -> str:
    """The house beside."""
    number, _space, street = answers["address"]["street"].partition(" ")
    return f"{int(number) + 2 if number.isdigit() else 12} {street}"
