"""Receipts: honest ones, every byte changed, and lies that hash correctly."""
from __future__ import annotations

import unittest
from collections.abc import Callable
from typing import Any

from ingot_verify import schema
from ingot_verify.errors import Finding, Refuted, Unusable
from ingot_verify.note import VerifierKey
from ingot_verify.receipt import verify_receipt
from ingot_verify.trust import Trust
from tests import reference as ref
from tests.builder import Builder, Signer, small_ledger


class HonestTest(unittest.TestCase):
    def setUp(self) -> None:
        self.ledger, self.dealer = small_ledger()
        self.keys = [VerifierKey.parse(self.ledger.vkey())]

    def test_every_submission(self) -> None:
        for seq, count in ((0, 1), (1, 2), (2, 2), (3, 3), (6, 1)):
            done = verify_receipt(self.ledger.receipt(seq), Trust(self.keys), self.ledger.ledger_id)
            self.assertEqual((done.first_seq, len(done.group.entries)), (self.ledger.first_of[seq], count))
            self.assertEqual(done.signature_examined, seq == 0)
            self.assertTrue(done.ledger_id_proven)

    def test_what_proves_the_ledger_id(self) -> None:
        receipt = self.ledger.receipt(3)
        self.assertFalse(verify_receipt(receipt, Trust(self.keys)).ledger_id_proven)
        done = verify_receipt(receipt, Trust(self.keys), signer_key=self.dealer.public)
        self.assertTrue(done.ledger_id_proven and done.signature_examined)
        self.assertTrue(verify_receipt(self.ledger.receipt(0), Trust(self.keys)).ledger_id_proven)
        other = schema.Receipt.FromString(receipt)
        other.ledger_id = bytes(32)
        data = other.SerializeToString()
        self.assertFalse(verify_receipt(data, Trust(self.keys)).ledger_id_proven)
        with self.assertRaises(Refuted):
            verify_receipt(data, Trust(self.keys), self.ledger.ledger_id)
        with self.assertRaises(Refuted):
            verify_receipt(data, Trust(self.keys), signer_key=self.dealer.public)
        with self.assertRaises(Refuted):
            verify_receipt(receipt, Trust(self.keys), signer_key=self.ledger.operator.public)

    def test_genesis_names_the_origin(self) -> None:
        other = "other.example/x"
        key = VerifierKey.parse(ref.vkey(other, self.ledger.checkpoint_key.public))
        verify_receipt(self.ledger.receipt(3, self.ledger.checkpoint(origin=other)), Trust([key]))
        with self.assertRaisesRegex(Refuted, "another origin"):
            verify_receipt(self.ledger.receipt(0, self.ledger.checkpoint(origin=other)), Trust([key]))

    def test_half_a_submission(self) -> None:
        proof = ref.range_proof(4, 6, self.ledger.leaves)
        receipt = schema.Receipt(ledger_id=self.ledger.ledger_id, first_seq=4, entries=self.ledger.entries[4:6],
                                 range_proof=proof, checkpoint=self.ledger.checkpoint())
        with self.assertRaisesRegex(Refuted, "begins with another index"):
            verify_receipt(receipt.SerializeToString(), Trust(self.keys))

    def test_keys(self) -> None:
        stranger = VerifierKey.parse(self.ledger.vkey(Signer("stranger")))
        with self.assertRaises(Unusable):
            verify_receipt(self.ledger.receipt(3), Trust([stranger]))
        verify_receipt(self.ledger.receipt(3), Trust([stranger, *self.keys]))
        both = self.ledger.checkpoint([self.ledger.checkpoint_key, Signer("next")])
        for key in (self.ledger.checkpoint_key, Signer("next")):
            verify_receipt(self.ledger.receipt(3, both), Trust([VerifierKey.parse(self.ledger.vkey(key))]))


class ChangedTest(unittest.TestCase):
    def setUp(self) -> None:
        self.ledger, _ = small_ledger()
        self.keys = [VerifierKey.parse(self.ledger.vkey())]

    def test_every_byte(self) -> None:
        for seq in (0, 1, 3):
            data = self.ledger.receipt(seq)
            for position in range(len(data)):
                changed = bytearray(data)
                changed[position] ^= 1 << (position * 5 + seq) % 8
                with self.assertRaises(Finding, msg=str(position)):
                    verify_receipt(bytes(changed), Trust(self.keys), self.ledger.ledger_id)

    def test_every_length(self) -> None:
        data = self.ledger.receipt(1)
        for length in range(len(data)):
            with self.assertRaises(Finding):
                verify_receipt(data[:length], Trust(self.keys), self.ledger.ledger_id)
        for tail in (b"\0", b"\x08\x01", data):
            with self.assertRaises(Unusable):
                verify_receipt(data + tail, Trust(self.keys), self.ledger.ledger_id)

    def test_other_spellings(self) -> None:
        receipt = schema.Receipt.FromString(self.ledger.receipt(3))
        receipt.first_seq = 0
        without = receipt.SerializeToString()
        with self.assertRaises(Refuted):
            verify_receipt(without, Trust(self.keys))
        with self.assertRaises(Unusable):
            verify_receipt(self.ledger.receipt(3) + b"\x10\x03", Trust(self.keys))

    def test_lists(self) -> None:
        def changed(change: Callable[[Any], None]) -> bytes:
            receipt = schema.Receipt.FromString(self.ledger.receipt(3))
            change(receipt)
            return receipt.SerializeToString()

        for change in (
            lambda receipt: receipt.entries.pop(),
            lambda receipt: receipt.entries.append(self.ledger.entries[6]),
            lambda receipt: receipt.entries.reverse(),
            lambda receipt: receipt.ClearField("entries"),
            lambda receipt: receipt.range_proof.pop(),
            lambda receipt: receipt.range_proof.append(bytes(32)),
            lambda receipt: receipt.range_proof.reverse(),
            lambda receipt: receipt.ClearField("checkpoint"),
            lambda receipt: receipt.ClearField("ledger_id"),
            lambda receipt: setattr(receipt, "checkpoint", self.ledger.checkpoint(size=5)),
            lambda receipt: setattr(receipt, "checkpoint", self.ledger.checkpoint(origin="other.example/x")),
            lambda receipt: receipt.entries.extend([b""] * 1000),
        ):
            with self.assertRaises(Finding):
                verify_receipt(changed(change), Trust(self.keys), self.ledger.ledger_id)

    def test_size(self) -> None:
        with self.assertRaises(Unusable):
            verify_receipt(bytes(3 << 20), Trust(self.keys))


class LyingServerTest(unittest.TestCase):
    """The tree and the checkpoint agree with what the receipt holds; the submission is not in order."""

    def refuted(self, message: str, **options: Any) -> None:
        ledger = Builder()
        dealer = Signer("dealer")
        ledger.submit(ledger.operator, "bank", [ledger.key_added("haendler", dealer)])
        drafts = [ledger.vehicle("haendler", "1M8GDM9AXKP042788"), ledger.vehicle("haendler", "5GZCZ43D13S812715")]
        ledger.submit(dealer, "haendler", drafts, **options)
        with self.assertRaisesRegex(Refuted, message):
            verify_receipt(ledger.receipt(2), Trust([VerifierKey.parse(ledger.vkey())]), ledger.ledger_id,
                           dealer.public)

    def test_header(self) -> None:
        for message, change in (
            ("events_root", lambda header: setattr(header, "events_root", bytes(range(32)))),
            ("2 of the submission's 3", lambda header: setattr(header, "count", 3)),
            ("more entries than", lambda header: setattr(header, "count", 1)),
            ("count is not 1 to 1000", lambda header: setattr(header, "count", 1001)),
            ("signature is false", lambda header: setattr(header, "signature", bytes(64))),
            ("signature is false", lambda header: setattr(header, "idempotency_key", bytes(range(16)))),
            ("key_id is not", lambda header: setattr(header, "key_id", bytes(range(32)))),
            ("signature has not 64", lambda header: setattr(header, "signature", b"x")),
            ("idempotency_key has not 16", lambda header: setattr(header, "idempotency_key", b"x")),
            ("another organisation", lambda header: setattr(header, "organisation_id", "anderer")),
            ("organisation_id is none", lambda header: setattr(header, "organisation_id", "-x")),
            ("expired", lambda header: setattr(header, "expires_at_us", 1)),
            ("7 days", lambda header: setattr(header, "expires_at_us", 2**62)),
        ):
            with self.subTest(message=message):
                self.refuted(message, tweak_header=change)

    def test_entries(self) -> None:
        def second(change: Callable[[Any], None]) -> Callable[[Any], None]:
            return lambda entry: change(entry) if entry.index == 1 else None

        for message, change in (
            ("recorded_at_us", second(lambda entry: setattr(entry, "recorded_at_us", entry.recorded_at_us + 1))),
            ("prev_hash is not", second(lambda entry: setattr(entry, "prev_hash", bytes(32)))),
            ("index 5", second(lambda entry: setattr(entry, "index", 5))),
            ("number 9", second(lambda entry: setattr(entry, "seq", 9))),
            ("sum to zero", second(lambda entry: setattr(entry.postings[1].amounts[0], "grams", 1))),
            ("holds its header", second(lambda entry: entry.submission.SetInParent())),
            ("prev_hash has not", second(lambda entry: entry.ClearField("prev_hash"))),
        ):
            with self.subTest(message=message):
                self.refuted(message, tweak=change)


if __name__ == "__main__":
    unittest.main()
