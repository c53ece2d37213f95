"""Signed notes, checkpoints, cosignatures, proofs."""
from __future__ import annotations

import base64
import unittest

from ingot_verify import note
from ingot_verify.checkpoint import open_checkpoint, parse_checkpoint
from ingot_verify.errors import Finding, Refuted, Unusable
from ingot_verify.tlog_proof import parse_proof, verify_proof
from ingot_verify.trust import Trust
from tests import reference as ref
from tests.builder import ORIGIN, Signer, small_ledger

# golang.org/x/mod/sumdb/note, the package's example.
PETER_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETER_LINE = ("\u2014 PeterNeumann "
              "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n")
ENOCH_LINE = ("\u2014 EnochRoot "
              "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQC\n")


class PublishedNoteTest(unittest.TestCase):
    def test_example(self) -> None:
        key = note.VerifierKey.parse(PETER_KEY)
        self.assertEqual(str(key), PETER_KEY)
        for lines in (PETER_LINE, PETER_LINE + ENOCH_LINE, ENOCH_LINE + PETER_LINE):
            signed = note.parse_note((PETER_TEXT + "\n" + lines).encode())
            self.assertEqual((signed.text, signed.signed_by([key])), (PETER_TEXT, [key]))

    def test_changes(self) -> None:
        key = note.VerifierKey.parse(PETER_KEY)
        data = (PETER_TEXT + "\n" + PETER_LINE).encode()
        for position in range(len(data)):
            for mask in (0x01, 0x20, 0x80):
                changed = bytearray(data)
                changed[position] ^= mask
                try:
                    self.assertEqual(note.parse_note(bytes(changed)).signed_by([key]), [], position)
                except Finding:
                    pass


class VerifierKeyTest(unittest.TestCase):
    def test_refused(self) -> None:
        name, stated, encoded = PETER_KEY.split("+", 2)
        identity = bytes([1]) + (1).to_bytes(32, "little")
        for text in ("", "PeterNeumann", f"{name}+{stated}", f"{name}+{stated.upper()}+{encoded}",
                     f"{name}+c74f20a4+{encoded}", f"{name}+{stated}+{encoded[:-1]}",
                     f"Peter Neumann+{stated}+{encoded}",
                     f"+{stated}+{encoded}", f"{name}+{stated}+{encoded}=", f"{name}+{stated}+{encoded}\n",
                     ref.vkey("x", bytes(range(32)), algorithm=2), ref.vkey("x", identity[1:])):
            with self.subTest(text=text), self.assertRaises(Unusable):
                note.VerifierKey.parse(text)


class NoteFormTest(unittest.TestCase):
    def test_refused(self) -> None:
        good = PETER_TEXT + "\n" + PETER_LINE
        spare = base64.b64encode(b"abcd").decode()
        bent = PETER_LINE.replace("M=\n", "N=\n")  # other unused bits of the last character
        for text in ("", "\n", good[:-1], PETER_TEXT + PETER_LINE, PETER_TEXT + "\n", good.replace("\u2014", "-"),
                     good + "\n", good + "x\n", PETER_TEXT + "\n\u2014 A+B AAAAAAAA\n",
                     good.replace("is the", "is\tthe"), PETER_TEXT + f"\n\u2014 x {spare}\n", PETER_TEXT + "\n" + bent,
                     PETER_TEXT + "\n" + PETER_LINE * 101, "x" * note.MAX_NOTE_BYTES + "\n" + good,
                     good.replace("Peter", "Peter\u00a0"), good.replace("\n", "\r\n")):
            with self.subTest(text=text[:300]), self.assertRaises(Unusable):
                note.parse_note(text.encode())
        with self.assertRaises(Unusable):
            note.parse_note(good.encode() + b"\xff\n")

    def test_a_bad_line_beside_a_good_one(self) -> None:
        key = note.VerifierKey.parse(PETER_KEY)
        payload = base64.b64decode(PETER_LINE.split(" ")[2])
        for bad in (payload[:4] + bytes(64), payload[:-1], payload + b"\0"):
            line = f"\u2014 PeterNeumann {base64.b64encode(bad).decode()}\n"
            for lines in (PETER_LINE + line, line + PETER_LINE):
                with self.assertRaises(Refuted):
                    note.parse_note((PETER_TEXT + "\n" + lines).encode()).signed_by([key])


class CheckpointTest(unittest.TestCase):
    def setUp(self) -> None:
        self.signer, self.witness = Signer("log"), Signer("witness")
        self.key = note.VerifierKey.parse(ref.vkey(ORIGIN, self.signer.public))
        self.witness_key = note.VerifierKey.parse(ref.vkey("witness.example", self.witness.public, algorithm=4))

    def test_text(self) -> None:
        root = base64.b64encode(bytes(range(32))).decode()
        read = parse_checkpoint(f"{ORIGIN}\n9223372036854775807\n{root}\n")
        self.assertEqual((read.origin, read.size, read.root), (ORIGIN, 2**63 - 1, bytes(range(32))))
        for text in (f"{ORIGIN}\n01\n{root}\n", f"{ORIGIN}\n-1\n{root}\n", f"{ORIGIN}\n9223372036854775808\n{root}\n",
                     f"{ORIGIN}\n\u0661\n{root}\n", f"\n1\n{root}\n", f"{ORIGIN}\n1\n{root}\nmore\n", f"{ORIGIN}\n1\n",
                     f"{ORIGIN}\n1\n{base64.b64encode(bytes(31)).decode()}\n", f"{ORIGIN}\n1\n{root[:-1]}\n", ORIGIN,
                     f"{ORIGIN}\n1 \n{root}\n", f"a b\n1\n{root}\n"):
            with self.subTest(text=text), self.assertRaises(Unusable):
                parse_checkpoint(text)

    def sign(self, text: str, time: int, flip: int = 0, name: str = ORIGIN) -> bytes:
        payload = time.to_bytes(8, "big") + self.witness.sign(f"cosignature/v1\ntime {time}\n{text}".encode())
        payload = bytes([payload[0] ^ flip]) + payload[1:]
        return (text + "\n" + ref.signature_line(name, self.signer.public, self.signer.sign(text.encode()))
                + ref.signature_line("witness.example", self.witness.public, payload, algorithm=4)).encode()

    def test_cosignature(self) -> None:
        text = f"{ORIGIN}\n5\n{base64.b64encode(bytes(32)).decode()}\n"
        opened = open_checkpoint(self.sign(text, 1_700_000_000), [self.witness_key, self.key])
        self.assertEqual((opened.signed_by, opened.cosigned_by), ([self.key], [self.witness_key]))
        with self.assertRaises(Refuted):
            open_checkpoint(self.sign(text, 1_700_000_000, flip=1), [self.key, self.witness_key])
        with self.assertRaises(Refuted):
            open_checkpoint(self.sign(text, 2**63), [self.key, self.witness_key])
        self.assertEqual(open_checkpoint(self.sign(text, 5, flip=1), [self.key]).cosigned_by, [])
        with self.assertRaises(Unusable):  # a witness alone does not speak for the ledger
            open_checkpoint(self.sign(text, 5), [self.witness_key])

    def test_another_name_than_the_origin(self) -> None:
        text = f"{ORIGIN}\n5\n{base64.b64encode(bytes(32)).decode()}\n"
        other = note.VerifierKey.parse(ref.vkey("other.example", self.signer.public))
        with self.assertRaises(Unusable):
            open_checkpoint(self.sign(text, 5, name="other.example"), [other])


class ProofTest(unittest.TestCase):
    def setUp(self) -> None:
        self.ledger, _ = small_ledger()
        self.keys = [note.VerifierKey.parse(self.ledger.vkey())]

    def proof(self, index: int, extra: str = "", stated: int | None = None) -> bytes:
        path = "".join(base64.b64encode(step).decode() + "\n" for step in ref.audit_path(index, self.ledger.leaves))
        return (f"c2sp.org/tlog-proof@v1\n{extra}index {index if stated is None else stated}\n{path}\n"
                + self.ledger.checkpoint()).encode()

    def test_every_entry(self) -> None:
        for index, leaf in enumerate(self.ledger.leaves):
            proof, opened = verify_proof(self.proof(index), Trust(self.keys), leaf)
            self.assertEqual((proof.index, opened.checkpoint.size), (index, 7))
            verify_proof(self.proof(index, extra="extra AAEC\n"), Trust(self.keys), leaf)
            verify_proof(self.proof(index), Trust(self.keys), None)
            for other in range(7):
                if other != index:
                    with self.assertRaises(Refuted):
                        verify_proof(self.proof(index), Trust(self.keys), self.ledger.leaves[other])
                    with self.assertRaises(Refuted):
                        verify_proof(self.proof(index, stated=other), Trust(self.keys), leaf)
            with self.assertRaises(Refuted):
                verify_proof(self.proof(index, stated=7), Trust(self.keys), None)

    def test_extra(self) -> None:
        self.assertEqual(parse_proof(self.proof(1, extra="extra AAEC\n")).extra, b"\0\1\2")
        for extra in ("extra AAE\n", "extra\n", "extra AAEC\nextra AAEC\n", "Extra AAEC\n"):
            with self.assertRaises(Unusable):
                parse_proof(self.proof(1, extra=extra))

    def test_bounds(self) -> None:
        hashes = "A" * 43 + "=\n"
        for data in (self.proof(1) + bytes(1 << 18), self.proof(1, extra=hashes), self.proof(1)[:-1],
                     self.proof(1).replace(b"index 1\n", b"index 1\n" + hashes.encode() * 63)):
            with self.assertRaises(Unusable):
                verify_proof(data, Trust(self.keys), self.ledger.leaves[1])

    def test_changes(self) -> None:
        data = self.proof(4)
        for position in range(len(data)):
            changed = bytearray(data)
            changed[position] ^= 1 << position % 8
            with self.assertRaises(Finding, msg=str(position)):
                verify_proof(bytes(changed), Trust(self.keys), self.ledger.leaves[4])
        for length in range(len(data)):
            with self.assertRaises(Finding):
                verify_proof(data[:length], Trust(self.keys), self.ledger.leaves[4])


if __name__ == "__main__":
    unittest.main()
