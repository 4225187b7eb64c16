"""What Django keeps for each thread, kept by the interpreter itself.

Django keeps its active language, its prefix of addresses and its connections in asgiref's `Local`, which serves
coroutines too and costs 4 µs a look where `threading.local` costs 0.1. A page looks hundreds of times, twice for each
translated word, five times for each address. Nothing of Parvis that reads these runs in a coroutine: a request and a
job each have their thread from beginning to end.
"""

import threading

from django.db import connections
from django.urls import base
from django.utils import timezone
from django.utils.translation import trans_real


def plain() -> None:
    """Keep them in `threading.local`; before anything was activated or connected."""
    trans_real._active = threading.local()  # type: ignore[attr-defined]
    timezone._active = threading.local()  # type: ignore[attr-defined]
    base._prefixes = threading.local()  # type: ignore[attr-defined]
    base._urlconfs = threading.local()  # type: ignore[attr-defined]
    connections._connections = threading.local()  # type: ignore[attr-defined]
