"""The studio’s people."""

from tests.studio.conftest import studio as studio
