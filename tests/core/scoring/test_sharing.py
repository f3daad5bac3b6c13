"""Sharing out: even, deterministic, never across an interest or a language."""

from collections import Counter
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.core.scoring import Reader, Sharing, Task, share

LANGUAGES = ("es", "sr", "tr")


@st.composite
def problems(draw, tasks=4, readers=4):
    """A small call: applications with languages, assessors with languages and loads, pairs that may not be."""
    spoken = st.frozensets(st.sampled_from(LANGUAGES), max_size=2)
    jobs = [Task(f"t{n}", draw(spoken)) for n in range(draw(st.integers(1, tasks)))]
    people = [
        Reader(f"r{n}", draw(st.frozensets(st.sampled_from(LANGUAGES))), draw(st.integers(0, 3)))
        for n in range(draw(st.integers(1, readers)))
    ]
    pairs = st.tuples(st.sampled_from([job.id for job in jobs]), st.sampled_from([one.id for one in people]))
    return jobs, people, draw(st.integers(1, 3)), draw(st.frozensets(pairs, max_size=6)), draw(st.booleans())


def may(task, reader, closed, languages):
    return (task.id, reader.id) not in closed and (not languages or task.languages <= reader.languages)


def every_way(tasks, readers, each, closed, languages):
    """The loads of every complete sharing there is."""
    choices = []
    for task in tasks:
        free = [reader.id for reader in readers if may(task, reader, closed, languages)]
        choices.append(list(combinations(free, min(each, len(free)))))
    for chosen in product(*choices):
        loads = Counter({reader.id: reader.load for reader in readers})
        for group in chosen:
            loads.update(group)
        yield loads


@given(problems())
@settings(max_examples=120, deadline=None)
def test_a_small_sharing_equals_the_best_of_all_there_are(problem):
    tasks, readers, each, closed, languages = problem
    found = share(tasks, readers, each, closed=closed, languages=languages)
    ways = list(every_way(tasks, readers, each, closed, languages))
    assert sum(load**2 for load in found.loads.values()) == min(sum(n**2 for n in way.values()) for way in ways)
    assert found.spread == min(max(way.values()) - min(way.values()) for way in ways)
    assert max(found.loads.values()) == min(max(way.values()) for way in ways)


@given(problems(8, 6))
@settings(deadline=None)
def test_nobody_gets_what_is_closed_to_them_or_unreadable_and_lacks_are_said(problem):
    tasks, readers, each, closed, languages = problem
    found = share(tasks, readers, each, closed=closed, languages=languages)
    people = {reader.id: reader for reader in readers}
    assert not set(found.pairs) & closed and len(set(found.pairs)) == len(found.pairs)
    lacking = {short.task: short for short in found.short}
    for task in tasks:
        got = [reader for pair, reader in found.pairs if pair == task.id]
        short = lacking.get(task.id)
        assert len(got) + (short.lacking if short else 0) == each
        assert all(may(task, people[reader], closed, languages) for reader in got)
        if short:
            assert len(got) + short.closed + short.unread == len(readers)
    assert sum(found.loads.values()) == sum(reader.load for reader in readers) + len(found.pairs)


@given(problems(8, 6), st.randoms())
@settings(deadline=None)
def test_the_order_of_what_comes_in_never_matters(problem, random):
    tasks, readers, each, closed, languages = problem
    first = share(tasks, readers, each, closed=closed, languages=languages)
    random.shuffle(tasks)
    random.shuffle(readers)
    assert share(tasks, readers, each, closed=closed, languages=languages) == first


@given(problems(6, 5))
@settings(deadline=None)
def test_what_is_there_stays_and_a_second_proposal_adds_nothing(problem):
    tasks, readers, each, closed, languages = problem
    first = share(tasks, readers, each, closed=closed, languages=languages)
    there = {task.id: [reader for pair, reader in first.pairs if pair == task.id] for task in tasks}
    busy = [Reader(reader.id, reader.languages, first.loads[reader.id]) for reader in readers]
    again = share(tasks, busy, each, closed=closed, there=there, languages=languages)
    assert again.pairs == () and again.loads == first.loads
    assert [(short.task, short.lacking) for short in again.short] == [(s.task, s.lacking) for s in first.short]


def test_a_chain_of_exchanges_is_found():
    tasks = [Task("a"), Task("b"), Task("c")]
    readers = [Reader("x"), Reader("y"), Reader("z")]
    closed = frozenset({("a", "z"), ("b", "x"), ("b", "z"), ("c", "x"), ("c", "y")})
    assert share(tasks, readers, 1, closed=closed).loads == {"x": 1, "y": 1, "z": 1}
    assert share([], [], 2) == Sharing((), {}, ())


def test_a_large_call_is_shared_out_evenly():
    tasks = [Task(f"t{n:04d}", frozenset({LANGUAGES[n % 3]})) for n in range(600)]
    readers = [Reader(f"r{n:02d}", frozenset({LANGUAGES[n % 3], LANGUAGES[(n + 1) % 3]})) for n in range(24)]
    found = share(tasks, readers, 2, languages=True)
    assert found.spread == 0 and found.short == () and len(found.pairs) == 1200
