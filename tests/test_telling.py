"""From commands back to lines, and from runs back to presets: nothing is lost on the way."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from engine import faults, nemesis
from engine.cluster import Cluster
from engine.events import digest
from engine.faults import Change, Fault
from engine.latency import FITS, ByKind, Constant, Exponential, Shifted
from engine.social import Request
from engine.spec import GUARANTEES, SETTINGS, ClusterSpec, LinkSpec, ServerSpec, Settings, UserSpec
from explorer import presets, saving, script, storms
from explorer.controls import Control
from explorer.experiment import Experiment
from explorer.latencies import parse_latency, write_latency
from explorer.telling import tell
from explorer.verbs import VERBS, Expect

servers = st.sampled_from("ABCDEF")
users = st.sampled_from(["X", "Y", "Sam_1"])
texts = st.text(min_size=1, max_size=20)
vias = st.one_of(st.just(""), servers)
spans = st.integers(0, 10_000_000)
chances = st.floats(0, 1)
numbers = st.integers(0, 999_999_999)
counts = st.integers(1, 999_999)
own = st.one_of(st.none(), st.integers(1, 9))
rates = st.decimals(0, 999, places=3).map(float)
links = st.lists(st.tuples(servers, servers), min_size=1, max_size=6, unique=True).map(tuple)
laws = st.one_of(
    st.none(),
    st.builds(Constant, spans),
    st.builds(Exponential, spans, spans),
    st.sampled_from(list(FITS.values())),
    st.builds(Shifted, spans, st.sampled_from(list(FITS.values()))),
)
any_links = st.one_of(st.just(()), links)


@st.composite
def changes(draw):
    setting = draw(st.sampled_from(sorted(SETTINGS.values(), key=lambda s: s.attribute)))
    plain = st.integers(1, 10_000_000 if setting.is_time else 99)
    words = st.sampled_from([*setting.choices, *setting.words.values()] or [1])
    return Change(setting.attribute, draw(words if setting.choices else st.one_of(words, plain)))


REQUESTS = st.one_of(
    st.builds(Request, st.just("post"), users, text=texts, via=vias, n=own, r=own, w=own),
    st.builds(Request, st.sampled_from(["comment", "edit"]), users, post=texts, text=texts,
              via=vias),
    st.builds(Request, st.sampled_from(["like", "unlike", "delete"]), users, post=texts, via=vias),
    st.builds(Request, st.sampled_from(["follow", "unfollow"]), users, other=users, via=vias),
    st.builds(
        Request, st.just("feed"), users, via=vias, asking=st.lists(servers).map(tuple), r=own
    ),
)  # fmt: skip
KINDS = {
    faults.Crash: st.builds(faults.Crash, servers),
    faults.Restart: st.builds(faults.Restart, servers),
    faults.Wipe: st.builds(faults.Wipe, servers),
    faults.Pause: st.builds(faults.Pause, servers),
    faults.Resume: st.builds(faults.Resume, servers),
    faults.Slow: st.builds(faults.Slow, servers, spans, st.booleans()),
    faults.FillDisk: st.builds(faults.FillDisk, servers, st.booleans()),
    faults.Lag: st.builds(faults.Lag, servers, spans),
    faults.Promote: st.builds(faults.Promote, servers),
    faults.Rejoin: st.builds(faults.Rejoin, servers),
    faults.Skew: st.builds(faults.Skew, servers, st.integers(-10_000_000, 10_000_000)),
    faults.Cut: st.builds(faults.Cut, links, st.booleans()),
    faults.Partition: st.one_of(
        st.builds(faults.Partition, st.sampled_from(["isolate", "bridge"]), servers),
        st.builds(faults.Partition, st.sampled_from(["halves", "ring"])),
    ),
    faults.Heal: st.builds(faults.Heal, any_links),
    faults.Degrade: st.builds(faults.Degrade, any_links, chances, chances, chances, spans, spans),
    faults.Retime: st.builds(faults.Retime, any_links, laws),
    faults.Hold: st.builds(faults.Hold, links),
    faults.Release: st.builds(faults.Release, any_links),
    faults.Join: st.builds(faults.Join, servers, vias),
    faults.Leave: st.builds(faults.Leave, servers),
    faults.Replace: st.builds(faults.Replace, servers, vias),
    faults.Nemesis: st.builds(
        faults.Nemesis,
        st.lists(st.tuples(st.sampled_from(nemesis.KINDS), rates), min_size=1).map(tuple),
        spans,
    ),
    faults.MoveUser: st.builds(faults.MoveUser, users, servers),
    faults.RemoveUser: st.builds(faults.RemoveUser, users),
    faults.Demand: st.builds(faults.Demand, users, st.sampled_from(["", *GUARANTEES])),
    faults.HoldMessage: st.builds(faults.HoldMessage, numbers),
    faults.ReleaseMessage: st.builds(faults.ReleaseMessage, numbers),
    faults.DropMessage: st.builds(faults.DropMessage, numbers),
    faults.DelayMessage: st.builds(faults.DelayMessage, numbers, spans),
    faults.DuplicateMessage: st.builds(faults.DuplicateMessage, numbers),
    faults.Load: st.one_of(
        st.just(faults.Load()),
        st.builds(
            faults.Load,
            rate=counts.map(float),
            lasts_us=st.none() | spans,
            reads=chances,
            users=counts,
            parts=counts,
            keys=counts,
            zipf=st.sampled_from([0.0, 1.1]),
        ),
        st.builds(faults.Load, closed=counts, thinking_us=spans),
        st.builds(
            faults.Load, rate=counts.map(float), to=counts.map(float), lasts_us=spans.filter(bool)
        ),
    ),
    faults.Trials: st.builds(
        faults.Trials,
        counts,
        spans,
        st.lists(spans, min_size=1, unique=True).map(tuple),
        st.sampled_from(["same", "other", "any"]),
    ),
    faults.MoveWeb: st.builds(faults.MoveWeb, st.booleans()),
    Change: changes(),
}


@given(st.one_of(REQUESTS, *KINDS.values()))
def test_what_is_told_is_read_as_it_was(command):
    assert script.parse(tell(command)) == (None, command)


def test_every_fault_can_be_told():
    assert set(KINDS) == set(Fault.__args__)


@pytest.mark.parametrize("verb", VERBS.values(), ids=lambda verb: verb.name)
def test_the_example_of_every_verb_that_commands_is_told_again(verb):
    _, action = script.parse(verb.example)
    if isinstance(action, Control | Expect):
        return
    if verb.name.startswith("sign-"):
        with pytest.raises(ValueError, match="password is gone"):
            tell(action)
        return
    assert script.parse(tell(action)) == (None, action)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("cut A | B C", "cut A - B, A - C"),
        ("cut A -> B", "cut A -> B"),
        ("degrade loss 0.1%", "degrade loss 0.1%"),
        ("set sync never", "set sync never"),
        ("skew A -3s", "skew A -3s"),
    ],
)
def test_a_line_is_told_shortly(line, told):
    assert tell(script.parse(line)[1]) == told


@pytest.mark.parametrize(
    "latency",
    [
        Constant(0),
        Constant(500),
        Exponential(5_000),
        Exponential(40_000, 1),
        *FITS.values(),
        Shifted(75_000, FITS["ymmr"]),
    ],
)
def test_a_latency_is_told_as_people_write_it(latency):
    assert parse_latency(write_latency(latency)) == latency


@pytest.mark.parametrize("latency", [Shifted(1, Constant(1)), ByKind(Constant(1), Constant(2))])
def test_a_latency_without_words_is_refused(latency):
    with pytest.raises(ValueError, match="no words"):
        write_latency(latency)


WORDS = saving.Words("a-run", "A run", "It says: no, 12:30 and «yes».", "On.", "Off.")


def saved(case):
    text = saving.preset_text(case.spec, case.seed, case.commands, case.end_us, WORDS)
    return presets.load_text(text).scenario()


@pytest.mark.parametrize("seed", range(1, 31))
def test_whatever_the_swarm_draws_is_read_again_as_it_was(seed):
    case = storms.draw(seed)
    scenario = saved(case)
    assert scenario.cluster == case.spec
    assert tuple((step.at_us, step.action) for step in scenario.steps) == case.commands
    assert (scenario.seed, scenario.until_us) == (case.seed, case.end_us)


def test_a_saved_run_runs_to_the_same_log():
    case = storms.draw(3)
    cluster = Cluster(case.spec, case.seed, case.commands)
    cluster.run_until(case.end_us)
    experiment = Experiment(saved(case))
    experiment.seek(experiment.end_us)
    assert experiment.digest() == digest(cluster.events)


def test_a_setting_that_looks_like_a_number_or_a_switch_is_text_still():
    case = storms.draw(3)
    document = yaml.safe_load(
        saving.preset_text(case.spec, case.seed, case.commands, case.end_us, WORDS)
    )
    given_ = {name: document["cluster"].get(name) for name in SETTINGS}
    assert all(isinstance(value, str | int | None) for value in given_.values())
    assert not any(isinstance(value, bool) for value in given_.values())


def test_what_no_preset_can_say_is_refused():
    pair = (ServerSpec("A"), ServerSpec("B"))
    lossy = ClusterSpec(pair, (LinkSpec("A", "B", Constant(1), loss=0.5),), settings=Settings(n=2))
    known = ClusterSpec(pair, (), (UserSpec("X", "A", key="ab"),), Settings(n=2))
    for spec, said in ((lossy, "one loss"), (known, "password")):
        with pytest.raises(ValueError, match=said):
            saving.preset_text(spec, 1, (), 1_000, WORDS)
