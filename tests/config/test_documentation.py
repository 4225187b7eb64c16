"""What operators read says what the code does."""

import re
from pathlib import Path

from parvis.config.settings.environment import SETTINGS

DOCS = Path(__file__).resolve().parents[2] / "docs" / "operate"


def test_every_setting_is_documented_and_no_other() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \|$", (DOCS / "configure.md").read_text(), re.MULTILINE)
    assert [name for name, _, _ in rows] == list(SETTINGS)
    for name, default, purpose in rows:
        setting = SETTINGS[name]
        assert purpose.startswith(setting.purpose), name
        assert ("required" in default) is setting.required, name
        assert default.strip("`") == setting.default or not setting.default, name


def test_every_command_that_is_quoted_exists(db: None) -> None:
    from parvis.config.cli import load
    from parvis.kernel import cli

    assert load()
    names = cli.COMMANDS.keys()
    for page in DOCS.glob("*.md"):
        for words in re.findall(r"parvis ((?:[a-z]+)(?: [a-z]+)?)\b", page.read_text()):
            known = words in names or words.split()[0] in names
            assert known or not re.search(rf"`parvis {words}|^parvis {words}", page.read_text(), re.MULTILINE), (
                page.name,
                words,
            )
