"""One stored entry: canonical bytes, bounds and orders (FORMAT sections 1, 3 and 4)."""
from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Iterable
from typing import Any

from ingot_verify import merkle, schema
from ingot_verify.canonical import NotCanonical, parse
from ingot_verify.errors import Refuted

MAX_ENTRY_BYTES = 65_535
MAX_EVENT_BYTES = 24 * 1024
MAX_ID_BYTES = 48
_MAX_LISTS = {"subjects": 256, "postings": 64, "flags": 256, "allocations": 240}
_ORGANISATION = re.compile(r"[a-z0-9][a-z0-9-]{0,18}[a-z0-9]")


@dataclasses.dataclass(frozen=True)
class StoredEntry:
    """`data` is what is hashed; `entry` and `event` are what it spells."""
    data: bytes
    leaf: bytes
    entry: Any
    event: Any

    @property
    def seq(self) -> int:
        return self.entry.seq

    @property
    def body(self) -> str:
        """Name of the event's type as a field of Event."""
        return self.event.WhichOneof("body")

    def expect(self, holds: bool, message: str) -> None:
        if not holds:
            raise Refuted(message, self.seq)


def valid_organisation_id(text: str) -> bool:
    return _ORGANISATION.fullmatch(text) is not None


def date_of(date: Any) -> datetime.date | None:
    """None where the date does not exist, or lies before 1900."""
    try:
        return datetime.date(date.year, date.month, date.day) if date.year >= 1900 else None
    except ValueError:
        return None


def local_date(moment: Any) -> datetime.date:
    """The calendar date of a LocalTime in the offset that it states; years beyond the calendar are brought into it."""
    days = (moment.unix_us // 60_000_000 + moment.offset_minutes) // 1440
    ordinal = datetime.date(1970, 1, 1).toordinal() + days
    return datetime.date.fromordinal(max(1, min(ordinal, datetime.date.max.toordinal())))


def account_key(account: Any) -> bytes:
    return bytes([account.account_class]) + account.party.encode() + b"\x00" + account.detail.encode()


def _ascending(keys: Iterable[Any]) -> bool:
    """Strictly."""
    listed = list(keys)
    return all(a < b for a, b in zip(listed, listed[1:]))


def _check_event(stored: StoredEntry) -> None:
    event = stored.event
    stored.expect(len(event.salt) == 16, "the event's salt has not 16 bytes")
    stored.expect(stored.body is not None, "the event has no body")
    stored.expect((stored.body == "ledger_created") == (stored.seq == 0),
                  "LedgerCreated stands in entry 0, and nothing else does")
    for field in ("terms_commitment", "sealed_commitment"):
        stored.expect(len(getattr(event, field)) in (0, 32), f"the event's {field} has not 32 bytes")


def _check_subjects(stored: StoredEntry) -> None:
    subjects = stored.entry.subjects
    stored.expect(_ascending((link.kind, link.id.encode()) for link in subjects),
                  "subjects are not ascending by kind and id")
    for link in subjects:
        stored.expect(link.kind != 0, "a subject has no kind")
        stored.expect(len(link.id.encode()) <= MAX_ID_BYTES, "a subject's id is too long")
        if link.count_before == 0:
            stored.expect(link.prev_seq == 0 and not link.prev_hash, "a first entry of a subject names a previous one")
        else:
            stored.expect(link.prev_seq < stored.seq and len(link.prev_hash) == 32,
                          "a subject's previous entry is not named by an earlier number and a hash")


def _check_postings(stored: StoredEntry) -> None:
    postings = stored.entry.postings
    stored.expect(_ascending(account_key(posting.account) for posting in postings),
                  "postings are not ascending by account")
    for posting in postings:
        account = posting.account
        stored.expect(account.account_class != 0, "a posting names no class of account")
        stored.expect(max(len(account.party.encode()), len(account.detail.encode())) <= MAX_ID_BYTES,
                      "an account's party or detail is too long")
        stored.expect(bool(posting.amounts) and all(item.family and item.grams for item in posting.amounts),
                      "a posting has no amounts, or one without a family or of 0 grams")
        stored.expect(_ascending((item.family, item.origin) for item in posting.amounts),
                      "a posting's amounts are not ascending by family and origin")


def _check_flags(stored: StoredEntry) -> None:
    flags = stored.entry.flags
    stored.expect(_ascending((flag.kind, flag.subject_kind, flag.subject_id.encode()) for flag in flags),
                  "flags are not ascending by kind and subject")
    stored.expect(all(flag.kind and len(flag.subject_id.encode()) <= MAX_ID_BYTES for flag in flags),
                  "a flag has no kind, or its subject's id is too long")
    allocations = stored.entry.allocations
    stored.expect(_ascending(item.vin.encode() for item in allocations), "allocations are not ascending by VIN")


def read_entry(data: bytes, seq: int) -> StoredEntry:
    """Everything about the entry with number `seq` that its own bytes show; raises Refuted."""
    if len(data) > MAX_ENTRY_BYTES:
        raise Refuted(f"the entry has more than {MAX_ENTRY_BYTES} bytes", seq)
    try:
        entry = parse(schema.Entry, data)
    except NotCanonical as why:
        raise Refuted(f"the entry's bytes are not canonical: {why}", seq) from None
    if entry.seq != seq:
        raise Refuted(f"the entry says that it is number {entry.seq}", seq)
    if len(entry.event) > MAX_EVENT_BYTES:
        raise Refuted(f"the event has more than {MAX_EVENT_BYTES} bytes", seq)
    try:
        event = parse(schema.Event, entry.event)
    except NotCanonical as why:
        raise Refuted(f"the event's bytes are not canonical: {why}", seq) from None
    stored = StoredEntry(data, merkle.leaf_hash(data), entry, event)
    stored.expect(len(entry.prev_hash) == (32 if seq else 0), "prev_hash has not 32 bytes (none in entry 0)")
    stored.expect(entry.HasField("submission") == (entry.index == 0),
                  "a submission's first entry, and no other, holds its header")
    for name, bound in _MAX_LISTS.items():
        stored.expect(len(getattr(entry, name)) <= bound, f"more than {bound} {name}")
    _check_event(stored)
    _check_subjects(stored)
    _check_postings(stored)
    _check_flags(stored)
    if entry.HasField("posted_on"):
        posted_on = date_of(entry.posted_on)
        stored.expect(posted_on is not None and posted_on > local_date(event.occurred_at),
                      "posted_on is no day after the one on which the event occurred")
    return stored
