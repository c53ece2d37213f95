"""The keys that a ledger names itself, entry by entry (FORMAT section 3, Keys)."""
from __future__ import annotations

import dataclasses

from ingot_verify import ed25519, merkle, schema
from ingot_verify.entry import StoredEntry, valid_organisation_id
from ingot_verify.submission import possession_message

OPERATOR = schema.enum("KeyKind", "KEY_KIND_OPERATOR")
SERVICE = schema.enum("KeyKind", "KEY_KIND_SERVICE")
CHECKPOINT = schema.enum("KeyKind", "KEY_KIND_CHECKPOINT")
ORGANISATION = schema.enum("KeyKind", "KEY_KIND_ORGANISATION")

# What the ledger's own service records.
SERVICE_EVENTS = frozenset({"seal_erased", "commitment_published"})
_ED25519 = schema.enum("KeyAlgorithm", "KEY_ALGORITHM_ED25519")


@dataclasses.dataclass
class Key:
    public_key: bytes
    organisation_id: str
    kind: int
    revoked: bool = False


class Keys:
    """As they stand after the submissions applied so far."""

    def __init__(self) -> None:
        self._by_id: dict[bytes, Key] = {}
        self._checkpoint_keys: list[Key] = []  # in the order in which they were added

    def __len__(self) -> int:
        return len(self._by_id)

    @property
    def checkpoint_key(self) -> bytes | None:
        """The one in force: the last one added that is not revoked."""
        return next((key.public_key for key in reversed(self._checkpoint_keys) if not key.revoked), None)

    def signer(self, stored: StoredEntry, key_id: bytes, organisation_id: str) -> bytes:
        """Public key of a key that may sign a submission of this organisation now."""
        key = self._by_id.get(key_id)
        stored.expect(key is not None, "the submission's key is not known before it")
        stored.expect(key.organisation_id == organisation_id, "the submission's key is of another organisation")
        stored.expect(not key.revoked, "the submission's key was revoked before it")
        stored.expect(key.kind in (ORGANISATION, OPERATOR, SERVICE), "a checkpoint key signed a submission")
        return key.public_key

    def check_service(self, key_id: bytes, entries: list[StoredEntry]) -> None:
        """A key of kind SERVICE signs the service's own events and nothing else; no other key signs those."""
        is_service = self._by_id[key_id].kind == SERVICE
        for stored in entries:
            stored.expect((stored.body in SERVICE_EVENTS) == is_service,
                          "the service's key signed another event" if is_service else
                          "an event of the service's own is not signed by its key")

    def apply(self, stored: StoredEntry, ledger_id: bytes) -> None:
        """What the entry does to the keys."""
        if stored.body == "ledger_created":
            created = stored.event.ledger_created
            for public_key, kind in ((created.operator_key, OPERATOR), (created.service_key, SERVICE),
                                     (created.checkpoint_key, CHECKPOINT)):
                self._add(stored, Key(public_key, created.operator_id, kind))
        elif stored.body == "key_added":
            self._apply_added(stored, ledger_id)
        elif stored.body == "key_revoked":
            self._apply_revoked(stored)

    def _add(self, stored: StoredEntry, key: Key) -> None:
        stored.expect(ed25519.acceptable_key(key.public_key), "not an acceptable Ed25519 public key")
        stored.expect(valid_organisation_id(key.organisation_id), "the key's organisation_id is none")
        key_id = merkle.sha256(key.public_key)
        stored.expect(key_id not in self._by_id, "the public key occurs in the ledger before")
        self._by_id[key_id] = key
        if key.kind == CHECKPOINT:
            self._checkpoint_keys.append(key)

    def _apply_added(self, stored: StoredEntry, ledger_id: bytes) -> None:
        added = stored.event.key_added
        stored.expect(added.kind in (ORGANISATION, OPERATOR, SERVICE, CHECKPOINT), "the key has no kind")
        stored.expect(added.algorithm == _ED25519, "the key's algorithm is not Ed25519")
        self._add(stored, Key(added.public_key, added.organisation_id, added.kind))
        message = possession_message(ledger_id, added.organisation_id, added.public_key)
        stored.expect(ed25519.verify(added.public_key, message, added.possession_signature),
                      "the new key's proof of possession is false")

    def _apply_revoked(self, stored: StoredEntry) -> None:
        revoked = stored.event.key_revoked
        key = self._by_id.get(revoked.key_id)
        stored.expect(key is not None and key.organisation_id == revoked.organisation_id,
                      "the key that is revoked is none of that organisation")
        key.revoked = True
        stored.expect(self.checkpoint_key is not None, "no checkpoint key is left")
