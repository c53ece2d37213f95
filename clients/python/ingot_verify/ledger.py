"""A whole ledger, entry by entry: what entries alone decide, without the rules of the domain."""
from __future__ import annotations

import re
from typing import Any

from ingot_verify import merkle
from ingot_verify.checkpoint import OpenedCheckpoint
from ingot_verify.corrections import Corrections
from ingot_verify.entry import StoredEntry, read_entry, valid_organisation_id
from ingot_verify.errors import Refuted, Unusable
from ingot_verify.index import Commitments
from ingot_verify.keys import Keys
from ingot_verify.mass import Balances
from ingot_verify.note import ED25519, VerifierKey
from ingot_verify.submission import Group, check_terms, check_terms_allowed

FORMAT_VERSION = 1
_ORIGIN = re.compile(r"[!-*,-~]{1,100}")


class Ledger:
    """Takes the entries in order; `finish` holds the result against a checkpoint. Each step raises Refuted."""

    def __init__(self) -> None:
        self.origin = ""
        self.ledger_id = b""
        self.tree = merkle.Tree()
        self.keys = Keys()
        self.balances = Balances()
        self.corrections = Corrections()
        self.commitments = Commitments()
        self.submissions = 0
        self.terms_examined = 0
        self.terms_missing = 0
        self.subjects: dict[tuple[int, str], tuple[int, int, bytes]] = {}  # count, last seq, last leaf hash
        self._group: Group | None = None
        self._last: StoredEntry | None = None
        self._idempotency: set[tuple[str, bytes]] = set()
        self._key_before_last: bytes | None = None  # checkpoint key before the last submission

    def add(self, data: bytes, terms: Any | None) -> None:
        """The next entry's stored bytes, and the DetachedPart with its terms where it is at hand."""
        stored = read_entry(data, self.tree.size)
        if stored.seq == 0:
            self._begin(stored)
        self._check_chain(stored)
        self._check_links(stored)
        self.balances.apply(stored)
        self.corrections.apply(stored)
        self.commitments.apply(stored)
        if stored.entry.index == 0:
            stored.expect(self._group is None, "a submission begins before the one before it is complete")
            self._group = Group(stored)
        else:
            stored.expect(self._group is not None, "an entry belongs to no submission")
            self._group.add(stored)
        self._check_terms(stored, terms)
        self.tree.append(stored.leaf)
        self._last = stored
        if self._group.complete:
            self._close(self._group)
            self._group = None

    def _begin(self, stored: StoredEntry) -> None:
        created = stored.event.ledger_created
        if created.format_version != FORMAT_VERSION:
            raise Unusable(f"the ledger's format has the version {created.format_version}; this verifier knows "
                           f"version {FORMAT_VERSION}")
        stored.expect(_ORIGIN.fullmatch(created.origin) is not None,
                      "the origin is not 1 to 100 printable ASCII characters without space and +")
        stored.expect(len(created.nonce) == 32, "the ledger's nonce has not 32 bytes")
        stored.expect(valid_organisation_id(created.operator_id), "the operator's id is none")
        self.origin = created.origin
        self.ledger_id = stored.leaf

    def _check_chain(self, stored: StoredEntry) -> None:
        if self._last is None:
            return
        stored.expect(stored.entry.prev_hash == self._last.leaf, "prev_hash is not the leaf hash of the entry before")
        stored.expect(stored.entry.recorded_at_us >= self._last.entry.recorded_at_us, "recorded_at_us decreases")

    def _check_links(self, stored: StoredEntry) -> None:
        for link in stored.entry.subjects:
            subject = (link.kind, link.id)
            count, last_seq, last_hash = self.subjects.get(subject, (0, 0, b""))
            stored.expect((link.count_before, link.prev_seq, link.prev_hash) == (count, last_seq, last_hash),
                          f"the link to the previous entry of a subject of kind {link.kind} is wrong: its "
                          f"{count} entries so far end with {last_seq}")
            self.subjects[subject] = (count + 1, stored.seq, stored.leaf)

    def _check_terms(self, stored: StoredEntry, terms: Any | None) -> None:
        check_terms_allowed(stored)
        if terms is not None:
            self._group.add_bytes(stored, len(terms.salt) + len(terms.body))
            check_terms(stored, self.ledger_id, self._group.header.organisation_id, terms)
            self.terms_examined += 1
        elif stored.event.terms_commitment:
            self.terms_missing += 1

    def _close(self, group: Group) -> None:
        """The submission's last entry was added."""
        group.check_events_root()
        header, first = group.header, group.first
        if first.seq == 0:
            created = first.event.ledger_created
            first.expect(header.organisation_id == created.operator_id, "entry 0 is not signed by its operator")
            public_key = created.operator_key
        else:
            public_key = self.keys.signer(first, header.key_id, header.organisation_id)
            self.keys.check_service(header.key_id, group.entries)
        group.check_signature(public_key, self.ledger_id)
        pair = (header.organisation_id, header.idempotency_key)
        first.expect(pair not in self._idempotency, "the organisation's idempotency key was used before")
        self._idempotency.add(pair)
        self._key_before_last = self.keys.checkpoint_key
        for stored in group.entries:
            self.keys.apply(stored, self.ledger_id)
        self.submissions += 1

    def finish(self, opened: OpenedCheckpoint) -> None:
        checkpoint = opened.checkpoint
        if self._group is not None:
            raise Refuted(f"the last submission has {len(self._group.entries)} of {self._group.header.count} entries",
                          self._group.first.seq)
        if self.tree.size != checkpoint.size:
            raise Refuted(f"there are {self.tree.size} entries; the checkpoint is of {checkpoint.size}")
        if self.tree.size == 0:
            raise Refuted("there is no entry 0")
        if checkpoint.origin != self.origin:
            raise Refuted(f"the checkpoint is of {checkpoint.origin}, the ledger's origin is {self.origin}")
        if self.tree.root() != checkpoint.root:
            raise Refuted("the entries' tree has another root than the checkpoint")
        named = {key for key in (self._key_before_last, self.keys.checkpoint_key) if key is not None}
        keys = [VerifierKey(self.origin, ED25519, public_key) for public_key in sorted(named)]
        signed = opened.note.signed_by(keys)
        for key in keys:
            if key not in signed:
                raise Refuted(f"the checkpoint lacks the signature of a key that the ledger names for it: {key}")
        if not any(key in keys for key in opened.signed_by):
            raise Refuted("the checkpoint is signed by a given key, which the ledger does not name for it; "
                          f"it names {', '.join(map(str, keys))}")
