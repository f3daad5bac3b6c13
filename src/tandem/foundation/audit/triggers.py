"""Tables to which rows are only ever added: the database itself refuses the rest, on both databases."""

from __future__ import annotations

APPEND_ONLY = ("audit_act",)
SAYS = "the record of acts is append-only"
_REFUSE = f"""CREATE OR REPLACE FUNCTION tandem_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{SAYS}'; END $$"""


def making(vendor: str, tables: tuple[str, ...] = APPEND_ONLY) -> list[str]:
    """Statements that make the tables append-only on this database ('sqlite' or 'postgresql')."""
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
            for table in tables
            for verb in ("update", "delete")
        ]
    made = [_REFUSE]
    for table in tables:
        made += [
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION tandem_append_only()",
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION tandem_append_only()",
        ]
    return made


def dropping(vendor: str, tables: tuple[str, ...] = APPEND_ONLY) -> list[str]:
    """Statements that take the triggers away again: for undoing the migration and for emptying test databases."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for table in tables for verb in ("update", "delete")]
    return [
        f"DROP TRIGGER IF EXISTS {table}_no_{what} ON {table}" for table in tables for what in ("change", "truncate")
    ]
