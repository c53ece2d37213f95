"""Policies, cosignatures and checkpoints of other logs."""
from __future__ import annotations

import itertools
import unittest

from ingot_verify.errors import Finding, Refuted
from ingot_verify.note import COSIGNATURE, VerifierKey
from ingot_verify.policy import MAX_WITNESSES, Policy
from ingot_verify.trust import Trust, open_trusted
from tests import reference as ref
from tests.builder import Signer

# Signed with golang/mod's example key by golang.org/x/mod (sumdb/note) and transparency-dev/formats (cosignature/v1).
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_COSIGNER = "PeterNeumann+18b9780b+BBpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
COSIGNED = (
    "ledger.example/ingot\n5\nTjvv+c8RfM7x+2MWMVGaO8oSyprvyhYSv85ME6hiZNQ=\n\n"
    "\u2014 PeterNeumann "
    "x08go5LN3v09cbyRAuqt+/lOIDX8Lb7EycWs0gnZqnfliOK6ma2u6BHc7YXStpuzu82A0wLwGw9i45Z8cwSTDzoXDQM=\n"
    "\u2014 PeterNeumann "
    "GLl4CwAAAABrA0gR2MApDkmBmBeqkDE4b/QMo1DRwfnzQdl3tsddvMI9/NW/agYWqKPxc8vIKVJTyOCCY3zlOm+kwPELNUXZg80ACw==\n"
).encode()
# sum.golang.org, as kept in transparency-dev/formats.
SUM = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
SUM_NOTE = (
    "go.sum database tree\n6476701\nmb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9Wk=\n\n"
    "\u2014 sum.golang.org "
    "Az3grsLX85Gz+s1SiTbgkuqxgItqFq7gsMUEyVnrsa9LM7Us9S+1xbFIGu95949rj4nPRYfvimWEPWL+o3GeoWwOoAw=\n"
).encode()


def witness(label: str) -> VerifierKey:
    return VerifierKey.parse(ref.vkey(f"w/{label}", Signer(label).public, algorithm=COSIGNATURE))


class PolicyTest(unittest.TestCase):
    def reason(self, text: str) -> str | None:
        try:
            Policy.parse(text.encode())
        except Finding as finding:
            return finding.reason
        return None

    def test_the_specifications_example(self) -> None:
        """Two of three of X, and any of Y: every subset by that definition."""
        names = ["X1", "X2", "X3", "Y1", "Y2", "Y3"]
        keys = {name: witness(name) for name in names}
        lines = [f"witness {name} {keys[name]}" for name in names]
        text = "\n".join([f"log {PETER}", *lines[:3], "group X 2 X1 X2 X3", "# others", *lines[3:],
                          "group Y\tany Y1 Y2  Y3", "group both all X Y ", "quorum both", ""])
        policy = Policy.parse(text.encode())
        self.assertEqual([str(key) for key in policy.logs], [PETER])
        for count in range(7):
            for chosen in itertools.combinations(names, count):
                of_x = sum(name.startswith("X") for name in chosen)
                self.assertEqual(policy.satisfied([keys[name] for name in chosen]), of_x >= 2 and of_x < count, chosen)

    def test_forms_that_are_refused(self) -> None:
        pair = f"witness a {witness('a')}\nwitness b {witness('b')}\n"
        self.assertIsNone(self.reason("quorum none"))
        self.assertIsNone(self.reason(f"{pair}quorum a"))
        for text in ("", "quorum a\n", "quorum none\nquorum none\n", f"{pair}{pair}quorum a\n", f"quorum a\n{pair}",
                     f"{pair}group g 0 a b\nquorum g\n", f"{pair}group g 3 a b\nquorum g\n",
                     f"{pair}group g 01 a b\nquorum g\n", f"{pair}group g any a a\nquorum g\n",
                     f"{pair}group g any g\nquorum g\n", f"witness a {PETER}\nquorum a\n",
                     f"log {PETER_COSIGNER}\nquorum none\n", f"log {PETER}\nlog {PETER}\nquorum none\n",
                     f"witness none {witness('a')}\nquorum none\n", "quorum none\r\n", "hello\nquorum none\n"):
            self.assertEqual(self.reason(text), "MALFORMED_POLICY", text)

    def test_bounds(self) -> None:
        lines = [f"witness w{n} {witness(str(n))}\n" for n in range(MAX_WITNESSES + 1)]
        self.assertIsNone(self.reason("".join(lines[:-1]) + "quorum w0\n"))
        self.assertEqual(self.reason("".join(lines) + "quorum w0\n"), "MALFORMED_POLICY")


class TrustTest(unittest.TestCase):
    def reason(self, note: bytes, trust: Trust) -> str | None:
        try:
            open_trusted(note, trust)
        except Finding as finding:
            return finding.reason
        return "OK"

    def test_what_go_signed_and_cosigned(self) -> None:
        key, cosigner = VerifierKey.parse(PETER), VerifierKey.parse(PETER_COSIGNER)
        opened = open_trusted(COSIGNED, Trust([key], Policy.any_of([cosigner], 1)))
        self.assertEqual((opened.checkpoint.size, opened.signed_by, opened.cosigned_by), (5, [key], [cosigner]))
        self.assertEqual(self.reason(COSIGNED, Trust([key], Policy.any_of([cosigner, witness("x")], 2))),
                         "QUORUM_MISSING")
        self.assertEqual(self.reason(COSIGNED, Trust((), Policy.any_of([cosigner], 1))), "NOT_SIGNED")
        self.assertEqual(self.reason(COSIGNED, Trust([cosigner])), "MALFORMED_KEY")
        with self.assertRaises(Refuted):
            open_trusted(COSIGNED.replace(b"\n5\n", b"\n6\n"), Trust([key]))

    def test_the_checksum_databases_key_is_not_named_after_its_origin(self) -> None:
        key = VerifierKey.parse(SUM)
        self.assertEqual(open_trusted(SUM_NOTE, Trust([key])).checkpoint.size, 6476701)
        self.assertEqual(self.reason(SUM_NOTE, Trust([key], origin="go.sum database tree")), "OK")
        self.assertEqual(self.reason(SUM_NOTE, Trust([key], origin="sum.golang.org")), "WRONG_ORIGIN")
        policy = Policy.parse(f"log {SUM}\nquorum none\n".encode())
        self.assertEqual(self.reason(SUM_NOTE, Trust((), policy)), "NOT_SIGNED", "in a policy the name is the origin")


if __name__ == "__main__":
    unittest.main()
