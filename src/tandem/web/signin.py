"""Signing in by a code sent by mail, on django-allauth's own stages (passkeys and TOTP are later stages there)."""

from __future__ import annotations

import secrets
import time
from typing import Any, cast

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tandem.foundation.access import Refused
from tandem.foundation.accounts import lockout
from tandem.foundation.accounts.models import Person
from tandem.foundation.accounts.operations import account_of
from tandem.web import places


class Adapter(DefaultAccountAdapter):
    """Where allauth leads people, and what its codes look like."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Anybody may make an account: what they may do hangs on memberships."""
        return True

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The person's desk."""
        return places.landing(cast(Person, request.user).id)

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """Said only to who holds the code, so it tells nobody else anything."""
        raise Refused(
            "account_closed", _("This account is closed."), _("Write to the organiser if you need it again.")
        )

    def generate_login_code(self) -> str:
        """Six digits, easy to read out and to type."""
        return f"{secrets.randbelow(1_000_000):06d}"

    def get_from_email(self) -> str:
        """The installation's own address."""
        return str(settings.DEFAULT_FROM_EMAIL)

    def format_email_subject(self, subject: str) -> str:
        """As the template says it."""
        return subject


class CodeProcess(LoginCodeVerificationProcess):
    """A code on its way to a mail address, whether or not somebody has that address yet.

    The library answers an unknown address with another mail; here both get a code and the account is made when
    the code is confirmed, so that nobody can find out who has one.
    """

    @classmethod
    def start(cls, request: HttpRequest, email: str) -> CodeProcess:
        """Make a code, mail it and remember it in the session. Raises OSError when the mail server is away."""
        person = Person.objects.filter(email=email.lower()).first()
        login = Login(user=person, email=email.lower())
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=person, email=email.lower()) | {"initiated_by_user": True})
        process = cls(stage)
        process.send()
        process.persist()
        return process

    @property
    def email(self) -> str:
        """The address that the code went to."""
        return str(self.state["email"])

    @property
    def is_fresh(self) -> bool:
        """Whether the code can still be typed."""
        return bool(self.is_valid()) and self.state["failed_attempts"] < self.max_attempts

    def send_by_email(self, email: str, skip_enumeration_mails: bool = False) -> None:
        """Mail a new code, known address or not."""
        context = {"request": self.request, "code": self.generate_code(), "minutes": self.timeout // 60}
        get_adapter().send_mail("web/mail/login_code", email, context)

    def is_right(self, typed: str) -> bool:
        """Compare in constant time; spaces and dashes between the digits do not matter."""
        digits = "".join(sign for sign in typed if sign.isdigit())
        return bool(self.code) and secrets.compare_digest(digits.encode(), self.code.encode())

    def finish(self, redirect_url: str | None = None) -> HttpResponse:
        """Sign in, with a new session; makes the account when nobody had the address."""
        self.stage.login.user = self._user = account_of(self.email, get_language() or "en")
        login = Login(user=self.user, redirect_url=redirect_url or None, email=self.email)
        self.abort()
        record_authentication(self.request, self.user, method="code", email=self.email)
        return perform_login(self.request, login)


def pending(request: HttpRequest) -> CodeProcess | None:
    """The code this browser waits for; None when there is none or it is too old. Writes nothing."""
    data = request.session.get(LOGIN_SESSION_KEY)
    if not isinstance(data, dict):
        return None
    try:
        login = Login.deserialize(data)
    except ValueError:
        return None
    if login.state.get("stages", {}).get("current") != LoginByCodeStage.key:
        return None
    process = CodeProcess(LoginByCodeStage(LoginStageController(request, login), request, login))
    if "at" not in process.state or time.time() - process.state["at"] > app_settings.LOGIN_BY_CODE_TIMEOUT:
        return None
    return process if process.is_fresh else None


def enter(request: HttpRequest, person: Person) -> None:
    """Sign somebody in who proved who they are in another way (set-up token, demo). The session's key changes."""
    get_adapter().login(request, person)


def try_code(process: CodeProcess, typed: str, next_url: str) -> HttpResponse | None:
    """Sign in when the code is right; None when it is wrong, which is counted for the account."""
    if not process.is_right(typed):
        lockout.count_wrong(process.email)
        process.record_invalid_attempt()
        return None
    lockout.forget(process.email)
    return process.finish(next_url)


def deserves_a_name(person: Any) -> bool:
    """Whether somebody has not said yet what they are called."""
    return not getattr(person, "name", "")
