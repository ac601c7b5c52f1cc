"""Which case of the PBS model the trials of a run are; where they are none, why, in words. Pure.

The case is read off the cluster: its settings and the delays of its links when the trials began.
"""

from collections.abc import Iterator
from itertools import permutations
from typing import TYPE_CHECKING

from engine.history import History
from engine.latency import FITS, Shifted
from engine.network import Network
from engine.spec import ClusterSpec, Settings
from explorer.latencies import retimed
from explorer.promises import used

if TYPE_CHECKING:  # it brings NumPy, which a run without trials does without
    from explorer.predict import Case

HARMLESS = ("trials", "load", "demands", "moved", "removed")
"""What a fault's event may be without being one: other traffic delays nothing without a queue."""


_TAKEN_IN = {"changed": "a setting was changed", "retimed": "a link got another delay"}
"""What may happen before the trials, whose case it is then, but not while they go on."""


def case_of(history: History, spec: ClusterSpec, place: int) -> "Case | str":
    """The case of the trials that had begun by a place in the log, or why there is none."""
    from explorer import predict

    begun = [(at, event) for at, event in history.faults if event[1] == "trials" and at < place]
    settings = used(spec.settings, history, begun[0][0])[-1]
    network = Network(spec, seed=0)
    for at, event in history.faults:
        if event[1] == "retimed" and at < begun[0][0]:
            done = retimed(*event[2:])
            network.retime(done.links, done.latency)
    fit = _fit(spec.names, network, settings)
    readers = {event[5] for _, event in begun} if fit == predict.WAN else {"any"}
    wrong = [*_unlike(settings), *_happened(history, begun[0][0], place)]
    if any(link.loss for link in spec.links) or spec.loss:
        wrong.append("links lose messages")
    if not fit:
        wrong.append(f"not every link has the same one of the delays {', '.join(FITS)}, nor has "
                     f"each pair of homes {predict.FAR_MS:g} ms more than lnkd-disk")  # fmt: skip
    if len(readers) > 1:
        wrong.append("some trials are read elsewhere than others")
    if settings.n > predict.MOST_SERVERS:
        wrong.append(f"N is above {predict.MOST_SERVERS}")
    if wrong:
        return "; ".join(wrong)
    return predict.Case(settings.n, settings.r, settings.w, fit, *readers)


def _fit(names: tuple[str, ...], network: Network, settings: Settings) -> str:
    """The fit that all ways of a message have, also from a server to itself; empty when none has.

    `wan` only where each server is a home: else a coordinator may be far from all of them.
    """
    own, _ = network.laws[0]
    apart = {network.law(*way)[0] for way in permutations(names, 2)} or {own}
    fit = next((name for name, law in FITS.items() if law == own), "")
    if apart == {own}:
        return fit
    from explorer.predict import FAR_MS, WAN

    far = {Shifted(round(FAR_MS * 1000), FITS["lnkd-disk"])}
    return WAN if (fit, apart, settings.n) == ("lnkd-disk", far, len(names)) else ""


def _unlike(settings: Settings) -> Iterator[str]:
    """Settings under which servers do what the model knows nothing of."""
    s = settings
    if s.shortcut == "on":
        yield "a coordinator reads and writes its own copy without a message (shortcut: on)"
    if s.ask != "all":
        yield f"a read does not ask all homes (ask: {s.ask})"
    if s.quorum != "strict" or s.hints != "off":
        yield "what a home did not get, others keep for it (quorum: sloppy, or hints: on)"
    if (s.read_repair, s.write_back, s.anti_entropy_us) != ("off", "off", None):
        yield "reads or hash trees mend what is behind"
    if s.agreement == "all":
        yield "the servers agree on every write"
    if s.service_us or s.web_servers:
        yield "requests wait in queues"


def _happened(history: History, began_at: int, place: int) -> Iterator[str]:
    """What has happened to the cluster that is not in the model."""
    names = {event[1] for at, event in history.faults
             if at < place and not (event[1] in _TAKEN_IN and at < began_at)}  # fmt: skip
    for name in _TAKEN_IN:
        if name in names:
            yield f"{_TAKEN_IN[name]} after the trials had begun"
    if names - {*_TAKEN_IN, *HARMLESS}:
        yield "there were faults"
