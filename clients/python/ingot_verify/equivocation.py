"""Equivocation proofs: a key signed two histories (FORMAT section 5)."""
from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from ingot_verify import merkle
from ingot_verify.checkpoint import OpenedCheckpoint, open_checkpoint
from ingot_verify.errors import Refuted, Unusable
from ingot_verify.note import MAX_NOTE_BYTES, VerifierKey, decode_base64, decode_decimal

_FIRST_LINE = b"ingot/v1/equivocation\n"
MAX_PROOF = 64
MAX_EQUIVOCATION_BYTES = 2 * MAX_NOTE_BYTES + 8 * 1024


def _malformed(why: str) -> Unusable:
    return Unusable(f"not an equivocation proof: {why}", reason="MALFORMED_PROOF")


@dataclasses.dataclass(frozen=True)
class Equivocation:
    """Two signed notes and, where their sizes differ, what the larger tree begins with."""
    first: bytes
    second: bytes
    prefix_root: bytes | None
    proof: tuple[bytes, ...]


class _Lines:
    def __init__(self, rest: bytes) -> None:
        self.rest = rest

    def line(self, word: bytes) -> str | None:
        """What follows `word` and a space on the next line; None, and nothing is taken, where none begins so."""
        head, newline, tail = self.rest.partition(b"\n")
        if not newline or not head.startswith(word + b" "):
            return None
        self.rest = tail
        return head[len(word) + 1:].decode("latin-1")

    def note(self, word: bytes) -> bytes:
        line = self.line(word)
        size = None if line is None else decode_decimal(line)
        if size is None or size > MAX_NOTE_BYTES or size > len(self.rest):
            raise _malformed(f"no line `{word.decode()}` with the length of a note that follows")
        note, self.rest = self.rest[:size], self.rest[size:]
        return note


def _hash(text: str) -> bytes:
    data = decode_base64(text)
    if data is None or len(data) != 32:
        raise _malformed("a hash is not 32 bytes in base64")
    return data


def parse_equivocation(data: bytes) -> Equivocation:
    if len(data) > MAX_EQUIVOCATION_BYTES:
        raise _malformed("it is too long")
    if not data.startswith(_FIRST_LINE):
        raise _malformed("it does not begin with ingot/v1/equivocation")
    lines = _Lines(data[len(_FIRST_LINE):])
    root = lines.line(b"root")
    prefix_root = None if root is None else _hash(root)
    proof: list[bytes] = []
    while (line := lines.line(b"proof")) is not None:
        if len(proof) == MAX_PROOF:
            raise _malformed("its proof is too long")
        proof.append(_hash(line))
    first, second = lines.note(b"first"), lines.note(b"second")
    if lines.rest:
        raise _malformed("something follows the second note")
    return Equivocation(first, second, prefix_root, tuple(proof))


def verify_equivocation(data: bytes, keys: Sequence[VerifierKey]) -> tuple[OpenedCheckpoint, OpenedCheckpoint]:
    """The two checkpoints, of which at most one can be true. Raises Refuted where both can."""
    stated = parse_equivocation(data)
    opened = open_checkpoint(stated.first, keys), open_checkpoint(stated.second, keys)
    first, second = (one.checkpoint for one in opened)
    if first.origin != second.origin:
        raise Refuted("the two checkpoints are of different ledgers", reason="WRONG_ORIGIN")
    if first.size > second.size:
        raise _malformed("the larger tree comes first")
    if (stated.prefix_root is not None) != (first.size < second.size):
        raise _malformed("a root and its proof stand there exactly where the sizes differ")
    if first.size == second.size:
        if stated.proof:
            raise _malformed("trees of one size need no proof")
        if first.root == second.root:
            raise Refuted("the two checkpoints are the same", reason="NO_CONTRADICTION")
        return opened
    assert stated.prefix_root is not None
    if not merkle.verify_consistency(first.size, second.size, stated.prefix_root, second.root, stated.proof):
        raise Refuted("the proof does not show what the second tree begins with", reason="NO_CONTRADICTION")
    if stated.prefix_root == first.root:
        raise Refuted("the second tree begins with the first one", reason="NO_CONTRADICTION")
    return opened
