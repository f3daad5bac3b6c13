"""Nobody's rows are read or written outside their organiser's scope."""

from __future__ import annotations

import pytest

from tandem.foundation.tenancy.scope import OutsideScope
from tandem.organisations.models import Organisation
from tests.cast import Cast


@pytest.mark.expects("SEC-3")
def test_a_query_outside_a_scope_raises(cast: Cast) -> None:
    with pytest.raises(OutsideScope):
        list(Organisation.objects.all())
    with pytest.raises(OutsideScope):
        Organisation.objects.filter(name="Fjordvik kommune").exists()
    with cast.scope():
        assert {row.name for row in Organisation.objects.all()} == {
            "Fjordvik kommune", "Municipalidad de San Telmo", "Bergnes kommune"
        }


@pytest.mark.expects("SEC-3")
def test_another_organisers_row_is_neither_found_nor_written(cast: Cast) -> None:
    with cast.scope():
        assert not Organisation.objects.filter(id=cast.twin_fjordvik.id).exists()
        cast.twin_fjordvik.name = "Stolen"
        with pytest.raises(OutsideScope):
            cast.twin_fjordvik.save()
        with pytest.raises(OutsideScope):
            Organisation.objects.bulk_create([Organisation(organiser=cast.brofonden, name="x", made_at=None)])
        assert Organisation.objects.filter(id=cast.twin_fjordvik.id).update(name="Stolen") == 0
        assert Organisation.objects.filter(id=cast.twin_fjordvik.id).delete()[0] == 0
