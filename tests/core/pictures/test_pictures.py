"""Pictures are well-formed, speak, carry their table, and bring no style of their own."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tandem.core.pictures import (
    Bar,
    Burn,
    Dot,
    Level,
    Mark,
    Risk,
    Stage,
    Statement,
    bars,
    burn,
    chain,
    matrix,
    spread,
    tandem_line,
    timeline,
)

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
        burn([Burn(label, 2, 3, label, label, label), Burn(label, 2, None, label, label)], name="e", title=label),
        *(
            chain(
                [Level("low", label), Level("high", label, True)],
                [Statement("a", "low", label, ("b", "gone"), label), Statement("b", "high", label)],
                name=f"f{width}",
                title=label,
                width=width,
            )
            for width in (320, 960)
        ),
        matrix(
            [Risk(label, label, 2, 2, (1, 1)), Risk("2", label, 1, 2)],
            [label] * 2,
            [label] * 2,
            medium_from=2,
            high_from=4,
            bands=(label, label, label),
            axes=(label, label),
            before_after=(label, label),
            name="g",
            title=label,
        ),
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
            "path",
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


LEVELS = [Level("activity", "Activities"), Level("output", "Outputs"), Level("outcome", "Outcomes", centre=True)]
CHAIN = [
    Statement("o", "outcome", "Residents follow the budget", (), "1"),
    Statement("p", "output", "A page in plain language " * 6, ("o",), "1.1"),
    Statement("q", "output", "Hearings", ("o",), "1.2"),
    Statement("a", "activity", "Visits", ("q", "o"), "A"),
    Statement("b", "activity", "Workshop", ("p", "q", "nowhere"), "B"),
]


def cards(picture):
    found = [rect for rect in read(picture).iter(SVG + "rect") if rect.get("class").startswith("card")]
    return [(rect.get("class"), *(int(rect.get(name)) for name in ("x", "y", "width", "height"))) for rect in found]


@pytest.mark.clause("MIC-7")
@pytest.mark.parametrize("width", [320, 960])
def test_a_chain_has_its_outcomes_at_the_centre_and_a_line_to_each_parent(width):
    picture = chain(LEVELS, CHAIN, name="c", title="t", columns=("Level", "Statement", "Contributes to"), width=width)
    assert [card[0] for card in cards(picture)].count("card centre") == 1 and len(cards(picture)) == 5
    assert 'class="band"' in picture.svg and 'class="level centre"' in picture.svg
    arrows = picture.svg.count('class="arrow"')
    assert arrows == (6 if width == 960 else 3)  # bands join all children of one parent in one line
    assert picture.rows[0] == ("Outcomes", "1 Residents follow the budget", "")
    assert ("Activities", "A Visits", "1.2 Hearings; 1 Residents follow the budget") in picture.rows


def test_a_chain_reads_from_left_to_right_or_from_the_top_down():
    wide = {kind: x for kind, x, *_ in cards(chain(LEVELS, CHAIN, name="c", title="t"))}
    assert wide["card centre"] > 320
    narrow = cards(chain(LEVELS, CHAIN, name="c", title="t", width=320))
    assert narrow[0][0] == "card centre" and [card[2] for card in narrow] == sorted(card[2] for card in narrow)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["activity", "output", "outcome", "none"]), st.text(max_size=90), st.sets(st.integers(0, 9))
        ),
        max_size=10,
    ),
    st.sampled_from([320, 640, 960]),
)
def test_cards_of_a_chain_never_lie_on_each_other_nor_outside(statements, width):
    made = [Statement(str(at), level, text, tuple(map(str, to))) for at, (level, text, to) in enumerate(statements)]
    picture = chain(LEVELS, made, name="c", title="t", width=width)
    height = int(read(picture).get("height"))
    placed = [card[1:] for card in cards(picture)]
    assert len(placed) == sum(level != "none" for level, _, _ in statements) == len(picture.rows)
    for at, (x, y, w, h) in enumerate(placed):
        assert x >= 0 and y >= 0 and x + w <= width and y + h <= height
        for other_x, other_y, other_w, other_h in placed[at + 1 :]:
            assert x + w <= other_x or other_x + other_w <= x or y + h <= other_y or other_y + other_h <= y


SCALE = ("Unlikely", "Possible", "Likely")


def risks(*values, **more):
    words = {"medium_from": 3, "high_from": 6, "bands": ("Low", "Medium", "High"), "name": "m", "title": "t"} | more
    return matrix(values, SCALE, ("Small", "Serious", "Critical"), **words)


@pytest.mark.clause("MIC-10")
def test_a_matrix_says_each_band_in_words_and_where_a_risk_stood_and_stands():
    picture = risks(Risk("1", "Election", 3, 3, (1, 2)), Risk("2", "Rate", 2, 2), before_after=("before", "after"))
    kinds = [rect.get("class") for rect in read(picture).iter(SVG + "rect")]
    assert kinds.count("cell high") == 3 and kinds.count("cell medium") == 3 and kinds.count("cell low") == 3
    said = [text.text for text in read(picture).iter(SVG + "text") if text.get("class") == "band-name"]
    assert sorted(said) == sorted(["Low", "Medium", "High"] * 3)
    dots = [circle.get("class") for circle in read(picture).iter(SVG + "circle")]
    assert dots.count("dot was") == 1 + 1 and dots.count("dot done") == 2 + 1  # and the legend's
    assert picture.svg.count('class="way"') == 1
    assert picture.rows == (
        ("1", "Election", "Likely × Critical: High", "Unlikely × Serious: Low"),
        ("2", "Rate", "Possible × Serious: Medium", "–"),
    )


def test_bands_are_letters_with_a_legend_where_words_do_not_fit():
    long = risks(bands=("Lav risiko", "Middels risiko", "Høy risiko"))
    assert ">M<" in long.svg and "M = Middels risiko" in long.svg
    alike = risks(bands=("Small indeed", "So so indeed", "Severe indeed"))
    assert ">1<" in alike.svg and "1 = Small indeed" in alike.svg


def test_many_risks_in_one_cell_all_have_their_place():
    picture = risks(*(Risk(str(at), "x", 2, 2) for at in range(30)))
    places = {(circle.get("cx"), circle.get("cy")) for circle in read(picture).iter(SVG + "circle")}
    assert len(places) == 30


def test_a_rating_outside_the_scales_is_refused():
    for wrong in (Risk("1", "x", 0, 1), Risk("1", "x", 1, 4), Risk("1", "x", 1, 1, (4, 1))):
        with pytest.raises(ValueError, match="outside the scales"):
            risks(wrong)


def test_what_is_spent_over_the_budget_is_marked_and_what_is_not_reported_is_no_zero():
    picture = burn(
        [
            Burn("over", 100, Decimal("104.50"), "100", "104.50", "104.5 %"),
            Burn("none", 100, None, "100", "not reported"),
            Burn("zero", 100, 0, "100", "0", "0 %"),
            Burn("correction", -5, -5, "−5", "−5"),
        ],
        name="b",
        title="t",
        of="of",
    )
    kinds = [rect.get("class") for rect in read(picture).iter(SVG + "rect")]
    assert kinds == ["plan", "bar", "over", "missing", "plan", "bar", "plan", "bar"]
    assert "104.50 of 100" in picture.svg and ">not reported<" in picture.svg
    assert picture.rows[1] == ("none", "100", "not reported", "")
