"""A computed value that whoever answers is not shown: rules read it, it is submitted, no page tells it."""

from parvis.forms.api import CompiledForm, check
from parvis.forms.data import Field, FormDefinition, LocalizedText, Page, Section


def _form(**more: object) -> FormDefinition:
    def words(text: str) -> LocalizedText:
        return LocalizedText(fr=text)

    hidden = Field(id="kind", type="text", label=words("Sorte secrète"), unseen=True, **more)  # type: ignore[arg-type]
    asked = Field(
        id="name", type="text", label=words("Nom"), condition={"===": [{"var": "kind"}, "register"]}, required=True
    )
    page = Page(id="page", title=words("Page"), sections=(Section(id="part", items=(hidden, asked)),))
    return FormDefinition(title=words("Essai"), pages=(page,))


def test_rules_and_submissions_read_what_nobody_is_shown() -> None:
    form = CompiledForm(_form(computed="register"))
    state = form.evaluate({"name": "Ana"}, {"today": "2026-11-22"})
    assert "name" in state.visible
    drawn = form.render_page("page", {"name": "Ana"}, state, {}, "fr", context={"today": "2026-11-22"})
    assert "Nom" in str(drawn)
    assert "Sorte secrète" not in str(drawn)
    rows = [row.label for part in form.summary({"name": "Ana"}, state, "fr") for row in part.rows]
    assert rows == ["Nom"]
    assert form.computed(state, "fr") == {}
    assert form.clean({"name": "Ana"}, state) == {"name": "Ana", "kind": "register"}


def test_only_what_is_computed_stays_unseen() -> None:
    assert not [one for one in check(_form(computed="register")) if one.blocking]
    assert any("unseen" in one.message.into("en") for one in check(_form()))
