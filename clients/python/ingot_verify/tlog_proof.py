"""c2sp.org/tlog-proof@v1: an entry's inclusion, as a text file (FORMAT section 5)."""
from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from ingot_verify import merkle
from ingot_verify.checkpoint import OpenedCheckpoint, open_checkpoint
from ingot_verify.errors import Refuted, Unusable
from ingot_verify.note import MAX_NOTE_BYTES, VerifierKey, decode_base64, decode_decimal

_FIRST_LINE = b"c2sp.org/tlog-proof@v1\n"
MAX_PATH = 63
MAX_EXTRA_CHARACTERS = 64 * 1024
MAX_PROOF_BYTES = MAX_NOTE_BYTES + MAX_EXTRA_CHARACTERS + 45 * MAX_PATH + 100


@dataclasses.dataclass(frozen=True)
class TlogProof:
    index: int
    path: tuple[bytes, ...]
    extra: bytes
    checkpoint: bytes


def parse_proof(data: bytes) -> TlogProof:
    if len(data) > MAX_PROOF_BYTES:
        raise Unusable(f"a proof has at most {MAX_PROOF_BYTES} bytes")
    head, separator, checkpoint = data.partition(b"\n\n")
    if not data.startswith(_FIRST_LINE) or not separator:
        raise Unusable("not a proof: it begins with c2sp.org/tlog-proof@v1 and has an empty line before the checkpoint")
    try:
        lines = head.decode("ascii").split("\n")[1:]
    except UnicodeDecodeError:
        raise Unusable("the proof's head is not ASCII") from None
    extra = b""
    if lines and lines[0].startswith("extra "):
        decoded = decode_base64(lines.pop(0).removeprefix("extra "))
        if decoded is None:
            raise Unusable("the proof's extra line is not base64")
        extra = decoded
    index = decode_decimal(lines[0].removeprefix("index ")) if lines and lines[0].startswith("index ") else None
    if index is None:
        raise Unusable("the proof has no line `index` with a decimal number")
    path = [decode_base64(line) for line in lines[1:]]
    if len(path) > MAX_PATH or any(step is None or len(step) != 32 for step in path):
        raise Unusable(f"the proof's path is not at most {MAX_PATH} lines with base64 of 32 bytes each")
    return TlogProof(index, tuple(step for step in path if step is not None), extra, checkpoint)


def verify_proof(data: bytes, keys: Sequence[VerifierKey], leaf: bytes | None) -> tuple[TlogProof, OpenedCheckpoint]:
    """Without a leaf hash only the checkpoint and the proof's shape are examined."""
    proof = parse_proof(data)
    opened = open_checkpoint(proof.checkpoint, keys)
    checkpoint = opened.checkpoint
    if proof.index >= checkpoint.size:
        raise Refuted(f"the proof's index {proof.index} is not below the checkpoint's size {checkpoint.size}")
    if len(proof.path) != merkle.path_length(proof.index, checkpoint.size):
        raise Refuted("the proof's path has the wrong length for its index and the checkpoint's size", proof.index)
    if leaf is not None and merkle.inclusion_root(proof.index, checkpoint.size, leaf, proof.path) != checkpoint.root:
        raise Refuted("the proof does not lead from this entry to the checkpoint's root", proof.index)
    return proof, opened
