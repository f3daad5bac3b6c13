"""Money is whole minor units in the database: exact on both, where a decimal column is a float on one of them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection, models
from django.db.models import Sum

from tandem.core.values import Money
from tandem.foundation import clock
from tandem.foundation.ids import new_id
from tandem.partnerships.models import Partnership
from tandem.plans.models import BudgetLine, BudgetYear, Plan, Version
from tests.cast import Cast

BIG = 922_337_203_685_477_580  # minor units: a tenth of what a column holds


@pytest.mark.expects("REL-13")
def test_minor_units_come_back_and_add_up_exactly(cast: Cast) -> None:
    with cast.scope():
        partnership = Partnership.objects.create(title="Twins", founded_at=clock.now())
        plan = Plan.objects.create(partnership=partnership, made_at=clock.now())
        version = Version.objects.create(plan=plan, number=1, stage="draft", made_at=clock.now())
        line = BudgetLine.objects.create(version=version, identity=new_id(), line="travel", currency="NOK")
        amounts = [BIG, 1, 10, 100, -3]
        BudgetYear.objects.bulk_create(
            [BudgetYear(line=line, year=n, minor=minor) for n, minor in enumerate(amounts, 1)]
        )
        assert list(BudgetYear.objects.order_by("year").values_list("minor", flat=True)) == amounts
        total = BudgetYear.objects.aggregate(total=Sum("minor"))["total"]
        assert total == sum(amounts) and isinstance(total, int)


@pytest.mark.expects("REL-13")
@pytest.mark.parametrize(
    ("currency", "minor", "said"), [("JPY", 12345, "12345"), ("NOK", 12345, "123.45"), ("KWD", 12345, "12.345")]
)
def test_a_currencys_own_minor_unit(currency: str, minor: int, said: str) -> None:
    assert Money(minor, currency).amount == Decimal(said)


@pytest.mark.django_db
def test_a_decimal_column_loses_what_an_integer_keeps() -> None:
    """The negative control, on SQLite: a large amount in a decimal column does not come back."""
    kept = Decimal("9223372036854775.81")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE proof (amount decimal(20, 2), minor bigint)")
        cursor.execute("INSERT INTO proof VALUES (%s, %s)", [str(kept), int(kept * 100)])
        cursor.execute("SELECT amount, minor FROM proof")
        amount, minor = cursor.fetchone()
    assert minor == 922_337_203_685_477_581
    assert (Decimal(str(amount)) == kept) == (connection.vendor == "postgresql")
    assert isinstance(models.BigIntegerField().db_type(connection), str)
