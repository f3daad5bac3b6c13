"""People: one account per person, global, shared by all organisers."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from tandem.foundation.ids import new_id


class PersonManager(BaseUserManager["Person"]):
    """Finds people by mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)

    def create_user(self, email: str, name: str = "", **fields: Any) -> Person:
        """A person without a password: people sign in by code."""
        person = self.model(email=email.strip().lower(), name=name, **fields)
        person.set_unusable_password()
        person.save()
        return person


class Person(AbstractBaseUser):
    """Somebody who can sign in. What they may do is said by memberships, never here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(unique=True, max_length=254)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=12, default="en")
    time_zone = models.CharField(max_length=60, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name or self.email

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """No permission hangs on an account."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """No permission hangs on an account."""
        return False


class WrongCode(models.Model):
    """One wrong sign-in code typed for an account; counted by account, never by network address (SEC-5)."""

    account_sha256 = models.CharField(max_length=64)  # of the mail address: also for addresses nobody has yet
    typed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["account_sha256", "typed_at"])]


class SetUpToken(models.Model):
    """The one-time token that the console prints while nobody runs this installation. At most one row."""

    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
