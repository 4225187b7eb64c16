"""One installation for all that is done to it here: it takes longer to start than to mend."""

import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installation import Installation


@pytest.fixture(scope="session")
def installation() -> Iterator[Installation]:
    with tempfile.TemporaryDirectory(prefix="parvis-faults-", dir="/tmp") as folder, socket.socket() as probe:
        os.chmod(folder, 0o755)
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        found = Installation(Path(folder) / "var", port)
        try:
            found.start()
            yield found
        finally:
            found.stop()
