"""Receiving, keeping, sending and deleting files."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import threading
import tracemalloc
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import RequestFactory
from django.utils import translation

from tandem.foundation.access import Actor, Refused, allow, deny
from tandem.foundation.files import messages, operations
from tandem.foundation.files.checks import CODES
from tandem.foundation.files.checks.verdict import UNSAFE
from tandem.foundation.files.incoming import BoundedUploadHandler, OversizedUpload
from tandem.foundation.files.models import StoredContent, StoredFile
from tandem.foundation.files.operations import collect, delete, receive, sweep
from tandem.foundation.files.serving import download_name, serve
from tandem.foundation.files.storage import Folder
from tandem.foundation.tenancy.models import Organiser
from tandem.foundation.tenancy.scope import OutsideScope, organiser_scope
from tests.files import samples

MOST = 5 << 20
ACCEPT = {"pdf", "docx"}
ANYBODY = Actor(None, "Bo")


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


@pytest.fixture
def organiser(db):
    row = Organiser.objects.create(slug="one", name={"en": "One"})
    with organiser_scope(row.id):
        yield row


@pytest.fixture
def other(db):
    return Organiser.objects.create(slug="other", name={"en": "Other"})


def upload(content: bytes | None = None, name: str = "Vedtak.pdf") -> SimpleUploadedFile:
    made = SimpleUploadedFile("x", samples.pdf() if content is None else content)
    made._name = name  # Django shortens names; here any name has to do
    return made


def take(organiser, content: bytes | None = None, name: str = "Vedtak.pdf", **more) -> StoredFile:
    return receive(ANYBODY, organiser, upload(content, name), more.pop("accept", ACCEPT), MOST, "evidence", **more)


def refused(organiser, *args, **more) -> str:
    with pytest.raises(Refused) as caught:
        take(organiser, *args, **more)
    assert caught.value.status == 422 and str(caught.value.reason) and str(caught.value.remedy)
    return caught.value.code


def everything(folder) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.mark.expects("REL-7")
def test_a_file_is_kept_by_its_content(organiser, folder):
    stored = take(organiser)
    digest = hashlib.sha256(samples.pdf()).hexdigest()
    assert (stored.name, stored.size, stored.sha256, stored.kind) == ("Vedtak.pdf", len(samples.pdf()), digest, "pdf")
    assert everything(folder) == [f"{organiser.id}/{digest[:2]}/{digest}"]
    path = Folder(organiser.id).path(digest)
    assert path.read_bytes() == samples.pdf()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.expects("REL-7")
def test_steps_to_the_disk_come_in_order(organiser, folder, monkeypatch):
    """Content synced, moved, folder synced, and only then the row."""
    steps = []
    fsync, replace = os.fsync, type(folder).replace
    kinds = {True: "sync folder", False: "sync content"}
    monkeypatch.setattr(os, "fsync", lambda fd: (steps.append(kinds[stat.S_ISDIR(os.fstat(fd).st_mode)]), fsync(fd)))
    monkeypatch.setattr(type(folder), "replace", lambda self, to: (steps.append("move"), replace(self, to))[1])
    create = StoredFile.save
    monkeypatch.setattr(StoredFile, "save", lambda self, *a, **k: (steps.append("row"), create(self, *a, **k))[1])
    take(organiser)
    assert steps[:3] == ["sync content", "move", "sync folder"] and steps[-1] == "row"
    assert steps.count("sync folder") >= 3  # the content's folder and the new ones above it


@pytest.mark.expects("UX-15")
@pytest.mark.parametrize(
    "name",
    [
        "Budsjett 2024 – årsplan (endelig) 😀.pdf",
        "../../../etc/passwd",
        "..",
        "C:\\Users\\bo\\Vedtak.pdf",
        "x" * 300 + ".pdf",
        "x" * 4000,
        "gnp.\u202efdp.exe",
        "CON",
        "a\nb\r\nSet-Cookie: x=1.pdf",
        " . ",
        '"; filename="evil.exe',
    ],
)
def test_any_name_is_kept_and_shown_back(organiser, folder, name):
    stored = StoredFile.objects.get(pk=take(organiser, name=name).pk)
    assert stored.name == name
    assert everything(folder) == [f"{organiser.id}/{stored.sha256[:2]}/{stored.sha256}"]
    response = serve(allow(), stored, RequestFactory().get("/"))
    assert "\n" not in response["Content-Disposition"]
    sent = download_name(name, "pdf")
    assert sent.endswith(".pdf") and len(sent) < 160 and not set(sent) & set('/\\:"\n\u202e')


def test_what_a_name_cannot_store_is_replaced_visibly(organiser):
    assert take(organiser, name="a\x00b\ud800c.pdf").name == "a\ufffdb\ufffdc.pdf"


@pytest.mark.expects("UX-15")
def test_refusals_leave_nothing_behind(organiser, folder):
    assert refused(organiser, b"") == "file_empty"
    assert refused(organiser, b"MZ" + bytes(90)) == "file_mismatch"
    assert refused(organiser, samples.png(), "a.png") == "file_not_allowed"
    assert refused(organiser, bytes(MOST + 1)) == "file_too_big"
    assert refused(organiser, already=3, most=3) == "file_too_many"
    assert refused(organiser, samples.pdf()[:900]) == "file_damaged"
    assert refused(organiser, samples.bomb(300), "a.docx") == "file_expands"
    with pytest.raises(Refused, match="file_none"):
        receive(ANYBODY, organiser, None, ACCEPT, MOST, "evidence")
    assert everything(folder) == [] and not StoredFile.objects.exists()


def finds_something(path) -> bool:
    return path.read_bytes().startswith(b"%PDF")


def test_a_scanner_is_asked_when_there_is_one(organiser, settings):
    settings.TANDEM_FILE_SCANNER = f"{__name__}.finds_something"
    assert refused(organiser) == "file_infected"
    assert take(organiser, samples.docx(), "a.docx").kind == "docx"


def test_a_full_disk_is_our_fault(organiser, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Folder, "put", full)
    assert refused(organiser) == "file_failed"
    assert not StoredFile.objects.exists()


@pytest.mark.expects("UX-15")
@pytest.mark.parametrize("code", CODES)
def test_every_code_says_what_and_how_to_mend(code):
    texts = [messages.message(code, {"what": what, "limit": 5 << 20, "most": 3, "promised": "PDF"}) for what in UNSAFE]
    assert all(len(text) > 40 and "%(" not in text for text in texts)
    assert len(set(texts)) == (len(UNSAFE) if code == "unsafe" else 1)


def test_messages_carry_the_numbers():
    assert "5.0\xa0MB" in messages.message("too_big", {"limit": 5 << 20})
    assert "1 file " in messages.message("too_many", {"most": 1})
    assert "PDF, Word (docx)" in messages.message("not_allowed", {"accepted": ["PDF", "Word (docx)"]})
    with translation.override("es"):
        assert "5,0\xa0MB" in str(operations.refusal("too_big", limit=5 << 20).reason)


@pytest.mark.expects("SEC-2")
def test_two_organisers_never_share(organiser, other, folder):
    stored = take(organiser)
    with organiser_scope(other.id):
        twin = take(other)
        assert stored.sha256 == twin.sha256 and len(everything(folder)) == 2
        with pytest.raises(OutsideScope):
            serve(allow(), stored, RequestFactory().get("/"))
        with pytest.raises(OutsideScope):
            delete(ANYBODY, stored)
        with pytest.raises(OutsideScope):
            receive(ANYBODY, organiser, upload(), ACCEPT, MOST, "evidence")
        assert not StoredFile.objects.filter(pk=stored.pk).exists()


def test_the_content_goes_with_the_last_row(organiser, folder, django_capture_on_commit_callbacks):
    first, second = take(organiser), take(organiser, name="Copy.pdf")
    assert len(everything(folder)) == 1 and StoredContent.objects.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        delete(ANYBODY, first)
    assert len(everything(folder)) == 1
    with django_capture_on_commit_callbacks(execute=True):
        delete(ANYBODY, second)
    assert everything(folder) == [] and not StoredContent.objects.exists()


def test_a_deletion_that_is_undone_keeps_the_content(organiser, folder):
    stored = take(organiser)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        delete(ANYBODY, StoredFile.objects.get(pk=stored.pk))
        raise ZeroDivisionError
    assert len(everything(folder)) == 1 and StoredFile.objects.filter(pk=stored.pk).exists()


def test_what_a_crash_left_is_swept(organiser, folder):
    kept = take(organiser)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        take(organiser, samples.docx(), "a.docx")
        raise ZeroDivisionError
    Folder(organiser.id).unfinished().write_bytes(b"half")
    assert len(everything(folder)) == 3
    assert sweep() == 0  # too young: somebody may still be at it
    assert sweep(older_than=-1) == 2
    assert everything(folder) == [f"{organiser.id}/{kept.sha256[:2]}/{kept.sha256}"]
    assert not collect(kept.sha256)


@pytest.mark.expects("SEC-4")
def test_serving_asks_for_a_decision(organiser):
    stored = take(organiser)
    with pytest.raises(Refused) as caught:
        serve(deny("not_yours", "It is not yours."), stored, RequestFactory().get("/"))
    assert caught.value.status == 403
    response = serve(allow(), stored, RequestFactory().get("/"))
    assert b"".join(response.streaming_content) == samples.pdf()
    assert response["Content-Type"] == "application/pdf" and response["Content-Length"] == str(stored.size)


@pytest.mark.expects("SEC-7")
def test_serving_never_opens_in_the_browser(organiser):
    response = serve(allow(), take(organiser, name="Vedtak «ø».pdf"), RequestFactory().get("/"))
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''Vedtak%20%C2%AB%C3%B8%C2%BB.pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"] and "'none'" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "private, no-store"


def test_a_lost_content_is_said(organiser):
    stored = take(organiser)
    Folder(organiser.id).remove(stored.sha256)
    with pytest.raises(Refused, match="file_lost"):
        serve(allow(), stored, RequestFactory().get("/"))


@pytest.mark.parametrize("bad", ["../../etc/passwd", "", "A" * 64, "a" * 63, "a" * 64 + "\n", "a" * 64 + "/.."])
def test_only_a_hash_is_a_path(bad):
    with pytest.raises(ValueError, match="SHA-256"):
        Folder(uuid.UUID(int=1)).path(bad)


class Endless:
    """An upload that never ends, as an attacker sends it."""

    name = "a.pdf"
    sent = 0

    def chunks(self, size):
        while True:
            self.sent += size
            yield b"%PDF-1.7\n".ljust(size, b"x")


@pytest.mark.expects("SEC-7")
def test_an_endless_upload_is_stopped_at_the_limit(organiser, folder):
    endless = Endless()
    tracemalloc.start()
    with pytest.raises(Refused, match="file_too_big"):
        receive(ANYBODY, organiser, endless, ACCEPT, 30 << 20, "evidence")
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert endless.sent <= (30 << 20) + (1 << 16) and peak < 4 << 20
    assert everything(folder) == []


@pytest.mark.expects("SEC-7")
def test_a_body_over_the_installation_limit_is_not_written(organiser, settings, tmp_path):
    settings.TANDEM_UPLOAD_MOST = 1 << 20
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    request = RequestFactory().post("/", {"file": io.BytesIO(samples.pdf() + bytes(3 << 20))})
    request.upload_handlers = [BoundedUploadHandler(request)]
    given = request.FILES["file"]
    assert isinstance(given, OversizedUpload) and given.size > 3 << 20
    assert not list(tmp_path.glob("*.upload*"))
    with pytest.raises(Refused, match="file_too_big"):
        receive(ANYBODY, organiser, given, ACCEPT, 1 << 20, "evidence")
    small = RequestFactory().post("/", {"file": io.BytesIO(samples.pdf())})
    small.upload_handlers = [BoundedUploadHandler(small)]
    assert small.FILES["file"].read() == samples.pdf()


@pytest.mark.expects("REL-7")
@pytest.mark.django_db(transaction=True)
def test_storing_and_deleting_one_content_at_once_loses_nothing():
    """Two people give and take back the same content again and again; whoever keeps a row finds its content."""
    row = Organiser.objects.create(slug="busy", name={"en": "Busy"})
    faults = []

    def give_and_take():
        try:
            with organiser_scope(row.id):
                for _ in range(12):
                    stored = take(row)
                    if not Folder(row.id).path(stored.sha256).exists():
                        faults.append("a row without its content")
                    delete(ANYBODY, stored)
                take(row)
        except Exception as error:
            faults.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=give_and_take) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with organiser_scope(row.id):
        assert StoredFile.objects.count() == 3
        assert Folder(row.id).path(StoredFile.objects.first().sha256).exists()
        StoredFile.objects.all().delete()
        StoredContent.objects.all().delete()
    row.delete()


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_a_content_is_lost(monkeypatch):
    """The negative control: collecting looks, somebody stores the same content, collecting deletes it."""
    row = Organiser.objects.create(slug="busy", name={"en": "Busy"})
    with organiser_scope(row.id):
        stored = take(row)
        sha256 = stored.sha256
        stored.delete()
        unguarded_look = StoredFile.objects.filter(sha256=sha256).exists()
        kept = take(row)
        if not unguarded_look:
            Folder(row.id).remove(sha256)
        assert not Folder(row.id).path(kept.sha256).exists()
        StoredFile.objects.all().delete()
        StoredContent.objects.all().delete()
    row.delete()
