"""The story after the award: its figures add up before it is played, and played to its end nothing is left open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tandem.core import ledger
from tandem.demo import play, story
from tandem.demo.files import write_files
from tandem.finance.queries.ledger import transactions
from tandem.foundation.audit import chain
from tandem.foundation.outbox.models import Job
from tandem.foundation.tenancy.models import Organiser
from tandem.foundation.tenancy.scope import organiser_scope
from tandem.partnerships.models import Grant
from tandem.rulebooks import shipped

DEMO = shipped()["ks-mic"] / "demo"
YEARS = (2025, 2026, 2027)


def read(path: Path) -> Any:
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


def lines_of(told: story.Story, key: str) -> Iterator[dict[str, Any]]:
    """Budget rows of an application, with their side's answers merged as they are played."""
    for event in told.events:
        if event.do == "write" and event.data["application"] == key:
            yield from event.data["answers"].get("budget", ())


PARTNERSHIPS = {path.stem: read(path) for path in sorted((DEMO / "cooperation").glob("*.yaml"))}


@pytest.fixture(scope="module")
def told() -> story.Story:
    return story.load("ks-mic")


def happened(entry: Any, do: str) -> list[Any]:
    return [event for event in entry["events"] if event["do"] == do]


def budgets(told: story.Story, entry: Any) -> dict[tuple[int, str, str, bool], Decimal]:
    """Budget in the grant's currency by year, side, line and own money; amendments included."""
    found: dict[tuple[int, str, str, bool], Decimal] = {}
    rates = {}
    for row in lines_of(told, entry["grant"]):
        own, rate = row.get("paid_by") == "own", Decimal(row.get("rate", "1"))
        rates[row["party"], row["line"], own] = rate
        for year, amount in zip(YEARS, row["years"], strict=True):
            key = (year, row["party"], row["line"], own)
            found[key] = found.get(key, Decimal()) + Decimal(amount) * rate
    for event in happened(entry, "amend"):
        for name, years in event["lines"].items():
            side, line = name.split("/")
            for year, amount in years.items():
                found[YEARS[year - 1], side, line, False] = Decimal(amount) * rates[side, line, False]
    return found


def spent(told: story.Story, entry: Any) -> dict[tuple[int, str, str, bool], Decimal]:
    """Expenses in the grant's currency, those that were refused left out."""
    refused = {event["key"] for event in happened(entry, "refuse_expense")}
    currency = {(row["party"], row["line"]): row.get("currency", "NOK") for row in lines_of(told, entry["grant"])}
    found: dict[tuple[int, str, str, bool], Decimal] = {}
    for event in happened(entry, "expenses"):
        for row in event["rows"]:
            code = currency[event["side"], row["line"]]
            days = entry["rates"][code]["days"] if code != "NOK" else {date(2025, 1, 1): "1"}
            rate = Decimal(days[max(day for day in days if day <= row["on"])])
            if row["key"] not in refused:
                key = (row["on"].year, event["side"], row["line"], bool(row.get("own")))
                amount = (Decimal(row["amount"]) * rate).quantize(Decimal("0.01"))
                found[key] = found.get(key, Decimal()) + amount
    return found


@pytest.mark.parametrize("name", sorted(PARTNERSHIPS))
def test_expenses_stay_inside_their_lines_and_years(told: story.Story, name: str) -> None:
    entry = PARTNERSHIPS[name]
    budget, used = budgets(told, entry), spent(told, entry)
    assert set(used) <= set(budget)
    assert {year for year, *_ in used} == set(YEARS)
    for key, amount in used.items():
        assert amount <= budget[key] * Decimal("1.1"), key
    granted = sum(amount for (*_, own), amount in budget.items() if not own)
    assert sum(amount for (*_, own), amount in used.items() if not own) <= granted


def test_the_donors_grant_what_the_budgets_ask_for(told: story.Story) -> None:
    asked: dict[str, Decimal] = {}
    for entry in PARTNERSHIPS.values():
        total = sum(amount for (*_, own), amount in budgets(told, entry).items() if not own)
        asked[entry["donor"]] = asked.get(entry["donor"], Decimal()) + total
    recorded = [event.data for event in told.events if event.do == "record_donor_grant"]
    assert asked == {data["donor"]: Decimal(data["amount"]) for data in recorded}


@pytest.mark.parametrize("name", sorted(PARTNERSHIPS))
def test_every_receipt_once_every_indicator_each_year(name: str) -> None:
    entry = PARTNERSHIPS[name]
    rows = [row for event in happened(entry, "expenses") for row in event["rows"]]
    assert len({(row["payee"], row["number"]) for row in rows}) == len({row["key"] for row in rows}) == len(rows)
    judged = [key for event in happened(entry, "accept_expenses") for key in event["keys"]]
    judged += [event["key"] for event in happened(entry, "refuse_expense")]
    assert sorted(judged) == sorted(row["key"] for row in rows)
    reached = Counter((key, event["year"]) for event in happened(entry, "actuals") for key in event["values"])
    assert reached == Counter((key, year) for key in entry["plan"]["indicators"] for year in YEARS)
    assert all(set(one["targets"]) == set(YEARS) for one in entry["plan"]["indicators"].values())
    started = [key for event in happened(entry, "start_activities") for key in event["activities"]]
    assert sorted(started) == sorted(entry["plan"]["activities"])


def test_the_story_has_its_zero_its_refusal_its_amendment_its_reservation_and_its_late_report() -> None:
    everything = [event for entry in PARTNERSHIPS.values() for event in entry["events"]]
    done = Counter(event["do"] for event in everything)
    assert done["amend"] == done["decide_amendment"] == done["refuse_expense"] == done["return_report"] == 1
    assert [event["opinion"] for event in everything if event["do"] == "audit"].count("qualified") == 1
    assert done["respond"] == done["settle"] == done["disallow"] == 1
    values = [one for event in everything if event["do"] == "actuals" for one in event["values"].items()]
    assert [key for key, one in values if one["value"] == "0"] == ["jobs"]
    late = {(name, event["year"]) for name, entry in PARTNERSHIPS.items() for event in signed_late(entry)}
    assert late == {("elvedal-makambira", 2025)}


def signed_late(entry: Any) -> Iterator[Any]:
    """First signatures under annual reports after the donor's day."""
    month, day = (9, 1) if entry["donor"] == "mfa" else (4, 15)
    for event in happened(entry, "sign_report"):
        on = date.fromisoformat(str(event["at"])[:10])
        if event["kind"] == "annual" and on > date(event["year"] + 1, month, day) and not happened_before(entry, event):
            yield event


def happened_before(entry: Any, event: Any) -> bool:
    """Was the same report signed by the same side in time before (and then returned)?"""
    same = [one for one in happened(entry, "sign_report") if all(one[k] == event[k] for k in ("kind", "year", "side"))]
    return len(same) > 1 and same[0]["at"] < event["at"]


@pytest.mark.django_db
def test_played_to_the_end_everything_is_closed_and_on_paper(settings: Any, tmp_path: Path) -> None:
    settings.TANDEM_DEMO = True
    play.play(play.DEFAULT, "closed")
    assert not Job.objects.filter(done_at=None).exists()
    for organiser in Organiser.objects.all():
        assert chain.verify(str(organiser.id)) == ()
    with organiser_scope(Organiser.objects.get(slug="samband").id):
        steps = Counter(Grant.objects.values_list("step", flat=True))
        assert steps == {"closed": 3, "conditional": 1}
        for grant in Grant.objects.filter(step="closed"):
            assert ledger.trial(transactions(grant.id)) == 0
    written = {path.name for path in write_files(tmp_path)}
    for donor in ("norad", "mfa"):
        for year in YEARS:
            assert {f"donor-report-{donor}-{year}.{form}" for form in ("pdf", "docx", "xlsx")} <= written
    assert "agreement-projects-2024-0004-grant-2-es.pdf" in written and "registers.xlsx" in written
    assert all((tmp_path / name).read_bytes()[:4] in (b"%PDF", b"PK\x03\x04") for name in written)
