"""From a command back to its line in the verb language: the inverse of `explorer.script.parse`.

`script.parse(tell(command))` is the command again, save for the name that a script gives to a
request. Signing up and in cannot be told: the password ended where it was typed.
"""

from collections.abc import Callable
from decimal import Decimal

from engine import faults
from engine.cluster import Command
from engine.faults import Change, Direction
from engine.social import Request
from engine.spec import SETTINGS
from explorer.latencies import write_latency
from explorer.lines import quoted
from explorer.times import write_time


def tell(command: Command) -> str:
    """The line that does this. Raises ValueError for what no line can do."""
    if isinstance(command, Request):
        if command.action in _SEALED:
            raise ValueError(f"no line can {command.action}: its password is gone")
        return _request(command)
    return _FAULTS[type(command)](command)


def can_tell(request: Request) -> bool:
    """Whether a request has a line: signing up and in have not."""
    return request.action not in _SEALED


def setting(change: Change) -> tuple[str, str]:
    """A setting by its name in presets, and its value as text."""
    name = next(name for name, s in SETTINGS.items() if s.attribute == change.name)
    known = SETTINGS[name]
    for word, value in known.words.items():
        if value == change.value:
            return name, word
    if known.is_time and isinstance(change.value, int):
        return name, write_time(change.value)
    return name, str(change.value)


def tell_sealed(request: Request) -> str:
    """The line of a sign-up or sign-in with an empty password: salt and key are not in it."""
    return _request(request)


_SEALED = ("sign_up", "sign_in")
_TEXTS = ("text", "post", "password")
_FIELDS: dict[str, tuple[str, ...]] = {
    "post": ("text",), "comment": ("post", "text"), "like": ("post",), "unlike": ("post",),
    "edit": ("post", "text"), "delete": ("post",),
    "follow": ("other",), "unfollow": ("other",), "feed": (),
    "page": ("other",), "hide": ("other",), "unhide": ("other",),
    "publish": ("post", "text"), "correct": ("post", "text"), "read": ("post",),
    "sign_up": ("password",), "sign_in": ("password",),
}  # fmt: skip


def _request(request: Request) -> str:
    words = [request.action.replace("_", "-"), request.user]
    for field in _FIELDS[request.action]:
        value = getattr(request, field, "")
        words.append(quoted(value) if field in _TEXTS else value)
    words += ["thinking", write_time(request.thinking_us)] if request.thinking_us else []
    words += ["via", request.via] if request.via else []
    words += ["asking", *request.asking] if request.asking else []
    own = [f"{name} {value}" for name in "nrw" if (value := getattr(request, name)) is not None]
    words += ["with", *own] if own else []
    return " ".join(words)


def _links(links: tuple[Direction, ...]) -> str:
    """`A - B` where both directions follow one another, else `A -> B`; in the same order."""
    said: list[str] = []
    rest = list(links)
    while rest:
        a, b = rest.pop(0)
        both = bool(rest) and rest[0] == (b, a)
        if both:
            rest.pop(0)
        said.append(f"{a} {'-' if both else '->'} {b}")
    return ", ".join(said)


def _line(*words: str) -> str:
    return " ".join(word for word in words if word)


def _per_cent(chance: float) -> str:
    return f"{(Decimal(repr(chance)) * 100).normalize():f}%"


def _degrade(fault: faults.Degrade) -> str:
    chances = {"loss": fault.loss, "duplicate": fault.duplicate, "reorder": fault.reorder}
    words = [f"{name} {_per_cent(chance)}" for name, chance in chances.items() if chance]
    if fault.delay_us:
        words.append(f"delay {write_time(fault.delay_us)}")
    if fault.spread_us != faults.Degrade().spread_us:
        words.append(f"spread {write_time(fault.spread_us)}")
    return _line("degrade", _links(fault.links), *words)


def _retime(fault: faults.Retime) -> str:
    law = "as-first" if fault.latency is None else write_latency(fault.latency)
    return _line("latency", _links(fault.links), law)


def _skew(fault: faults.Skew) -> str:
    return f"skew {fault.server} {'' if fault.by_us < 0 else '+'}{write_time(fault.by_us)}"


def _from(verb: str) -> Callable[..., str]:
    return lambda fault: _line(verb, fault.server, f"from {fault.source}" if fault.source else "")


def _nemesis(fault: faults.Nemesis) -> str:
    rates = [f"{kind} {Decimal(repr(rate)).normalize():f}" for kind, rate in fault.rates]
    return _line("nemesis for", write_time(fault.lasts_us), *rates)


def _number(value: float) -> str:
    return f"{Decimal(repr(value)).normalize():f}"


def _load(fault: faults.Load) -> str:
    if not (fault.rate or fault.closed):
        return "load off"
    plain = faults.Load()
    words = [f"{_number(fault.rate)}/s" if fault.rate else f"closed {fault.closed}"]
    if fault.thinking_us:
        words.append(f"thinking {write_time(fault.thinking_us)}")
    if fault.to is not None:
        words.append(f"to {_number(fault.to)}/s")
    if fault.lasts_us is not None:
        words.append(f"for {write_time(fault.lasts_us)}")
    if fault.reads != plain.reads:
        words.append(f"reads {_per_cent(fault.reads)}")
    for word, name in (("users", "users"), ("pages", "keys"), ("parts", "parts"), ("zipf", "zipf")):
        if getattr(fault, name) != getattr(plain, name):
            words.append(f"{word} {_number(getattr(fault, name))}")
    return _line("load", *words)


def _trials(fault: faults.Trials) -> str:
    reads = " ".join(write_time(after_us) for after_us in fault.after_us)
    every = f"every {write_time(fault.every_us)}"
    return f"trials {fault.count} {every} reading {reads} at {fault.at}"


def _on_server(verb: str) -> Callable[..., str]:
    return lambda fault: f"{verb} {fault.server}"


def _on_links(verb: str) -> Callable[..., str]:
    return lambda fault: _line(verb, _links(fault.links))


_FAULTS: dict[type, Callable[..., str]] = {
    faults.Crash: _on_server("crash"),
    faults.Restart: _on_server("restart"),
    faults.Wipe: _on_server("wipe"),
    faults.Pause: _on_server("pause"),
    faults.Resume: _on_server("resume"),
    faults.Slow: lambda f: _line("slow", f.server, "disk" if f.disk else "", write_time(f.by_us)),
    faults.FillDisk: lambda f: f"disk {f.server} {'free' if f.free else 'full'}",
    faults.Skew: _skew,
    faults.Lag: lambda f: f"lag {f.server} {write_time(f.by_us)}",
    faults.Promote: _on_server("promote"),
    faults.Rejoin: _on_server("rejoin"),
    faults.Cut: lambda f: _line("cut", _links(f.links), "holding" if f.held else ""),
    faults.Partition: lambda f: _line("cut", f.shape, f.server),
    faults.Heal: _on_links("heal"),
    faults.Hold: _on_links("hold"),
    faults.Release: _on_links("release"),
    faults.Degrade: _degrade,
    faults.Retime: _retime,
    faults.Join: _from("join"),
    faults.Leave: _on_server("leave"),
    faults.Replace: _from("replace"),
    faults.Nemesis: _nemesis,
    faults.Demand: lambda f: f"session {f.user} {f.guarantee or 'as-set'}",
    faults.MoveUser: lambda f: f"move {f.user} to {f.server}",
    faults.RemoveUser: lambda f: f"remove {f.user}",
    faults.Load: _load,
    faults.Trials: _trials,
    faults.MoveWeb: lambda f: "leave web" if f.leaves else "join web",
    faults.HoldMessage: lambda f: f"hold #{f.message}",
    faults.ReleaseMessage: lambda f: f"release #{f.message}",
    faults.DropMessage: lambda f: f"drop #{f.message}",
    faults.DelayMessage: lambda f: f"delay #{f.message} {write_time(f.by_us)}",
    faults.DuplicateMessage: lambda f: f"duplicate #{f.message}",
    Change: lambda f: " ".join(("set", *setting(f))),
}
"""By kind of fault: its line."""
