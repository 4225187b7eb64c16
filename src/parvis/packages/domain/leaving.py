"""Procedures that leave as packages."""

from __future__ import annotations

import uuid

from parvis.cases import api as cases
from parvis.kernel import clock
from parvis.packages.data import Maker, Package
from parvis.packages.domain import writing
from parvis.studio import api as studio
from parvis.studio.data import Missing
from parvis.territory.data import Organisation


def made(here: Organisation, case_type_id: uuid.UUID, number: int | None, *, host: str) -> Package:
    """The package of a published revision of an organisation's procedure (None: the latest), signed.

    Raises Missing; keys.NoKey.
    """
    owned = next((one for one in cases.types.owned(here.id) if one.id == case_type_id), None)
    if owned is None:
        raise Missing(case_type_id)
    document, revision = studio.published(here.id, case_type_id, number)
    return writing.package(
        document,
        slug=owned.slug,
        sphere=owned.sphere,
        at=clock.now(),
        revision=revision.number,
        maker=Maker(organisation=here.title[:200], site=host[:200]),
        schema=cases.types.load(revision.id).form.json_schema("fr"),
    )
