"""Where a case is, as far as Parvis knows: nothing is guessed from a text that may mean two places."""

from __future__ import annotations

from collections.abc import Mapping

from parvis.exchange.data import Place
from parvis.forms.data import Answers, JsonValue
from parvis.territory.api import communes, organisations


class Places:
    """The communes of this territory by their town halls, read once an export."""

    def __init__(self) -> None:
        self._halls = {one.insee: one.location for one in organisations.all() if one.insee and one.location}
        self._towns: dict[tuple[str, str], str] = {}

    def place(self, answers: Answers, asked: Mapping[str, str]) -> Place | None:
        """What the first answer about a place says, `asked` being the questions in their order; None where none does.

        An address has no point: its commune's town hall is another place. Where a commune alone is named, that is the
        point of it. No field asks for coordinates yet: one that does comes first here.
        """
        for name, label in asked.items():
            value = answers.get(name)
            if not isinstance(value, Mapping):
                continue
            insee, said = self._insee(value), _said(value)
            if value.get("street") and said:
                return Place(None, None, "none", label, said)
            if insee:
                hall = self._halls.get(insee)
                return Place(*hall, "commune", label, said or insee) if hall else Place(None, None, "none", label, said)
        return None

    def _insee(self, value: Mapping[str, JsonValue]) -> str:
        """The commune that an answer names: by its code, or by an address whose postcode and town are of one alone."""
        if isinstance(value.get("insee"), str):
            return str(value["insee"])
        postcode, city = value.get("postcode"), value.get("city")
        if not isinstance(postcode, str) or not isinstance(city, str):
            return ""
        town = self._towns.get((postcode, city))
        if town is None:
            if len(self._towns) > _REMEMBERED:
                self._towns.clear()
            town = self._towns[postcode, city] = _of_town(postcode, city)
        return town


def _said(value: Mapping[str, JsonValue]) -> str:
    """A place as people write it: street, then postcode and town."""
    town = " ".join(str(value[part]) for part in ("postcode", "city") if value.get(part))
    return ", ".join(str(one) for one in (value.get("street"), town or value.get("name")) if one)


#: towns that people write: a million cases of one territory are of a few hundred
_REMEMBERED = 5000


def _of_town(postcode: str, city: str) -> str:
    # delegated communes bear their own names: their today's commune has the town hall that we know
    said = communes.searchable(city)
    same = {
        one.insee
        for one in communes.search(city, 50)
        if postcode in one.postcodes and communes.searchable(one.name) == said
    }
    return same.pop() if len(same) == 1 else ""
