"""c2sp.org/tlog-proof@v1: an entry's inclusion, as a text file (FORMAT section 5)."""
from __future__ import annotations

import dataclasses

from ingot_verify import merkle
from ingot_verify.checkpoint import parse_extended
from ingot_verify.errors import Refuted, Unusable
from ingot_verify.note import MAX_NOTE_BYTES, decode_base64, decode_decimal, parse_note
from ingot_verify.trust import Trust, TrustedCheckpoint, open_trusted

_FIRST_LINE = b"c2sp.org/tlog-proof@v1\n"
MAX_PATH = 63
MAX_EXTRA_BYTES = 64 * 1024
_MAX_INDEX = 2**63 - 2
MAX_PROOF_BYTES = MAX_NOTE_BYTES + MAX_EXTRA_BYTES // 3 * 4 + 4096


@dataclasses.dataclass(frozen=True)
class TlogProof:
    index: int
    path: tuple[bytes, ...]
    extra: bytes
    checkpoint: bytes


def _bad(why: str) -> Unusable:
    return Unusable(why, reason="MALFORMED_PROOF")


def parse_proof(data: bytes) -> TlogProof:
    if len(data) > MAX_PROOF_BYTES:
        raise _bad(f"a proof has at most {MAX_PROOF_BYTES} bytes")
    head, separator, checkpoint = data.partition(b"\n\n")
    if not data.startswith(_FIRST_LINE) or not separator:
        raise _bad("not a proof: it begins with c2sp.org/tlog-proof@v1 and has an empty line before the checkpoint")
    try:
        lines = head.decode("ascii").split("\n")[1:]
    except UnicodeDecodeError:
        raise _bad("the proof's head is not ASCII") from None
    extra = b""
    if lines and lines[0].startswith("extra "):
        decoded = decode_base64(lines.pop(0).removeprefix("extra "))
        if not decoded or len(decoded) > MAX_EXTRA_BYTES:
            raise _bad(f"the proof's extra line is not base64 of 1 to {MAX_EXTRA_BYTES} bytes")
        extra = decoded
    index = decode_decimal(lines[0].removeprefix("index ")) if lines and lines[0].startswith("index ") else None
    if index is None or index > _MAX_INDEX:
        raise _bad("the proof has no line `index` with a decimal number")
    path = [decode_base64(line) for line in lines[1:]]
    if len(path) > MAX_PATH or any(step is None or len(step) != 32 for step in path):
        raise _bad(f"the proof's path is not at most {MAX_PATH} lines with base64 of 32 bytes each")
    try:
        parse_extended(parse_note(checkpoint).text)
    except Unusable as why:
        raise _bad(f"the proof's checkpoint: {why.message}") from None
    return TlogProof(index, tuple(step for step in path if step is not None), extra, checkpoint)


def verify_proof(data: bytes, trust: Trust, leaf: bytes | None) -> tuple[TlogProof, TrustedCheckpoint]:
    """Without a leaf hash only the checkpoint and the proof's shape are examined."""
    proof = parse_proof(data)
    opened = open_trusted(proof.checkpoint, trust)
    checkpoint = opened.checkpoint
    if proof.index >= checkpoint.size:
        raise Refuted(f"the proof's index {proof.index} is not below the checkpoint's size {checkpoint.size}",
                      reason="OUT_OF_TREE")
    if len(proof.path) != merkle.path_length(proof.index, checkpoint.size):
        raise Refuted("the proof's path has the wrong length for its index and the checkpoint's size", proof.index,
                      "NOT_INCLUDED")
    if leaf is not None and merkle.inclusion_root(proof.index, checkpoint.size, leaf, proof.path) != checkpoint.root:
        raise Refuted("the proof does not lead from this entry to the checkpoint's root", proof.index, "NOT_INCLUDED")
    return proof, opened
