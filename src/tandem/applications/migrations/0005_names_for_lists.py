"""What a list shows and is searched in, for applications that are there already."""

from django.db import migrations

from tandem.core.values.folding import folded


def fill(apps, schema_editor):
    """Names, countries and the folded text of every application, some hundred at a time."""
    Application = apps.get_model("applications", "Application")
    Party = apps.get_model("partnerships", "Party")
    rows = Application._base_manager.filter(names="").order_by("id")
    while some := list(rows[:500]):
        parties = {}
        there = Party._base_manager.filter(partnership__in=[row.partnership_id for row in some], left_at=None)
        for one in there.order_by("id").values_list("partnership_id", "organisation__name", "organisation__country"):
            parties.setdefault(one[0], []).append(one[1:])
        for row in some:
            found = parties.get(row.partnership_id, [])
            row.names = " – ".join(name for name, _country in found)[:500] or "–"
            row.countries = f" {' '.join(sorted({country for _name, country in found}))} "[:60]
            row.search = f"{folded(f'{row.title} {row.reference}')} | {folded(row.names)}"
        Application._base_manager.bulk_update(some, ["names", "countries", "search"])


class Migration(migrations.Migration):

    dependencies = [("applications", "0004_life_around_the_form")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
