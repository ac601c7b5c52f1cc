"""What is stored of passwords: a scrypt hash under a salt that is drawn at random for each user.

A request carries no password but the device's key of it (see `engine.social.Request`), and that is
treated here as the password: whoever reads the tables cannot sign in with what stands there.
"""

from hashlib import scrypt
from hmac import compare_digest
from secrets import token_bytes

from engine.values import Value

Stored = tuple[str, str]
"""Salt and hash, in hex; both empty: nobody signs in by password."""

NOBODY: Stored = ("", "")


def hidden(password: str, salt: bytes | None = None) -> Stored:
    """What to store of a password; a new salt unless one is given. It takes some 50 ms."""
    salt = token_bytes(16) if salt is None else salt
    return salt.hex(), scrypt(password.encode(), salt=salt, n=1 << 14, r=8, p=1, dklen=32).hex()


def fits(password: str, stored: Value) -> bool:
    """Whether this password is the one of which that is stored."""
    match stored:
        case (salt, key) if password and salt:
            return compare_digest(hidden(password, bytes.fromhex(str(salt)))[1], str(key))
        case _:
            return False
