"""Getting in by a code: who gets one, what a wrong, late, used or foreign code does, and what a GET leaves alone."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from tandem.foundation import clock
from tandem.foundation.accounts import lockout
from tandem.foundation.accounts.models import Person, WrongCode

pytestmark = [pytest.mark.django_db, pytest.mark.expects("SEC-5")]


@pytest.fixture(autouse=True)
def somebody_runs_it(cast: Any) -> Any:
    return cast


def ask(client: Client, email: str, next_url: str = "") -> Any:
    return client.post("/sign-in/", {"email": email, "next": next_url})


def code_in_mail() -> str:
    found = re.search(r"^\s+(\d{6})$", mail.outbox[-1].body, re.M)
    assert found, mail.outbox[-1].body
    return found[1]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def signed_in(client: Client) -> str:
    return str(client.session.get("_auth_user_id", ""))


def test_code_signs_in_and_leads_to_the_only_desk(client: Client, cast: Any) -> None:
    assert ask(client, "ANA@tandem.example").headers["Location"] == "/sign-in/code/"
    assert code_in_mail() in mail.outbox[-1].subject
    answer = client.post("/sign-in/code/", {"code": " ".join(code_in_mail())})
    assert answer.headers["Location"] == "/samband/desk/"
    assert signed_in(client) == str(cast.ana.id)


def test_session_key_changes(client: Client) -> None:
    ask(client, "ana@tandem.example")
    before = client.session.session_key
    client.post("/sign-in/code/", {"code": code_in_mail()})
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_unknown_address_gets_the_same_page_and_an_account_only_after_the_code(client: Client) -> None:
    known, unknown = ask(Client(), "ana@tandem.example"), ask(client, "ny@tandem.example")
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    one, other = (message.body.replace(re.search(r"\d{6}", message.body)[0], "") for message in mail.outbox)  # type: ignore[index]
    assert one == other
    assert not Person.objects.filter(email="ny@tandem.example").exists()
    answer = client.post("/sign-in/code/", {"code": code_in_mail()})
    assert answer.headers["Location"] == "/me/"
    person = Person.objects.get(email="ny@tandem.example")
    assert signed_in(client) == str(person.id)


def test_name_is_asked_once_and_next_is_kept(client: Client) -> None:
    ask(client, "ny@tandem.example", "/samband/calls/")
    page = client.get("/sign-in/code/?next=/samband/calls/")
    assert 'value="/samband/calls/"' in page.content.decode()
    answer = client.post("/sign-in/code/", {"code": code_in_mail(), "next": "/samband/calls/"})
    assert answer.headers["Location"] == "/me/?next=%2Fsamband%2Fcalls%2F"
    empty = client.post("/me/", {"name": " ", "language": "es", "time_zone": ""})
    assert empty.status_code == 422 and "Type your name." in empty.content.decode()
    said = client.post(
        "/me/", {"name": "Ny  Nord", "language": "es", "time_zone": "America/Guatemala", "next": "/samband/calls/"}
    )
    assert said.headers["Location"] == "/samband/calls/"
    person = Person.objects.get(email="ny@tandem.example")
    assert (person.name, person.language, person.time_zone) == ("Ny Nord", "es", "America/Guatemala")
    client.post("/sign-out/")
    ask(client, "ny@tandem.example")
    assert client.post("/sign-in/code/", {"code": code_in_mail()}).headers["Location"] != "/me/"


@pytest.mark.parametrize("evil", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_next_never_leaves_the_site(client: Client, evil: str) -> None:
    ask(client, "ana@tandem.example", evil)
    answer = client.post(f"/sign-in/code/?next={evil}", {"code": code_in_mail(), "next": evil})
    assert answer.headers["Location"] == "/samband/desk/"


def test_wrong_code_says_so_and_the_right_one_still_counts(client: Client) -> None:
    ask(client, "ana@tandem.example")
    refused = client.post("/sign-in/code/", {"code": wrong(code_in_mail())})
    assert refused.status_code == 422 and "<title>Error:" in refused.content.decode()
    assert not signed_in(client)
    client.post("/sign-in/code/", {"code": code_in_mail()})
    assert signed_in(client)


def test_after_five_wrong_ones_the_right_one_is_dead(client: Client) -> None:
    ask(client, "ana@tandem.example")
    for _ in range(5):
        refused = client.post("/sign-in/code/", {"code": wrong(code_in_mail())})
    assert "for the fifth time" in refused.content.decode()
    client.post("/sign-in/code/", {"code": code_in_mail()})
    assert not signed_in(client)


def test_old_code_is_dead(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(client, "ana@tandem.example")
    later = time.time() + 15 * 60 + 1
    monkeypatch.setattr(time, "time", lambda: later)
    answer = client.post("/sign-in/code/", {"code": code_in_mail()})
    assert "waits for no code" in answer.content.decode()
    assert not signed_in(client)


def test_code_counts_once(client: Client) -> None:
    ask(client, "ana@tandem.example")
    client.post("/sign-in/code/", {"code": code_in_mail()})
    client.post("/sign-out/")
    client.post("/sign-in/code/", {"code": code_in_mail()})
    assert not signed_in(client)


def test_code_counts_in_its_own_browser_only(client: Client) -> None:
    ask(client, "ana@tandem.example")
    other = Client()
    assert "waits for no code" in other.post("/sign-in/code/", {"code": code_in_mail()}).content.decode()
    assert not signed_in(other)


def test_only_the_newest_code_counts(client: Client) -> None:
    ask(client, "ana@tandem.example")
    first = code_in_mail()
    ask(client, "ana@tandem.example")
    if first != code_in_mail():
        client.post("/sign-in/code/", {"code": first})
        assert not signed_in(client)


def test_lock_out_counts_the_account_and_not_the_address_people_share(client: Client, cast: Any) -> None:
    for _ in range(lockout.ALLOWED):
        lockout.count_wrong("ana@tandem.example")
    refused = ask(client, "ana@tandem.example")
    assert refused.status_code == 422 and "takes codes again at" in refused.content.decode()
    assert not mail.outbox
    colleague = Client()  # same network address
    ask(colleague, "omar@tandem.example")
    colleague.post("/sign-in/code/", {"code": code_in_mail()})
    assert signed_in(colleague) == str(cast.omar.id)


def test_a_code_asked_for_before_the_lock_out_waits_too(client: Client) -> None:
    ask(client, "ana@tandem.example")
    for _ in range(lockout.ALLOWED):
        lockout.count_wrong("ana@tandem.example")
    assert client.post("/sign-in/code/", {"code": code_in_mail()}).status_code == 422
    assert not signed_in(client)


def test_the_lock_out_ends_and_a_right_code_forgets_the_wrong_ones(client: Client, at: Any) -> None:
    start = at("2024-09-01T10:00")
    for _ in range(lockout.ALLOWED):
        lockout.count_wrong("ana@tandem.example")
    with clock.at(start + lockout.PAUSE + timedelta(seconds=1)):
        assert lockout.paused_until("ana@tandem.example") is None
        lockout.forget("ANA@tandem.example")
    assert not WrongCode.objects.exists()


def test_a_get_never_writes_and_never_signs_in(client: Client, django_assert_num_queries: Any) -> None:
    ask(client, "ana@tandem.example")
    before = (client.session.session_key, dict(client.session.items()), client.session.get_expiry_date)
    for path in ("/sign-in/", "/sign-in/code/", f"/sign-in/code/?code={code_in_mail()}", "/sign-out/"):
        client.get(path)
    assert (client.session.session_key, dict(client.session.items())) == before[:2]
    fresh = Client()
    for path in ("/sign-in/", "/sign-in/code/", "/me/"):
        fresh.get(path)
    assert "session" not in fresh.cookies and Session.objects.count() == 1


def test_old_code_is_left_alone_by_a_get(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(client, "ana@tandem.example")
    later = time.time() + 3600
    monkeypatch.setattr(time, "time", lambda: later)
    before = dict(client.session.items())
    assert "waits for no code" in client.get("/sign-in/code/").content.decode()
    assert dict(client.session.items()) == before


def test_sign_out_is_a_post(client: Client, cast: Any) -> None:
    client.force_login(cast.ana, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/sign-out/").status_code == 405
    assert signed_in(client)
    client.post("/sign-out/")
    assert not signed_in(client)


def test_without_a_mail_server_the_page_says_where_codes_are(client: Client, settings: Any) -> None:
    settings.MAIL_IS_PRINTED = True
    assert "printed in the console" in client.get("/sign-in/").content.decode()
    settings.MAIL_IS_PRINTED = False
    assert "printed in the console" not in client.get("/sign-in/").content.decode()


def test_mail_server_away_is_said_and_nothing_is_promised(client: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "localhost", 1
    refused = ask(client, "ana@tandem.example")
    assert refused.status_code == 422 and "could not be sent just now" in refused.content.decode()


@pytest.mark.parametrize(
    "nasty",
    ["", "nobody", "a@b", "x" * 300 + "@tandem.example", "ana@tandem.example\nBcc: x@y.example", "\x00@x.example"],
)
def test_nasty_addresses_are_refused_kindly(client: Client, nasty: str) -> None:
    assert ask(client, nasty).status_code == 422
    assert not mail.outbox


@pytest.mark.parametrize("nasty", ["\x00", "😀😀😀", "١٢٣٤٥٦", "9" * 5000, "abcdef"])
def test_nasty_codes_are_refused_kindly(client: Client, nasty: str) -> None:
    ask(client, "ana@tandem.example")
    assert client.post("/sign-in/code/", {"code": nasty}).status_code == 422
    assert not signed_in(client)


def test_a_closed_account_does_not_open(client: Client, cast: Any) -> None:
    Person.objects.filter(id=cast.ana.id).update(is_active=False)
    ask(client, "ana@tandem.example")
    answer = client.post("/sign-in/code/", {"code": code_in_mail()})
    assert "This account is closed." in answer.content.decode()
    assert not signed_in(client)


def test_mail_speaks_the_language_of_the_page(client: Client) -> None:
    client.post("/sign-in/", {"email": "dee@tandem.example"}, headers={"accept-language": "es"})
    assert mail.outbox[-1].to == ["dee@tandem.example"]


@pytest.mark.expects("UX-32")
def test_language_switch_is_kept_with_browser_and_person(client: Client, cast: Any) -> None:
    client.force_login(cast.ana, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post("/language/", {"language": "es", "next": "/me/"})
    assert answer.headers["Location"] == "/me/" and client.cookies["language"].value == "es"
    cast.ana.refresh_from_db()
    assert cast.ana.language == "es"
    assert 'lang="es"' in client.get("/me/").content.decode()
    assert client.post("/language/", {"language": "xx", "next": "//evil.example"}).headers["Location"] == "/"
    assert client.get("/language/").status_code == 405
    assert Client().cookies.get("language") is None
