"""Evidence files: a vehicle's end of life with its proof, offline (docs/EXCHANGE.md, "Evidence")."""
from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from typing import Any

from ingot_verify.checkpoint import Checkpoint, open_checkpoint, parse_checkpoint
from ingot_verify.entry import StoredEntry, read_entry
from ingot_verify.errors import Refuted, Unusable
from ingot_verify.facts import FactBook
from ingot_verify.note import ED25519, VerifierKey, decode_base64, parse_note
from ingot_verify.schemes import ITEMS, same, statement
from ingot_verify.tlog_proof import parse_proof, verify_proof
from ingot_verify.trust import Trust

FORMAT = "ingot/v1/evidence"
MAX_EVIDENCE_BYTES = 32 << 20
MAX_ENTRIES = 2_000
_SUBJECT_VEHICLE = 9


@dataclasses.dataclass(frozen=True)
class VerifiedEvidence:
    vin: str
    ledger_id: bytes
    checkpoint: Checkpoint
    certificate_seq: int
    entries: int
    schemes: list[str]


def _member(of: Any, name: str, kind: type) -> Any:
    value = of.get(name) if isinstance(of, dict) else None
    if not isinstance(value, kind) or (kind is int and (isinstance(value, bool) or value < 0)):
        raise Unusable(f"`{name}` is missing or of another kind")
    return value


def _check_proof(text: str, note: str, seq: int, leaf: bytes, keys: Sequence[VerifierKey]) -> None:
    data = text.encode()
    try:
        proof = parse_proof(data)
    except Unusable as why:
        raise Unusable(f"the proof of entry {seq} is none: {why.message}") from None
    if proof.checkpoint != note.encode():
        raise Refuted(f"the proof of entry {seq} leads to another checkpoint", seq)
    if proof.index != seq:
        raise Refuted(f"the proof of entry {seq} is of entry {proof.index}", seq)
    verify_proof(data, Trust([key for key in keys if key.algorithm == ED25519]), leaf)


def _read_entries(file: Any, name: str, note: str, keys: Sequence[VerifierKey]) -> list[StoredEntry]:
    items = _member(file, name, list)
    if len(items) > MAX_ENTRIES:
        raise Unusable(f"`{name}` holds too many entries")
    entries: list[StoredEntry] = []
    for item in items:
        seq = _member(item, "seq", int)
        data = decode_base64(_member(item, "entry", str))
        proof = _member(item, "proof", str)
        if data is None:
            raise Unusable(f"the bytes of entry {seq} are no base64")
        stored = read_entry(data, seq)
        if entries and entries[-1].seq >= seq:
            raise Refuted(f"`{name}` does not ascend", seq)
        _check_proof(proof, note, seq, stored.leaf, keys)
        entries.append(stored)
    return entries


def _check_history(vin: str, history: Sequence[StoredEntry]) -> None:
    if not history:
        raise Refuted(f"the history of {vin} holds no entry")
    before: StoredEntry | None = None
    for count, stored in enumerate(history):
        links = [link for link in stored.entry.subjects if (link.kind, link.id) == (_SUBJECT_VEHICLE, vin)]
        if not links:
            raise Refuted(f"it is not about {vin}", stored.seq)
        follows = links[0].count_before == count and (
            before is None or (links[0].prev_seq, links[0].prev_hash) == (before.seq, before.leaf)
        )
        if not follows:
            raise Refuted(f"it does not follow the one before it in the history of {vin}", stored.seq)
        before = stored


def _open(text: str, keys: Sequence[VerifierKey]) -> Checkpoint:
    parse_checkpoint(parse_note(text.encode()).text)
    try:
        return open_checkpoint(text.encode(), keys).checkpoint
    except Unusable as why:
        raise Refuted(why.message) from None


def verify_evidence(data: bytes, keys: Sequence[VerifierKey]) -> VerifiedEvidence:
    """Raises Unusable where nothing can be said, Refuted where the file says something that does not hold."""
    if len(data) > MAX_EVIDENCE_BYTES:
        raise Unusable(f"an evidence file has at most {MAX_EVIDENCE_BYTES} bytes")
    try:
        file = json.loads(data)
    except (ValueError, RecursionError):
        raise Unusable("the file is no JSON") from None
    if _member(file, "format", str) != FORMAT:
        raise Unusable(f"the format is not {FORMAT}")
    note = _member(file, "checkpoint", str)
    checkpoint = _open(note, keys)
    ledger = _member(file, "ledger", dict)
    ledger_id = _member(ledger, "id", str)
    if len(ledger_id) != 64 or not set(ledger_id) <= set("0123456789abcdef"):
        raise Unusable("the ledger's id is not 64 lower-case hexadecimal digits")
    if _member(ledger, "origin", str) != checkpoint.origin:
        raise Refuted("the ledger's origin is not the checkpoint's")
    _check_proof(_member(ledger, "proof", str), note, 0, bytes.fromhex(ledger_id), keys)
    vin = _member(file, "vin", str)
    history = _read_entries(file, "history", note, keys)
    further = _read_entries(file, "further", note, keys)
    _check_history(vin, history)
    book = FactBook(vin, history, further, _member(file, "directory", dict), _member(file, "details", dict))
    certificate_seq = _member(file, "certificateSeq", int)
    if certificate_seq != book.entries["certificate"].seq:
        raise Refuted(f"the certificate in force is entry {book.entries['certificate'].seq}")
    schemes = _member(file, "schemes", dict)
    if not schemes:
        raise Unusable("`schemes` is empty")
    for name, stated in schemes.items():
        if name not in (*ITEMS, "catena-x"):
            raise Unusable(f"the scheme {name} is not known")
        if not same(stated, statement(name, book)):
            raise Refuted(f"scheme {name} states what its entries do not say")
    return VerifiedEvidence(
        vin, bytes.fromhex(ledger_id), checkpoint, certificate_seq, len(history) + len(further), list(schemes)
    )
