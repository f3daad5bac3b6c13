"""What was awarded and asked before belongs to the office whose call it was."""

from django.db import migrations


def carry(apps, schema_editor):
    call, application = apps.get_model("calls", "Call"), apps.get_model("applications", "Application")
    grant, duty = apps.get_model("partnerships", "Grant"), apps.get_model("duties", "Duty")
    by_slug, office_of = {}, {}
    for id, organiser, slug, office in call.objects.exclude(office=None).values_list(
        "id", "organiser_id", "slug", "office_id"
    ):
        office_of[str(id)] = by_slug[organiser, slug] = office
    rows = application.objects.exclude(call__office=None).values_list("id", "plan__grant_id", "call__office_id")
    for id, granted, office in rows:
        office_of[str(id)] = office
        if granted is not None:
            office_of[str(granted)] = office
            grant.objects.filter(id=granted).update(office_id=office)
    for row in duty.objects.filter(done_at=None).exclude(role=""):
        about = (str(row.subject_id), row.values.get("grant_id"), row.values.get("grant"))
        found = next((office_of[each] for each in about if isinstance(each, str) and each in office_of), None)
        if row.subject_kind in {"call_question", "late_admission"}:
            found = by_slug.get((row.organiser_id, row.values.get("slug")))
        if found is not None:
            duty.objects.filter(id=row.id).update(office_id=found)


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0006_counts_for"),
        ("calls", "0004_late_admission"),
        ("duties", "0002_duty_office"),
        ("partnerships", "0003_grant_office"),
        ("plans", "0004_planning_tool"),
    ]

    operations = [migrations.RunPython(carry, migrations.RunPython.noop)]
