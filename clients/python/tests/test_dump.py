"""Whole ledgers: honest ones, every byte changed, other framings, rotations of the checkpoint key."""
from __future__ import annotations

import io
import unittest

from ingot_verify import schema
from ingot_verify.checkpoint import OpenedCheckpoint
from ingot_verify.dump import verify_dump
from ingot_verify.errors import Finding, Refuted, Unusable
from ingot_verify.ledger import Ledger
from ingot_verify.note import VerifierKey
from tests import reference as ref
from tests.builder import ORIGIN, VIN, Builder, Draft, Signer, small_ledger

CHECKPOINT = 4


def verify(data: bytes, *keys: str, ledger_id: bytes | None = None) -> tuple[Ledger, OpenedCheckpoint]:
    return verify_dump(io.BytesIO(data), [VerifierKey.parse(key) for key in keys], ledger_id)


class HonestTest(unittest.TestCase):
    def test_small(self) -> None:
        ledger, _ = small_ledger()
        for per_message in (1, 3, 100):
            done, opened = verify(ledger.dump(per_message=per_message), ledger.vkey(), ledger_id=ledger.ledger_id)
            self.assertEqual((done.tree.size, done.submissions, done.origin), (7, 4, ORIGIN))
            self.assertEqual((done.ledger_id, opened.checkpoint.root), (ledger.ledger_id, ref.tree_root(ledger.leaves)))
            self.assertEqual((done.terms_examined, done.terms_missing, len(done.keys)), (1, 0, 4))
            self.assertEqual(done.subjects[(9, VIN)][:2], (2, 5))

    def test_progress(self) -> None:
        ledger, _ = small_ledger()
        told: list[tuple[int, int]] = []
        key = VerifierKey.parse(ledger.vkey())
        verify_dump(io.BytesIO(ledger.dump()), [key], progress=lambda done, size: told.append((done, size)))
        self.assertEqual(told, [(3, 7), (6, 7), (7, 7)])

    def test_without_terms(self) -> None:
        ledger, _ = small_ledger()
        done, _ = verify(ledger.dump(with_terms=False), ledger.vkey())
        self.assertEqual((done.terms_examined, done.terms_missing), (0, 1))

    def test_terms_of_a_vehicle_from_the_road(self) -> None:
        ledger, dealer = small_ledger()
        draft = ledger.opened("haendler", "1M8GDM9AXKP042788", "haendler/2")
        ledger.submit(dealer, "haendler", [draft])
        done, _ = verify(ledger.dump(), ledger.vkey())
        self.assertEqual((done.terms_examined, done.terms_missing), (2, 0))

    def test_genesis_alone(self) -> None:
        ledger = Builder()
        self.assertEqual(verify(ledger.dump(), ledger.vkey())[0].tree.size, 1)

    def test_a_full_submission(self) -> None:
        ledger = Builder()
        ledger.submit(ledger.operator, "bank", [ledger.enrolled(f"org-{number}") for number in range(1000)])
        self.assertEqual(verify(ledger.dump(per_message=1001), ledger.vkey())[0].tree.size, 1001)
        receipt_entries = schema.Receipt.FromString(ledger.receipt(5)).entries
        self.assertEqual(len(receipt_entries), 1000)

    def test_another_ledger_id(self) -> None:
        ledger, _ = small_ledger()
        with self.assertRaisesRegex(Refuted, "not of"):
            verify(ledger.dump(), ledger.vkey(), ledger_id=bytes(32))


class ChangedTest(unittest.TestCase):
    def test_every_byte(self) -> None:
        """One bit of each byte; the text must be a verdict, and never `verified`."""
        ledger, _ = small_ledger()
        data, key = ledger.dump(), ledger.vkey()
        for position in range(len(data)):
            changed = bytearray(data)
            changed[position] ^= 1 << position % 8
            with self.assertRaises(Finding, msg=str(position)):
                verify(bytes(changed), key)

    def test_cut_off(self) -> None:
        ledger, _ = small_ledger()
        data, key = ledger.dump(per_message=1), ledger.vkey()
        for length in range(0, len(data), 3):
            with self.assertRaises(Finding, msg=str(length)):
                verify(data[:length], key)

    def test_an_entry_changed_removed_doubled_or_moved(self) -> None:
        for change, seq in (
            (lambda entries: entries.pop(4), 4),
            (lambda entries: entries.insert(4, entries[4]), 5),
            (lambda entries: entries.insert(3, entries.pop(4)), 3),
            (lambda entries: entries.pop(), None),
            (lambda entries: entries.append(entries[0]), 7),
        ):
            ledger, _ = small_ledger()
            checkpoint = ledger.checkpoint()
            change(ledger.entries)
            ledger.terms = [None] * len(ledger.entries)
            with self.assertRaises(Refuted) as caught:
                verify(ledger.dump(checkpoint=checkpoint, with_terms=False), ledger.vkey())
            self.assertEqual(caught.exception.seq, seq)


class FramingTest(unittest.TestCase):
    def setUp(self) -> None:
        self.ledger, _ = small_ledger()

    def unusable(self, data: bytes, message: str) -> None:
        with self.assertRaisesRegex(Unusable, message):
            verify(data, self.ledger.vkey())

    def test_refused(self) -> None:
        good = self.ledger.dump()
        head = b"ingot/v1/dump\n"
        self.unusable(b"", "does not begin")
        self.unusable(head.replace(b"v1", b"v2") + good[len(head):], "does not begin")
        self.unusable(head, "empty")
        self.unusable(head + b"\x81\x00x", "minimal")
        self.unusable(head + b"\xff" * 11, "length")
        self.unusable(head + b"\xff" * 9 + b"\x7f", "64 bits")
        self.unusable(head + b"\x81\x80\x80\x01", "more than 2097152 bytes")
        self.unusable(head + b"\x05abc", "inside a message")
        self.unusable(head + b"\x80", "inside a message")
        self.unusable(head + b"\x02\x18\x01", "not canonical")
        self.unusable(head + b"\x00" + good[len(head):], "not a signed note")
        self.unusable(self.ledger.dump(checkpoint=""), "not a signed note")
        self.unusable(self.ledger.dump(checkpoint=self.ledger.checkpoint([])), "not a signed note")
        again = schema.StreamEntriesResponse(checkpoint=self.ledger.checkpoint()).SerializeToString()
        self.unusable(good + ref.varint(len(again)) + again, "after the first")
        many = schema.StreamEntriesResponse()
        for _ in range(1025):
            many.entries.add()
        raw = many.SerializeToString()
        self.unusable(head + ref.varint(len(raw)) + raw, "1024 entries")

    def test_an_empty_message_in_between_is_harmless(self) -> None:
        verify(self.ledger.dump() + b"\x00", self.ledger.vkey())


class CheckpointTest(unittest.TestCase):
    def setUp(self) -> None:
        self.ledger, _ = small_ledger()

    def refuted(self, checkpoint: str, message: str, key: str = "") -> None:
        with self.assertRaisesRegex(Refuted, message):
            verify(self.ledger.dump(checkpoint=checkpoint), key or self.ledger.vkey())

    def test_size(self) -> None:
        self.refuted(self.ledger.checkpoint(size=6), "more entries than")
        self.refuted(self.ledger.checkpoint(size=5), "more entries than")
        text = self.ledger.checkpoint().split("\n\n")[0] + "\n"
        text = text.replace("\n7\n", "\n8\n")
        signer = self.ledger.checkpoint_key
        self.refuted(text + "\n" + ref.signature_line(ORIGIN, signer.public, signer.sign(text.encode())), "7 entries")

    def test_nothing(self) -> None:
        self.ledger.entries.clear()
        self.ledger.leaves.clear()
        self.refuted(self.ledger.checkpoint(), "no entry 0")

    def test_root(self) -> None:
        self.ledger.leaves[3] = bytes(32)
        self.refuted(self.ledger.checkpoint(), "another root")

    def test_origin(self) -> None:
        other = "other.example/aluminium"
        self.refuted(self.ledger.checkpoint(origin=other), "origin", ref.vkey(other, self.ledger.checkpoint_key.public))

    def test_a_key_that_the_ledger_does_not_name(self) -> None:
        stranger = Signer("stranger")
        self.refuted(self.ledger.checkpoint([stranger]), "lacks the signature", self.ledger.vkey(stranger))
        both = self.ledger.checkpoint([stranger, self.ledger.checkpoint_key])
        self.refuted(both, "does not name", self.ledger.vkey(stranger))
        verify(self.ledger.dump(checkpoint=both), self.ledger.vkey())

    def test_operator_is_no_checkpoint_key(self) -> None:
        operator = self.ledger.operator
        self.refuted(self.ledger.checkpoint([operator]), "lacks the signature", self.ledger.vkey(operator))

    def test_not_signed_by_the_given_key(self) -> None:
        with self.assertRaises(Unusable):
            verify(self.ledger.dump(), self.ledger.vkey(Signer("stranger")))

    def test_false_signature(self) -> None:
        text = self.ledger.checkpoint().split("\n\n")[0] + "\n"
        line = ref.signature_line(ORIGIN, self.ledger.checkpoint_key.public, self.ledger.checkpoint_key.sign(b"x"))
        self.refuted(text + "\n" + line, "is false")


class RotationTest(unittest.TestCase):
    """The checkpoint key changes with entry 7; the ledger then has 8 entries, or more."""

    def setUp(self) -> None:
        self.ledger, self.dealer = small_ledger()
        self.old, self.new = self.ledger.checkpoint_key, Signer("next")
        self.ledger.submit(self.ledger.operator, "bank", [self.ledger.key_added("bank", self.new, CHECKPOINT)])

    def go_on(self) -> None:
        self.ledger.submit(self.dealer, "haendler", [self.ledger.vehicle("haendler", "WVWZZZ1JZXW000002")])

    def dump(self, *signers: Signer) -> bytes:
        return self.ledger.dump(checkpoint=self.ledger.checkpoint(list(signers)))

    def test_the_rotating_batch_needs_both(self) -> None:
        for key in (self.old, self.new):
            verify(self.dump(self.old, self.new), self.ledger.vkey(key))
            with self.assertRaisesRegex(Refuted, "lacks the signature"):
                verify(self.dump(key), self.ledger.vkey(key))

    def test_later_the_new_one(self) -> None:
        self.go_on()
        verify(self.dump(self.new), self.ledger.vkey(self.new))
        verify(self.dump(self.new), self.ledger.vkey(self.old), self.ledger.vkey(self.new))
        with self.assertRaisesRegex(Refuted, "lacks the signature"):
            verify(self.dump(self.old), self.ledger.vkey(self.old))
        with self.assertRaisesRegex(Refuted, "does not name"):
            verify(self.dump(self.old, self.new), self.ledger.vkey(self.old))

    def test_revoking_the_retired_key_is_no_rotation(self) -> None:
        self.ledger.submit(self.ledger.operator, "bank", [self.ledger.key_revoked("bank", self.old)])
        verify(self.dump(self.new), self.ledger.vkey(self.new))

    def test_revoking_the_last_checkpoint_key(self) -> None:
        self.ledger.submit(self.ledger.operator, "bank", [self.ledger.key_revoked("bank", self.old)])
        self.ledger.submit(self.ledger.operator, "bank", [self.ledger.key_revoked("bank", self.new)])
        with self.assertRaisesRegex(Refuted, "no checkpoint key"):
            verify(self.dump(self.new), self.ledger.vkey(self.new))

    def test_the_new_key_signs_no_submission(self) -> None:
        draft: Draft = self.ledger.enrolled("anderer")
        self.ledger.submit(self.new, "bank", [draft])
        with self.assertRaisesRegex(Refuted, "checkpoint key signed"):
            verify(self.dump(self.new), self.ledger.vkey(self.new))


if __name__ == "__main__":
    unittest.main()
