"""Builds small ledgers from FORMAT, honest ones and, through `tweak`, ones whose server lies consistently."""
from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ingot_verify import schema
from tests import reference as ref

ORIGIN = "bank.example/aluminium"
START_US = 1_700_000_000_000_000
DAY_US = 86_400_000_000
SUBJECT_LEDGER, SUBJECT_ORGANISATION, SUBJECT_VEHICLE, SUBJECT_CONTRACT = 1, 2, 9, 10
PRODUCTION, STOCK = 1, 10
VIN = "1M8GDM9AXKP042788"
Tweak = Callable[[Any], None]


class Signer:
    """A deterministic key."""

    def __init__(self, name: str) -> None:
        self.private = Ed25519PrivateKey.from_private_bytes(ref.sha256(name.encode()))
        self.public: bytes = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.key_id = ref.sha256(self.public)

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)


@dataclasses.dataclass
class Draft:
    """An event with what the rules make of it."""
    event: Any
    subjects: list[tuple[int, str]]
    postings: list[tuple[int, str, str, list[tuple[int, int, int]]]] = dataclasses.field(default_factory=list)
    terms: tuple[bytes, bytes] | None = None


def prefixed(text: str) -> bytes:
    return bytes([len(text)]) + text.encode()


class Builder:
    """Grows a ledger; `entries`, `terms` and `leaves` are what is stored."""

    def __init__(self, tweak: Tweak | None = None, operator_id: str = "bank") -> None:
        self.operator, self.service, self.checkpoint_key = Signer("operator"), Signer("service"), Signer("checkpoint")
        self.entries: list[bytes] = []
        self.leaves: list[bytes] = []
        self.terms: list[tuple[bytes, bytes] | None] = []
        self.first_of: list[int] = []
        self.heads: dict[tuple[int, str], tuple[int, int, bytes]] = {}
        self.now = START_US
        self.drawn = 0
        created = self.event("bank")
        created.ledger_created.origin = ORIGIN
        created.ledger_created.nonce = bytes(range(32))
        created.ledger_created.format_version = 1
        created.ledger_created.rules_version = 1
        created.ledger_created.operator_id = operator_id
        created.ledger_created.operator_name = "Aluminium Bank"
        created.ledger_created.operator_country = "CN"
        created.ledger_created.operator_key = self.operator.public
        created.ledger_created.service_key = self.service.public
        created.ledger_created.checkpoint_key = self.checkpoint_key.public
        self.submit(self.operator, "bank", [Draft(created, [(SUBJECT_LEDGER, ""), (SUBJECT_ORGANISATION, "bank")])],
                    tweak=tweak)

    @property
    def ledger_id(self) -> bytes:
        return self.leaves[0] if self.leaves else bytes(32)

    def draw(self, count: int) -> bytes:
        """Bytes that stand for random ones."""
        self.drawn += 1
        return ref.sha256(b"draw" + self.drawn.to_bytes(8, "big"))[:count]

    def event(self, organisation: str) -> Any:
        event = schema.Event(salt=self.draw(16))
        event.actor.organisation_id = organisation
        event.occurred_at.unix_us = self.now
        event.occurred_at.offset_minutes = -60
        return event

    def submit(self, signer: Signer, organisation: str, drafts: list[Draft], *, idempotency_key: bytes | None = None,
               expires_in_us: int = DAY_US, tweak: Tweak | None = None, tweak_header: Tweak | None = None) -> int:
        """`tweak` changes entries after all was computed from the truth; the chain goes on from the changed bytes."""
        self.now += 1_000_000
        header = schema.SubmissionHeader(
            organisation_id=organisation, key_id=signer.key_id, idempotency_key=idempotency_key or self.draw(16),
            expires_at_us=self.now + expires_in_us, count=len(drafts),
            events_root=ref.tree_root([ref.leaf(draft.event.SerializeToString(deterministic=True))
                                       for draft in drafts]))
        header.signature = signer.sign(
            b"ingot/v1/submission\0" + self.ledger_id + prefixed(organisation) + header.key_id
            + header.idempotency_key + header.expires_at_us.to_bytes(8, "big") + header.count.to_bytes(4, "big")
            + header.events_root)
        if tweak_header is not None:
            tweak_header(header)
        first = len(self.entries)
        for index, draft in enumerate(drafts):
            self._append(header if index == 0 else None, index, draft, tweak)
        self.first_of += [first] * len(drafts)
        return first

    def _append(self, header: Any, index: int, draft: Draft, tweak: Tweak | None) -> None:
        entry = schema.Entry(seq=len(self.entries), recorded_at_us=self.now, index=index,
                             prev_hash=self.leaves[-1] if self.leaves else b"",
                             event=draft.event.SerializeToString(deterministic=True))
        if header is not None:
            entry.submission.CopyFrom(header)
        for kind, name in sorted(draft.subjects):
            count, seq, leaf = self.heads.get((kind, name), (0, 0, b""))
            entry.subjects.add(kind=kind, id=name, count_before=count, prev_seq=seq, prev_hash=leaf)
        for account_class, party, detail, amounts in draft.postings:
            posting = entry.postings.add()
            posting.account.account_class, posting.account.party, posting.account.detail = account_class, party, detail
            for family, origin, grams in amounts:
                posting.amounts.add(family=family, origin=origin, grams=grams)
        if tweak is not None:
            tweak(entry)
        self.store(entry.SerializeToString(deterministic=True), draft)

    def store(self, data: bytes, draft: Draft) -> None:
        self.entries.append(data)
        self.leaves.append(ref.leaf(data))
        self.terms.append(draft.terms)
        for subject in draft.subjects:
            count = self.heads.get(subject, (0, 0, b""))[0]
            self.heads[subject] = (count + 1, len(self.entries) - 1, self.leaves[-1])

    def key_added(self, organisation: str, key: Signer, kind: int = 1, actor: str = "bank") -> Draft:
        event = self.event(actor)
        event.key_added.organisation_id = organisation
        event.key_added.public_key = key.public
        event.key_added.algorithm = 1
        event.key_added.kind = kind
        event.key_added.possession_signature = key.sign(
            b"ingot/v1/key-possession\0" + self.ledger_id + prefixed(organisation) + key.public)
        return Draft(event, [(SUBJECT_ORGANISATION, organisation)])

    def key_revoked(self, organisation: str, key: Signer, actor: str = "bank") -> Draft:
        event = self.event(actor)
        event.key_revoked.organisation_id = organisation
        event.key_revoked.key_id = key.key_id
        return Draft(event, [(SUBJECT_ORGANISATION, organisation)])

    def seal_erased(self, organisation: str, sealed_seq: int) -> Draft:
        event = self.event("bank")
        event.seal_erased.sealed_seqs.append(sealed_seq)
        event.seal_erased.reason = 1
        event.seal_erased.requested_by = organisation
        return Draft(event, [(SUBJECT_ORGANISATION, organisation)])

    def enrolled(self, organisation: str) -> Draft:
        event = self.event("bank")
        event.organisation_enrolled.organisation_id = organisation
        event.organisation_enrolled.name = "Händler"
        event.organisation_enrolled.country = "DE"
        event.organisation_enrolled.roles.extend([1, 3])
        return Draft(event, [(SUBJECT_ORGANISATION, organisation)])

    def vehicle(self, organisation: str, vin: str, grams: int = 156_000) -> Draft:
        event = self.event(organisation)
        event.vehicle_registered.vin = vin
        event.vehicle_registered.brand_id = f"{organisation}/x"
        event.vehicle_registered.category = 1
        event.vehicle_registered.body.add(family=2, grams=grams)
        brand = f"{organisation}/x"
        return Draft(event, [(SUBJECT_VEHICLE, vin)],
                     [(PRODUCTION, brand, "", [(2, 0, -grams)]), (STOCK, brand, "", [(2, 0, grams)])])

    def contract(self, organisation: str, vin: str, name: str) -> Draft:
        event = self.event(organisation)
        event.contract_signed.contract_id = name
        event.contract_signed.vin = vin
        event.contract_signed.kind = 3
        terms = schema.Terms()
        terms.contract.currency = "EUR"
        terms.contract.total_minor_units = 3_999_900
        return self._with_terms(organisation, event, terms, [(SUBJECT_VEHICLE, vin), (SUBJECT_CONTRACT, name)])

    def opened(self, organisation: str, vin: str, name: str) -> Draft:
        """A vehicle that came in from the road, with the contract that it was under."""
        event = self.event(organisation)
        event.vehicle_opened.vehicle.vin = vin
        event.vehicle_opened.contract_id = name
        terms = schema.Terms()
        terms.opening.contract.currency = "EUR"
        terms.opening.paid_minor_units = 120_000
        return self._with_terms(organisation, event, terms, [(SUBJECT_VEHICLE, vin), (SUBJECT_CONTRACT, name)])

    def _with_terms(self, organisation: str, event: Any, terms: Any, subjects: list[tuple[int, str]]) -> Draft:
        salt, body = self.draw(32), terms.SerializeToString(deterministic=True)
        event.terms_commitment = ref.sha256(b"ingot/v1/terms\0" + self.ledger_id + prefixed(organisation) + salt + body)
        return Draft(event, subjects, terms=(salt, body))

    def checkpoint(self, signers: list[Signer] | None = None, origin: str = ORIGIN, size: int | None = None) -> str:
        count = len(self.leaves) if size is None else size
        root = ref.base64.b64encode(ref.tree_root(self.leaves[:count])).decode()
        text = f"{origin}\n{count}\n{root}\n"
        return text + "\n" + "".join(
            ref.signature_line(origin, signer.public, signer.sign(text.encode()))
            for signer in ([self.checkpoint_key] if signers is None else signers))

    def vkey(self, signer: Signer | None = None) -> str:
        return ref.vkey(ORIGIN, (signer or self.checkpoint_key).public)

    def dump(self, checkpoint: str | None = None, with_terms: bool = True, per_message: int = 3) -> bytes:
        data = b"ingot/v1/dump\n"
        for begin in range(0, max(len(self.entries), 1), per_message):
            message = schema.StreamEntriesResponse()
            if begin == 0:
                message.checkpoint = self.checkpoint() if checkpoint is None else checkpoint
            for position in range(begin, min(begin + per_message, len(self.entries))):
                bundle = message.entries.add(entry=self.entries[position])
                terms = self.terms[position]
                if terms is not None and with_terms:
                    bundle.terms.salt, bundle.terms.body = terms
            raw = message.SerializeToString(deterministic=True)
            data += ref.varint(len(raw)) + raw
        return data

    def receipt(self, seq: int, checkpoint: str | None = None) -> bytes:
        first = self.first_of[seq]
        end = first + self.first_of.count(first)
        receipt = schema.Receipt(
            ledger_id=self.ledger_id, first_seq=first, entries=self.entries[first:end],
            range_proof=ref.range_proof(first, end, self.leaves), checkpoint=checkpoint or self.checkpoint())
        return receipt.SerializeToString(deterministic=True)


def small_ledger() -> tuple[Builder, Signer]:
    """Two organisations, a vehicle, a contract with terms; 7 entries in 4 submissions."""
    ledger = Builder()
    dealer = Signer("dealer")
    ledger.submit(ledger.operator, "bank", [ledger.enrolled("haendler"), ledger.key_added("haendler", dealer)])
    ledger.submit(dealer, "haendler", [ledger.vehicle("haendler", VIN),
                                       ledger.vehicle("haendler", "5GZCZ43D13S812715"),
                                       ledger.contract("haendler", VIN, "haendler/1")])
    ledger.submit(dealer, "haendler", [ledger.vehicle("haendler", "WVWZZZ1JZXW000001", 60_000)])
    return ledger, dealer
