"""ClamAV, where the operator has it: bytes go to `clamd` by INSTREAM (clamd(8)), its verdict comes back.

A scanner that is set and does not answer lets nothing pass.
"""

import socket
import struct
from contextlib import closing
from typing import BinaryIO

from django.conf import settings

from parvis.files.data import FileRefused, FilesBusy, Reason

CHUNK = 1 << 16
PATIENCE = 30.0


def scan(file: BinaryIO) -> None:
    """Have the bytes of an open file searched for viruses. Nothing happens where no scanner is set.

    Raises FileRefused (INFECTED), FilesBusy where the scanner does not answer or can't say.
    """
    where = settings.PARVIS_CLAMAV
    if not where:
        return
    try:
        with closing(_connect(where)) as channel:
            channel.sendall(b"zINSTREAM\0")
            while chunk := file.read(CHUNK):
                channel.sendall(struct.pack("!L", len(chunk)) + chunk)
            channel.sendall(struct.pack("!L", 0))
            said = _answer(channel)
    except OSError as error:
        raise FilesBusy(f"the virus scanner does not answer: {error}") from error
    if said.endswith("FOUND"):
        raise FileRefused(Reason.INFECTED)
    if said != "stream: OK":
        raise FilesBusy(f"the virus scanner can't say: {said[:200]}")


def ping() -> str:
    """What `clamd` answers to VERSION. Raises OSError where it doesn't answer."""
    with closing(_connect(settings.PARVIS_CLAMAV)) as channel:
        channel.sendall(b"zVERSION\0")
        return _answer(channel)


def _connect(where: str) -> socket.socket:
    """A connection to "host:port", "[::1]:port" or the path of a socket. Raises OSError."""
    if where.startswith("/"):
        channel = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        channel.settimeout(PATIENCE)
        try:
            channel.connect(where)
        except OSError:
            channel.close()
            raise
        return channel
    host, _, port = where.rpartition(":")
    if not port.isdigit():
        raise OSError(f"PARVIS_CLAMAV is {where!r}: host:port or /path/of/a/socket")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE)


def _answer(channel: socket.socket) -> str:
    held = b""
    while b"\0" not in held and len(held) < 4_096:
        more = channel.recv(4_096)
        if not more:
            break
        held += more
    if not held:
        raise OSError("it hung up")
    return held.partition(b"\0")[0].decode("utf-8", "replace").strip()
