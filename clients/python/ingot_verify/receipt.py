"""Receipts: a submission is in the ledger, offline (FORMAT section 5)."""
from __future__ import annotations

import dataclasses
from typing import Any

from ingot_verify import merkle, schema
from ingot_verify.canonical import NotCanonical, parse
from ingot_verify.entry import read_entry
from ingot_verify.errors import Finding, Refuted, Unusable
from ingot_verify.mass import check_sums
from ingot_verify.submission import MAX_EVENTS, Group, check_terms_allowed
from ingot_verify.trust import Trust, TrustedCheckpoint, open_trusted

MAX_RECEIPT_BYTES = 2 << 20
MAX_RANGE_HASHES = 126


@dataclasses.dataclass(frozen=True)
class VerifiedReceipt:
    ledger_id: bytes
    first_seq: int
    group: Group
    opened: TrustedCheckpoint
    ledger_id_proven: bool
    signature_examined: bool


def _read_group(receipt: Any) -> Group:
    group: Group | None = None
    for offset, data in enumerate(receipt.entries):
        stored = read_entry(data, receipt.first_seq + offset)
        check_sums(stored)
        check_terms_allowed(stored)
        if group is None:
            group = Group(stored)
        else:
            group.add(stored)
    if group is None:
        raise Unusable("the receipt holds no entries")
    if not group.complete:
        raise Refuted(f"the receipt holds {len(group.entries)} of the submission's {group.header.count} entries")
    group.check_events_root()
    return group


def verify_receipt(data: bytes, trust: Trust, ledger_id: bytes | None = None,
                   signer_key: bytes | None = None) -> VerifiedReceipt:
    """`ledger_id`: the one known beforehand. `signer_key`: the submitter's public key, which the receipt lacks."""
    try:
        return _verify(data, trust, ledger_id, signer_key)
    except Finding as finding:  # of the entries, which know no reasons
        if finding.reason is None:
            finding.reason = "NOT_WHOLE" if isinstance(finding, Refuted) else "MALFORMED_RECEIPT"
        raise


def _verify(data: bytes, trust: Trust, ledger_id: bytes | None, signer_key: bytes | None) -> VerifiedReceipt:
    if len(data) > MAX_RECEIPT_BYTES:
        raise Unusable(f"a receipt has at most {MAX_RECEIPT_BYTES} bytes")
    try:
        receipt = parse(schema.Receipt, data)
    except NotCanonical as why:
        raise Unusable(f"the receipt is not canonical: {why}") from None
    if len(receipt.ledger_id) != 32:
        raise Unusable("the receipt's ledger_id has not 32 bytes")
    if len(receipt.entries) > MAX_EVENTS:
        raise Unusable(f"the receipt holds more than {MAX_EVENTS} entries")
    if len(receipt.range_proof) > MAX_RANGE_HASHES or any(len(item) != 32 for item in receipt.range_proof):
        raise Unusable(f"the range proof is not at most {MAX_RANGE_HASHES} hashes of 32 bytes")
    opened = open_trusted(receipt.checkpoint.encode(), trust)
    if opened.extensions:
        raise Unusable("a receipt's checkpoint adds no lines", reason="MALFORMED_CHECKPOINT")
    if not any(key.name == opened.checkpoint.origin for key in opened.signed_by):
        raise Unusable("no given key has the name of the checkpoint's origin", reason="NOT_SIGNED")
    if ledger_id is not None and receipt.ledger_id != ledger_id:
        raise Refuted(f"the receipt is of the ledger {receipt.ledger_id.hex()}, not of {ledger_id.hex()}",
                      reason="WRONG_LEDGER")
    group = _read_group(receipt)
    genesis = receipt.first_seq == 0
    if genesis:
        created = group.first.event.ledger_created
        group.first.expect(group.first.leaf == receipt.ledger_id, "the ledger_id is not the leaf hash of entry 0")
        group.first.expect(opened.checkpoint.origin == created.origin, "the checkpoint is of another origin")
        group.check_signature(created.operator_key, receipt.ledger_id)
    if signer_key is not None:
        group.check_signature(signer_key, receipt.ledger_id)
    leaves = [stored.leaf for stored in group.entries]
    if receipt.first_seq + len(leaves) > opened.checkpoint.size:
        raise Refuted("the checkpoint is older than the entries", receipt.first_seq, "OUT_OF_TREE")
    if merkle.range_root(receipt.first_seq, opened.checkpoint.size, leaves, receipt.range_proof) \
            != opened.checkpoint.root:
        raise Refuted("the range proof does not lead from the entries to the checkpoint's root", receipt.first_seq,
                      "NOT_INCLUDED")
    return VerifiedReceipt(receipt.ledger_id, receipt.first_seq, group, opened,
                           ledger_id_proven=genesis or ledger_id is not None or signer_key is not None,
                           signature_examined=genesis or signer_key is not None)
