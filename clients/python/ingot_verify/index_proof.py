"""Proofs by the index: whole histories, balances, absences, offline (FORMAT section 9)."""
from __future__ import annotations

import dataclasses
from typing import Any

from ingot_verify import index, merkle, schema
from ingot_verify.canonical import NotCanonical, parse
from ingot_verify.entry import MAX_ENTRY_BYTES, MAX_EVENT_BYTES, MAX_ID_BYTES, account_key
from ingot_verify.errors import Refuted, Unusable
from ingot_verify.trust import Trust, TrustedCheckpoint, open_trusted

MAX_PROOF_BYTES = 16 << 20
MAX_ENTRIES = 65_536
MAX_SIBLINGS = 256
MAX_INCLUSION_HASHES = 63
_MAX_INDEX = 999
_MAX_LISTS = {"subjects": 256, "postings": 64, "flags": 256, "allocations": 240}


@dataclasses.dataclass(frozen=True)
class VerifiedIndexProof:
    proof: Any
    opened: TrustedCheckpoint
    covers_size: int
    commitment_seq: int
    present: bool


def _malformed(why: str) -> Unusable:
    return Unusable(why, reason="MALFORMED_PROOF")


def _need(holds: bool, why: str) -> None:
    if not holds:
        raise _malformed(why)


def _is_id(text: str) -> bool:
    return len(text.encode()) <= MAX_ID_BYTES and "\0" not in text


def _read_claim(proof: Any) -> tuple[bytes, bytes | None]:
    """Key and value of the index; no value where the claim is an absence."""
    claim = proof.WhichOneof("claim")
    if claim == "subject":
        subject = proof.subject
        _need(subject.kind != 0, "the subject has no kind")
        _need(_is_id(subject.id) and bool(subject.id) == (subject.kind != 1), "the subject's id is malformed")
        key = index.subject_key(subject.kind, subject.id)
        if not subject.HasField("head"):
            return key, None
        head = subject.head
        _need(len(head.last_hash) == 32, "the head's last_hash has not 32 bytes")
        _need(head.count > 0, "the head counts no entry")
        return key, index.subject_value(head.count, head.last_seq, head.last_hash)
    _need(claim == "account", "the proof claims nothing")
    account = proof.account.account
    _need(account.account_class != 0, "the account has no class")
    _need(_is_id(account.party) and _is_id(account.detail), "the account's name is malformed")
    key = b"a" + account_key(account)
    if not proof.account.HasField("balance"):
        return key, None
    amounts = [(item.family, item.origin, item.grams) for item in proof.account.balance.amounts]
    _need(all(family and grams for family, _, grams in amounts), "the balance is malformed")
    cells = [item[:2] for item in amounts]
    _need(all(a < b for a, b in zip(cells, cells[1:])), "the balance is not ascending")
    return key, index.balance_value(iter(amounts))


def _check_form(proof: Any, present: bool) -> None:
    _need(len(proof.siblings) <= MAX_SIBLINGS, "the index path is too long")
    _need(not proof.siblings or proof.siblings[-1] != b"", "the index path ends beside nothing")
    _need(not (present and proof.HasField("other")), "what is there has no other leaf in its place")
    _need(len(proof.commitment.inclusion_proof) <= MAX_INCLUSION_HASHES, "the inclusion proof is too long")
    if proof.entries:
        _need(present and proof.WhichOneof("claim") == "subject", "entries without a subject that has them")
        _need(len(proof.entries) <= MAX_ENTRIES, "too many entries")


def _read_entry(data: bytes) -> Any:
    """What its own form demands (sections 1 and 4)."""
    _need(len(data) <= MAX_ENTRY_BYTES, "an entry is too long")
    try:
        entry = parse(schema.Entry, data)
    except NotCanonical as why:
        raise _malformed(f"an entry is not canonical: {why}") from None
    _need(len(entry.prev_hash) == (32 if entry.seq else 0), "an entry's prev_hash has not 32 bytes")
    _need(0 < len(entry.event) <= MAX_EVENT_BYTES, "an entry has no event, or a too long one")
    for name, bound in _MAX_LISTS.items():
        _need(len(getattr(entry, name)) <= bound, f"an entry has more than {bound} {name}")
    for link in entry.subjects:
        _need(link.kind != 0 and len(link.id.encode()) <= MAX_ID_BYTES, "an entry's subject is malformed")
        _need(len(link.prev_hash) == (32 if link.count_before else 0), "an entry's link is malformed")
    for posting in entry.postings:
        parts = (posting.account.party, posting.account.detail)
        _need(max(len(part.encode()) for part in parts) <= MAX_ID_BYTES, "an entry's account is malformed")
    _need(entry.index <= min(_MAX_INDEX, entry.seq), "an entry's place in its submission is none")
    _need(entry.HasField("submission") == (entry.index == 0), "an entry's header stands in the wrong place")
    return entry


def _check_commitment(commitment: Any, opened: TrustedCheckpoint) -> tuple[Any, Any]:
    """The commitment's entry, and what it states."""
    entry = _read_entry(commitment.entry)
    try:
        event = parse(schema.Event, entry.event)
    except NotCanonical as why:
        raise _malformed(f"the commitment's event is not canonical: {why}") from None
    _need(event.WhichOneof("body") == "commitment_published", "the commitment's entry is another event")
    stated = event.commitment_published
    _need(stated.structure_version == index.STRUCTURE_VERSION, "the index has a structure that is not known")
    _need(len(stated.root) == 32, "the committed root has not 32 bytes")
    _need(1 <= stated.covers_size <= entry.seq, "the commitment covers nothing, or itself")
    _need(all(len(item) == 32 for item in commitment.inclusion_proof), "a hash of the inclusion proof has not 32 bytes")
    if entry.seq >= opened.checkpoint.size:
        raise Refuted("the checkpoint is older than the commitment", reason="OUT_OF_TREE")
    leaf = merkle.leaf_hash(commitment.entry)
    if merkle.inclusion_root(entry.seq, opened.checkpoint.size, leaf, commitment.inclusion_proof) \
            != opened.checkpoint.root:
        raise Refuted("the commitment's entry is not in the checkpoint's tree", reason="NOT_INCLUDED")
    return entry, stated


def _check_path(proof: Any, key: bytes, value: bytes | None, root: bytes) -> None:
    hashed = index.key_hash(key)
    siblings = [item or index.EMPTY for item in proof.siblings]
    _need(all(item == b"" or (len(item) == 32 and item != index.EMPTY) for item in proof.siblings),
          "a sibling is neither a hash nor empty")
    node = index.EMPTY
    if value is not None:
        node = index.leaf_node(hashed, merkle.sha256(value))
    elif proof.HasField("other"):
        other = proof.other
        _need(len(other.key_hash) == 32 and len(other.value_hash) == 32, "the other leaf's hashes have not 32 bytes")
        _need(other.key_hash != hashed, "the other leaf is of the absent key itself")
        _need(all(index.bit(other.key_hash, depth) == index.bit(hashed, depth) for depth in range(len(siblings))),
              "the other leaf does not stand in the absent key's place")
        node = index.leaf_node(other.key_hash, other.value_hash)
    for depth in reversed(range(len(siblings))):
        pair = (siblings[depth], node) if index.bit(hashed, depth) else (node, siblings[depth])
        node = index.inner_node(*pair)
    if node != root:
        raise Refuted("the index path does not lead to the committed root", reason="NOT_COMMITTED")


def _check_history(proof: Any) -> None:
    def whole(holds: bool, why: str) -> None:
        if not holds:
            raise Refuted(why, reason="NOT_WHOLE")

    subject = proof.subject
    whole(len(proof.entries) == subject.head.count,
          f"{len(proof.entries)} entries; the subject has {subject.head.count}")
    previous = (0, b"")
    for place, data in enumerate(proof.entries):
        entry = _read_entry(data)
        link = next((item for item in entry.subjects if (item.kind, item.id) == (subject.kind, subject.id)), None)
        whole(link is not None, f"entry {place} is none of the subject's")
        whole((link.count_before, link.prev_seq, link.prev_hash) == (place, *previous)
              and (place == 0 or entry.seq > previous[0]), f"entry {place} is not linked to the one before it")
        previous = (entry.seq, merkle.leaf_hash(data))
    whole(previous == (subject.head.last_seq, subject.head.last_hash), "the last entry is not the subject's last")


def verify_index_proof(data: bytes, trust: Trust, ledger_id: bytes | None = None) -> VerifiedIndexProof:
    """`ledger_id`: the one known beforehand."""
    _need(len(data) <= MAX_PROOF_BYTES, f"a proof by the index has at most {MAX_PROOF_BYTES} bytes")
    try:
        proof = parse(schema.IndexProof, data)
    except NotCanonical as why:
        raise _malformed(f"the proof is not canonical: {why}") from None
    opened = open_trusted(proof.commitment.checkpoint.encode(), trust)
    if opened.extensions:
        raise Unusable("a commitment's checkpoint adds no lines", reason="MALFORMED_CHECKPOINT")
    if not any(key.name == opened.checkpoint.origin for key in opened.signed_by):
        raise Unusable("no given key has the name of the checkpoint's origin", reason="NOT_SIGNED")
    key, value = _read_claim(proof)
    _check_form(proof, value is not None)
    _need(len(proof.ledger_id) == 32, "ledger_id has not 32 bytes")
    if ledger_id is not None and proof.ledger_id != ledger_id:
        raise Refuted(f"the proof is of the ledger {proof.ledger_id.hex()}", reason="WRONG_LEDGER")
    entry, stated = _check_commitment(proof.commitment, opened)
    _check_path(proof, key, value, stated.root)
    if proof.WhichOneof("claim") == "subject" and value is not None:
        head = proof.subject.head
        if head.last_seq >= stated.covers_size or head.count > stated.covers_size:
            raise Refuted("the subject's last entry lies beyond what the commitment covers", reason="NOT_COMMITTED")
    if proof.entries:
        _check_history(proof)
    return VerifiedIndexProof(proof, opened, stated.covers_size, entry.seq, value is not None)
