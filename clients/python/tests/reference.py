"""Slow, direct transcriptions of the definitions; nothing here comes from the verifier."""
from __future__ import annotations

import base64
import hashlib

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def leaf(data: bytes) -> bytes:
    return sha256(b"\x00" + data)


def split(count: int) -> int:
    """The largest power of two below count."""
    half = 1
    while half * 2 < count:
        half *= 2
    return half


def tree_root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 section 2.1, over leaf hashes."""
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return leaves[0]
    half = split(len(leaves))
    return sha256(b"\x01" + tree_root(leaves[:half]) + tree_root(leaves[half:]))


def audit_path(index: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of RFC 6962 section 2.1.1."""
    if len(leaves) == 1:
        return []
    half = split(len(leaves))
    if index < half:
        return audit_path(index, leaves[:half]) + [tree_root(leaves[half:])]
    return audit_path(index - half, leaves[half:]) + [tree_root(leaves[:half])]


def consistency(first: int, leaves: list[bytes], whole: bool = True) -> list[bytes]:
    """SUBPROOF of RFC 6962 section 2.1.2; the proof between first and all leaves, 0 < first."""
    if first == len(leaves):
        return [] if whole else [tree_root(leaves)]
    half = split(len(leaves))
    if first <= half:
        return consistency(first, leaves[:half], whole) + [tree_root(leaves[half:])]
    return consistency(first - half, leaves[half:], False) + [tree_root(leaves[:half])]


def range_proof(begin: int, end: int, leaves: list[bytes], base: int = 0) -> list[bytes]:
    """Range proof of FORMAT section 5."""
    if base + len(leaves) <= begin or end <= base:
        return [tree_root(leaves)]
    if begin <= base and base + len(leaves) <= end:
        return []
    half = split(len(leaves))
    return range_proof(begin, end, leaves[:half], base) + range_proof(begin, end, leaves[half:], base + half)


def varint(value: int) -> bytes:
    data = b""
    while value >= 0x80:
        data += bytes([value & 0x7F | 0x80])
        value >>= 7
    return data + bytes([value])


def vkey(name: str, public_key: bytes, algorithm: int = 1) -> str:
    data = bytes([algorithm]) + public_key
    return f"{name}+{sha256(name.encode() + bytes([10]) + data)[:4].hex()}+{base64.b64encode(data).decode()}"


def signature_line(name: str, public_key: bytes, payload: bytes, algorithm: int = 1) -> str:
    key_hash = sha256(name.encode() + bytes([10, algorithm]) + public_key)[:4]
    return f"\u2014 {name} {base64.b64encode(key_hash + payload).decode()}\n"


def point_add(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    """Affine addition on the Edwards curve of RFC 8032 section 5.1."""
    (x1, y1), (x2, y2) = a, b
    product = D * x1 * x2 * y1 * y2 % P
    return ((x1 * y2 + x2 * y1) * pow(1 + product, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - product, -1, P) % P)


def point_multiply(factor: int, point: tuple[int, int]) -> tuple[int, int]:
    result = (0, 1)
    while factor:
        if factor & 1:
            result = point_add(result, point)
        point = point_add(point, point)
        factor >>= 1
    return result


def point_at(y: int) -> tuple[int, int] | None:
    """A point with this y, if there is one."""
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    return None if (x * x - square) % P else (x, y)


def encode_point(point: tuple[int, int]) -> bytes:
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")
