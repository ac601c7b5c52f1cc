"""How the words of a user's request are read, after its verb."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from hashlib import scrypt, sha256

from engine import articles
from engine.applications import READS
from engine.social import Request
from explorer.injecting import change
from explorer.lines import ScriptError, Words


def _routed(words: Words, request: Request) -> Request:
    """`via SERVER`, of a read `asking SERVER...`, `with` its own N, R or W, in this order."""
    if words.accept("via"):
        request = replace(request, via=words.take("a server"))
    if request.action in READS and words.accept("asking"):
        request = replace(request, asking=words.names("a server", "with"))
    if words.accept("with"):
        request = _with(words, request)
    return request


def _with(words: Words, request: Request) -> Request:
    """`n 3`, `r 2`, `w 1`: one of them at least, in any order."""
    column, own = words.column, dict[str, int]()
    while name := words.accept("n", "r", "w"):
        column = words.column
        try:
            own[name] = int(change(name, words.take("a number")).value or 0)
        except ScriptError:
            raise
        except ValueError as error:
            raise ScriptError(str(error), column) from None
    if not own:
        raise ScriptError("after with comes n, r or w and a number", column)
    return replace(request, **own)  # type: ignore[arg-type]


def request(action: str, *fields: str) -> Callable[[Words], Request]:
    """Makes a Request whose fields are the words in this order."""
    said = {"user": "a user", "text": "a text in quotes", "post": "a post", "other": "a user"}
    if action in articles.ACTIONS:
        said["post"] = "an article's title"

    def make(words: Words) -> Request:
        request = Request(action, user="")
        for name in fields:
            request = replace(request, **{name: words.take(said[name])})  # type: ignore[arg-type]
        return _routed(words, request)

    return make


def page(words: Words) -> Request:
    """Whose page, and how long after the ACL the wall is read."""
    request = Request("page", words.take("a user"), other=words.take("a user"))
    if words.accept("thinking"):
        request = replace(request, thinking_us=words.time() or None)
    return _routed(words, request)


def secret(action: str) -> Callable[[Words], Request]:
    """Makes a Request with salt and key instead of the password, which ends here."""

    def make(words: Words) -> Request:
        user, password = words.take("a user"), words.take("a password")
        salt, key = salted(user, password)
        return _routed(words, Request(action, user, salt=salt, key=key))

    return make


@lru_cache(maxsize=256)  # scrypt is slow by design, and a line is read more than once
def salted(user: str, password: str) -> tuple[str, str]:
    """Salt and scrypt key of a password, in hex.

    The salt is made from the user's name, so that the same run has the same bytes each time; a real
    service draws it at random.
    """
    salt = sha256(f"salt of {user}".encode()).digest()[:16]
    return salt.hex(), scrypt(password.encode(), salt=salt, n=1 << 14, r=8, p=1, dklen=32).hex()
