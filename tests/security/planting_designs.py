"""A marker planted where procedures are designed, and packages of them kept."""

from parvis.forms.data import LocalizedText
from parvis.kernel.ids import new_id
from parvis.packages.models import Arrival, Signer
from parvis.studio.domain.starting import starter
from parvis.studio.models import Clip, Draft as Design, Publication


def planted(here, mark, person, now):
    """As the name of whoever changes, publishes, brings in; in what they cut."""
    Design.objects.create(
        organisation_id=here.town.organisation_id,
        slug="x",
        sphere="general",
        document=starter(LocalizedText(fr="Essai"), "accueil"),
        begun_at=now,
        changed_at=now,
        holder_id=here.malik.id,
        holder_name=mark,
        asker_id=here.malik.id,
        asker_name=mark,
    )
    Publication.objects.create(
        organisation_id=here.town.organisation_id,
        case_type_id=here.town.case_type.id,
        revision_id=here.town.case_type.published_id,
        by_id=here.malik.id,
        by_name=mark,
        at=now,
    )
    at_work = {"organisation_id": here.town.organisation_id, "by_id": here.malik.id, "by_name": mark, "at": now}
    Signer.objects.create(**at_work, key="x", name="x")
    Arrival.objects.create(**at_work, draft_id=new_id(), slug="x", digest="x", standing="known", salt=b"x")
    Clip.objects.create(person_id=person.id, kind="page", element={"id": mark}, at=now)
