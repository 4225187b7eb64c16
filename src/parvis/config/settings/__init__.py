"""Settings, by concern; everything that an operator may say is in `environment.py`."""

from pathlib import Path

from parvis.config.settings import environment
from parvis.config.settings.apps import *  # noqa: F403
from parvis.config.settings.database import *  # noqa: F403
from parvis.config.settings.database import VAR
from parvis.config.settings.documents import *  # noqa: F403
from parvis.config.settings.environment import BASE_DIR as BASE_DIR
from parvis.config.settings.language import *  # noqa: F403
from parvis.config.settings.logging import *  # noqa: F403
from parvis.config.settings.mail import *  # noqa: F403
from parvis.config.settings.people import *  # noqa: F403
from parvis.config.settings.texts import *  # noqa: F403
from parvis.config.settings.web import *  # noqa: F403

environment.refuse_if_incomplete()

#: whether this is the demonstration
PARVIS_DEMO = environment.DEMO
PARVIS_DEMO_SMALL = environment.read("PARVIS_DEMO_SMALL") == "1"
#: the folder of the embedded database, the files and the keys
PARVIS_VAR = Path(VAR)
#: ClamAV's `clamd`, as host:port or the path of its socket; empty where the operator has none
PARVIS_CLAMAV = environment.read("PARVIS_CLAMAV")
#: hosts that may lie inside our networks and do without TLS, for requests that leave (`kernel.http`)
PARVIS_OUTGOING_ALLOWED = frozenset(
    host.strip().lower() for host in environment.read("PARVIS_OUTGOING_ALLOWED").split(",") if host.strip()
)
#: the same for data sets: their answers are public choices of forms, and any designer may name an address there
PARVIS_DATASETS_ALLOWED = frozenset(
    host.strip().lower() for host in environment.read("PARVIS_DATASETS_ALLOWED").split(",") if host.strip()
)
#: public delays count at least as many answers
PARVIS_FIGURES_FEWEST = max(1, int(environment.read("PARVIS_FIGURES_FEWEST")))
DEBUG = False
SECRET_KEY = environment.read("PARVIS_SECRET_KEY")
if not SECRET_KEY:
    from parvis.config.settings.secret import demonstration_secret

    SECRET_KEY = demonstration_secret(PARVIS_VAR)
