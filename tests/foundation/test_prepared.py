"""A prepared query finds what its queryset finds, every time with other values, and only in its organiser's scope."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.db.models import F

from tandem.foundation import clock
from tandem.foundation.tenancy.models import Membership
from tandem.foundation.tenancy.prepared import Prepared
from tandem.foundation.tenancy.scope import OutsideScope
from tandem.organisations.models import Member, Organisation
from tests.cast import Cast


def _of(person: UUID, since: datetime, role: str) -> Any:
    rows = Member.objects.filter(person=person, invited_at__lt=since, role=role, ended_at=None)
    return rows.select_related("organisation", "person").annotate(named=F("organisation__name")).order_by("id")


def test_it_finds_what_its_queryset_finds(cast: Cast, django_assert_num_queries: Any) -> None:
    prepared: Prepared[Member] = Prepared(_of, person=UUID, since=datetime, role=str)
    now = clock.now()
    with cast.scope():
        for person in (cast.bo, cast.dee, cast.nobody, cast.bo):
            expected = list(_of(person.id, now, "sign"))
            found = prepared.all(person=person.id, since=now, role="sign")
            assert found == expected
            with django_assert_num_queries(0):
                for one, same in zip(found, expected, strict=True):
                    assert {f.attname: getattr(one, f.attname) for f in Member._meta.fields} == {
                        f.attname: getattr(same, f.attname) for f in Member._meta.fields
                    }
                    assert (one.organisation.languages, one.named) == (same.organisation.languages, same.named)
                    assert one.person == same.person and not one._state.adding
        assert len(prepared.all(person=cast.bo.id, since=now, role="sign")) >= 1
        assert prepared.all(person=cast.bo.id, since=now, role="' OR 1=1 --") == []
        with django_assert_num_queries(1):
            assert prepared.first(person=cast.nobody.id, since=now, role="sign") is None


@pytest.mark.expects("SEC-3")
def test_it_sees_only_the_organiser_in_scope(cast: Cast) -> None:
    prepared: Prepared[Organisation] = Prepared(lambda id: Organisation.objects.filter(id=id), id=UUID)
    with cast.scope():
        assert prepared.first(id=cast.fjordvik.id) == cast.fjordvik
        assert prepared.first(id=cast.twin_fjordvik.id) is None
    with pytest.raises(OutsideScope):
        prepared.all(id=cast.fjordvik.id)


def test_a_value_that_the_queryset_loses_is_refused(cast: Cast) -> None:
    prepared: Prepared[Membership] = Prepared(
        lambda person, role: Membership.objects.filter(person=person), scoped=False, person=UUID, role=str
    )
    with pytest.raises(ValueError, match="role"):
        prepared.all(person=cast.ana.id, role="officer")
