"""Inclusion and consistency proofs as numbers and base64 hashes in JSON (docs/CLI.md)."""
from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NoReturn

from ingot_verify import merkle
from ingot_verify.errors import Refuted, Unusable
from ingot_verify.note import decode_base64, decode_decimal

MAX_INPUT_BYTES = 64 * 1024
MAX_HASHES = 64


def _bad(why: str) -> Unusable:
    return Unusable(why, reason="MALFORMED_INPUT")


class _Number(str):
    """A number as it is spelt."""


def _unique(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for name, value in pairs:
        if name in members:
            raise _bad("a name stands twice")
        members[name] = value
    return members


def _refuse(text: str) -> NoReturn:
    raise _bad(f"{text} is no JSON")


def _read(data: bytes, names: set[str]) -> dict[str, Any]:
    if len(data) > MAX_INPUT_BYTES:
        raise _bad(f"the input has more than {MAX_INPUT_BYTES} bytes")
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_unique, parse_int=_Number, parse_float=_Number,
                           parse_constant=_refuse)
    except (ValueError, RecursionError) as why:
        raise _bad(f"the input is no JSON: {why}") from None
    if not isinstance(value, dict) or set(value) != names:
        raise _bad(f"the input is one object with the members {', '.join(sorted(names))}")
    return value


def _number(value: Any, name: str) -> int:
    number = decode_decimal(value) if isinstance(value, str) else None
    if number is None:
        raise _bad(f"{name} is a whole number from 0 to 2^63 - 1")
    return number


def _hash(value: Any, name: str) -> bytes:
    data = decode_base64(value) if isinstance(value, str) and not isinstance(value, _Number) else None
    if data is None or len(data) != 32:
        raise _bad(f"{name} is base64 of 32 bytes")
    return data


def _proof(value: Any) -> list[bytes]:
    if not isinstance(value, list) or len(value) > MAX_HASHES:
        raise _bad(f"proof is an array of at most {MAX_HASHES} hashes")
    return [_hash(item, "a hash of the proof") for item in value]


def verify_inclusion(data: bytes) -> dict[str, Any]:
    value = _read(data, {"index", "size", "leaf", "root", "proof"})
    index, size = _number(value["index"], "index"), _number(value["size"], "size")
    leaf, root = _hash(value["leaf"], "leaf"), _hash(value["root"], "root")
    proof = _proof(value["proof"])
    if index >= size:
        raise Refuted(f"entry {index} is not in a tree of {size} entries", reason="OUT_OF_TREE")
    if merkle.inclusion_root(index, size, leaf, proof) != root:
        raise Refuted("the proof does not lead from the leaf to the root", reason="NOT_INCLUDED")
    return {"index": index, "size": size}


def verify_consistency(data: bytes) -> dict[str, Any]:
    value = _read(data, {"oldSize", "newSize", "oldRoot", "newRoot", "proof"})
    old_size, new_size = _number(value["oldSize"], "oldSize"), _number(value["newSize"], "newSize")
    old_root, new_root = _hash(value["oldRoot"], "oldRoot"), _hash(value["newRoot"], "newRoot")
    proof = _proof(value["proof"])
    if old_size > new_size:
        raise Refuted(f"a tree of {old_size} entries is no beginning of one of {new_size}", reason="OUT_OF_TREE")
    if not merkle.verify_consistency(old_size, new_size, old_root, new_root, proof):
        raise Refuted("the older tree is not the beginning of the newer one", reason="NOT_CONSISTENT")
    return {"old_size": old_size, "new_size": new_size}
