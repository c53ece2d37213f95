#!/usr/bin/python3
"""Proofs by the index of a real server: `ingot verify` and clients/python give the same verdict, for the same reason,
on honest ones and on whatever becomes of them. Programs: INGOT_BIN.
"""

import json
import os
import pathlib
import sys
import tempfile
import unittest

from served import ROOT, Served
from verify_verdicts import python_verdict

sys.path.insert(0, os.path.join(ROOT, "clients/python"))
from ingot_verify import schema  # noqa: E402


class IndexVerdictsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="ingot-index-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.served = served = Served(cls.folder / "dev", commitments=True)
        cls.addClassCleanup(served.stop)
        served.submit(200)
        cls.vkey = served.vkey
        cls.files = {}
        things = {
            "history": ("history", "bank/f-7", "--kind", "emission_factor"),
            "whole": ("history", "bank", "--kind", "organisation"),
            "absence": ("absence", "WDB11111111111112"),
            "nothing": ("balance", "--class", "excess", "--party", "bank"),
        }
        for name, words in things.items():
            cls.files[name] = cls.folder / f"{name}.proof"
            served.ingot("prove", *words, "--out", cls.files[name])
        cls.seen = set()

    @classmethod
    def tearDownClass(cls):
        print("reasons met:", ", ".join(sorted(cls.seen)))

    def same(self, kind, data, *options, what="", reason=None):
        path = data
        if isinstance(data, bytes):
            path = self.folder / "case"
            path.write_bytes(data)
        options = options or ("--vkey", self.vkey)
        run = self.served.run("--json", "verify", kind, path, *options)
        self.assertEqual(run.stderr, "")
        answer = json.loads(run.stdout)
        code, theirs, why = python_verdict([kind, path, *options])
        self.assertEqual((run.returncode, answer["reason"]), (code, theirs), f"{what}: {answer.get('why')} / {why}")
        if reason is not None:
            self.assertEqual(theirs, reason, f"{what}: {why}")
        self.seen.add(theirs)
        return theirs

    def read(self, name):
        return schema.IndexProof.FromString(self.files[name].read_bytes())

    def changed(self, name, change):
        proof = self.read(name)
        change(proof)
        return proof.SerializeToString(deterministic=True)

    def test_honest_ones(self):
        kinds = {"history": "history", "whole": "history", "absence": "absence", "nothing": "absence"}
        for name, kind in kinds.items():
            self.same(kind, self.files[name], reason="OK")
            self.same("balance", self.files[name], reason="MALFORMED_PROOF")
            ledger_id = self.read(name).ledger_id.hex()
            self.same(kind, self.files[name], "--vkey", self.vkey, "--ledger-id", ledger_id, reason="OK")
            self.same(kind, self.files[name], "--vkey", self.vkey, "--ledger-id", "00" * 32, reason="WRONG_LEDGER")
        self.assertEqual(len(self.read("history").entries), 1)
        self.assertLess(self.files["history"].stat().st_size - len(self.read("history").entries[0]), 4096)
        self.same("absence", self.files["history"], reason="MALFORMED_PROOF")
        self.same("history", self.files["absence"], reason="MALFORMED_PROOF")

    def test_flipped_bits(self):
        for name, kind, step in (("history", "history", 3), ("absence", "absence", 7)):
            data = self.files[name].read_bytes()
            for at in range(0, len(data), step):
                flipped = bytearray(data)
                flipped[at] ^= 1 << at % 8
                met = self.same(kind, bytes(flipped), what=f"{name}, byte {at}")
                self.assertTrue(met != "OK" or name == "absence" or at < 40, f"{name}, byte {at}")

    def test_cut_off(self):
        data = self.files["history"].read_bytes()
        for end in range(0, len(data), 41):
            self.assertNotEqual(self.same("history", data[:end], what=f"cut off at {end}"), "OK")
        self.same("history", data + data, reason="MALFORMED_PROOF")
        self.same("history", bytes(16 * 1024 * 1024 + 1), reason="MALFORMED_PROOF")

    def test_changed_parts(self):
        x = b"x" * 32
        cases = {
            "no claim": ("MALFORMED_PROOF", lambda p: p.ClearField("claim")),
            "no kind": ("MALFORMED_PROOF", lambda p: p.subject.ClearField("kind")),
            "no id": ("MALFORMED_PROOF", lambda p: p.subject.ClearField("id")),
            "a long id": ("MALFORMED_PROOF", lambda p: setattr(p.subject, "id", "x" * 49)),
            "a zero byte": ("MALFORMED_PROOF", lambda p: setattr(p.subject, "id", "x\0y")),
            "another id": ("NOT_COMMITTED", lambda p: setattr(p.subject, "id", "bank/f-8")),
            "count 0": ("MALFORMED_PROOF", lambda p: p.subject.head.ClearField("count")),
            "another count": ("NOT_COMMITTED", lambda p: setattr(p.subject.head, "count", 2)),
            "a short hash": ("MALFORMED_PROOF", lambda p: setattr(p.subject.head, "last_hash", x[1:])),
            "no head": ("MALFORMED_PROOF", lambda p: p.subject.ClearField("head")),
            "no ledger id": ("MALFORMED_PROOF", lambda p: p.ClearField("ledger_id")),
            "no sibling": ("NOT_COMMITTED", lambda p: p.ClearField("siblings")),
            "a sibling more": ("NOT_COMMITTED", lambda p: p.siblings.append(x)),
            "256 siblings": ("NOT_COMMITTED", lambda p: p.siblings.extend([x] * (256 - len(p.siblings)))),
            "257 siblings": ("MALFORMED_PROOF", lambda p: p.siblings.extend([x] * (257 - len(p.siblings)))),
            "an empty last sibling": ("MALFORMED_PROOF", lambda p: p.siblings.append(b"")),
            "a sibling of zeros": ("MALFORMED_PROOF", lambda p: p.siblings.insert(0, bytes(32))),
            "a short sibling": ("MALFORMED_PROOF", lambda p: p.siblings.insert(0, x[1:])),
            "another leaf": ("MALFORMED_PROOF", lambda p: setattr(p.other, "key_hash", x)),
            "no commitment": ("MALFORMED_NOTE", lambda p: p.ClearField("commitment")),
            "another entry as commitment": ("MALFORMED_PROOF", lambda p: setattr(p.commitment, "entry", p.entries[0])),
            "no entry as commitment": ("MALFORMED_PROOF", lambda p: setattr(p.commitment, "entry", b"x")),
            "a hash more": ("NOT_INCLUDED", lambda p: p.commitment.inclusion_proof.append(x)),
            "a hash less": ("NOT_INCLUDED", lambda p: p.commitment.inclusion_proof.pop()),
            "64 hashes": ("MALFORMED_PROOF", lambda p: p.commitment.inclusion_proof.extend([x] * 64)),
            "a short inclusion hash": ("MALFORMED_PROOF", lambda p: p.commitment.inclusion_proof.append(x[1:])),
            "no note": ("MALFORMED_NOTE", lambda p: setattr(p.commitment, "checkpoint", "no note")),
            "no entries": ("MALFORMED_PROOF", lambda p: p.ClearField("entries")),
            "an entry twice": ("NOT_WHOLE", lambda p: p.entries.append(p.entries[0])),
            "an entry that is none": ("MALFORMED_PROOF", lambda p: p.entries.__setitem__(0, b"x")),
            "another's entry": ("NOT_WHOLE", lambda p: p.entries.__setitem__(0, self.read("whole").entries[0])),
        }
        for what, (reason, change) in cases.items():
            self.same("history", self.changed("history", change), what=what, reason=reason)

    def test_missing_entries(self):
        count = len(self.read("whole").entries)
        self.assertGreaterEqual(count, 1)
        for at in range(count):
            reason = "NOT_WHOLE" if count > 1 else "MALFORMED_PROOF"
            self.same("history", self.changed("whole", lambda p, at=at: p.entries.pop(at)), reason=reason)

    def test_absences(self):
        x = b"x" * 32
        self.same("absence", self.changed("absence", lambda p: p.ClearField("other")), reason=None)
        self.same("absence", self.changed("absence", lambda p: setattr(p.other, "value_hash", x)))
        self.same("absence", self.changed("absence", lambda p: setattr(p.other, "key_hash", x[1:])),
                  reason="MALFORMED_PROOF")  # fmt: skip
        self.same("absence", self.changed("absence", lambda p: p.subject.head.SetInParent()), reason="MALFORMED_PROOF")


if __name__ == "__main__":
    unittest.main(verbosity=2)
