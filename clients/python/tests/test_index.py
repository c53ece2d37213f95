"""The index, its commitments in a dump, and proofs by it, against the definition of FORMAT section 9."""
from __future__ import annotations

import io
import random
import unittest

from ingot_verify import dump, index, index_proof, schema
from ingot_verify.errors import Refuted, Unusable
from ingot_verify.note import VerifierKey
from ingot_verify.trust import Trust
from tests import reference as ref
from tests.builder import SUBJECT_LEDGER, SUBJECT_VEHICLE, VIN, Builder, Draft, Signer

LETTERS = dict(zip(range(1, 18), "losibmyevcthxfqrg"))
OTHER_VIN = "WDB11111111111112"
NO_VIN = "WDB11111111111120"


def key_hash(key: bytes) -> bytes:
    return ref.sha256(b"ingot/v1/index\0" + key)


def bits(hashed: bytes) -> str:
    return "".join(f"{byte:08b}" for byte in hashed)


def node(leaves: dict[str, bytes], prefix: str = "") -> bytes:
    """N of section 9; `leaves` by the bits of their key hashes."""
    below = [key for key in leaves if key.startswith(prefix)]
    if not below:
        return bytes(32)
    if len(below) == 1:
        return leaves[below[0]]
    return ref.sha256(b"\x03" + node(leaves, prefix + "0") + node(leaves, prefix + "1"))


def values(builder: Builder, size: int) -> dict[bytes, bytes]:
    """Key to value, from the first `size` entries."""
    found: dict[bytes, bytes] = {}
    sums: dict[bytes, dict[tuple[int, int], int]] = {}
    for seq in range(size):
        entry = schema.Entry.FromString(builder.entries[seq])
        for link in entry.subjects:
            found[LETTERS[link.kind].encode() + link.id.encode()] = (
                (link.count_before + 1).to_bytes(8, "big") + seq.to_bytes(8, "big") + builder.leaves[seq])
        for posting in entry.postings:
            key = b"a" + bytes([posting.account.account_class]) + posting.account.party.encode() + b"\0" \
                + posting.account.detail.encode()
            for amount in posting.amounts:
                cells = sums.setdefault(key, {})
                cells[amount.family, amount.origin] = cells.get((amount.family, amount.origin), 0) + amount.grams
            found[key] = b"".join(bytes(cell) + grams.to_bytes(8, "big", signed=True)
                                  for cell, grams in sorted(sums[key].items()) if grams)
    return found


def leaves_of(found: dict[bytes, bytes]) -> dict[str, bytes]:
    return {bits(key_hash(key)): ref.sha256(b"\x02" + key_hash(key) + ref.sha256(value))
            for key, value in found.items()}


def commitment(builder: Builder, size: int, root: bytes | None = None) -> Draft:
    event = builder.event("bank")
    event.commitment_published.covers_size = size
    event.commitment_published.root = node(leaves_of(values(builder, size))) if root is None else root
    event.commitment_published.structure_version = 1
    return Draft(event, [(SUBJECT_LEDGER, "")])


class Ledger:
    """Two vehicles, one with two entries, then a commitment and an entry more."""

    def __init__(self) -> None:
        self.builder = builder = Builder()
        self.maker = Signer("maker")
        builder.submit(builder.operator, "bank", [builder.enrolled("maker")])
        builder.submit(builder.operator, "bank", [builder.key_added("maker", self.maker)])
        builder.submit(self.maker, "maker", [builder.vehicle("maker", VIN), builder.vehicle("maker", OTHER_VIN)])
        builder.submit(self.maker, "maker", [builder.contract("maker", VIN, "maker/c1")])
        self.size = len(builder.entries)
        builder.submit(builder.service, "bank", [commitment(builder, self.size)])
        builder.submit(self.maker, "maker", [builder.contract("maker", VIN, "maker/c2")])

    def proof(self, key: bytes) -> tuple[schema.IndexProof, bytes | None]:
        found = values(self.builder, self.size)
        leaves = leaves_of(found)
        path, prefix = bits(key_hash(key)), ""
        proof = schema.IndexProof(ledger_id=self.builder.ledger_id)
        while sum(leaf.startswith(prefix) for leaf in leaves) > 1:
            turn = path[len(prefix)]
            sibling = node(leaves, prefix + ("1" if turn == "0" else "0"))
            proof.siblings.append(b"" if sibling == bytes(32) else sibling)
            prefix += turn
        there = next((other for other in found if bits(key_hash(other)).startswith(prefix)), None)
        if there is not None and there != key:
            proof.other.key_hash, proof.other.value_hash = key_hash(there), ref.sha256(found[there])
        proof.commitment.entry = self.builder.entries[self.size]
        proof.commitment.inclusion_proof.extend(ref.audit_path(self.size, self.builder.leaves))
        proof.commitment.checkpoint = self.builder.checkpoint()
        return proof, found.get(key)

    def history(self, vin: str) -> schema.IndexProof:
        proof, value = self.proof(b"v" + vin.encode())
        proof.subject.kind, proof.subject.id = SUBJECT_VEHICLE, vin
        if value is not None:
            proof.subject.head.count = int.from_bytes(value[:8], "big")
            proof.subject.head.last_seq = int.from_bytes(value[8:16], "big")
            proof.subject.head.last_hash = value[16:]
            proof.entries.extend(data for data in self.builder.entries[:self.size]
                                 if any(link.id == vin for link in schema.Entry.FromString(data).subjects))
        return proof

    def verify(self, proof: schema.IndexProof | bytes) -> index_proof.VerifiedIndexProof:
        data = proof if isinstance(proof, bytes) else proof.SerializeToString(deterministic=True)
        trust = Trust([VerifierKey.parse(self.builder.vkey())])
        return index_proof.verify_index_proof(data, trust, self.builder.ledger_id)


class TrieTest(unittest.TestCase):
    def test_known_root(self) -> None:
        """The vector that the C++ tests hold too; made with hashlib alone."""
        trie = index.Trie()
        self.assertEqual(trie.root(), bytes(32))
        trie.set(index.key_hash(b"vW09ABCDE0T0000001"), index.subject_value(3, 1000, ref.sha256(b"leaf")))
        trie.set(index.key_hash(b"a" + bytes([41]) + b"rec\0ISRI:TWITCH"),
                 index.balance_value(iter([(4, 1, 156_000), (4, 2, -5)])))
        trie.set(index.key_hash(b"l"), index.subject_value(1, 0, ref.sha256(b"zero")))
        self.assertEqual(trie.root().hex(), "d9347d69e3887df970b75a2050ee6cb9b896feeea25c7a4248dc33ead74106ad")

    def test_any_order_and_depth(self) -> None:
        source = random.Random(8)
        for _ in range(30):
            keys = [bytes(32)[:31] + bytes([source.randrange(8)]) if source.random() < 0.5 else source.randbytes(32)
                    for _ in range(20)]
            trie, leaves = index.Trie(), {}
            for key in keys:
                value = source.randbytes(3)
                trie.set(key, value)
                leaves[bits(key)] = ref.sha256(b"\x02" + key + ref.sha256(value))
                self.assertEqual(trie.root(), node(leaves))


class CommitmentsTest(unittest.TestCase):
    def dump(self, builder: Builder) -> dump.Ledger:
        return dump.verify_dump(io.BytesIO(builder.dump()), [VerifierKey.parse(builder.vkey())])[0]

    def test_recomputed(self) -> None:
        ledger = Ledger()
        builder = ledger.builder
        builder.submit(builder.service, "bank", [commitment(builder, len(builder.entries) - 1)])
        builder.submit(builder.service, "bank", [commitment(builder, len(builder.entries))])
        self.assertEqual(self.dump(builder).commitments.examined, 3)

    def refuted_at(self, builder: Builder, seq: int) -> None:
        with self.assertRaises(Refuted) as caught:
            self.dump(builder)
        self.assertEqual(caught.exception.seq, seq)

    def test_wrong_ones(self) -> None:
        for size_off, root in ((0, ref.sha256(b"lie")), (1, None), (-5, None)):
            builder = Ledger().builder
            seq = len(builder.entries)
            draft = commitment(builder, min(seq + size_off, seq), root)
            draft.event.commitment_published.covers_size = seq + size_off
            builder.submit(builder.service, "bank", [draft])
            self.refuted_at(builder, seq)

    def test_the_service_signs_them_and_nothing_else(self) -> None:
        builder = Ledger().builder
        builder.submit(builder.operator, "bank", [commitment(builder, len(builder.entries))])
        self.refuted_at(builder, len(builder.entries) - 1)
        builder = Ledger().builder
        builder.submit(builder.service, "bank", [builder.enrolled("dealer")])
        self.refuted_at(builder, len(builder.entries) - 1)


class IndexProofTest(unittest.TestCase):
    def setUp(self) -> None:
        self.ledger = Ledger()

    def test_history(self) -> None:
        done = self.ledger.verify(self.ledger.history(VIN))
        self.assertTrue(done.present)
        self.assertEqual(done.covers_size, self.ledger.size)
        self.assertEqual(len(done.proof.entries), 2)

    def test_absence(self) -> None:
        proof = self.ledger.history(NO_VIN)
        self.assertFalse(self.ledger.verify(proof).present)
        proof.subject.id = VIN
        with self.assertRaises((Refuted, Unusable)):
            self.ledger.verify(proof)

    def test_balance(self) -> None:
        proof, value = self.ledger.proof(b"a\x0amaker/x\0")
        proof.account.account.account_class, proof.account.account.party = 10, "maker/x"
        proof.account.balance.amounts.add(family=2, grams=312_000)
        self.assertEqual(value, bytes([2, 0]) + (312_000).to_bytes(8, "big"))
        self.assertTrue(self.ledger.verify(proof).present)
        proof.account.balance.amounts[0].grams += 1
        with self.assertRaises(Refuted) as caught:
            self.ledger.verify(proof)
        self.assertEqual(caught.exception.reason, "NOT_COMMITTED")

    def test_incomplete(self) -> None:
        for drop in (0, 1):
            proof = self.ledger.history(VIN)
            del proof.entries[drop]
            with self.assertRaises(Refuted) as caught:
                self.ledger.verify(proof)
            self.assertEqual(caught.exception.reason, "NOT_WHOLE")

    def test_any_flipped_bit(self) -> None:
        source = random.Random(3)
        data = self.ledger.history(VIN).SerializeToString(deterministic=True)
        for position in range(len(data)):
            flipped = bytearray(data)
            flipped[position] ^= 1 << source.randrange(8)
            with self.assertRaises((Refuted, Unusable), msg=f"byte {position}"):
                self.ledger.verify(bytes(flipped))


if __name__ == "__main__":
    unittest.main()
