"""Proofs that a key signed two histories, built from FORMAT."""
from __future__ import annotations

import base64
import unittest

from ingot_verify.equivocation import verify_equivocation
from ingot_verify.errors import Finding, Refuted, Unusable
from ingot_verify.note import VerifierKey
from tests import reference as ref
from tests.builder import Signer

ORIGIN = "test.example/log"
KEY = Signer("checkpoint")


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def leaves(size: int, flavour: str, fork: int) -> list[bytes]:
    return [ref.leaf(f"{i}{'' if i < fork else flavour}".encode()) for i in range(size)]


def signed(tree: list[bytes], key: Signer = KEY, origin: str = ORIGIN) -> str:
    text = f"{origin}\n{len(tree)}\n{b64(ref.tree_root(tree))}\n"
    return text + "\n" + ref.signature_line(origin, key.public, key.sign(text.encode()))


def proof(first_size: int, second_size: int, fork: int, **changes: str) -> bytes:
    """The file of two trees that part at leaf `fork`."""
    ours, theirs = leaves(first_size, "a", fork), leaves(second_size, "b", fork)
    parts = {"magic": "ingot/v1/equivocation\n", "prefix": "", "first": signed(ours), "second": signed(theirs)}
    if first_size < second_size:
        parts["prefix"] = f"root {b64(ref.tree_root(theirs[:first_size]))}\n" + "".join(
            f"proof {b64(step)}\n" for step in ref.consistency(first_size, theirs))
    parts |= changes
    one, two = parts["first"].encode(), parts["second"].encode()
    start = (parts["magic"] + parts["prefix"]).encode()
    return start + b"first %d\n" % len(one) + one + b"second %d\n" % len(two) + two


class EquivocationTest(unittest.TestCase):
    def setUp(self) -> None:
        self.keys = [VerifierKey.parse(ref.vkey(ORIGIN, KEY.public))]

    def test_forks_are_proven(self) -> None:
        for first in (1, 2, 3, 7, 8, 9, 13):
            for second in (first, 14, 16, 33):
                with self.subTest(first=first, second=second):
                    one, two = verify_equivocation(proof(first, second, first - 1), self.keys)
                    self.assertEqual((one.checkpoint.size, two.checkpoint.size), (first, second))

    def test_consistent_trees_prove_nothing(self) -> None:
        for first, second in ((9, 20), (8, 20), (9, 9)):
            with self.assertRaises(Refuted):
                verify_equivocation(proof(first, second, first), self.keys)

    def test_unusable(self) -> None:
        stranger = Signer("stranger")
        for data in (b"", proof(9, 9, 4, magic="ingot/v2/equivocation\n"), proof(9, 9, 4) + b"\n", proof(9, 9, 4)[:-1],
                     proof(9, 20, 4, prefix=""), proof(9, 9, 4, prefix=f"root {b64(bytes(32))}\n"),
                     proof(9, 9, 4, prefix=f"proof {b64(bytes(32))}\n"),
                     proof(9, 9, 4, second=signed(leaves(9, "b", 4), stranger)),
                     proof(20, 9, 4, prefix=f"root {b64(bytes(32))}\n")):
            with self.subTest(data=data[:80]), self.assertRaises(Unusable):
                verify_equivocation(data, self.keys)

    def test_a_false_signature_refutes(self) -> None:
        other = signed(leaves(9, "c", 4))
        second = signed(leaves(9, "b", 4)).split("\n\n")[0] + "\n\n" + other.split("\n\n")[1]
        with self.assertRaises(Refuted):
            verify_equivocation(proof(9, 9, 4, second=second), self.keys)

    def test_no_changed_byte_proves_anything(self) -> None:
        data = proof(9, 20, 9)
        for position in range(len(data)):
            changed = bytearray(data)
            changed[position] ^= 1 << position % 8
            with self.assertRaises(Finding):
                verify_equivocation(bytes(changed), self.keys)
