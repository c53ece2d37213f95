"""Submissions: the signed message, the grouping of entries, commitments (FORMAT section 3)."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ingot_verify import ed25519, merkle, schema
from ingot_verify.canonical import NotCanonical, parse
from ingot_verify.entry import StoredEntry, valid_organisation_id
from ingot_verify.errors import Refuted

MAX_EVENTS = 1000
MAX_SUBMISSION_BYTES = 1 << 20
MAX_DETACHED_BYTES = 16 * 1024
MAX_EXPIRY_US = 7 * 24 * 3600 * 1_000_000
NO_LEDGER = bytes(32)
TERMS_TAG = b"ingot/v1/terms\x00"
SEALED_TAG = b"ingot/v1/sealed\x00"
_TERMS_OF = {
    "contract_signed": "contract",
    "contract_amended": "contract",
    "contract_extended": "contract",
    "payment_recorded": "payment",
    "refunded": "payment",
    "amount_waived": "payment",
    "fee_charged": "payment",
    "contract_ended": "settlement",
    "vehicle_opened": "opening",
}


def _prefixed(text: str) -> bytes:
    data = text.encode()
    return bytes([len(data)]) + data


def signing_message(ledger_id: bytes, header: Any) -> bytes:
    """What a submission's signature is over; the header's fields have the lengths that check_header demands."""
    return (b"ingot/v1/submission\x00" + ledger_id + _prefixed(header.organisation_id) + header.key_id
            + header.idempotency_key + header.expires_at_us.to_bytes(8, "big", signed=True)
            + header.count.to_bytes(4, "big") + header.events_root)


def events_root(events: Sequence[bytes]) -> bytes:
    return merkle.root([merkle.leaf_hash(event) for event in events])


def possession_message(ledger_id: bytes, organisation_id: str, public_key: bytes) -> bytes:
    return b"ingot/v1/key-possession\x00" + ledger_id + _prefixed(organisation_id) + public_key


def commitment(tag: bytes, ledger_id: bytes, organisation_id: str, salt: bytes, body: bytes) -> bytes:
    return merkle.sha256(tag + ledger_id + _prefixed(organisation_id) + salt + body)


def check_header(first: StoredEntry) -> None:
    header = first.entry.submission
    first.expect(valid_organisation_id(header.organisation_id), "the header's organisation_id is none")
    for field, length in (("key_id", 32), ("idempotency_key", 16), ("events_root", 32), ("signature", 64)):
        first.expect(len(getattr(header, field)) == length, f"the header's {field} has not {length} bytes")
    first.expect(1 <= header.count <= MAX_EVENTS, f"the header's count is not 1 to {MAX_EVENTS}")
    recorded = first.entry.recorded_at_us
    first.expect(recorded <= header.expires_at_us, "recorded after the submission had expired")
    first.expect(header.expires_at_us <= recorded + MAX_EXPIRY_US,
                 "the submission's expiry lies more than 7 days ahead of recorded_at")


class Group:
    """A submission's entries as they come: the header's entry first, then `add` until `complete`."""

    def __init__(self, first: StoredEntry) -> None:
        first.expect(first.entry.index == 0, "a submission begins with another index than 0")
        check_header(first)
        self.header = first.entry.submission
        self.entries: list[StoredEntry] = []
        self.bytes = 0
        self.add(first)

    @property
    def first(self) -> StoredEntry:
        return self.entries[0]

    @property
    def complete(self) -> bool:
        return len(self.entries) == self.header.count

    def add(self, stored: StoredEntry) -> None:
        """Checks what ties the entry to its submission and to the entry before."""
        stored.expect(not self.complete, "more entries than the submission's header counts")
        stored.expect(stored.entry.index == len(self.entries), f"index {stored.entry.index} in the submission is wrong")
        stored.expect(stored.event.actor.organisation_id == self.header.organisation_id,
                      "the event's actor is of another organisation than the submission")
        if self.entries:
            stored.expect(stored.entry.recorded_at_us == self.first.entry.recorded_at_us,
                          "the entries of a submission have different recorded_at_us")
            stored.expect(stored.entry.prev_hash == self.entries[-1].leaf,
                          "prev_hash is not the leaf hash of the entry before")
        self.entries.append(stored)
        self.add_bytes(stored, len(stored.data))

    def add_bytes(self, stored: StoredEntry, count: int) -> None:
        """Counts what the submission wrote."""
        self.bytes += count
        stored.expect(self.bytes <= MAX_SUBMISSION_BYTES, "the submission writes more than 1 MiB")

    def check_events_root(self) -> None:
        self.first.expect(events_root([stored.entry.event for stored in self.entries]) == self.header.events_root,
                          "the header's events_root is not that of the submission's events")

    def check_signature(self, public_key: bytes, ledger_id: bytes) -> None:
        """The ledger id is that of the ledger; in the submission of entry 0 it is not yet known and counts as zeros."""
        self.first.expect(merkle.sha256(public_key) == self.header.key_id,
                          "the header's key_id is not that of the signer's key")
        signed_for = NO_LEDGER if self.first.seq == 0 else ledger_id
        self.first.expect(
            ed25519.verify(public_key, signing_message(signed_for, self.header), self.header.signature),
            "the submission's signature is false")


def check_terms(stored: StoredEntry, ledger_id: bytes, organisation_id: str, terms: Any) -> None:
    """Holds the terms kept beside an entry against its commitment; raises Refuted."""
    stored.expect(bool(stored.event.terms_commitment), "terms without a commitment in the event")
    stored.expect(len(terms.salt) == 32, "the terms' salt has not 32 bytes")
    stored.expect(len(terms.body) <= MAX_DETACHED_BYTES, "the terms are longer than 16 KiB")
    stored.expect(
        commitment(TERMS_TAG, ledger_id, organisation_id, terms.salt, terms.body) == stored.event.terms_commitment,
        "the terms are not the ones that the event commits to")
    try:
        message = parse(schema.Terms, terms.body)
    except NotCanonical as why:
        raise Refuted(f"the terms' bytes are not canonical: {why}", stored.seq) from None
    stored.expect(message.WhichOneof("terms") == _TERMS_OF.get(stored.body), "the terms are of another kind of event")


def check_terms_allowed(stored: StoredEntry) -> None:
    stored.expect(not stored.event.terms_commitment or stored.body in _TERMS_OF,
                  "an event of a type without terms commits to terms")
