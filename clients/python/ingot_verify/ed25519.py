"""Ed25519 with the strictness of FORMAT section 3: what is refused before the library is asked."""
from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
_SIGN = 1 << 255
# y of the points of order 8: 0 < y < P/2, and its negative.
_Y8 = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
# The eight points whose order divides 8, by canonical encoding as an integer: the identity; order 2; order 4; order 8.
SMALL_ORDER = frozenset({1, P - 1, 0, _SIGN, _Y8, _Y8 | _SIGN, P - _Y8, (P - _Y8) | _SIGN})


def _acceptable_point(encoded: bytes) -> bool:
    """Canonical, and not of small order. Whether it lies on the curve is left to the library."""
    value = int.from_bytes(encoded, "little")
    y = value & ~_SIGN
    if y >= P:
        return False
    if value & _SIGN and y in (1, P - 1):  # x = 0 has no negative
        return False
    return value not in SMALL_ORDER


def acceptable_key(public_key: bytes) -> bool:
    return len(public_key) == 32 and _acceptable_point(public_key)


def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    if not acceptable_key(public_key) or len(signature) != 64:
        return False
    if not _acceptable_point(signature[:32]) or int.from_bytes(signature[32:], "little") >= L:
        return False
    try:  # OpenSSL computes [S]B - [k]A and compares its encoding with R: no cofactor.
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
