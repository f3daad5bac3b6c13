"""Acts are only ever added: the database itself refuses to change or delete them, on both databases."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from tandem.foundation.audit import triggers

TABLES = ("audit_act",)


def add(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in triggers.making(schema_editor.connection.vendor, TABLES):
        schema_editor.execute(statement)


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in triggers.dropping(schema_editor.connection.vendor, TABLES):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
