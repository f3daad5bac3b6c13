"""The access matrix: every route × everybody × whose object it is × reading or writing (SEC-2).

Each route has a line in ROUTES: how to make its address from a `Side`, and who gets in. A route without a line fails.
Who is not named must be turned away: sent to sign-in, 403 or 404, and nothing is written.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.urls import reverse

from tests.contracts.world import Side

EVERYBODY = "stranger ana omar bo dee cy lin kim aud don nobody other_bo eve twin_bo twin_cy"
SIGNED_IN = EVERYBODY.removeprefix("stranger ")
OFFICERS = "ana omar"
ASSESSORS = "cy lin"
OURS = "stranger ana omar bo dee cy lin kim aud don nobody other_bo"  # everybody who has nothing to do with Brofonden
TURNED_AWAY = {403, 404, 405}
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER", "TRUNCATE")
SEEN = ('"django_session"',)  # what a request may write about itself


@dataclass(frozen=True)
class Line:
    """One route. `take` maps its parameters to names in a `Side`; empty: the route is about nothing in particular.

    `own` and `other` say who gets in at Bo's and Dee's object and at another organisation's, to read and to write.
    `abroad` says who of ours gets in under the other organiser's address (to what is public, or to their own empty
    lists); `public`: what they see there may be the other one's public texts.
    """

    own: str
    other: str = ""
    take: str = ""
    abroad: str = ""
    public: bool = False
    data: str = ""  # what a POST sends: pairs `field=value`, {names} taken from the side

    def kwargs(self, side: Side) -> dict[str, Any]:
        """The address's parameters for this side; the organiser's slug goes by itself."""
        return {pair.split("=")[0]: side[pair.split("=")[-1]] for pair in self.take.split()}

    def posted(self, side: Side) -> dict[str, str]:
        """What a POST sends, when an empty one would not get as far as the question of access."""
        return dict(pair.split("=", 1) for pair in self.data.format(**side.ids).split())


OURS_SIGNED_IN = OURS.removeprefix("stranger ")
EMPTY_LISTS = {"own": SIGNED_IN, "abroad": OURS_SIGNED_IN}  # everybody sees their own, and nothing where they have none


def public(take: str = "") -> Line:
    """Anybody may read it, of either organiser."""
    return Line(EVERYBODY, EVERYBODY, take, abroad=OURS, public=True)


def officers(take: str = "") -> Line:
    """Only this organiser's officers."""
    return Line(OFFICERS, OFFICERS, take)


def partners(take: str) -> Line:
    """Only the partners of this application: both sides of it."""
    return Line("bo dee", "other_bo", take)


def home_partner(take: str, *more: str) -> Line:
    """Those who act for the organisation itself, and whoever is named."""
    return Line(" ".join(("bo", *more)), " ".join(("other_bo", *more)), take)


GRANT = "grant"
GRANT_READERS, OTHER_READERS = "ana omar bo dee kim aud don", "ana omar other_bo kim"
CALL, OPEN, ONE, DRAFT = "slug=call", "slug=open_call", "subject=application", "subject=draft"
SECTION = f"{DRAFT} section"
BENCH = "draft=rulebook_draft"  # a rulebook that is being written
ORGANISATION, WORK = "id=organisation", "assignment"
ASKED, AGREEMENT = "slug=programme key=donor_key year=cycle_year", f"{GRANT} agreement"
SIGNING = Line(f"{OFFICERS} dee", f"{OFFICERS} other_bo", f"{AGREEMENT} side=agreement_side")
TOOL = "partnership key=tool"
ROUND = f"{TOOL} number=tool_round"
REPORT, OPEN_REPORT = "subject=report", "subject=draft_report"
DONORS = Line(f"{OFFICERS} don", OFFICERS, "report=donor_report")  # once it is sent

ROUTES: dict[str, Line] = {
    "home": Line(EVERYBODY, public=True),  # lists who publishes calls here
    "set-up": Line(EVERYBODY),
    "sign-in": Line(EVERYBODY),
    "sign-in-code": Line(EVERYBODY),
    "sign-out": Line(EVERYBODY),
    "me": Line(SIGNED_IN),
    "styleguide": Line(EVERYBODY),
    "styleguide-page": Line(EVERYBODY, EVERYBODY, take="page"),
    "set_language": Line(EVERYBODY),
    "demo": Line(""),  # exists in a demo only
    "demo-as": Line("", take="key"),
    "desk": Line(**EMPTY_LISTS),
    "calendar": Line(**EMPTY_LISTS),
    "calendar-file": Line(**EMPTY_LISTS),
    "calendar-feed": Line(**EMPTY_LISTS),
    "calendar-feed-read": Line("", take="word=key"),  # the secret word says who; a wrong one opens nothing
    "people": officers(),
    "people-end": officers("membership"),
    "people-office": officers(),
    "organisations:list": Line(**EMPTY_LISTS),
    "organisations:new": Line(**EMPTY_LISTS),
    "organisations:profile": home_partner(ORGANISATION, "ana", "omar"),
    "organisations:describe": home_partner(ORGANISATION),
    "organisations:about": home_partner(ORGANISATION),
    "organisations:accept": home_partner(ORGANISATION),
    "organisations:invite": home_partner(ORGANISATION, "ana", "omar"),
    "organisations:role": home_partner(f"{ORGANISATION} member"),
    "organisations:end": home_partner(f"{ORGANISATION} member"),
    "programmes:list": officers(),
    "programmes:publish": officers("slug=programme"),
    "programmes:versions": officers("slug=programme"),
    "programmes:version": officers("slug=programme version=rulebook_version"),
    "programmes:criteria": public("slug=programme"),
    "programmes:version-criteria": public("slug=programme version=rulebook_version"),
    "programmes:office-criteria": public("slug=programme office"),
    "programmes:office-begin": Line("", take="slug=programme office"),  # only the office's own officers
    "programmes:draft-publish": officers("draft=rulebook_draft"),
    "programmes:workbench": officers(),
    **{f"programmes:draft{page}": officers(BENCH) for page in (
        "", "-changes", "-texts", "-files", "-file", "-send", "-drop",
    )},
    "programmes:draft-try": officers(f"{BENCH} component=bench_kind"),
    "programmes:draft-part": officers(f"{BENCH} part=of_draft"),
    "programmes:draft-entry": officers(f"{BENCH} part=of_draft key=bench_side"),
    "programmes:draft-of": officers(f"{BENCH} component=bench_kind part=whole_kind"),
    "programmes:draft-of-entry": officers(f"{BENCH} component=bench_kind part=of_kind key=bench_question"),
    "programmes:draft-rule": officers(f"{BENCH} component=bench_kind word=rule_word"),
    "programmes:draft-column": officers(f"{BENCH} component=bench_kind key=bench_question column=bench_column"),
    "programmes:paper": home_partner(f"{ORGANISATION} slug=programme record"),
    "programmes:paper-file": home_partner(f"{ORGANISATION} paper", "ana", "omar"),
    "partnerships:grants": Line(**EMPTY_LISTS),
    "partnerships:grant": Line(GRANT_READERS, OTHER_READERS, GRANT),
    "partnerships:partnerships": Line(**EMPTY_LISTS),
    "partnerships:partnership": Line("ana omar bo dee", "ana omar other_bo", "partnership"),
    "partnerships:record": officers("partnership programme=other_programme what=recorded"),
    "plans:tools": Line("ana omar bo dee", "ana omar other_bo", TOOL),
    "plans:begin-tool": partners(TOOL),
    "plans:tool": Line("ana omar bo dee", "ana omar other_bo", ROUND),
    "plans:tool-read": Line("ana omar bo dee", "ana omar other_bo", ROUND),
    "plans:tool-pdf": Line("ana omar bo dee", "ana omar other_bo", ROUND),
    "plans:tool-docx": Line("ana omar bo dee", "ana omar other_bo", ROUND),
    "plans:tool-section": Line("ana omar bo dee", "ana omar other_bo", f"{ROUND} section=tool_section"),
    "plans:tool-autosave": Line("ana omar bo dee", "ana omar other_bo", f"{ROUND} section=tool_section"),
    "plans:tool-presence": Line("ana omar bo dee", "ana omar other_bo", f"{ROUND} section=tool_section"),
    "plans:tool-missing": Line("ana omar bo dee", "ana omar other_bo", ROUND),
    "plans:tool-kept": Line("ana omar bo dee", "ana omar other_bo", ROUND),
    "plans:tool-delegate": Line("ana omar bo dee", "ana omar other_bo", ROUND),
    "plans:tool-offline": Line("ana omar bo dee", "ana omar other_bo", ROUND),
    "plans:tool-offline-docx": Line("ana omar bo dee", "ana omar other_bo", ROUND),
    "plans:tool-offline-xlsx": Line("ana omar bo dee", "ana omar other_bo", ROUND),
    "plans:tool-offline-report": Line("ana omar bo dee", "ana omar other_bo", f"{ROUND} brought=tool_brought"),
    "plans:plan": Line(GRANT_READERS, OTHER_READERS, GRANT),
    "plans:comment": Line("ana omar bo dee", "ana omar other_bo", GRANT, data="words=agreed"),
    "plans:revise": partners(GRANT),
    "plans:propose": partners(GRANT),
    "plans:versions": Line(GRANT_READERS, OTHER_READERS, GRANT),
    "plans:version": Line(GRANT_READERS, OTHER_READERS, f"{GRANT} number=version"),
    "plans:difference": Line(GRANT_READERS, OTHER_READERS, f"{GRANT} a=version b=version"),
    "plans:tolerate": Line(OFFICERS, OFFICERS, f"{GRANT} identity=risk"),
    "plans:add": partners(f"{GRANT} part"),
    "plans:change": partners(f"{GRANT} part identity=risk"),
    "plans:away": partners(f"{GRANT} part identity=risk"),
    "delivery:activities": Line(GRANT_READERS, OTHER_READERS, GRANT),
    "delivery:activity": Line(GRANT_READERS, OTHER_READERS, f"{GRANT} activity"),
    "delivery:start-activity": Line(f"{OFFICERS} bo dee", f"{OFFICERS} other_bo", f"{GRANT} activity"),
    "delivery:end-activity": partners(f"{GRANT} activity"),
    "delivery:participants": Line(GRANT_READERS, OTHER_READERS, GRANT),
    "delivery:replace": partners(GRANT),
    "delivery:replacement": Line(GRANT_READERS, OTHER_READERS, f"{GRANT} replacement"),
    "delivery:approve-replacement": officers(f"{GRANT} replacement"),
    "delivery:refuse-replacement": officers(f"{GRANT} replacement"),
    "delivery:withdraw-replacement": home_partner(f"{GRANT} replacement"),  # whose person it is
    "delivery:participant-form": Line(GRANT_READERS, OTHER_READERS, f"{GRANT} version=form_version"),
    "delivery:participant-form-word": Line(
        GRANT_READERS, OTHER_READERS, f"{GRANT} version=form_version language=form_language"
    ),
    "delivery:participant-form-pdf": Line(
        GRANT_READERS, OTHER_READERS, f"{GRANT} version=form_version language=form_language"
    ),
    "delivery:visits": Line(GRANT_READERS, OTHER_READERS, GRANT),
    "delivery:plan-visit": partners(GRANT),
    "delivery:visit": Line(GRANT_READERS, OTHER_READERS, f"{GRANT} visit"),
    "delivery:pair": partners(f"{GRANT} visit"),
    "delivery:hold-visit": partners(f"{GRANT} visit"),
    "delivery:cancel-visit": partners(f"{GRANT} visit"),
    "delivery:results": Line(GRANT_READERS, OTHER_READERS, GRANT),
    "delivery:year": Line(GRANT_READERS, OTHER_READERS, f"{GRANT} year"),
    "delivery:save-year": partners(f"{GRANT} year"),
    "delivery:judge": officers(f"{GRANT} year"),
    "delivery:evidence": Line(GRANT_READERS, OTHER_READERS, f"{GRANT} file=evidence"),
    "delivery:meetings": Line(GRANT_READERS, OTHER_READERS, GRANT),
    "delivery:record-meeting": partners(GRANT),
    "delivery:meeting": Line(GRANT_READERS, OTHER_READERS, f"{GRANT} meeting"),
    "delivery:minutes": Line(GRANT_READERS, OTHER_READERS, f"{GRANT} meeting"),
    "delivery:settle-decision": partners(f"{GRANT} decision"),
    "delivery:amend": partners(f"{GRANT} decision"),
    "reports:all": Line(**EMPTY_LISTS),
    "reports:of-grant": Line("ana omar bo dee aud don", "ana omar other_bo", GRANT),
    "reports:close": officers(GRANT),
    "reports:report": Line("ana omar bo dee aud don", "ana omar other_bo", REPORT),
    "reports:pdf": Line("ana omar bo dee aud don", "ana omar other_bo", REPORT),
    "reports:docx": Line("ana omar bo dee aud don", "ana omar other_bo", REPORT),
    "reports:file": Line("ana omar bo dee aud don", "ana omar other_bo", f"{REPORT} file=report_file"),
    "reports:give-back": officers(REPORT),
    "reports:accept": officers(REPORT),
    "reports:begin": partners(OPEN_REPORT),
    "reports:results": partners(OPEN_REPORT),
    "reports:money": partners(OPEN_REPORT),
    "reports:check": partners(OPEN_REPORT),
    "reports:sign": partners(OPEN_REPORT),
    "reports:report-section": partners(f"{OPEN_REPORT} section=report_section"),
    "reports:report-autosave": partners(f"{OPEN_REPORT} section=report_section"),
    "reports:report-presence": partners(f"{OPEN_REPORT} section=report_section"),
    "reports:report-missing": partners(OPEN_REPORT),
    "reports:report-kept": partners(OPEN_REPORT),
    "reports:report-delegate": partners(OPEN_REPORT),
    "reports:report-offline": partners(OPEN_REPORT),
    "reports:report-offline-docx": partners(OPEN_REPORT),
    "reports:report-offline-xlsx": partners(OPEN_REPORT),
    "reports:report-offline-report": partners(f"{OPEN_REPORT} brought=report_brought"),
    "reports:donor-reports": officers(),
    "reports:readers": officers(),
    "reports:withdraw-reader": officers("donor=donor_id person=reader"),
    "reports:donor-report": DONORS,
    "reports:figure": replace(DONORS, take="report=donor_report key=figure_key"),
    "reports:donor-pdf": DONORS,
    "reports:donor-docx": DONORS,
    "reports:donor-xlsx": DONORS,
    "reports:donor-write": officers("report=donor_draft"),
    "reports:freeze": officers("report=donor_draft"),
    "reports:approve": officers("report=donor_report"),
    "reports:correct": officers("report=donor_report"),
    "finance:payments": Line("kim"),
    "finance:money": Line(GRANT_READERS, OTHER_READERS, GRANT),
    "finance:ledger": Line(GRANT_READERS, OTHER_READERS, GRANT),
    "finance:expenses": Line(GRANT_READERS, OTHER_READERS, GRANT),
    "finance:enter": partners(GRANT),
    "finance:expense": Line(GRANT_READERS, OTHER_READERS, f"{GRANT} expense"),
    "finance:receipt": Line(GRANT_READERS, OTHER_READERS, f"{GRANT} expense"),
    "finance:withdraw": Line("dee", "other_bo", f"{GRANT} expense"),  # the party that entered it
    "finance:accept": officers(f"{GRANT} expense"),
    "finance:refuse": officers(f"{GRANT} expense"),
    "finance:disallow": officers(f"{GRANT} expense"),
    "finance:instalments": Line(GRANT_READERS, OTHER_READERS, GRANT),
    "finance:instalment": Line(GRANT_READERS, OTHER_READERS, f"{GRANT} instalment"),
    "finance:authorise": officers(f"{GRANT} instalment"),
    "finance:take-back": officers(f"{GRANT} instalment"),
    "finance:pay": Line("kim", "kim", f"{GRANT} instalment"),
    "finance:repay": Line("kim", "kim", GRANT),
    "finance:order": Line("ana omar kim aud", "ana omar kim", f"{GRANT} instalment"),
    "finance:audits": Line(GRANT_READERS, OTHER_READERS, GRANT),
    "finance:engage": officers(GRANT),
    "finance:audit": Line(GRANT_READERS, OTHER_READERS, f"{GRANT} audit"),
    "finance:deliver": Line("aud", "", f"{GRANT} audit"),
    "finance:end-audit": officers(f"{GRANT} audit"),
    "finance:audit-report": Line(GRANT_READERS, OTHER_READERS, f"{GRANT} audit"),
    "finance:respond": partners(f"{GRANT} finding"),
    "finance:settle": officers(f"{GRANT} finding"),
    "calls:organiser": public(),
    "calls:list": public(),
    "calls:new": officers(),
    "calls:call": public(CALL),
    "calls:form": public(CALL),
    "calls:form-pdf": public(CALL),
    "calls:form-docx": public(CALL),
    "calls:fill-in-docx": public(CALL),
    "calls:fill-in-xlsx": public(CALL),
    "calls:criteria": public(CALL),
    "calls:check": public(CALL),
    "calls:rule": public(f"{CALL} rule"),
    "calls:dates": public(CALL),
    "calls:ask": Line(SIGNED_IN, SIGNED_IN, OPEN, abroad=OURS_SIGNED_IN),
    "calls:manage": officers(CALL),
    "calls:edit": officers("slug=draft_call"),
    "calls:publish": officers("slug=draft_call"),
    "calls:adopt": officers(CALL),
    "calls:adoption": officers(CALL),
    "calls:answer": officers(f"{CALL} question"),
    "applications:start": Line(SIGNED_IN, SIGNED_IN, OPEN, abroad=OURS_SIGNED_IN),
    "applications:list": officers(CALL),
    "applications:list-csv": officers(CALL),
    "applications:list-excel": officers(CALL),
    "applications:bulk": officers(CALL),
    "applications:view-keep": Line(OFFICERS, OFFICERS, CALL, data="name=Kept"),
    "applications:view-drop": Line("ana", "ana", f"{CALL} view"),  # whoever kept it
    "applications:late": officers(CALL),
    "applications:late-decide": officers(f"{CALL} admission"),
    "applications:rounds": officers(CALL),
    "applications:ask-one": officers(ONE),
    "applications:receipt-of": partners(f"{ONE} number=receipt_number"),
    "applications:content-of": partners(f"{ONE} number=receipt_number"),
    "applications:withdraw": partners(ONE),
    "applications:ask-late": partners(DRAFT),
    "applications:form-changes": partners(DRAFT),
    "applications:clarify": Line("bo dee", "other_bo", ONE, data="clarification={clarification} act=keep"),
    "applications:supplement": partners(f"{ONE} supplement"),
    "applications:mine": Line(**EMPTY_LISTS),
    "applications:verify": public(),
    "applications:overview": partners(ONE),
    "applications:check": partners(DRAFT),
    "applications:sign": partners(DRAFT),
    "applications:take": Line("bo dee", "other_bo", DRAFT, data="from={application}"),
    "applications:receipt": partners(ONE),
    "applications:content": partners(ONE),
    "applications:sent": partners(ONE),
    "applications:file": partners(f"{DRAFT} file"),
    "applications:read-one": Line(f"{OFFICERS} cy", f"{OFFICERS} lin", ONE),  # the assessor who was given it
    "applications:eligibility": Line(OFFICERS, OFFICERS, ONE),
    "applications:application-section": partners(SECTION),
    "applications:application-autosave": partners(SECTION),
    "applications:application-presence": partners(SECTION),
    "applications:application-missing": partners(DRAFT),
    "applications:application-kept": partners(DRAFT),
    "applications:application-delegate": partners(DRAFT),
    "applications:application-offline": partners(DRAFT),
    "applications:application-offline-docx": partners(DRAFT),
    "applications:application-offline-xlsx": partners(DRAFT),
    "applications:application-offline-report": partners(f"{DRAFT} brought=draft_brought"),
    "reviews:list": Line(ASSESSORS),
    "reviews:declare": Line(f"{ASSESSORS} {OFFICERS}", f"{ASSESSORS} {OFFICERS}", CALL),
    "reviews:languages": Line(f"{ASSESSORS} {OFFICERS}"),
    "reviews:assess": Line("cy", "lin", WORK),
    "reviews:read": Line("cy", "lin", WORK),
    "reviews:paper": Line("cy", "lin", f"{WORK} file=read_file"),
    "reviews:interest": Line("cy", "lin", WORK),
    "reviews:score": Line("cy", "lin", WORK, data="criterion={criterion} score-{criterion}=3 reason=because"),
    "reviews:lock": Line("cy", "lin", WORK),
    "reviews:appraisal": officers(ONE),
    "reviews:ask-evidence": officers(ONE),
    "reviews:record-evidence": Line(OFFICERS, OFFICERS, ONE, data="side=home kind=council_decision seen=yes note=seen"),
    "reviews:interview": Line(f"{OFFICERS} cy", f"{OFFICERS} lin", ONE, data="recommended=yes reason=because"),
    "reviews:confirm-interview": officers(ONE),
    "reviews:unblind": officers(ONE),
    "reviews:shortlist": officers(ONE),
    "reviews:note": Line(OFFICERS, OFFICERS, WORK, data="note=talked"),
    "reviews:take-back": officers(WORK),
    "reviews:reopen": officers(WORK),
    "reviews:assessors": officers(CALL),
    "reviews:give": officers(CALL),
    "reviews:ask-panel": officers(CALL),
    "reviews:propose-assessors": officers(CALL),
    "reviews:judgement": officers(CALL),
    "reviews:remind": officers(CALL),
    "reviews:calibration": officers(CALL),
    "reviews:short-list": officers(CALL),
    "awards:ranking": officers(CALL),
    "awards:export": Line(OFFICERS, OFFICERS, CALL),  # anybody's, once it is decided
    "awards:propose": officers(CALL),
    "awards:donors": Line(OFFICERS, OFFICERS, CALL, data="proposal={proposal}"),
    "awards:send": Line(OFFICERS, OFFICERS, CALL, data="proposal={proposal}"),
    "awards:decision": officers(CALL),
    "awards:decide": Line("omar", "omar", CALL, data="proposal={proposal}"),  # never who proposed it
    "awards:letters": officers(CALL),
    "awards:reserve": officers(CALL),
    "awards:fall-away": Line(OFFICERS, OFFICERS, CALL, data="application={application}"),
    "awards:propose-later": Line(OFFICERS, OFFICERS, CALL, data="application={application}"),
    "awards:decide-later": Line(OFFICERS, OFFICERS, CALL, data="later={later}"),
    "awards:complaints": officers(CALL),
    "awards:complaint": officers("complaint"),
    "awards:answer-complaint": Line("omar", "omar", "complaint"),  # never who proposed the decision
    "awards:complaint-paper": officers("complaint file=complaint_file"),
    "awards:complain": partners("id=application"),
    "awards:funding": officers(ASKED),
    "awards:assemble": officers(ASKED),
    "awards:send-application": Line("omar", "omar", ASKED, data="application={asked_for} sha256=0"),  # not who made it
    "awards:record": Line(OFFICERS, OFFICERS, ASKED, data="application={asked_for}"),
    "awards:donor-letter": officers(f"{ASKED} grant=donor_grant"),
    "awards:programme-application": officers(f"{ASKED} application=asked_for language"),
    "awards:programme-application-pdf": officers(f"{ASKED} application=asked_for language"),
    "awards:programme-application-docx": officers(f"{ASKED} application=asked_for language"),
    "agreements:agreements": Line(GRANT_READERS, OTHER_READERS, GRANT),
    "agreements:of": Line(GRANT_READERS, OTHER_READERS, f"{GRANT} kind=agreement_kind"),
    "agreements:issue": officers(f"{GRANT} kind=agreement_kind"),
    "agreements:document": Line(GRANT_READERS, OTHER_READERS, f"{AGREEMENT} language"),
    "agreements:document-pdf": Line(GRANT_READERS, OTHER_READERS, f"{AGREEMENT} language"),
    "agreements:document-docx": Line(GRANT_READERS, OTHER_READERS, f"{AGREEMENT} language"),
    "agreements:sign": SIGNING,
    "agreements:language": replace(SIGNING, data="language=en"),
    "agreements:copy": Line(GRANT_READERS, OTHER_READERS, f"{AGREEMENT} copy=signed_copy"),
    "agreements:amendments": Line(GRANT_READERS, OTHER_READERS, GRANT),
    "agreements:ask": partners(GRANT),
    "agreements:amendment": Line(GRANT_READERS, OTHER_READERS, f"{GRANT} amendment"),
    "agreements:submit": partners(f"{GRANT} amendment"),
    "agreements:withdraw": partners(f"{GRANT} amendment"),
    "agreements:decide": Line(OFFICERS, OFFICERS, f"{GRANT} amendment", data="outcome=refuse note=because digest=0"),
}


def url(name: str, line: Line, side: Side, organiser: str, has_organiser: bool) -> str:
    """The route's address for this side's object under this organiser's slug."""
    kwargs = line.kwargs(side)
    if has_organiser:
        kwargs["organiser"] = organiser
    return reverse(name, kwargs=kwargs)


def turned_away(response: Any) -> bool:
    """Whether the answer lets nobody in: sign in first, not yours, or not known."""
    if response.status_code in TURNED_AWAY:
        return True
    return response.status_code == 302 and response["Location"].startswith("/sign-in/")


def text_of(response: Any) -> str:
    """All text of an answer, whatever its format."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    kind = response.get("Content-Type", "")
    if kind.startswith("application/pdf"):
        from pypdf import PdfReader

        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages) + body.decode("latin-1")
    if "officedocument" in kind:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return str(body.decode("utf-8", "replace"))


class Wrote(AssertionError):
    """A request wrote into the database that must not."""


@contextmanager
def nothing_is_written() -> Iterator[None]:
    """Inside, a statement that changes a table is a fault; a request's own session is its business."""

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().upper().startswith(WRITES) and not any(name in sql for name in SEEN):
            raise Wrote(sql[:200])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield


def checksum() -> dict[str, int]:
    """Each table's rows, as one number per table: tells whether anything at all has changed."""
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if f'"{table}"' in SEEN:
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = hash(frozenset(map(repr, cursor.fetchall())))
    return found
