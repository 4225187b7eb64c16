"""Checking workflows that ask and answer: what was asked can be answered, by whom it may be."""

import pytest

from parvis.cases.api import check
from tests.cases import flowing


def problems(change):
    document = flowing.document()
    change(document, {move["id"]: move for move in document["workflow"]["transitions"]})
    found = check(flowing.CaseTypeDefinition.model_validate(document))
    return [(problem.path, problem.message.fr, problem.message.en) for problem in found]


def without(name):
    def change(document, moves):
        document["workflow"]["transitions"].remove(moves[name])

    return change


def setting(name, **values):
    def change(document, moves):
        moves[name] |= values

    return change


def options(name, **values):
    def change(document, moves):
        moves[name]["actions"][0]["options"] = values

    return change


def no_validity(document, moves):
    del document["decisions"]["valid"]


@pytest.mark.parametrize(
    "change",
    [
        without("mend"),
        without("confirm_visit"),
        without("ask_corrections"),
        setting("mend", rights=["agent"]),
        setting("ask_corrections", rights=["resident"]),
        setting("ask_corrections", reason="none"),
        setting("move_visit", reason="none"),
        setting("return_proposal", reason="optional"),
        setting("confirm_refuse", reason="required"),
        setting("propose_refuse", reason="none"),
        setting("declare_complete", rights=["resident"]),
        setting("posted", fields=[]),
        setting("mend", sources=["under_review"]),
        options("posted", day="elsewhere"),
        options("ask_corrections", days=0),
        options("visit_kept", outcome="odd"),
        options("propose_visit", minutes=1),
        no_validity,
    ],
)
def test_it_is_refused_in_both_languages(change):
    found = problems(change)
    assert found
    assert all(fr and en for _path, fr, en in found)


def test_fields_of_a_transition_do_not_take_the_names_of_its_actions():
    field = {"id": "minutes", "type": "integer", "label": flowing.words("Minutes")}
    assert problems(setting("propose_visit", fields=[field]))
