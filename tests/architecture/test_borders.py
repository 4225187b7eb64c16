"""The contract of import-linter, where import-linter does not look: faces, string foreign keys, migrations, files."""

import tomllib
from pathlib import Path

import grimp
import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from parvis.kernel.personal import declarations
from tests.environment import ROOT

SOURCE = ROOT / "src" / "parvis"
FACES = {"api", "data", "events", "registry"}
#: what Django itself imports by name, from the composition root only
ENTRANCES = {"urls", "middleware", "apps", "cli"}


def layers() -> dict[str, int]:
    """Module name → height, read from the very contract that import-linter enforces."""
    configured = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]["layers"]
    return {name.strip(): height for height, layer in enumerate(reversed(configured)) for name in layer.split("|")}


HEIGHT = layers()
OURS = [config for config in apps.get_app_configs() if config.name.startswith("parvis.")]


def test_every_module_is_in_the_contract():
    assert {config.label for config in OURS} | {"config", "__main__"} == set(HEIGHT)


def test_outsiders_import_a_modules_face_alone():
    graph = grimp.build_graph("parvis", cache_dir=None)
    broken = []
    for importer in sorted(graph.modules):
        home = importer.split(".")[1:2]
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            parts = imported.split(".")
            if len(parts) < 2 or parts[1:2] == home or parts[1] in ("kernel", "config"):
                continue
            allowed = FACES | (ENTRANCES if home == ["config"] else set())
            if len(parts) < 3 or parts[2] not in allowed:
                broken.append(f"{importer} imports {imported}")
    assert not broken, "\n".join(broken)


def test_foreign_keys_go_down():
    broken = []
    for config in OURS:
        for model in config.get_models():
            for field in model._meta.get_fields():
                target = getattr(field, "related_model", None)
                if not getattr(field, "concrete", False) or target is None:
                    continue
                label = target._meta.app_label
                if label in HEIGHT and label != config.label and HEIGHT[label] >= HEIGHT[config.label]:
                    broken.append(f"{model._meta.label}.{field.name} → {target._meta.label}")
    assert not broken, broken


def test_migrations_depend_downwards_and_import_no_models():
    loader = MigrationLoader(None, ignore_no_migrations=True)
    labels = {config.label for config in OURS}
    broken = []
    for (label, name), migration in loader.disk_migrations.items():
        if label not in labels:
            continue
        for needed, _ in migration.dependencies:
            if needed in HEIGHT and needed != label and HEIGHT[needed] >= HEIGHT[label]:
                broken.append(f"{label}.{name} depends on {needed}")
        text = Path(str(__import__(migration.__module__, fromlist=["x"]).__file__)).read_text()
        if f"parvis.{label}.models" in text:
            broken.append(f"{label}.{name} imports models")
    assert not broken, broken


def test_every_model_says_whether_it_holds_personal_data():
    silent = [model._meta.label for config in OURS for model in config.get_models() if model not in declarations]
    assert not silent, f"@personal_data or @no_personal_data is missing on {silent}"


@pytest.mark.parametrize("folder", ["src", "tests", "bench", "tools"])
def test_files_stay_under_400_lines(folder):
    long = [
        f"{path.relative_to(ROOT)}: {count}"
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts and (count := len(path.read_text().splitlines())) > 400
    ]
    assert not long, long


def test_no_junk_drawers():
    assert not [
        path
        for path in SOURCE.rglob("*.py")
        if path.stem in {"utils", "common", "helpers", "misc"} or {"utils", "common", "helpers"} & set(path.parts)
    ]


def test_every_module_says_what_it_is():
    for config in OURS:
        text = (SOURCE / config.label / "__init__.py").read_text()
        assert text.startswith('"""'), config.label


def test_faces_stay_small():
    for path in SOURCE.glob("*/api.py"):
        text = path.read_text()
        assert len(text.splitlines()) <= 150, path
        assert "__all__" in text, path
