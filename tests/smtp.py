"""A mail server for tests: takes everything and remembers it in order; can be slow, away, or refuse an address."""

from __future__ import annotations

import socketserver
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from typing import Any, cast


class MailServer(socketserver.ThreadingTCPServer):
    """Listens on 127.0.0.1; `mails` is what was accepted, oldest first."""

    allow_reuse_address = daemon_threads = True
    request_queue_size = 64

    def __init__(self, slow: float = 0.0, refuses: str = "") -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.slow, self.refuses = slow, refuses
        self.mails: list[Message] = []

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def ids(self) -> Counter[str]:
        """How often each Message-ID was accepted."""
        return Counter(str(mail["Message-ID"]) for mail in self.mails)


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server = cast(MailServer, self.server)
        self.say("220 tests")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word in {b"EHLO", b"HELO"}:
                self.say("250 tests")
            elif word == b"RCPT" and server.refuses and server.refuses.encode() in line:
                self.say("550 nobody of that name")
            elif word == b"DATA":
                self.say("354 go on")
                text = b""
                while (part := self.rfile.readline()) not in {b".\r\n", b""}:
                    text += part
                if not part:  # whoever was killed in the middle of a mail has sent none
                    return
                time.sleep(server.slow)
                server.mails.append(message_from_bytes(text))
                self.say("250 taken")
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def mail_server(settings: Any, **options: Any) -> Iterator[MailServer]:
    """A running server that the settings point at."""
    with MailServer(**options) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = ""
        yield server
        server.shutdown()
