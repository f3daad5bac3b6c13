"""Interface strings: extract them, bring the catalogues up to date, compile them, and say what is missing.

    python tools/translations.py            extract, and update django.po and .mo of every language
    python tools/translations.py --check    change nothing; exit 1 when a catalogue is stale, incomplete or not compiled
    python tools/translations.py --missing es    print what has no translation yet

Python is read by Babel, templates are turned into Python by Django first: no gettext of the system is needed.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "tandem"
LANGUAGES = ("en", "es", "sv")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "N_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)  # the day of making would change the compiled file without any reason
PLACEHOLDER = re.compile(r"%\([a-z_0-9]+\)[sd]|%[sd]|\{[a-z_0-9]*\}")
Found = tuple[str, int, object, list[str], str | None]


def extracted() -> Iterator[Found]:
    """Every message of the product: file, line, message (a pair for plurals), comments, context."""
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            parsed = ast.parse(path.read_text(encoding="utf-8"))
            yield from _python(path, path.read_bytes(), _renamed(parsed))
            yield from _inside_strings(path, parsed)
    for path in sorted([*SOURCE.rglob("*.html"), *SOURCE.rglob("templates/**/*.txt")]):
        yield from _python(path, templatize(path.read_text(encoding="utf-8")).encode("utf-8"))


def _renamed(parsed: ast.Module) -> list[str]:
    """Other names under which a module imported a function of gettext that takes one text, such as `lazy`."""
    imported = (name for node in ast.walk(parsed) if isinstance(node, ast.ImportFrom) for name in node.names)
    return [name.asname for name in imported if name.asname and KEYWORDS.get(name.name, ()) is None]


def _python(path: Path, content: bytes, also: Sequence[str] = ()) -> Iterator[Found]:
    place = str(path.relative_to(ROOT))
    for line, function, message, comments in extract_python(io.BytesIO(content), [*KEYWORDS, *also], [], {}):
        if function in {"pgettext", "pgettext_lazy"}:
            context, text = message[0], message[1]
            yield place, line, text, comments, context
        elif function in {"ngettext", "ngettext_lazy"} and isinstance(message, tuple):
            yield place, line, (message[0], message[1]), comments, None
        else:
            text = message[0] if isinstance(message, tuple) else message
            if text:
                yield place, line, text, comments, None


def _inside_strings(path: Path, parsed: ast.Module) -> Iterator[Found]:
    """Messages inside the braces of f-strings, which Babel takes for text before Python 3.12."""
    for call in (inner for node in ast.walk(parsed) if isinstance(node, ast.JoinedStr) for inner in ast.walk(node)):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in KEYWORDS:
            said = [each.value for each in call.args if isinstance(each, ast.Constant)]
            plural = call.func.id in {"ngettext", "ngettext_lazy"}
            if said and call.func.id not in {"pgettext", "pgettext_lazy", "npgettext"}:
                yield str(path.relative_to(ROOT)), call.lineno, tuple(said[:2]) if plural else said[0], [], None


def template() -> Catalog:
    """All messages, without translations; lines are left out so that a moved line changes nothing."""
    catalog = Catalog(project="tandem-programmes", charset="utf-8", fuzzy=False)
    for place, _line, message, _comments, context in extracted():
        if message and not (isinstance(message, tuple) and not message[0]):
            catalog.add(message, locations=[(place, 0)], context=context)
    return catalog


def catalogue(language: str) -> Path:
    """Where a language's catalogue lies."""
    return SOURCE / "locale" / language / "LC_MESSAGES" / "django.po"


def updated(language: str) -> Catalog:
    """The catalogue of a language with the messages of today; translations that are no longer used are dropped."""
    fresh, path = template(), catalogue(language)
    made = Catalog(locale=language, project="tandem-programmes", charset="utf-8", fuzzy=False, creation_date=NO_DATE)
    old = read_po(path.open("rb"), locale=language) if path.exists() else made
    for message in fresh:
        if not message.id:
            continue
        known = old.get(message.id, context=message.context)
        string = known.string if known is not None and not known.fuzzy else ""
        if language == "en":
            string = message.id
        if isinstance(message.id, tuple) and not isinstance(string, (tuple, list)):
            string = ("",) * made.num_plurals
        made.add(message.id, string, locations=_files(message), context=message.context)
    return made


def _files(message: Message) -> list[tuple[str, int]]:
    return sorted({(place, 0) for place, _line in message.locations})


def written(catalog: Catalog) -> bytes:
    """The catalogue as text: no dates, no line numbers, sorted, so that only real changes show."""
    buffer = io.BytesIO()
    write_po(buffer, catalog, omit_header=True, sort_output=True, include_lineno=False, width=120)
    head = (
        f'msgid ""\nmsgstr ""\n"Language: {catalog.locale_identifier}\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {catalog.plural_forms}\\n"\n\n'
    )
    return head.encode() + buffer.getvalue()


def compiled(catalog: Catalog) -> bytes:
    """The catalogue as programs read it."""
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def faults(catalog: Catalog, language: str) -> list[str]:
    """What has no translation, or another set of placeholders than its source."""
    found = []
    for message in catalog:
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        texts = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        if not all(texts):
            found.append(f"{language}: not translated: {ids[0]!r}")
        else:
            wanted = {mark for one in ids for mark in PLACEHOLDER.findall(one)}
            used = {mark for one in texts for mark in PLACEHOLDER.findall(one)}
            if not used <= wanted or (len(texts) == 1 and used != wanted):
                found.append(f"{language}: other placeholders than {sorted(wanted)}: {ids[0]!r}")
    return found


def main(arguments: list[str]) -> int:
    """Update, check, or list what is missing."""
    if not settings.configured:
        settings.configure(USE_I18N=True)
    if arguments[:1] == ["--missing"]:
        for fault in faults(updated(arguments[1]), arguments[1]):
            print(fault)
        return 0
    wrong: list[str] = []
    for language in LANGUAGES:
        catalog, path = updated(language), catalogue(language)
        text, binary = written(catalog), compiled(catalog)
        wrong.extend(faults(catalog, language))
        if "--check" not in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
            path.with_suffix(".mo").write_bytes(binary)
        elif not path.exists() or path.read_bytes() != text or path.with_suffix(".mo").read_bytes() != binary:
            wrong.append(f"{language}: the catalogue is stale; run python tools/translations.py")
    for line in wrong[:60]:
        print(line)
    total = sum(1 for message in template() if message.id)
    print(f"{total} messages, {len(wrong)} faults")
    return 1 if wrong and "--check" in arguments else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
