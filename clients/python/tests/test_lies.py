"""Ledgers whose hashes, links and checkpoint agree with what is stored, and whose server lies in one point."""
from __future__ import annotations

import io
import unittest
from collections.abc import Callable
from typing import Any

from ingot_verify import schema
from ingot_verify.dump import verify_dump
from ingot_verify.errors import Refuted, Unusable
from ingot_verify.note import VerifierKey
from tests import reference as ref
from tests.builder import DAY_US, VIN, Builder, Draft, Signer, Tweak
from tests.ledger_case import LedgerCase

OTHER_VIN = "5GZCZ43D13S812715"
THIRD_VIN = "WVWZZZ1JZXW000001"


class EntryTest(LedgerCase):
    def lie(self, message: str, tweak: Tweak) -> None:
        with self.subTest(message=message):
            self.setUp()
            self.submit(self.ledger.contract("haendler", OTHER_VIN, "haendler/2"), tweak=tweak)
            self.refuted(message)

    def test_truth(self) -> None:
        self.submit(self.ledger.contract("haendler", OTHER_VIN, "haendler/2"))
        self.verify()

    def test_links(self) -> None:
        def link(**values: Any) -> Tweak:
            def change(entry: Any) -> None:
                for name, value in values.items():
                    setattr(entry.subjects[0], name, value)
            return change

        wrong = "link to the previous entry"
        self.lie(wrong, link(count_before=2))
        self.lie(wrong, link(prev_seq=3))
        self.lie(wrong, link(prev_hash=bytes(32)))
        self.lie(wrong, link(count_before=0, prev_seq=0, prev_hash=b""))
        before = {"count_before": 1, "prev_seq": 5, "prev_hash": self.ledger.leaves[5]}
        self.lie(wrong, lambda entry: entry.subjects[1].MergeFrom(schema.Entry(subjects=[before]).subjects[0]))
        self.lie("first entry of a subject names", link(count_before=0))
        self.lie("earlier number", link(prev_seq=7))
        self.lie("earlier number", link(prev_hash=b"short"))
        self.lie("no kind", link(kind=0))
        self.lie("id is too long", link(id="x" * 49))
        self.lie("subjects are not ascending", lambda entry: entry.subjects.reverse())
        self.lie("subjects are not ascending", lambda entry: entry.subjects.append(entry.subjects[1]))

    def test_chain_and_time(self) -> None:
        self.lie("prev_hash is not", lambda entry: setattr(entry, "prev_hash", bytes(32)))
        self.lie("prev_hash has not", lambda entry: setattr(entry, "prev_hash", b""))
        self.lie("number 8", lambda entry: setattr(entry, "seq", 8))
        self.lie("decreases", lambda entry: setattr(entry, "recorded_at_us", entry.recorded_at_us - 2_000_000))
        self.lie("expired", lambda entry: setattr(entry, "recorded_at_us", entry.recorded_at_us + 2 * DAY_US))
        self.lie("header", lambda entry: entry.ClearField("submission"))
        self.lie("header", lambda entry: setattr(entry, "index", 1))

    def test_no_submission(self) -> None:
        def second(entry: Any) -> None:
            entry.index = 1
            entry.ClearField("submission")

        self.lie("belongs to no submission", second)

    def test_lists(self) -> None:
        def flags(*values: tuple[int, int, str]) -> Tweak:
            return lambda entry: entry.flags.extend(
                schema.Entry(flags=[{"kind": a, "subject_kind": b, "subject_id": c}]).flags[0] for a, b, c in values)

        self.lie("flags are not ascending", flags((2, 9, VIN), (1, 9, VIN)))
        self.lie("flags are not ascending", flags((2, 9, VIN), (2, 9, VIN)))
        self.lie("flag has no kind", flags((0, 9, VIN)))
        self.lie("id is too long", flags((1, 9, "x" * 49)))
        self.lie("allocations are not ascending", lambda entry: [entry.allocations.add(vin=VIN) for _ in range(2)])
        self.lie("more than 240", lambda entry: [entry.allocations.add(vin=f"{number:03}") for number in range(241)])
        self.lie("more than 256", lambda entry: [entry.subjects.add(kind=9, id=f"{number}") for number in range(257)])

    def test_event(self) -> None:
        def event(change: Callable[[Any], None]) -> Tweak:
            def tweak(entry: Any) -> None:
                message = schema.Event.FromString(entry.event)
                change(message)
                entry.event = message.SerializeToString()
            return tweak

        self.lie("salt", event(lambda message: setattr(message, "salt", b"short")))
        self.lie("no body", event(lambda message: message.ClearField("contract_signed")))
        self.lie("LedgerCreated", event(lambda message: message.ledger_created.SetInParent()))
        self.lie("terms_commitment", event(lambda message: setattr(message, "terms_commitment", b"short")))
        self.lie("sealed_commitment", event(lambda message: setattr(message, "sealed_commitment", b"short")))
        self.lie("another organisation", event(lambda message: setattr(message.actor, "organisation_id", "bank")))
        self.lie("events_root", event(lambda message: setattr(message.contract_signed, "vin", VIN)))
        self.lie("without terms", event(lambda message: message.retired.SetInParent()))
        self.lie("the event's bytes are not canonical", lambda entry: setattr(entry, "event", entry.event + b"\x00"))
        self.lie("more than 24576", lambda entry: setattr(entry, "event", bytes(24577)))

    def test_stored_bytes(self) -> None:
        for change, message in ((lambda data: data + b"\x60\x01", "not canonical"),
                                (lambda data: data + data[:2], "not canonical"),
                                (lambda data: bytes(65536), "more than 65535")):
            self.setUp()
            data = self.ledger.entries.pop()
            self.ledger.leaves.pop()
            self.ledger.store(change(data), Draft(None, []))
            self.refuted(message, 6)


class SubmissionTest(LedgerCase):
    def test_signatures(self) -> None:
        for signer, organisation, message in (
            (Signer("stranger"), "haendler", "not known before"),
            (self.ledger.operator, "haendler", "of another organisation"),
            (self.ledger.checkpoint_key, "bank", "checkpoint key signed"),
        ):
            self.setUp()
            self.ledger.submit(signer, organisation, [self.ledger.vehicle(organisation, THIRD_VIN)])
            self.refuted(message)
        self.setUp()
        self.register(tweak_header=lambda header: setattr(header, "signature", self.dealer.sign(b"x")))
        self.refuted("signature is false")
        self.setUp()
        self.register(tweak_header=lambda header: setattr(header, "expires_at_us", header.expires_at_us + 1))
        self.refuted("signature is false")

    def test_the_service_signs_its_own_events_alone(self) -> None:
        self.ledger.submit(self.ledger.service, "bank", [self.ledger.seal_erased("haendler", 4)])
        self.verify()
        self.ledger.submit(self.ledger.operator, "bank", [self.ledger.seal_erased("haendler", 5)])
        self.refuted("not signed by its key", 8)
        self.setUp()
        self.ledger.submit(self.ledger.service, "bank", [self.ledger.enrolled("neu")])
        self.refuted("service's key signed another event")
        self.setUp()
        self.ledger.submit(self.ledger.service, "bank",
                           [self.ledger.seal_erased("haendler", 4), self.ledger.enrolled("neu")])
        self.refuted("service's key signed another event", 8)

    def test_signed_for_another_ledger(self) -> None:
        leaves, self.ledger.leaves = self.ledger.leaves, [bytes(32)] + self.ledger.leaves[1:]
        draft = self.ledger.vehicle("haendler", THIRD_VIN)
        self.submit(draft)
        self.ledger.leaves = leaves + [self.ledger.leaves[-1]]
        self.refuted("signature is false")

    def test_key_is_judged_before_the_submission(self) -> None:
        fresh = Signer("fresh")
        self.ledger.submit(fresh, "haendler", [self.ledger.key_added("haendler", fresh, actor="haendler")])
        self.refuted("not known before")
        self.setUp()
        self.submit(self.ledger.key_added("haendler", fresh, actor="haendler"))
        self.ledger.submit(fresh, "haendler", [self.ledger.key_revoked("haendler", fresh, actor="haendler"),
                                               self.ledger.vehicle("haendler", "WVWZZZ1JZXW000003")])
        self.verify()
        self.ledger.submit(fresh, "haendler", [self.ledger.vehicle("haendler", "WVWZZZ1JZXW000004")])
        self.refuted("revoked before", 10)

    def test_keys(self) -> None:
        def added(change: Callable[[Any], None]) -> Draft:
            draft = self.ledger.key_added("haendler", Signer("fresh"), actor="haendler")
            change(draft.event.key_added)
            return draft

        identity = (1).to_bytes(32, "little")
        for message, change in (
            ("proof of possession", lambda key: setattr(key, "possession_signature", bytes(64))),
            ("proof of possession", lambda key: setattr(key, "organisation_id", "anderer")),
            ("occurs in the ledger before", lambda key: setattr(key, "public_key", self.dealer.public)),
            ("not an acceptable", lambda key: setattr(key, "public_key", identity)),
            ("not an acceptable", lambda key: setattr(key, "public_key", b"short")),
            ("organisation_id is none", lambda key: setattr(key, "organisation_id", "Ä")),
            ("no kind", lambda key: setattr(key, "kind", 0)),
            ("algorithm", lambda key: setattr(key, "algorithm", 0)),
        ):
            with self.subTest(message=message):
                self.setUp()
                self.submit(added(change))
                self.refuted(message)
        self.setUp()
        self.submit(self.ledger.key_revoked("bank", self.dealer, actor="haendler"))
        self.refuted("none of that organisation")

    def test_idempotency(self) -> None:
        self.register(idempotency_key=b"0123456789abcdef")
        self.ledger.submit(self.ledger.operator, "bank", [self.ledger.enrolled("anderer")],
                           idempotency_key=b"0123456789abcdef")
        self.verify()
        self.submit(self.ledger.vehicle("haendler", "WVWZZZ1JZXW000005"), idempotency_key=b"0123456789abcdef")
        self.refuted("idempotency key", 9)

    def test_expiry(self) -> None:
        self.register(expires_in_us=7 * DAY_US)
        self.verify()
        self.submit(self.ledger.vehicle("haendler", "WVWZZZ1JZXW000005"), expires_in_us=0)
        self.verify()
        self.submit(self.ledger.vehicle("haendler", "WVWZZZ1JZXW000006"), expires_in_us=-1)
        self.refuted("expired", 9)
        self.setUp()
        self.register(expires_in_us=7 * DAY_US + 1)
        self.refuted("7 days")

    def test_incomplete(self) -> None:
        self.register(tweak_header=lambda header: setattr(header, "count", 2))
        self.refuted("1 of 2 entries")
        self.submit(self.ledger.vehicle("haendler", "WVWZZZ1JZXW000005"))
        self.refuted("before the one before it is complete", 8)

    def test_size(self) -> None:
        """20 entries of 52 to 56 KiB: 19 of them are more than 1 MiB."""
        def large(entry: Any) -> None:
            for number in range(240):
                entry.allocations.add(vin=f"{number:0226}", grams=1)

        self.submit(*(self.ledger.vehicle("haendler", f"WVWZZZ1JZXW{number:06}") for number in range(100, 120)),
                    tweak=large)
        self.assertTrue(all(52 << 10 < len(data) < 56 << 10 for data in self.ledger.entries[7:]))
        self.refuted("more than 1 MiB", 7 + 18)


class GenesisTest(unittest.TestCase):
    def lie(self, message: str, change: Callable[[Any], None], error: type = Refuted) -> None:
        def tweak(entry: Any) -> None:
            event = schema.Event.FromString(entry.event)
            change(event.ledger_created)
            entry.event = event.SerializeToString()

        ledger = Builder(tweak)
        with self.subTest(message=message), self.assertRaisesRegex(error, message):
            verify_dump(io.BytesIO(ledger.dump()), [VerifierKey.parse(ledger.vkey())])

    def test_lies(self) -> None:
        self.lie("version 2", lambda created: setattr(created, "format_version", 2), Unusable)
        self.lie("origin", lambda created: setattr(created, "origin", "with space"))
        self.lie("origin", lambda created: setattr(created, "origin", "a+b"))
        self.lie("origin", lambda created: setattr(created, "origin", ""))
        self.lie("nonce", lambda created: setattr(created, "nonce", b"short"))
        self.lie("operator's id", lambda created: setattr(created, "operator_id", "x"))
        self.lie("events_root", lambda created: setattr(created, "rules_version", 2))

    def test_signed_by_another(self) -> None:
        ledger = Builder(lambda entry: setattr(entry.submission, "signature", bytes(64)))
        with self.assertRaisesRegex(Refuted, "signature is false"):
            verify_dump(io.BytesIO(ledger.dump()), [VerifierKey.parse(ledger.vkey())])
        ledger = Builder(operator_id="other")
        with self.assertRaisesRegex(Refuted, "not signed by its operator"):
            verify_dump(io.BytesIO(ledger.dump()), [VerifierKey.parse(ledger.vkey())])
        ledger = Builder(lambda entry: setattr(entry.submission, "key_id", bytes(32)))
        with self.assertRaisesRegex(Refuted, "key_id is not"):
            verify_dump(io.BytesIO(ledger.dump()), [VerifierKey.parse(ledger.vkey())])


class TermsTest(LedgerCase):
    def change(self, message: str, salt: bytes | None = None, body: bytes | None = None) -> None:
        with self.subTest(message=message):
            self.setUp()
            old_salt, old_body = self.ledger.terms[5] or (b"", b"")
            self.ledger.terms[5] = (old_salt if salt is None else salt, old_body if body is None else body)
            self.refuted(message, 5)

    def test_lies(self) -> None:
        self.change("not the ones", salt=bytes(32))
        self.change("not the ones", body=b"")
        self.change("salt has not 32", salt=b"")
        self.change("longer than 16 KiB", body=bytes(16385))
        self.ledger.terms[4] = (bytes(32), b"")
        self.refuted("without a commitment", 4)

    def test_committed_to_what_is_no_terms(self) -> None:
        for body, message in ((b"\x12\x00", "another kind"), (b"", "another kind"), (b"\x0a\x00\x00", "not canonical"),
                              (b"\x0a\x02\x10\x00", "not canonical")):
            self.setUp()
            draft = self.ledger.contract("haendler", OTHER_VIN, "haendler/2")
            salt = bytes(32)
            draft.event.terms_commitment = ref.sha256(
                b"ingot/v1/terms\0" + self.ledger.ledger_id + b"\x08haendler" + salt + body)
            draft.terms = (salt, body)
            self.submit(draft)
            self.refuted(message)


if __name__ == "__main__":
    unittest.main()
