"""The census of routes: every one declares who may enter and by which methods (SEC-1)."""

from __future__ import annotations

import pytest

from tandem.web import routes
from tests.contracts.census import addresses
from tests.contracts.matrix import ROUTES

WHO = {routes.ANYONE, routes.SIGNED_IN, routes.OFFICER, routes.ASSESSOR, routes.CASHIER, routes.AUDITOR, routes.DONOR}


@pytest.mark.expects("SEC-1")
def test_every_route_declares_who_may_enter() -> None:
    assert [address.name for address in addresses() if address.route is None] == []


@pytest.mark.expects("SEC-1")
def test_every_declaration_is_one_we_know() -> None:
    for address in addresses():
        assert address.route and address.route.who and set(address.route.who) <= WHO, address.name
        assert set(address.route.methods) <= {"GET", "POST"} and address.route.methods, address.name
        if routes.ANYONE in address.route.who:
            assert address.route.who == (routes.ANYONE,), f"{address.name}: anyone means anyone"


@pytest.mark.expects("SEC-1")
def test_the_views_are_our_own() -> None:
    """No page of a library is reachable that we have not wrapped: allauth's own addresses are not included."""
    assert [address.name for address in addresses() if not address.module.startswith("tandem.")] == []


@pytest.mark.expects("SEC-2")
def test_every_route_has_its_line_in_the_matrix() -> None:
    names = [address.name for address in addresses()]
    assert sorted(set(names) - set(ROUTES)) == [], "add who gets in to tests/contracts/matrix.py"
    assert sorted(set(ROUTES) - set(names)) == [], "these are no more"


def test_names_are_unique() -> None:
    names = [address.name for address in addresses()]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


def test_organisers_addresses_begin_with_the_organiser() -> None:
    """What belongs to an organiser lies under it; what lies beside belongs to the installation."""
    own = {address.pattern for address in addresses() if "<slug:organiser>" not in address.pattern}
    assert all(
        address.pattern.startswith("/<slug:organiser>/") for address in addresses() if address.pattern not in own
    )
    beside = sorted({pattern.split("/")[1] for pattern in own} - {""})
    assert beside == ["demo", "language", "me", "set-up", "sign-in", "sign-out", "styleguide"], (
        "an organiser may not take one of these words as its slug: add it to tandem.web.places too"
    )
