"""What may point at an interest: shown to assessor and officer before the declaration, never decided upon."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

FREE_MAIL: Final = frozenset(
    """
    aol.com email.cz fastmail.com gmail.com gmx.at gmx.ch gmx.de gmx.net googlemail.com hotmail.com hotmail.es
    hotmail.no hotmail.se icloud.com inbox.lv interia.pl libero.it live.com live.no live.se mail.com mail.ru me.com
    msn.com o2.pl online.no outlook.com outlook.es post.cz proton.me protonmail.com seznam.cz t-online.de tutanota.com
    ukr.net web.de wp.pl yahoo.com yahoo.es yahoo.no yahoo.se yandex.com yandex.ru ymail.com zoho.com
    """.split()
)
"""Domains where anybody can have an address: sharing one says nothing."""

_RANK: Final = ("same_organisation", "named", "same_domain", "scored_before")


@dataclass(frozen=True)
class Judge:
    """Somebody who is to judge: name, mail, organisations they act or acted for, organisations judged before."""

    id: str
    name: str
    mail: str
    organisations: frozenset[str] = frozenset()
    judged: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Applicant:
    """An organisation that applies: who acts for it, and whom its application names (each a name and a mail)."""

    id: str
    mails: frozenset[str] = frozenset()
    named: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Hint:
    """One thing that may point at an interest. Codes: same_organisation, named, same_domain, scored_before.

    `detail` is the domain of same_domain, otherwise ''.
    """

    code: str
    applicant: str
    detail: str = ""


def domain(mail: str) -> str:
    """The part after the last @ in lower case; '' for a free-mail domain or no address."""
    _, at, found = mail.strip().lower().rpartition("@")
    return found if at and found not in FREE_MAIL else ""


def hints(judge: Judge, applicants: Iterable[Applicant]) -> tuple[Hint, ...]:
    """Everything that may point at an interest of `judge`, the strongest first; at most one hint a code and applicant.

    A name counts as the same when its words are, in any order and case; a mail address when it is the same.
    """
    found = {hint for applicant in applicants for hint in _about(judge, applicant)}
    return tuple(sorted(found, key=lambda hint: (_RANK.index(hint.code), hint.applicant, hint.detail)))


def _about(judge: Judge, applicant: Applicant) -> Sequence[Hint]:
    hinted = []
    if applicant.id in judge.organisations:
        hinted.append(Hint("same_organisation", applicant.id))
    if any(_same(judge, name, mail) for name, mail in applicant.named):
        hinted.append(Hint("named", applicant.id))
    own = domain(judge.mail)
    others = {domain(mail) for mail in (*applicant.mails, *(mail for _, mail in applicant.named))}
    if own and own in others:
        hinted.append(Hint("same_domain", applicant.id, own))
    if applicant.id in judge.judged:
        hinted.append(Hint("scored_before", applicant.id))
    return hinted


def _same(judge: Judge, name: str, mail: str) -> bool:
    if mail.strip() and mail.strip().casefold() == judge.mail.strip().casefold():
        return True
    words = _words(judge.name)
    return len(words) > 1 and _words(name) == words


def _words(name: str) -> frozenset[str]:
    return frozenset(name.casefold().replace(",", " ").split())
