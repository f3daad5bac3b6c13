"""Acts are only ever added: the database itself refuses to change or delete them, on both databases."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = [
    """CREATE TRIGGER audit_act_no_update BEFORE UPDATE ON audit_act
       BEGIN SELECT RAISE(ABORT, 'the record of acts is append-only'); END""",
    """CREATE TRIGGER audit_act_no_delete BEFORE DELETE ON audit_act
       BEGIN SELECT RAISE(ABORT, 'the record of acts is append-only'); END""",
]
POSTGRESQL = [
    """CREATE FUNCTION audit_act_append_only() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'the record of acts is append-only'; END $$""",
    """CREATE TRIGGER audit_act_no_change BEFORE UPDATE OR DELETE ON audit_act
       FOR EACH ROW EXECUTE FUNCTION audit_act_append_only()""",
    """CREATE TRIGGER audit_act_no_truncate BEFORE TRUNCATE ON audit_act
       FOR EACH STATEMENT EXECUTE FUNCTION audit_act_append_only()""",
]
UNDO = {
    "sqlite": ["DROP TRIGGER audit_act_no_update", "DROP TRIGGER audit_act_no_delete"],
    "postgresql": ["DROP TRIGGER audit_act_no_change ON audit_act", "DROP TRIGGER audit_act_no_truncate ON audit_act",
                   "DROP FUNCTION audit_act_append_only()"],
}


def add(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
