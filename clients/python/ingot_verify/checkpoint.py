"""Checkpoints: signed notes of a tree's size and root (FORMAT section 5)."""
from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from ingot_verify.errors import Unusable
from ingot_verify.note import (ED25519, MAX_NAME_BYTES, SignedNote, VerifierKey, decode_base64, decode_decimal,
                               parse_note, valid_name)


@dataclasses.dataclass(frozen=True)
class Checkpoint:
    origin: str
    size: int
    root: bytes


def _bad(why: str) -> Unusable:
    return Unusable(f"the note is no checkpoint: {why}", reason="MALFORMED_CHECKPOINT")


def parse_checkpoint(text: str) -> Checkpoint:
    """An Ingot ledger's: its origin names a key, and it adds no lines."""
    checkpoint, extensions = parse_extended(text)
    if extensions or not valid_name(checkpoint.origin):
        raise _bad("its text is not origin, size and root on three lines")
    return checkpoint


def parse_extended(text: str) -> tuple[Checkpoint, str]:
    """Any log's, and the lines that it adds."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[3:-1]):
        raise _bad("its text is not origin, size and root on three lines, or a line behind them is empty")
    size, root = decode_decimal(lines[1]), decode_base64(lines[2])
    if not 0 < len(lines[0].encode()) <= MAX_NAME_BYTES or size is None or root is None or len(root) != 32:
        raise _bad("origin, decimal size, base64 of a 32-byte root")
    return Checkpoint(lines[0], size, root), "".join(line + "\n" for line in lines[3:-1])


@dataclasses.dataclass(frozen=True)
class OpenedCheckpoint:
    """A checkpoint that a trusted key of its ledger signed, perhaps with witnesses."""
    checkpoint: Checkpoint
    note: SignedNote
    signed_by: list[VerifierKey]
    cosigned_by: list[VerifierKey]


def open_checkpoint(data: bytes, keys: Sequence[VerifierKey]) -> OpenedCheckpoint:
    """Raises Unusable where none of the keys signed it as its ledger, Refuted where one of them signed falsely."""
    note = parse_note(data)
    checkpoint = parse_checkpoint(note.text)
    signers = note.signed_by(keys)
    ledgers = [key for key in signers if key.algorithm == ED25519 and key.name == checkpoint.origin]
    if not ledgers:
        raise Unusable(f"the checkpoint of {checkpoint.origin} is not signed by a given key of that ledger; "
                       f"it carries signatures by {note.signers()}", reason="NOT_SIGNED")
    return OpenedCheckpoint(checkpoint, note, ledgers, [key for key in signers if key not in ledgers])
