"""ClamAV by its own protocol, spoken by a small `clamd` of our own."""

import io
import socket
import struct
import threading

import pytest

from parvis.files.data import FileRefused, FilesBusy, Reason
from parvis.files.domain import scanning

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd:
    """Answers one connection, as clamd(8) does."""

    def __init__(self, answer: bytes | None = None) -> None:
        self.answer = answer
        self.heard = b""
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.where = f"127.0.0.1:{self.socket.getsockname()[1]}"
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self) -> None:
        channel, _ = self.socket.accept()
        with channel, channel.makefile("rb") as stream:
            command = b""
            while not command.endswith(b"\0"):
                command += stream.read(1)
            if command == b"zINSTREAM\0":
                while length := struct.unpack("!L", stream.read(4))[0]:
                    self.heard += stream.read(length)
                said = b"stream: Eicar-Test-Signature FOUND" if EICAR in self.heard else b"stream: OK"
            else:
                said = b"ClamAV 1.4.2/27000"
            channel.sendall((said if self.answer is None else self.answer) + (b"\0" if self.answer != b"" else b""))
        self.socket.close()


@pytest.fixture
def clamd(settings):
    def start(answer: bytes | None = None) -> Clamd:
        made = Clamd(answer)
        settings.PARVIS_CLAMAV = made.where
        return made

    return start


def test_what_is_clean_passes_and_was_sent_whole(clamd):
    daemon = clamd()
    data = bytes(range(256)) * 1_000
    scanning.scan(io.BytesIO(data))
    daemon.thread.join(10)
    assert daemon.heard == data


def test_a_virus_is_refused(clamd):
    clamd()
    with pytest.raises(FileRefused) as found:
        scanning.scan(io.BytesIO(b"before " + EICAR))
    assert found.value.reason == Reason.INFECTED


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR", b"nonsense", b""])
def test_what_it_cannot_say_never_passes(clamd, answer):
    clamd(answer)
    with pytest.raises(FilesBusy):
        scanning.scan(io.BytesIO(b"x"))


@pytest.mark.parametrize("where", ["127.0.0.1:9", "/nowhere/clamd.ctl", "nonsense"])
def test_a_silent_one_never_passes(settings, where):
    settings.PARVIS_CLAMAV = where
    with pytest.raises(FilesBusy):
        scanning.scan(io.BytesIO(b"x"))


def test_where_none_is_set_nothing_happens(settings):
    settings.PARVIS_CLAMAV = ""
    scanning.scan(io.BytesIO(EICAR))


def test_the_check_says_whether_it_answers(clamd, settings):
    from parvis.config.commands.check import attachments

    clamd()
    assert [one.level for one in attachments()] == ["ok"]
    settings.PARVIS_CLAMAV = "127.0.0.1:9"
    assert [one.level for one in attachments()] == ["problem"]
    settings.PARVIS_CLAMAV = ""
    assert [one.level for one in attachments()] == ["note"]
