"""`python -I …/press FD IDLE`: tasks from the socket FD, one after the other, until it closes or for IDLE seconds none.

A task is a message of JSON, for a seal followed by the PDF; its answer is `+` and a PDF, or `-` and JSON.
"""

import ctypes
import gc
import json
import signal
import sys
import traceback
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

# isolated mode looks nowhere but in the standard library and the installed packages
sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

#: seconds without a task after which it tidies up
BREATH = 0.1


def run(task: dict[str, Any], pdf: bytes) -> bytes:
    """Do one task. Raises RenderingFailed, SealNotConfigured."""
    from parvis.documents.domain import keys, sealing, typesetting

    if task["task"] == "typeset":
        return typesetting.compile_pdf(task["source"], task["data"], task["at"], task["fonts"], alone=task["alone"])
    return sealing.seal(pdf, keys.signer(keys.Key(**task["key"])), **task["words"])


def answer(task: dict[str, Any], pdf: bytes) -> bytes:
    """What goes back for a task, whatever happened."""
    from parvis.documents.failures import RenderingFailed, SealNotConfigured

    try:
        return b"+" + run(task, pdf)
    except (RenderingFailed, SealNotConfigured) as error:
        said = {"failed": type(error).__name__, "said": str(error)}
    except Exception as error:  # it is told and retried there: the next document has nothing to do with it
        said = {"failed": "", "said": f"{type(error).__name__}: {error}", "where": traceback.format_exc(limit=-4)}
    return b"-" + json.dumps(said).encode()


def tidy() -> bool:
    """Give the machine back what the last tasks held: pyHanko's objects hold each other. False: nothing to do."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc's
    if trim is not None:
        trim(0)
    return False


def main() -> int:
    # It ends with its worker, which finishes the document under way first.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with Connection(int(sys.argv[1])) as control:
        try:
            while control.poll(BREATH) or (tidy() or control.poll(float(sys.argv[2]))):
                task = json.loads(control.recv_bytes())
                control.send_bytes(answer(task, control.recv_bytes() if task["task"] == "seal" else b""))
        except (EOFError, BrokenPipeError, ConnectionResetError):
            return 0  # the worker has ended
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
