"""Questions with their inputs, and answers to be read, as HTML: `{% load controls %}{% question q %}{% answered a %}`.

A form shows hundreds of small pieces, so these are written here and not as templates that include each other: a
section of ten questions takes a tenth of the time. Every text passes through `_e`, which escapes what is not safe.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.template.defaultfilters import linebreaksbr
from django.template.loader import render_to_string
from django.utils.html import conditional_escape as _e
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tandem.web.shapes import Answer, Asked, Cell, Choice, FileRow, Row
from tandem.web.templatetags.tandem import filesize, localised, localised_lang


def question_html(q: Asked) -> SafeString:
    """One question: a label with its input, or a group with one answer for each party."""
    bad = " bad" if q.errors else ""
    head = f'<div class="q{bad}" id="q-{_e(q.id)}" data-question="{_e(q.id)}" data-type="{_e(q.type)}">\n'
    label = f"{_e(localised_lang(q.label))}{_optional(q.required)}"
    if (one := q.one) is not None:
        body = f'<label for="{_e(one.id)}">{label}</label>\n{_hint(q)}{_answer(q, one)}\n'
    else:
        described = f' aria-describedby="q-{_e(q.id)}-hint"' if q.hint else ""
        answers = "".join(_of_party(q, a) for a in q.answers)
        body = f"<fieldset{described}><legend>{label}</legend>\n{_hint(q)}\n{answers}</fieldset>\n"
    return mark_safe(f"{head}{body}</div>")


def answered_html(a: Answer) -> SafeString:
    """One answer to be read."""
    return mark_safe(_said(a) + "".join(f'<p class="error">{_e(error)}</p>' for error in a.errors))


# around the input -----------------------------------------------------------------------------------------------------


def _optional(required: bool) -> str:
    return "" if required else f' <span class="opt">({_("optional")})</span>'


def _hint(q: Asked) -> str:
    hint = f'<p class="hint" id="q-{_e(q.id)}-hint">{_e(localised_lang(q.hint))}</p>' if q.hint else ""
    if not q.why:
        return hint
    why = _e(localised_lang(q.why))
    return f'{hint}<details class="why"><summary>{_("Why we ask")}</summary><p>{why}</p></details>'


def _of_party(q: Asked, a: Answer) -> str:
    if not a.party:
        return _answer(q, a)
    party = _e(a.party)
    label = f'<label class="label" for="{_e(a.id)}">{party}</label>'
    if q.type in q.GROUPED:
        label = f'<p class="label">{party}</p>'
    return f'<div class="party{" bad" if a.errors else ""}">{label}{_answer(q, a)}</div>'


def _answer(q: Asked, a: Answer) -> str:
    """The input with what is wrong above it, a conflict and the state of saving below it."""
    parts = [f'<div class="a" data-path="{_e(a.path)}" data-row="{_e(a.row)}" data-revision="{a.revision}">\n']
    if a.errors:
        errors = "".join(f'<p class="error">{_e(error)}</p>' for error in a.errors)
        parts.append(f'<div id="{_e(a.id)}-error">{errors}</div>')
    if a.ask and a.editable:
        parts.append(_ask(a.name, a.ask))
    parts.append("\n" + (_CONTROLS.get(q.type, _cells)(q, a) if a.editable else answered_html(a)) + "\n")
    if a.conflict:
        parts.append(render_to_string("web/parts/conflict.html", {"a": a}))
    foot = f'{_counter(a.counter)}<span class="state">{_state(a)}</span>'
    parts.append(f'\n<p class="foot" id="{_e(a.id)}-foot">{foot}</p></div>')
    return "".join(parts)


def _ask(name: str, readings: Iterable[Choice]) -> str:
    """What was typed can mean more than one thing: a button for each, which saves the page with that reading."""
    buttons = "".join(
        f'<button class="button quiet small" name="pick:{_e(name)}" value="{_e(each.value)}">'
        f"{_e(str(each.label))}</button>"
        for each in readings
    )
    return f'<div class="actions ask" role="group" aria-label="{_("Which did you mean?")}">{buttons}</div>'


def _counter(counter: Any) -> str:
    if not counter:
        return '<span class="counter"></span>'
    over = " over-limit" if counter.over else ""
    data = f' data-limit="{counter.limit}" data-unit="{_e(counter.unit)}"'
    return f'<span class="counter{over}"{data}>{_e(counter.text)}</span>'


def _state(a: Answer) -> str:
    if not a.presence:
        return _e(a.saved)
    who = render_to_string("web/parts/presence.html", {"a": a})
    return f"{_e(a.saved)}{' · ' if a.saved else ''}{who}"


# the inputs -----------------------------------------------------------------------------------------------------------


def _aria(q: Asked, a: Answer) -> str:
    ids = q.described(a)
    invalid = ' aria-invalid="true"' if a.errors else ""
    return (f' aria-describedby="{_e(ids)}"' if ids else "") + invalid


def _names(q: Asked, a: Answer) -> str:
    return f'id="{_e(a.id)}" name="{_e(a.name)}" value="{_e(a.value)}"{_aria(q, a)}'


def _short_text(q: Asked, a: Answer) -> str:
    return f'<input type="text" {_names(q, a)}>'


def _long_text(q: Asked, a: Answer) -> str:
    return f'<textarea id="{_e(a.id)}" name="{_e(a.name)}" rows="6"{_aria(q, a)}>\n{_e(a.value)}</textarea>'


def _number(q: Asked, a: Answer) -> str:
    return f'<input class="w10 num" type="text" inputmode="decimal" {_names(q, a)}>'


def _money(q: Asked, a: Answer) -> str:
    field = f'<input class="w14 num" type="text" inputmode="decimal" {_names(q, a)}>'
    return f'<div class="affix"><span id="{_e(a.id)}-currency">{_e(q.currency)}</span>{field}</div>'


def _date(q: Asked, a: Answer) -> str:
    return f'<input type="{_day_field(a.value)}" {_names(q, a)}>'


def _day_field(value: Any) -> str:
    """The browser's own control for a day, an open field for what cannot be read as one: else it would not be shown."""
    text = str(value or "")
    return "date" if not text or (len(text) == 10 and text[4] == text[7] == "-") else "text"


def _picks(kind: str) -> Callable[[Asked, Answer], str]:
    def control(q: Asked, a: Answer) -> str:
        picks = _boxes(kind, a.name, a.id, a.choices, _aria(q, a), hints=True)
        return f'<div class="picks">{picks}</div>'

    return control


def _boxes(kind: str, name: str, id: str, choices: Iterable[Choice], aria: str = "", *, hints: bool = False) -> str:
    """Radios or checkboxes; the first bears the id that messages lead to."""
    made = []
    for place, choice in enumerate(choices):
        named = f' id="{_e(id)}"' if place == 0 else ""
        chosen = " checked" if choice.chosen else ""
        hint = f"<small>{_e(localised_lang(choice.hint))}</small>" if hints and choice.hint else ""
        field = f'<input type="{kind}" name="{_e(name)}" value="{_e(choice.value)}"{named}{chosen}{aria}>'
        made.append(f'<label class="pick">{field}<span>{_e(localised_lang(choice.label))}{hint}</span></label>')
    return "".join(made)


def _cells(q: Asked, a: Answer) -> str:
    kind = "declare" if q.type == "declaration" else "pairs rate" if q.extra.get("tight") else "pairs"
    return f'<div class="{kind}" id="{_e(a.id)}">{_each_cell(a.cells)}</div>'


def _file(q: Asked, a: Answer) -> str:
    files = "".join(_handed_in(a, file) for file in a.files)
    there = f'<ul class="files">{files}</ul>' if files else f'<p class="small muted">{_("No file yet.")}</p>'
    label = _("Add another file") if a.files else _("Choose a file")
    rule = f' <span class="muted">{_e(q.file_rule)}</span>' if q.file_rule else ""
    accept = f' accept="{_e(q.accept)}"' if q.accept else ""
    field = f'<input type="file" id="{_e(a.id)}" name="{_e(a.name)}" multiple{accept}{_aria(q, a)}>'
    button = f'<button class="button quiet" name="upload" value="{_e(a.name)}">{_("Upload")}</button>'
    label = f'<label class="small" for="{_e(a.id)}">{label}{rule}</label>'
    return f'{there}\n<div class="upload"><div>{label}{field}</div>{button}</div>'


def _handed_in(a: Answer, file: FileRow) -> str:
    note = f" · {_e(file.note)}" if file.note else ""
    link = f'<span><a href="{_e(file.url)}">{_e(file.title or file.name)}</a></span>'
    size = f'<span class="small muted">{filesize(file.size)}{note}</span>'
    return f"<li>{link}{size}{_remove(a, file.row, file.name)}</li>"


def _remove(a: Answer, row: str, title: Any) -> str:
    hidden = f'<span class="hidden"> {_e(title)}</span>'
    return f'<button class="link small" name="remove:{_e(a.name)}" value="{_e(row)}">{_("Remove")}{hidden}</button>'


def _add(a: Answer, words: str) -> str:
    return f'<button class="button quiet" name="add" value="{_e(a.name)}" id="{_e(a.id)}">{words}</button>'


def _row(a: Answer, row: Row) -> str:
    title = f'<div class="spread"><h2 class="h3">{_e(row.title)}</h2>{_remove(a, row.id, row.title)}</div>'
    return f'<li data-row="{_e(row.id)}" id="row-{_e(row.id)}" data-revision="{row.revision}">{title}\n'


def _people(q: Asked, a: Answer) -> str:
    return _listed(a, _("Nobody is named yet."), _("Add a person"))


def _table(q: Asked, a: Answer) -> str:
    return _listed(a, _("No row yet."), _("Add a row"))


def _results(q: Asked, a: Answer) -> str:
    return _listed(a, _("No result yet."), _("Add a result"))


def _listed(a: Answer, none: str, add: str) -> str:
    rows = "".join(f'{_row(a, row)}<div class="pairs">{_each_cell(row.cells)}</div></li>' for row in a.rows)
    there = f'<ul class="rows">{rows}</ul>' if rows else f'<p class="small muted">{none}</p>'
    return f"{there}\n{_add(a, add)}"


def _budget(q: Asked, a: Answer) -> str:
    rows = "".join(_entry(a, row) for row in a.rows)
    there = f'<ul class="rows">{rows}</ul>' if rows else f'<p class="small muted">{_("No entry yet.")}</p>'
    return f"{there}\n{_add(a, _('Add an entry'))}\n{_totals(q) if q.totals else ''}"


def _entry(a: Answer, row: Row) -> str:
    total = ""
    if row.total:
        total = f'<p class="num total"><span class="small muted">{_("Together")}</span><br><b>{_e(row.total)}</b></p>'
    rate = f'<div class="pairs rate">{_each_cell(row.rate)}</div>' if row.rate else ""
    return (
        f'{_row(a, row)}<div class="pairs entry">{_each_cell(row.cells)}</div>\n'
        f'<div class="pairs years">{_each_cell(row.years)}{total}</div>\n{rate}</li>'
    )


def _totals(q: Asked) -> str:
    caption = _("The whole budget, in %(currency)s") % {"currency": q.currency}
    together = _("Together")
    heads = "".join(f'<th scope="col" class="num">{_e(head)}</th>' for head in (*q.years, together))
    years, lines = dict(enumerate(q.years)), []
    for line in q.totals:
        figures = "".join(
            f'<td class="num" data-th="{_e(years.get(place, ""))}">{_e(figure)}</td>'
            for place, figure in enumerate(line["years"])
        )
        total = f'<td class="num" data-th="{together}">{_e(line["total"])}</td>'
        opened = '<tr class="sum">' if line.get("sum") else "<tr>"
        lines.append(f'{opened}<th scope="row">{_e(line["label"])}</th>{figures}{total}</tr>')
    return (
        f'<table class="dense cards totals"><caption>{_e(caption)}</caption>\n'
        f'<thead><tr><th scope="col">{_("Budget line")}</th>{heads}</tr></thead>\n'
        f"<tbody>{''.join(lines)}</tbody></table>"
    )


_CONTROLS: dict[str, Callable[[Asked, Answer], str]] = {
    "short_text": _short_text,
    "long_text": _long_text,
    "choice": _picks("radio"),
    "many": _picks("checkbox"),
    "number": _number,
    "money": _money,
    "date": _date,
    "file": _file,
    "people": _people,
    "budget": _budget,
    "table": _table,
    "results": _results,
}


# one small field inside a row or a declaration ------------------------------------------------------------------------


def cells_html(cells: Iterable[Cell]) -> SafeString:
    """Small fields one below the other, to be typed in, without the row that holds them."""
    return mark_safe(f'<div class="pairs">{_each_cell(cells)}</div>')


def _each_cell(cells: Iterable[Cell]) -> str:
    return "".join(_cell(cell) for cell in cells)


def _cell(cell: Cell) -> str:
    notes = f'<p class="hint small" id="{_e(cell.id)}-hint">{_e(localised_lang(cell.hint))}</p>' if cell.hint else ""
    notes += f'<p class="error small" id="{_e(cell.id)}-error">{_e(cell.error)}</p>' if cell.error else ""
    described = f' aria-describedby="{_e(cell.described)}"' if cell.described else ""
    label = str(_e(localised_lang(cell.label)))
    if cell.kind in {"yes_no", "many"}:
        kind, beside = ("radio", " side-by-side") if cell.kind == "yes_no" else ("checkbox", "")
        boxes = _boxes(kind, cell.name, cell.id, cell.choices)
        legend = f'<legend class="small strong">{label}{_optional(cell.required)}</legend>'
        body = f'<fieldset{described}>{legend}{notes}<div class="picks{beside}">{boxes}</div></fieldset>\n'
    else:
        optional = "" if cell.kind == "money" and not cell.unit else _optional(cell.required)
        label = f'<label for="{_e(cell.id)}">{label}{optional}</label>'
        ask = _ask(cell.name, cell.ask) if cell.ask else ""
        body = f"{label}\n{notes}{ask}\n{_field(cell, described)}{_foot(cell)}\n"
    return f'<div class="cell {cell.width}">\n{body}</div>'


def _field(cell: Cell, described: str) -> str:
    aria = f' id="{_e(cell.id)}" name="{_e(cell.name)}"{described}' + (' aria-invalid="true"' if cell.error else "")
    if cell.kind == "choice":
        options = "".join(
            f'<option value="{_e(c.value)}"{" selected" if c.chosen else ""}>{_e(localised(c.label))}</option>'
            for c in cell.choices
        )
        return f'<select{aria}><option value="">{_("Choose")}</option>{options}</select>\n'
    if cell.kind == "textarea":
        return f'<textarea rows="3"{aria}>\n{_e(cell.value)}</textarea>\n'
    if cell.kind in {"number", "money"}:
        field = f'<input class="num" type="text" inputmode="decimal" value="{_e(cell.value)}"{aria}>\n'
        return f'<div class="affix"><span>{_e(cell.unit)}</span>{field}</div>' if cell.unit else field
    kind = "email" if cell.kind == "email" else _day_field(cell.value) if cell.kind == "date" else "text"
    return f'<input type="{kind}" value="{_e(cell.value)}"{aria}>'


def _foot(cell: Cell) -> str:
    return f'<p class="foot">{_counter(cell.counter)}</p>' if cell.counter else ""


# to be read -----------------------------------------------------------------------------------------------------------


def _said(a: Answer) -> str:
    if a.choices and a.picked:
        chosen = (f"<li>{_e(localised_lang(choice.label))}</li>" for choice in a.choices if choice.chosen)
        return f"<ul>{''.join(chosen)}</ul>"
    if a.cells and a.picked:
        return f'<dl class="facts">{_facts(a.cells)}</dl>'
    if a.files:
        return f'<ul class="files">{"".join(_file_said(file) for file in a.files)}</ul>'
    if a.rows:
        return f'<ul class="rows">{"".join(_row_said(row) for row in a.rows)}</ul>'
    if a.value:
        return f"<blockquote>{linebreaksbr(a.value)}</blockquote>"
    return f'<p class="muted">{_("Not answered yet.")}</p>'


def _file_said(file: FileRow) -> str:
    link = f'<a href="{_e(file.url)}">{_e(file.name)}</a>'
    return f'<li>{link}<span class="small muted">{filesize(file.size)}</span></li>'


def _row_said(row: Row) -> str:
    total = f'<span class="num">{_e(row.total)}</span>' if row.total else ""
    facts = _facts(row.cells) + _facts(row.years) + _facts(row.rate)
    return f'<li><div class="spread"><h3>{_e(row.title)}</h3>{total}</div><dl class="facts">{facts}</dl></li>'


def _facts(cells: Iterable[Cell]) -> str:
    said = ((cell.label, cell.said) for cell in cells)
    return "".join(f"<dt>{_e(localised_lang(label))}</dt><dd>{linebreaksbr(text)}</dd>" for label, text in said if text)
