"""One web process: waitress on a socket that its parent opened. Request bodies are read before a thread takes them."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable
from typing import Any

log = logging.getLogger("tandem.serve")

THREADS = 4
CONNECTIONS = 1000  # that one process holds open at once, slow senders included
LARGEST_BODY = 64 * 1024 * 1024  # bytes; more is refused by its announced length, before it is read
PROXY = {"trusted_proxy": "*", "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"}}
PATIENCE = 10.0  # seconds that answers have to get out after the order to stop


def listen(host: str, port: int) -> socket.socket:
    """A listening socket for all web processes to accept from; OSError when the address is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    one = socket.socket(family, socket.SOCK_STREAM)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    one.bind((host.strip("[]"), port))
    one.listen(1024)
    one.setblocking(False)
    one.set_inheritable(True)
    return one


def serve(
    application: Any,
    listening: socket.socket,
    stopped: Callable[[], bool],
    *,
    threads: int = THREADS,
    proxied: bool = False,
) -> None:
    """Answer requests until `stopped()`; then take no new ones and let those that run finish.

    `proxied`: only a proxy of ours can reach the socket, so what it says about scheme and sender is believed.
    """
    from waitress.server import create_server

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    channels: dict[int, Any] = {}
    server = create_server(
        application, map=channels, sockets=[listening], threads=threads, connection_limit=CONNECTIONS,
        max_request_body_size=LARGEST_BODY, asyncore_use_poll=True, ident=None, clear_untrusted_proxy_headers=True,
        channel_timeout=60, cleanup_interval=10,
        **(PROXY if proxied else {}),
    )
    poll = server.asyncore.loop
    while not stopped():
        poll(timeout=0.5, use_poll=True, map=channels, count=1)
    server.accepting = False
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and _busy(server):
        poll(timeout=0.05, use_poll=True, map=channels, count=1)
    server.task_dispatcher.shutdown(timeout=2)


def _busy(server: Any) -> bool:
    """Whether a request runs or an answer is still on its way out."""
    return any(
        channel.requests or channel.total_outbufs_len for channel in list(server.active_channels.values())
    )
