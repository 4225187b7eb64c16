"""What is held of people is declared, walled and has an eraser that exists."""

import pytest
from django.apps import apps
from django.utils.module_loading import import_string

from parvis.kernel.personal import declarations
from parvis.privacy.api import eraser_of, holdings


def test_every_model_declares():
    ours = [model for model in apps.get_models() if model.__module__.startswith("parvis.")]
    assert [model._meta.label for model in ours if model not in declarations] == []
    silent = [
        model._meta.label for model in ours if declarations[model].wall is None and not declarations[model].reason
    ]
    assert silent == [], "say why they hold no personal data"


@pytest.mark.parametrize("holding", holdings(), ids=lambda holding: holding.model)
def test_every_eraser_exists(holding):
    assert callable(eraser_of(holding))
    assert import_string(holding.eraser).__doc__, "its docstring is its contract"


def test_the_wall_of_each_is_a_column_of_its_table():
    wrong = []
    for holding in holdings():
        columns = {column.attname for column in apps.get_model(holding.model)._meta.concrete_fields}
        known = {"actor": True, "token": "token_hash" in columns, "person_id": bool({"person_id", "id"} & columns)}
        if not known.get(holding.wall, holding.wall in columns):
            wrong.append(holding)
    assert wrong == []
