"""People in front of browsers: connections that are kept, answers compressed, times taken."""

from __future__ import annotations

import http.client
import re
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlencode

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
CHECKSUM = re.compile(rb'name="sha256" value="([0-9a-f]{64})"')


class Wrong(RuntimeError):
    """An answer that was not expected; the message says which."""


@dataclass
class Browser:
    """One person with one connection; `session` is their key, empty for nobody."""

    port: int
    session: str = ""
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        if self.session:
            self.cookies["session"] = self.session

    def get(self, path: str) -> bytes:
        """The body as it came, compressed; Wrong for anything but 200."""
        status, body, _where = self._ask("GET", path, None, "gzip")
        if status != 200:
            raise Wrong(f"{path} answered {status}")
        return body

    def read(self, path: str) -> bytes:
        """The body in plain; Wrong for anything but 200."""
        status, body, _where = self._ask("GET", path, None, "identity")
        if status != 200:
            raise Wrong(f"{path} answered {status}")
        return body

    def post(self, path: str, fields: dict[str, str]) -> str:
        """Send a form; returns where it leads. Wrong when it leads nowhere."""
        status, _body, where = self._ask("POST", path, urlencode(fields).encode(), "gzip")
        if status != 302:
            raise Wrong(f"{path} answered {status}")
        return where

    def _ask(self, method: str, path: str, body: bytes | None, encoding: str) -> tuple[int, bytes, str]:
        headers = {"Accept-Encoding": encoding, "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        return answer.status, content, answer.headers.get("Location", "")

    def close(self) -> None:
        """End the connection."""
        self.connection.close()


@dataclass(frozen=True)
class Times:
    """Milliseconds per answer, and answers per second."""

    p50: float
    p95: float
    per_second: float
    count: int


def times_of(spent: Sequence[float], seconds: float) -> Times:
    """Median and 95th percentile of seconds spent."""
    ordered = sorted(spent)
    at = min(len(ordered) - 1, int(len(ordered) * 0.95))
    return Times(statistics.median(ordered) * 1000, ordered[at] * 1000, len(ordered) / seconds, len(ordered))


def at_once(browsers: Sequence[Browser], act: Callable[[Browser], object], seconds: float, least: int) -> Times:
    """Every browser does it again and again, for so long and together at least so often."""

    def one(browser: Browser) -> list[float]:
        spent: list[float] = []
        share = max(1, least // len(browsers))
        while time.perf_counter() - began < seconds or len(spent) < share:
            before = time.perf_counter()
            act(browser)
            spent.append(time.perf_counter() - before)
        return spent

    began = time.perf_counter()
    with ThreadPoolExecutor(len(browsers)) as pool:
        spent = [each for found in pool.map(one, browsers) for each in found]
    return times_of(spent, time.perf_counter() - began)


def submit(browser: Browser, home: str) -> None:
    """Read the form as it will be sent, and send it. Wrong unless it leads to the receipt."""
    page = browser.read(f"{home}check/")
    token, checksum = TOKEN.search(page), CHECKSUM.search(page)
    if token is None or checksum is None:
        raise Wrong(f"{home}check/ cannot be signed")
    where = browser.post(f"{home}sign/", {"csrfmiddlewaretoken": token[1].decode(), "sha256": checksum[1].decode()})
    if not where.endswith("/receipt/"):
        raise Wrong(f"{home}sign/ leads to {where}")


def submissions(port: int, sessions: Sequence[str], drafts: Sequence[Sequence[str]], seconds: float) -> Times:
    """Each person sends their own ready drafts one after the other, all people at once, for at most so long."""

    def one(session: str, own: Sequence[str]) -> list[float]:
        browser, spent = Browser(port, session), []
        for home in own:
            if time.perf_counter() - began > seconds:
                break
            before = time.perf_counter()
            submit(browser, home)
            spent.append(time.perf_counter() - before)
        browser.close()
        return spent

    began = time.perf_counter()
    with ThreadPoolExecutor(len(sessions)) as pool:
        spent = [each for found in pool.map(one, sessions, drafts) for each in found]
    return times_of(spent, time.perf_counter() - began)
