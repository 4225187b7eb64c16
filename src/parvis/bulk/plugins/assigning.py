"""Giving many cases to somebody, or to a department."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import get_language, gettext as _, gettext_lazy, ngettext

from parvis.access.api import Colleague, Right, colleagues
from parvis.bulk.data import Mistakes, Refused
from parvis.bulk.registry import ACTS, Act, Options, Todo
from parvis.cases import api as cases
from parvis.cases.data import Foreseen
from parvis.kernel import clock
from parvis.kernel.ui.formats import number
from parvis.territory.api import departments, organisations

ME, NOBODY = "me", "nobody"


def handlers(organisation_id: UUID) -> dict[str, list[Colleague]]:
    """Who may be given a case of that organisation, with every membership that says so, by id."""
    today, found = clock.today(), dict[str, list[Colleague]]()
    for one in colleagues(organisation_id):
        in_force = one.since <= today and (one.until is None or one.until >= today)
        if in_force and Right.HANDLE_CASES in one.rights:
            found.setdefault(str(one.person_id), []).append(one)
    return found


class Assign(Act):
    key = "assign"
    label = gettext_lazy("Assign")
    url_name = "bulk:assign"
    order = 10
    template = "bulk/_assign.html"
    names = ("to", "department")

    def fields(self, first: Sequence[Foreseen], post: QueryDict) -> dict[str, Any]:
        """Oneself and nobody; colleagues and departments where one may give cases to others."""
        places = sorted({one.organisation_id for one in first if one.assigns})
        people = {key: ones[0].name for place in places for key, ones in handlers(place).items()}
        several = len(places) > 1
        english = (get_language() or "fr").startswith("en")
        offered = []
        for place in places:
            for one in departments.of(place):
                name = (one.name.en or one.name.fr) if english else one.name.fr
                offered.append(
                    {"value": str(one.id), "text": f"{name} ({organisations.get(place).name})" if several else name}
                )
        return {
            "people": [
                {"value": "", "text": _("Choose…")},
                {"value": ME, "text": _("Me")},
                {"value": NOBODY, "text": _("Nobody in particular")},
                *({"value": key, "text": name} for key, name in sorted(people.items(), key=lambda pair: pair[1])),
            ],
            "departments": [{"value": "", "text": _("The one that has it")}, *offered] if offered else [],
        }

    def read(self, first: Sequence[Foreseen], post: QueryDict) -> dict[str, Any]:
        known = self.fields(first, post)
        to, place = post.get("to", ""), post.get("department", "")
        names = {one["value"]: one["text"] for one in known["people"] if one["value"]}
        places = {one["value"]: one["text"] for one in known["departments"]}
        if to not in names:
            raise Mistakes({"to": _("Choose who gets them")})
        if place and place not in places:
            raise Mistakes({"department": _("Choose a department of the list")})
        return {"to": to, "name": names[to], "department": place, "place": places[place] if place else ""}

    def sentence(self, options: Options, count: int) -> str:
        said = {"num": number(count), "name": options["name"], "place": options["place"]}
        if options["to"] == NOBODY:
            text = ngettext(
                "You are about to leave %(num)s request to nobody in particular.",
                "You are about to leave %(num)s requests to nobody in particular.",
                count,
            )
        elif options["to"] == ME:
            text = ngettext("You are about to take %(num)s request.", "You are about to take %(num)s requests.", count)
        else:
            text = ngettext(
                "You are about to give %(num)s request to %(name)s.",
                "You are about to give %(num)s requests to %(name)s.",
                count,
            )
        return text % said

    def details(self, options: Options) -> list[tuple[str, str]]:
        return [(_("Department"), options["place"])] if options["place"] else []

    def title(self, options: Options) -> str:
        return " · ".join(text for text in (options["name"], options["place"]) if text)

    def foresee(self, case: Foreseen, options: Options) -> str:
        if case.lent:
            return _("It is another organisation’s: act on its own page")
        if case.closed:
            return _("It is finished: nobody has to follow it any more")
        if not case.handles or (not case.assigns and options["to"] not in (ME, NOBODY)):
            return _("You may not assign it")
        if not options["department"] or UUID(options["department"]) == case.department_id:
            return ""
        try:
            place = departments.get(UUID(options["department"]))
        except LookupError:  # dissolved since it was chosen
            return _("The department is closed")
        if place.organisation_id != case.organisation_id:
            return _("The department is another organisation’s")
        return _("The department is closed") if place.is_closed else ""

    def do(self, todo: Todo, options: Options) -> bool:
        found = cases.foresee([todo.case_id], by=todo.by, at=todo.at)
        if not found:
            raise Refused(_("It is not, or no longer, one of your requests"))
        [case] = found
        if reason := self.foresee(case, options):
            raise Refused(reason)
        person_id, name = None, ""
        if options["to"] == ME:
            person_id, name = todo.by.person_id, todo.by.name
        elif options["to"] != NOBODY:
            held = handlers(case.organisation_id).get(options["to"], [])
            within = [one for one in held if case.wall_id in one.walls]
            if not within:
                raise Refused(_("%(name)s does not handle requests of this kind") % {"name": options["name"]})
            person_id, name = within[0].person_id, within[0].name
        place = UUID(options["department"]) if options["department"] else case.department_id
        if case.assignee_id == person_id and case.department_id == place:
            return False
        cases.assign(
            todo.case_id,
            by=todo.by,
            at=todo.at,
            version=todo.version,
            assignee_id=person_id,
            assignee_name=name,
            department_id=place,
        )
        return True


ACTS.register(Assign())
