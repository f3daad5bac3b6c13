"""Signing in by a code sent by mail, on django-allauth."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    """Where allauth leads people, and how it finds them."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Anybody may make an account: what they may do hangs on memberships."""
        return True

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/"

    def is_safe_url(self, url: str | None) -> bool:
        return bool(url) and str(url).startswith("/") and not str(url).startswith("//")

    def generate_login_code(self) -> str:
        """Six digits, easy to read out and to type."""
        import secrets

        return f"{secrets.randbelow(1_000_000):06d}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        super().send_mail(template_prefix, email, context)
