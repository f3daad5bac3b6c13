"""The overview of a draft: its parts as a task list, each with what is open there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.programmes.forms.workbench.findings import Said
from tandem.programmes.forms.workbench.programme_pages import Desk
from tandem.programmes.forms.workbench.rules import EVERYONE, own_rules
from tandem.programmes.forms.workbench.tree import entries, mapping, titled
from tandem.web.templatetags.tandem import joined, localised, own_name

MANY = 3  # kinds of support, from which on those without anything open are folded


def parts(desk: Desk, found: Sequence[Said]) -> list[dict[str, Any]]:
    """Groups of tasks: the programme, each kind of support, what comes after."""
    tree = desk.tree
    whole = [
        _task(desk, found, _("Name and languages"), "basics", hint=joined([own_name(code) for code in tree.languages])),
        _task(desk, found, _("Goal and effects"), "goal", hint=_goal(desk)),
        _task(desk, found, _("Sides of a partnership"), "parties", hint=_titles(tree.main.get("parties"))),
        _task(desk, found, _("Lists to choose from"), "lists", hint=_titles(tree.main.get("lists")), optional=True),
        _task(
            desk,
            found,
            _("Papers handed in once"),
            "papers",
            hint=_titles(tree.main.get("once_per_organisation")),
            optional=True,
        ),
        _task(
            desk,
            found,
            _("Who funds, and dates"),
            "donors",
            hint=_titles(mapping(tree.main.get("cycle")).get("donors")),
        ),
        _task(desk, found, _("Letters"), "letters", hint=_("award, refusal, reserve list")),
        _task(
            desk,
            found,
            _("What can be applied for"),
            "components",
            hint=_titles(tree.main.get("components")),
            exact=True,
        ),
    ]
    groups = [{"title": _("The programme"), "tasks": whole}]
    for id in tree.components:
        group = _component(desk, found, id)
        group["folded"] = len(tree.components) >= MANY and all(task["kind"] in ("good", "") for task in group["tasks"])
        groups.append(group)
    shared = own_rules(tree, EVERYONE)
    if shared:
        said = ngettext("%(number)s rule", "%(number)s rules", len(shared)) % {"number": len(shared)}
        groups.append(
            {
                "title": _("Every kind of support"),
                "tasks": [
                    _task(
                        desk,
                        found,
                        _("Rules of everyone"),
                        "components",
                        EVERYONE,
                        "rules",
                        hint=said,
                        key="everyone/rules",
                    )
                ],
            }
        )
    return groups


def _component(desk: Desk, found: Sequence[Said], id: str) -> dict[str, Any]:
    tree, one = desk.tree, desk.tree.components[id]
    asked = sum(1 for _pair in tree.questions(id))
    questions = ngettext("%(number)s question", "%(number)s questions", asked) % {"number": asked}
    rules = len(own_rules(tree, id))
    ruled = ngettext("%(number)s rule", "%(number)s rules", rules) % {"number": rules}
    ruled = ruled if rules else _("every application that is complete is taken")
    criteria = entries(one.get("criteria"))
    team = tree.team(id)
    here = ("components", id)
    people = [localised(titled(part.get("label"), str(part.get("id")))) for part in entries((team or {}).get("parts"))]
    tasks = [
        _task(desk, found, _("Title, sides, years, ceiling"), *here, exact=True, hint=_sides(desk, id)),
        _task(
            desk,
            found,
            _("Form"),
            *here,
            "form",
            hint=questions,
            more=(f"components/{id}/questions", f"components/{id}/sections", f"components/{id}/start"),
        ),
        _task(
            desk,
            found,
            _("People and team"),
            *here,
            "people",
            optional=team is None,
            hint=joined(people) if people else _("nobody is named in the form"),
        ),
        _task(desk, found, _("Rules"), *here, "rules", hint=ruled, optional=not rules),
        _task(
            desk,
            found,
            _("Criteria"),
            *here,
            "criteria",
            more=(f"components/{id}/scale",),
            hint=joined([localised(titled(c.get("title"), str(c.get("id")))) for c in criteria[:4]]),
        ),
        _task(
            desk,
            found,
            _("Steps"),
            *here,
            "steps",
            hint=joined([localised(titled(s.get("title"), str(s.get("id")))) for s in entries(one.get("workflow"))]),
        ),
        _task(desk, found, _("Selection"), *here, "selection", hint=_chosen(one)),
    ]
    return {"title": titled(one.get("title"), id), "tasks": tasks, "try": desk.url("try", id)}


def _task(
    desk: Desk,
    found: Sequence[Said],
    title: str,
    *pieces: str,
    hint: str = "",
    key: str = "",
    exact: bool = False,
    optional: bool = False,
    more: Sequence[str] = (),
) -> dict[str, Any]:
    """One part with its state: how much is open, ready, or not begun."""
    page = key or "/".join(pieces)
    keys = (page, *more)
    here = [
        each
        for each in found
        if each.page in keys or (not exact and each.page.startswith(tuple(f"{k}/" for k in keys)))
    ]
    stops = sum(1 for each in here if each.stops)
    if stops:
        tag, kind = ngettext("%(number)s open", "%(number)s open", stops) % {"number": stops}, "warn"
    elif here:
        tag, kind = _("advice"), "accent"
    elif not hint or (optional and not hint):
        tag, kind = (_("none") if optional else _("not begun")), ""
    else:
        tag, kind = (_("none") if optional and not stops and pieces[-1] in ("people", "rules") else _("ready")), "good"
        kind = "" if tag == _("none") else kind
    return {"title": title, "url": desk.url(*pieces), "hint": hint, "tag": tag, "kind": kind}


def _titles(value: Any) -> str:
    return joined([localised(titled(mapping(each).get("title"), id)) for id, each in mapping(value).items()])


def _goal(desk: Desk) -> str:
    effects = entries(mapping(desk.tree.main.get("goal")).get("effects"))
    return (
        ngettext("%(number)s effect", "%(number)s effects", len(effects)) % {"number": len(effects)} if effects else ""
    )


def _sides(desk: Desk, id: str) -> str:
    return " + ".join(localised(titled(desk.tree.parties.get(s, {}).get("title"), s)) for s in desk.tree.sides(id))


def _chosen(one: dict[str, Any]) -> str:
    chosen = mapping(one.get("selection"))
    said = [str(chosen.get("currency") or "")]
    floors = len(entries(chosen.get("floors")))
    if floors:
        said.append(ngettext("%(number)s minimum", "%(number)s minimums", floors) % {"number": floors})
    said.append(_("scores decide") if chosen.get("scoring", True) is not False else _("the interview decides"))
    return " · ".join(filter(None, said))
