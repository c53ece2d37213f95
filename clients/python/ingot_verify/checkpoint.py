"""Checkpoints: signed notes of a tree's size and root (FORMAT section 5)."""
from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from ingot_verify.errors import Unusable
from ingot_verify.note import ED25519, SignedNote, VerifierKey, decode_base64, decode_decimal, parse_note, valid_name


@dataclasses.dataclass(frozen=True)
class Checkpoint:
    origin: str
    size: int
    root: bytes


def parse_checkpoint(text: str) -> Checkpoint:
    lines = text.split("\n")
    if len(lines) != 4 or lines[3]:
        raise Unusable("the note is no checkpoint: its text is not origin, size and root on three lines")
    size, root = decode_decimal(lines[1]), decode_base64(lines[2])
    if not valid_name(lines[0]) or size is None or root is None or len(root) != 32:
        raise Unusable("the note is no checkpoint: origin, decimal size, base64 of a 32-byte root")
    return Checkpoint(lines[0], size, root)


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
                       f"it carries signatures by {note.signers()}")
    return OpenedCheckpoint(checkpoint, note, ledgers, [key for key in signers if key not in ledgers])
