"""A small real mail server, in a thread: it takes, refuses or hangs up as told."""

import socket
from contextlib import contextmanager

from aiosmtpd.controller import Controller


class Handler:
    """Keeps what it takes. `answers` are given to the next recipients, then all is taken; `break_after` e-mails it
    takes the message and hangs up without saying so."""

    def __init__(self):
        self.taken = []
        self.answers = []
        self.hang_up = False

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):  # noqa: N802
        if self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.taken.append(envelope)
        if self.hang_up:
            server.transport.abort()
        return "250 taken"


@contextmanager
def mail_server():
    handler = Handler()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield handler, port
    finally:
        controller.stop()
