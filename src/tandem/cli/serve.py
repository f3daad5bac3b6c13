"""`tandem serve`: the whole installation in one command: database, static files, web processes and worker."""

from __future__ import annotations

import argparse
import gc
import os
import socket
import sys
from collections.abc import Callable

from tandem.cli import web
from tandem.cli.supervisor import Child, Stopped, Supervisor

SHOWN_AS = {"127.0.0.1": "localhost", "0.0.0.0": "localhost", "::": "localhost"}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `serve`."""
    serve = subparsers.add_parser(
        "serve", help="prepare the database and serve, with web processes and a worker",
        description="Runs until Ctrl-C or SIGTERM. A process that dies is started again.",
    )
    add_options(serve)
    serve.set_defaults(run=run, prepare=prepare, django=True)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Where to listen and with how many processes; `demo` takes the same."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1: this machine only)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="number of web processes (2)")
    parser.add_argument("--threads", type=int, default=web.THREADS, metavar="N", help="threads in each of them (4)")


def address(arguments: argparse.Namespace) -> str:
    """Where people find it, unless TANDEM_URL says otherwise."""
    host = SHOWN_AS.get(arguments.host, arguments.host)
    return f"http://{f'[{host}]' if ':' in host else host}:{arguments.port}"


def prepare(arguments: argparse.Namespace) -> None:
    """Before Django is set up: links lead to where we listen."""
    os.environ.setdefault("TANDEM_URL", address(arguments))


def run(arguments: argparse.Namespace) -> int:
    """Prepare, then serve until stopped; returns the exit status."""
    try:
        listening = web.listen(arguments.host, arguments.port)
    except OSError as error:
        print(f"cannot listen on {arguments.host}:{arguments.port}: {error.strerror}; use --port", file=sys.stderr)
        return 1
    prepare_database()
    prepare_static_files()
    return supervise(arguments, listening, _welcome)


def prepare_database() -> None:
    """Bring the database to this version's tables."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def prepare_static_files() -> None:
    """Collect stylesheets, scripts and fonts, compressed and with their hash in the name."""
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0, clear=False)


def supervise(arguments: argparse.Namespace, listening: socket.socket, on_start: Callable[[], None]) -> int:
    """Fork the web processes and the worker, and look after them until told to stop."""
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.db import connections

    from tandem.cli import worker

    application = get_wsgi_application()

    def be_web(stopped: Stopped) -> None:
        proxied = settings.SECURE_PROXY_SSL_HEADER is not None
        web.serve(application, listening, stopped, threads=arguments.threads, proxied=proxied)

    def started() -> None:
        on_start()
        connections.close_all()  # a child that is started again must not inherit one

    _warm()
    connections.close_all()
    gc.collect()
    gc.freeze()  # so that counting garbage does not copy what the children share
    gc.set_threshold(20_000, 20, 50)  # a page makes thousands of objects that are soon forgotten without it
    children = [Child(f"web {number}", be_web) for number in range(1, arguments.workers + 1)]
    children.append(Child("worker", worker.work))
    return Supervisor(children, started).run()


def _warm() -> None:
    """Load addresses and views once, before forking: the children share them."""
    from django.urls import get_resolver

    list(get_resolver().reverse_dict)


def _welcome() -> None:
    from django.conf import settings
    from django.urls import reverse

    from tandem.web import setup

    print(f"Tandem runs at {settings.TANDEM_URL}/  (stop with Ctrl-C)", flush=True)
    token = setup.token()
    if token is not None:
        print("This installation is empty. Set it up here, with this one-time token:")
        print(f"  {settings.TANDEM_URL}{reverse('set-up')}")
        print(f"  {token}", flush=True)
    if settings.MAIL_IS_PRINTED:
        print("No mail server is set (TANDEM_MAIL_URL): mails, sign-in codes too, are printed here.", flush=True)
