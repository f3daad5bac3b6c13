"""Pictures are well-formed, speak, carry their table, and bring no style of their own."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tandem.core.pictures import Bar, Dot, Mark, Stage, bars, spread, tandem_line, timeline

SVG = "{http://www.w3.org/2000/svg}"
NASTY = "</text><script>alert(1)</script>\"'&\x00\ud800 " + "Naturschutzgebietsverwaltungsverordnung"


def read(picture):
    assert "style" not in picture.svg
    return etree.fromstring(picture.svg.encode())


def all_pictures(label):
    return [
        spread([Dot(label, 3, label), Dot(label, None, label)], 0, 5, name="a", title=label, description=label),
        bars(
            [Bar(label, Decimal("1.5"), label, of=3), Bar(label, None, label), Bar(label, -2, label)],
            name="b",
            title=label,
        ),
        timeline(
            [Mark(label, date(2024, 10, 1), label, done=True), Mark(label, None, label)],
            name="c",
            title=label,
            today=(date(2024, 11, 1), label),
        ),
        tandem_line([Stage(label, (True, False, True), current=True)] * 5, [label] * 3, name="d", title=label),
    ]


@pytest.mark.parametrize("label", ["Residuos", NASTY, ""])
def test_each_is_well_formed_and_speaks_and_nothing_gets_out_of_its_text(label):
    for picture in all_pictures(label):
        root = read(picture)
        assert root.get("role") == "img"
        ids = root.get("aria-labelledby").split()
        assert [child.get("id") for child in root][: len(ids)] == ids
        assert root[0].tag == SVG + "title"
        assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
            "svg",
            "title",
            "desc",
            "text",
            "line",
            "circle",
            "rect",
        }
        assert all(not name.startswith("on") for element in root.iter() for name in element.attrib)
        assert all(len(row) == len(picture.columns) for row in picture.rows)


@given(st.text(st.characters(codec=None)))
def test_any_text_stays_text(label):
    for picture in all_pictures(label):
        read(picture)


def test_spread_shows_each_value_even_when_two_are_equal():
    picture = spread([Dot("A", 82, "82"), Dot("B", 82, "82"), Dot("C", 94, "94")], 0, 100, name="s", title="t")
    dots = [(c.get("cx"), c.get("cy")) for c in read(picture).iter(SVG + "circle")]
    assert len(set(dots)) == 3 and dots[0][0] == dots[1][0]
    assert picture.rows == (("A", "82"), ("B", "82"), ("C", "94"))


@pytest.mark.expects("REL-14")
def test_a_zero_is_a_bar_and_a_missing_value_is_not():
    picture = bars([Bar("zero", 0, "0"), Bar("none", None, "not reported"), Bar("ten", 10, "10")], name="b", title="t")
    kinds = re.findall(r'rect class="(\w+)"', picture.svg)
    assert kinds == ["track", "bar", "missing", "track", "bar"]
    assert picture.rows == (("zero", "0"), ("none", "not reported"), ("ten", "10"))


@given(st.lists(st.decimals(-1000, 1000, places=2), min_size=1, max_size=6))
def test_bars_stay_inside_and_grow_with_their_value(values):
    root = read(bars([Bar("x", value, str(value)) for value in values], name="b", title="t"))
    drawn = [rect for rect in root.iter(SVG + "rect") if rect.get("class") == "bar"]
    assert len(drawn) == len(values)
    for rect in drawn:
        left, width = Decimal(rect.get("x")), Decimal(rect.get("width"))
        assert left >= 0 and left + width <= Decimal("322")
    widths = sorted((abs(value), Decimal(rect.get("width"))) for value, rect in zip(values, drawn, strict=True))
    assert [width for _, width in widths] == sorted(width for _, width in widths)


def test_a_timeline_is_in_order_and_keeps_what_has_no_day():
    marks = [
        Mark("report", None, "not yet set"),
        Mark("b", date(2025, 3, 1), "1 March"),
        Mark("a", date(2024, 10, 1), "1 Oct"),
    ]
    picture = timeline(marks, name="t", title="t", today=(date(2024, 12, 1), "today"))
    assert [row[0] for row in picture.rows] == ["a", "b", "report"]
    root = read(picture)
    heights = [Decimal(circle.get("cy")) for circle in root.iter(SVG + "circle")]
    assert heights == sorted(heights)
    today = next(line for line in root.iter(SVG + "line") if line.get("class") == "today")
    assert heights[0] < Decimal(today.get("y1")) < heights[1]
    assert timeline([], name="t", title="t").rows == ()


def test_the_tandem_line_has_a_dot_for_each_party_at_each_stage():
    stages = [Stage("Task", (True, True, False)), Stage("Sent", (False, False, False), current=True)]
    picture = tandem_line(stages, ["Home", "Abroad", "Third"], name="l", title="t", yes_no=("done", "open"))
    dots = [circle.get("class") for circle in read(picture).iter(SVG + "circle")]
    assert dots == ["dot done", "dot done", "dot", "dot", "dot", "dot"]
    assert picture.columns == ("", "Home", "Abroad", "Third")
    assert picture.rows[0] == ("Task", "done", "done", "open")
    with pytest.raises(ValueError, match="every stage"):
        tandem_line([Stage("Task", (True,))], ["Home", "Abroad"], name="l", title="t")
