"""Tasks and verdicts as HTML: a desk shows two hundred of them, so they are written here and not by templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.html import conditional_escape as _e
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tandem.web.templatetags.tandem import localised_lang


def tasks_html(tasks: Iterable[Mapping[str, Any]], parties: Sequence[str]) -> SafeString:
    """The items of a task list: what is to do, how it stands, and when."""
    return mark_safe("".join(_task(task, parties) for task in tasks))


def _task(task: Mapping[str, Any], parties: Sequence[str]) -> str:
    url, hint, tag, when = task.get("url"), task.get("hint"), task.get("tag"), task.get("when")
    title = f'<a href="{_e(url)}">{_e(task["title"])}</a>' if url else _e(task["title"])
    small = f"<small>{_e(hint)}</small>" if hint else ""
    stands = dots_html(parties, task["done"]) if task.get("done") else ""
    if tag:
        stands += f'<span class="tag {_e(task.get("kind", ""))}">{_e(tag)}</span>'
    day = f'<div class="when">{_e(when)}</div>' if when else ""
    return f"<li><div>{title}{small}</div>\n<div>{stands}</div>\n{day}</li>"


def dots_html(parties: Sequence[str], done: Sequence[bool]) -> SafeString:
    """One dot per party, full when it has done its part; the label says it in words."""
    full = [*done, *[False] * len(parties)]
    said = ", ".join(f"{_e(p)} {_('done') if full[at] else _('not yet')}" for at, p in enumerate(parties))
    dots = "".join('<i class="full"></i>' if one else "<i></i>" for one in done)
    return mark_safe(f'<span class="dots" role="img" aria-label="{said}">{dots}</span>')


def verdict_html(verdict: Any) -> SafeString:
    """One verdict, an object or a mapping: that a rule holds, or what mends it, what it says and where it stands."""
    said = verdict.get if isinstance(verdict, Mapping) else lambda name: getattr(verdict, name, None)
    source = said("source")
    cites = source.get("cites", "") if isinstance(source, Mapping) else getattr(source, "cites", "")
    if said("passed"):
        title = said("title")
        held = f'{_e(localised_lang(title))}<span class="src">{_e(cites)}</span>' if title else _e(cites)
        return mark_safe(f'<li class="ok"><span class="hidden">{_("Holds:")} </span>{held}</li>')
    must = said("severity") == "must"
    mend, url = str(_e(localised_lang(said("mend")))), said("url")
    if mend and url:
        mend = f'<a href="{_e(url)}">{mend}</a>'
    mend = f'<span class="mend">{mend}</span>' if mend else ""
    weight = _("Must be mended:") if must else _("Advice:")
    cited = _("House advice") if cites == "house advice" else _e(cites)
    if said("severity") == "should":
        cited += f" · {_('recommended')}"
    text = f'<span class="says">{_e(localised_lang(said("refusal")))}</span><span class="src">{cited}</span>'
    kind = "no" if must else "adv"
    return mark_safe(f'<li class="{kind}"><span class="hidden">{weight} </span>{mend}{text}</li>')
