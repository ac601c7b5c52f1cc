"""The words of the field: read with every mistake, found in texts, and true of their examples."""

import pytest

from explorer import glossary_page, glossary_reading, presets
from explorer.evidence import Evidence
from explorer.experiment import Experiment
from explorer.glossary import told_in
from explorer.problems import InputError
from explorer.term_run import SECONDS, TermRun

KNOWN = glossary_reading.shipped()
STORIES = presets.load_all()
ASKED_ABOUT = (
    "quorum", "seed", "unconfirmed", "stale", "hint", "anti-entropy", "read repair",
    "user session", "token", "sticky", "linearizable", "regular", "causal", "monotonic reads",
    "read-your-writes", "last writer wins", "sibling", "CRDT", "add-wins set", "tail", "p99",
    "staleness", "t-visibility", "PBS", "retry storm", "hedge", "partition", "sloppy quorum",
    "leader", "Raft", "replica", "coordinator", "durable", "ack", "unknown outcome",
    "skewed clock", "JMESPath", "expression",
)  # fmt: skip
"""What strangers to the field did not understand in the window."""

GOOD = """\
terms:
- term: stale
  forms: [staleness]
  means: It misses what was acknowledged.
  watch: The copy comes later.
  example: {story: ripple, from: 30ms, until: 40ms, claim: early is stale}
  see: [replica]
- term: replica
  also: [copy]
  means: One of several.
  watch: Copies travel.
  example:
    story: did-my-post-vanish
    variant: none
    from: 0ms
    until: 45ms
    claim: [copies of post = 2]
    asks: servers[?held < acknowledged].name
"""


@pytest.fixture
def reading(tmp_path):
    """Reads a glossary given as text, and holds it against the stories."""

    def read(text):
        path = tmp_path / "words.yaml"
        path.write_text(text, encoding="utf-8")
        return glossary_reading.load(path, "words.yaml")

    return read


def test_what_is_shipped_agrees_with_the_stories():
    known = glossary_reading.load(glossary_reading.file(), "glossary.yaml")
    assert [term.means for term in known.terms] == [term.means for term in KNOWN.terms]
    assert len(known.terms) >= 35
    assert [t.name for t in known.terms] == sorted((t.name for t in known.terms), key=str.casefold)


@pytest.mark.parametrize("word", ASKED_ABOUT)
def test_every_word_that_strangers_asked_about_is_there(word):
    assert KNOWN.find(word) is not None
    assert KNOWN.find(word.upper()) is KNOWN.find(f" {word} ")


@pytest.mark.parametrize("term", KNOWN.terms, ids=lambda term: term.name)
def test_an_example_shows_what_its_word_means(term):
    """All that it claims is so when it has been played, and not all of it before."""
    run = TermRun(term.example)
    while run.errand is not None:
        run.go_on()
    before = [run.check(claim).held for claim in term.example.claims]
    assert not all(before), "nothing comes about in it"
    run.advance(SECONDS + 0.1)
    assert run.shown
    told = run.shows()
    assert [held for _, held in told] == [True] * len(told), told


def test_an_example_takes_ten_seconds_at_its_pace():
    run = TermRun(KNOWN.find("stale").example)
    assert (run.part, run.now_us, run.playing) == (0.0, 30_000, True)
    assert {held for _, held in run.shows()} == {None}
    run.advance(SECONDS / 2)
    assert run.part == pytest.approx(0.5, abs=0.01)
    run.advance(SECONDS / 2 - 0.01)
    assert not run.shown
    run.advance(0.02)
    assert (run.shown, run.playing, run.now_us) == (True, False, 40_000)
    run.replay()
    assert (run.part, run.playing) == (0.0, True)


def test_another_seed_gives_other_luck():
    term = KNOWN.find("seed")
    run = TermRun(term.example)
    run.seek(term.example.until_us)
    (stale,) = term.example.claims
    assert run.check(stale).held
    other = Experiment(run.scenario, seed=8)
    other.seek(term.example.until_us)
    evidence = Evidence(other.timeline.branch.history, other.timeline.place, over=True)
    assert stale.check(evidence).held is False


def test_a_file_is_read(reading):
    known = reading(GOOD)
    assert [term.name for term in known.terms] == ["replica", "stale"]
    assert known.find("Staleness").name == "stale"
    assert known.find("copy").example.variant == "none"


WRONG = """\
terms:
- term: stale
  means: It misses what was acknowledged.
  watch: The copy comes later.
  example: {story: rippel, from: 30ms, until: 40ms, claim: early is stale}
  see: [replica, nothing, stale]
- term: replica
  also: [Stale]
  means: One of several.
  watch: Copies travel.
  example: {story: did-my-post-vanish, variant: nobody, from: 50ms, until: 45ms,
            claim: [copies of = 2, latency of post = 0ms]}
- term: third
  means: One more.
  watch: Look.
  example:
    story: ripple
    from: 0ms
    until: 9s
    claim: [latency of nobody = 0ms]
    asks: serverz
- term: fourth
  means: One more.
  watch: Look.
  example: {story: ripple, with: [w=9], from: 0ms, until: 9ms, claim: latency of post = 0ms}
"""


def test_all_mistakes_are_told_at_once_each_at_its_place(reading):
    with pytest.raises(InputError) as caught:
        reading(WRONG)
    told = [(p.line, p.path, p.message.split(":")[0]) for p in caught.value.problems]
    assert told == [
        (5, "terms.0.example.story", "there is no story of this number or slug, and no such file"),
        (6, "terms.0.see.1", "'nothing' is no other term"),
        (6, "terms.0.see.2", "'stale' is no other term"),
        (8, "terms.1.also.0", "'Stale' is 'stale' already"),
        (11, "terms.1.example.variant", "there is no variant 'nobody'"),
        (11, "terms.1.example.until", "it ends before it begins"),
        (12, "terms.1.example.claim.0", "'copies of' cannot be measured"),
        (19, "terms.2.example.until", "the story ends at 170 ms"),
        (20, "terms.2.example.claim", "no step is called 'nobody'"),
        (21, "terms.2.example.asks", told[9][2]),
        (25, "terms.3.example.with", told[10][2]),
    ]
    assert all(problem.column > 2 for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("  means: It misses what was acknowledged.\n", "terms.0.means: is missing"),
        ("  watch: The copy comes later.\n", "terms.0.watch: is missing"),
        ("    until: 45ms\n", "terms.1.example.until: is missing"),
    ],
)
def test_what_is_missing_is_told(reading, line, problem):
    with pytest.raises(InputError) as caught:
        reading(GOOD.replace(line, ""))
    assert problem in str(caught.value)


def words(text, but=()):
    return [(text[found.start : found.end], found.term) for found in KNOWN.found(text, but)]


def test_a_word_is_found_where_it_first_stands_however_it_is_written():
    text = "Acks come, then an ack. A sloppy quorum\nis no quorum; hints."
    assert words(text) == [
        ("Acks", "ack"),
        ("sloppy quorum", "sloppy quorum"),
        ("quorum", "quorum"),
        ("hints", "hint"),
    ]  # fmt: skip
    assert words(text, {"ack", "hint"}) == words(text)[1:3]


def test_a_word_within_another_is_none():
    assert words("a bracket, a back-log, stale-ish, tokenless") == []
    assert words("read-your-writes, R + W > N") == [
        ("read-your-writes", "read your writes"), ("R + W > N", "overlapping quorums"),
    ]  # fmt: skip


def test_the_stories_that_have_a_word_are_found_that_of_its_example_first():
    numbers = [story.model.number for story in told_in(KNOWN.find("hint"), STORIES)]
    assert numbers == [12, 17]
    numbers = [story.model.number for story in told_in(KNOWN.find("anti-entropy"), STORIES)]
    assert numbers[0] == 17


def test_the_page_of_the_documentation_is_the_same():
    """`make pages` writes it anew."""
    assert glossary_page.PAGE.read_text(encoding="utf-8") == glossary_page.page(KNOWN, STORIES)
