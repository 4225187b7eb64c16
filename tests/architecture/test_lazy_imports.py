"""Heavy libraries load in the worker that needs them: a web process answers requests without them."""

import os
import subprocess
import sys

from tests.environment import ROOT

# Not cryptography: sign-in needs it for passkeys and tokens, in every web process.
HEAVY = ("typst", "pyhanko", "pyhanko_certvalidator", "pkcs11", "segno", "asn1crypto", "rich", "pygments", "ninja")

_WEB = """
import sys
sys.path[:0] = sys.argv[1:3]
import tests.environment
from parvis.config.wsgi import application
from django.urls import get_resolver
get_resolver().url_patterns
import parvis.documents.api, parvis.notifications.api, parvis.files.api
found = sorted({name for name in sys.argv[3:] if name in sys.modules})
print(*found)
"""


def test_the_web_process_loads_no_renderer_and_no_sealer():
    done = subprocess.run(
        [sys.executable, "-c", _WEB, ROOT / "src", ROOT, *HEAVY],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "parvis.config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
