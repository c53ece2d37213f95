"""The command: exit codes, text, JSON; never a traceback."""
from __future__ import annotations

import base64
import json
import os
import pathlib
import random
import subprocess
import tempfile
import unittest

from tests import reference as ref
from tests.builder import ORIGIN, Signer, small_ledger
from tests.test_evidence import certified_ledger, evidence

COMMAND = pathlib.Path(__file__).resolve().parents[1] / "ingot-verify"
FIELDS = ["examined", "exit_code", "facts", "file", "kind", "message", "not_examined", "reason", "seq", "verdict"]


class CommandTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.ledger, self.dealer = small_ledger()
        self.vkey = self.ledger.vkey()

    def file(self, data: bytes | str, name: str = "file") -> str:
        path = self.folder / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return str(path)

    def run_text(self, *arguments: str) -> tuple[int, str]:
        done = subprocess.run([str(COMMAND), *arguments], capture_output=True, text=True, check=False, timeout=60)
        self.assertNotIn("Traceback", done.stdout + done.stderr)
        return done.returncode, done.stdout

    def run_json(self, *arguments: str) -> dict:
        code, text = self.run_text(*arguments, "--json")
        answer = json.loads(text)
        self.assertEqual(sorted(answer), FIELDS)
        self.assertEqual(code, answer["exit_code"])
        self.assertEqual(code, {"verified": 0, "refuted": 1, "unusable": 2}[answer["verdict"]])
        return answer

    def proof(self, index: int) -> str:
        path = "".join(base64.b64encode(step).decode() + "\n" for step in ref.audit_path(index, self.ledger.leaves))
        return f"c2sp.org/tlog-proof@v1\nindex {index}\n{path}\n{self.ledger.checkpoint()}"

    def test_receipt(self) -> None:
        file = self.file(self.ledger.receipt(4))
        answer = self.run_json("receipt", file, "--vkey", self.vkey, "--ledger-id", self.ledger.ledger_id.hex(),
                               "--signer-key", self.dealer.public.hex())
        self.assertEqual(answer["verdict"], "verified")
        self.assertEqual(answer["facts"]["first_seq"], 3)
        self.assertEqual(answer["facts"]["leaf_hashes"], [leaf.hex() for leaf in self.ledger.leaves[3:6]])
        answer = self.run_json("receipt", file, "--vkey", self.vkey)
        self.assertNotIn("ledger_id", answer["facts"])
        self.assertIn("not proven", " ".join(answer["not_examined"]))
        answer = self.run_json("receipt", file, "--vkey", self.vkey, "--ledger-id", "00" * 32)
        self.assertEqual(answer["verdict"], "refuted")
        self.assertEqual(self.run_text("receipt", file, "--vkey", self.vkey)[0], 0)

    def test_evidence(self) -> None:
        ledger, seqs, _ = certified_ledger()
        file = evidence(ledger, seqs)
        answer = self.run_json("evidence", self.file(json.dumps(file)), "--vkey", ledger.vkey())
        self.assertEqual((answer["verdict"], answer["facts"]["certificate_seq"]), ("verified", seqs[1]))
        self.assertIn("details", " ".join(answer["not_examined"]))
        file["vin"] = "1M8GDM9AXKP042788"
        answer = self.run_json("evidence", self.file(json.dumps(file)), "--vkey", ledger.vkey())
        self.assertEqual(answer["verdict"], "refuted")
        answer = self.run_json("evidence", self.file("{}"), "--vkey", ledger.vkey())
        self.assertEqual(answer["verdict"], "unusable")

    def test_dump(self) -> None:
        answer = self.run_json("dump", self.file(self.ledger.dump()), "--vkey", self.vkey)
        self.assertEqual((answer["verdict"], answer["facts"]["entries"], answer["facts"]["ledger_id"]),
                         ("verified", 7, self.ledger.ledger_id.hex()))
        self.assertIn("rules of the domain", " ".join(answer["not_examined"]))
        answer = self.run_json("dump", self.file(self.ledger.dump(with_terms=False)), "--vkey", self.vkey)
        self.assertIn("terms of 1 events", " ".join(answer["not_examined"]))
        self.ledger.entries[3] = self.ledger.entries[3].replace(b"haendler/x", b"haendler/y")
        answer = self.run_json("dump", self.file(self.ledger.dump()), "--vkey", self.vkey)
        self.assertEqual((answer["verdict"], answer["seq"]), ("refuted", 4))
        code, text = self.run_text("dump", self.file(self.ledger.dump()), "--vkey", self.vkey)
        self.assertEqual(code, 1)
        self.assertIn("REFUTED", text)
        self.assertIn("entry 4: prev_hash", text)

    def test_note(self) -> None:
        answer = self.run_json("note", self.file(self.ledger.checkpoint()), "--vkey", self.vkey)
        self.assertEqual((answer["verdict"], answer["facts"]["size"], answer["facts"]["origin"]),
                         ("verified", 7, ORIGIN))
        stranger = self.ledger.vkey(Signer("stranger"))
        self.assertEqual(self.run_json("note", self.file(self.ledger.checkpoint()), "--vkey", stranger)["exit_code"], 2)
        bad = self.ledger.checkpoint().replace("\n7\n", "\n8\n")
        self.assertEqual(self.run_json("note", self.file(bad), "--vkey", self.vkey)["verdict"], "refuted")

    def test_proof(self) -> None:
        file, entry = self.file(self.proof(2)), self.file(self.ledger.entries[2], "entry")
        answer = self.run_json("proof", file, "--vkey", self.vkey, "--entry", entry)
        self.assertEqual((answer["verdict"], answer["facts"]["seq"]), ("verified", 2))
        self.assertEqual(answer["facts"]["leaf_hash"], self.ledger.leaves[2].hex())
        answer = self.run_json("proof", file, "--vkey", self.vkey)
        self.assertIn("inclusion", " ".join(answer["not_examined"]))
        other = self.file(self.ledger.entries[3], "other")
        self.assertEqual(self.run_json("proof", file, "--vkey", self.vkey, "--entry", other)["verdict"], "refuted")

    def test_unusable(self) -> None:
        absent = str(self.folder / "absent")
        for command in ("receipt", "dump", "note", "proof"):
            for path in (absent, str(self.folder), self.file(b""), os.devnull):
                answer = self.run_json(command, path, "--vkey", self.vkey)
                self.assertEqual(answer["verdict"], "unusable", (command, path))
                self.assertTrue(answer["message"])
            self.assertEqual(self.run_json(command, self.file(b"x"), "--vkey", "x")["verdict"], "unusable")
            self.assertEqual(self.run_text(command, self.file(b"x"))[0], 2)
        receipt = self.file(self.ledger.receipt(4))
        for option in ("--ledger-id", "--signer-key"):
            answer = self.run_json("receipt", receipt, "--vkey", self.vkey, option, "zz")
            self.assertEqual(answer["verdict"], "unusable")
        self.assertEqual(self.run_text("nothing")[0], 2)

    def test_noise(self) -> None:
        chance = random.Random(1)
        for command in ("receipt", "dump", "note", "proof"):
            prefix = {"dump": b"ingot/v1/dump\n", "proof": b"c2sp.org/tlog-proof@v1\n"}.get(command, b"")
            for size in (1, 30, 1000):
                file = self.file(prefix + chance.randbytes(size))
                self.assertEqual(self.run_json(command, file, "--vkey", self.vkey)["verdict"], "unusable")

    def test_terminal_codes_are_escaped(self) -> None:
        note_text = "\u009b31m\u202e\n"
        signer = self.dealer
        text = note_text + "\n" + ref.signature_line("x", signer.public, signer.sign(note_text.encode()))
        code, shown = self.run_text("note", self.file(text), "--vkey", ref.vkey("x", signer.public))
        self.assertEqual(code, 0)
        self.assertIn("\\x9b31m\\u202e", shown)
        self.assertNotIn("\u009b", shown)

    def test_the_reader_leaves(self) -> None:
        """The exit code stays; a traceback would make it another one."""
        for name, checkpoint, expected in (("good", self.ledger.checkpoint(), 0), ("bad", "x", 2)):
            reader, writer = os.pipe()
            os.close(reader)
            done = subprocess.run([str(COMMAND), "note", self.file(checkpoint, name), "--vkey", self.vkey],
                                  stdout=writer, stderr=subprocess.PIPE, text=True, check=False, timeout=60)
            os.close(writer)
            self.assertEqual((done.returncode, done.stderr), (expected, ""))

    def test_a_terminal_without_the_character(self) -> None:
        text = "\u00e4\n"
        note = text + "\n" + ref.signature_line("x", self.dealer.public, self.dealer.sign(text.encode()))
        done = subprocess.run([str(COMMAND), "note", self.file(note), "--vkey", ref.vkey("x", self.dealer.public)],
                              capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": "ascii"})
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertIn(b"\\xe4", done.stdout)

    def test_help_says_what_it_does_not_do(self) -> None:
        code, text = self.run_text("--help")
        self.assertEqual(code, 0)
        self.assertIn("NOT replay the rules", text)


if __name__ == "__main__":
    unittest.main()
