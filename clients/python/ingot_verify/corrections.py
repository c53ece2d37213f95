"""Reversals and closed periods, as far as entries alone decide them (FORMAT section 4)."""
from __future__ import annotations

import datetime
import hashlib
from typing import Any

from ingot_verify.entry import StoredEntry, date_of, local_date


def _digest(entry: Any, sign: int) -> bytes:
    """What a reversal mirrors: subjects, postings and allocations, grams times `sign`."""
    subjects = [(link.kind, link.id) for link in entry.subjects]
    postings = [
        (
            posting.account.account_class,
            posting.account.party,
            posting.account.detail,
            [(amount.family, amount.origin, sign * amount.grams) for amount in posting.amounts],
        )
        for posting in entry.postings
    ]
    allocations = [(item.vin, sign * item.grams) for item in entry.allocations]
    return hashlib.sha256(repr((subjects, postings, allocations)).encode()).digest()


class Corrections:
    """Takes the entries in order."""

    def __init__(self) -> None:
        # By entry, until it is reversed: the digest of its mirror.
        self._mirrors: dict[int, bytes] = {}
        self._closed_through: dict[str, datetime.date] = {}

    def apply(self, stored: StoredEntry) -> None:
        self._check_posted_on(stored)
        if stored.body == "entry_reversed":
            self._check_reversal(stored)
        else:
            self._mirrors[stored.seq] = _digest(stored.entry, -1)
        if stored.body == "period_closed":
            self._close(stored)

    def _check_posted_on(self, stored: StoredEntry) -> None:
        closed = self._closed_through.get(stored.event.actor.organisation_id)
        expected = None
        if closed is not None and local_date(stored.event.occurred_at) <= closed:
            expected = closed + datetime.timedelta(days=1)
        posted_on = date_of(stored.entry.posted_on) if stored.entry.HasField("posted_on") else None
        stored.expect(posted_on == expected, "posted_on is not the first open day of what occurred in a closed period")

    def _check_reversal(self, stored: StoredEntry) -> None:
        mirror = self._mirrors.pop(stored.event.entry_reversed.target_seq, None)
        stored.expect(mirror is not None, "the entry reversed is none before it, a reversal, or reversed already")
        stored.expect(_digest(stored.entry, 1) == mirror, "a reversal is not the mirror of its target")

    def _close(self, stored: StoredEntry) -> None:
        through = date_of(stored.event.period_closed.through)
        stored.expect(through is not None, "a period is closed through a day that does not exist")
        organisation = stored.event.actor.organisation_id
        before = self._closed_through.get(organisation)
        stored.expect(before is None or before < through, "a period is closed that was closed before")
        stored.expect(through <= local_date(stored.event.occurred_at), "a period is closed before it is over")
        self._closed_through[organisation] = through
