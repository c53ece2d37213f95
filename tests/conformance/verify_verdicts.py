#!/usr/bin/python3
"""`ingot verify` and clients/python must give the same verdict, for the same reason, on whatever they are handed.

A server and two witnesses make honest files; each case changes their bytes. Programs: INGOT_BIN.
"""

import base64
import contextlib
import io
import json
import os
import pathlib
import shutil
import sys
import tempfile
import unittest

from served import ROOT, Served

sys.path.insert(0, os.path.join(ROOT, "clients/python"))
from ingot_verify import cli, merkle, schema  # noqa: E402
from ingot_verify.note import VerifierKey  # noqa: E402

# The order of Ed25519's group.
L = 2**252 + 27742317777372353535851937790883648493
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SUM_VKEY = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
SUM_NOTE = """go.sum database tree
6476701
mb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9Wk=

\u2014 sum.golang.org Az3grsLX85Gz+s1SiTbgkuqxgItqFq7gsMUEyVnrsa9LM7Us9S+1xbFIGu95949rj4nPRYfvimWEPWL+o3GeoWwOoAw=
""".encode()


def python_verdict(arguments):
    """Exit code and reason of ingot-verify, in this process."""
    raw = io.BytesIO()
    with contextlib.redirect_stdout(io.TextIOWrapper(raw, encoding="utf-8", write_through=True)):
        code = cli.main([*map(str, arguments), "--json"])
        answer = json.loads(raw.getvalue())
    return code, answer["reason"], answer["message"]


class VerdictsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="ingot-verdicts-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.served = served = Served(cls.folder / "dev", witnesses=2)
        cls.addClassCleanup(served.stop)
        served.submit(300)
        paths = {name: cls.folder / name for name in ("receipt", "proof", "entry", "tree", "policy")}
        served.ingot("receipt", "get", "--seq", "290", "--cosigned", "--out", paths["receipt"])
        proof = ("receipt", "proof", "--seq", "290", "--cosigned")
        served.ingot(*proof, "--out", paths["proof"], "--entry", paths["entry"])
        served.ingot("export", "tiles", paths["tree"], "--entries")
        paths["policy"].write_text(served.policy(), encoding="utf-8")
        cls.paths, cls.vkey = paths, served.vkey
        cls.receipt = paths["receipt"].read_bytes()
        cls.proof = paths["proof"].read_bytes()
        cls.note = cls.proof[cls.proof.index(b"\n\n") + 2 :]
        cls.seen = set()

    @classmethod
    def tearDownClass(cls):
        print("reasons met:", ", ".join(sorted(cls.seen)))

    def file(self, data, name="case"):
        path = self.folder / name
        path.write_bytes(data)
        return path

    def verdicts(self, kind, path, *options):
        run = self.served.run("--json", "verify", kind, path, *options)
        self.assertEqual(run.stderr, "")
        answer = json.loads(run.stdout)
        ours = (run.returncode, answer["reason"], answer.get("why", ""))
        self.assertEqual({"verified": 0, "refuted": 1, "unusable": 2}[answer["verdict"]], run.returncode)
        theirs = python_verdict([kind, path, *options])
        self.seen.add(ours[1])
        return ours, theirs

    def same(self, kind, path, *options, what="", reason=None):
        ours, theirs = self.verdicts(kind, path, *options)
        self.assertEqual(ours[:2], theirs[:2], f"{kind} {what}: {ours[2]} / {theirs[2]}")
        if reason is not None:
            self.assertEqual(ours[1], reason, f"{kind} {what}: {ours[2]}")
        return ours[1]

    def test_honest_files(self):
        policy = ("--policy", self.paths["policy"])
        self.same("note", self.file(self.note), "--vkey", self.vkey, reason="OK")
        entry = ("--entry", self.paths["entry"])
        self.same("proof", self.paths["proof"], "--vkey", self.vkey, *policy, *entry, reason="OK")
        self.same("receipt", self.paths["receipt"], "--vkey", self.vkey, *policy, reason="OK")
        self.same("tiles", self.paths["tree"], "--vkey", self.vkey, reason="OK")
        self.same("tiles", self.paths["tree"], "--vkey", self.vkey, *policy, reason="QUORUM_MISSING")
        self.same("proof", self.paths["proof"], "--vkey", self.vkey, "--origin", "other", reason="WRONG_ORIGIN")
        receipt = (self.paths["receipt"], "--vkey", self.vkey)
        self.same("receipt", *receipt, "--ledger-id", "00" * 32, reason="WRONG_LEDGER")
        self.same("note", self.folder / "absent", "--vkey", self.vkey, reason="UNREADABLE")
        one, other = self.served.witness_vkeys
        for quorum, keys, reason in ((1, [one], "OK"), (2, [one, other], "OK"), (2, [one], "MALFORMED_POLICY"),
                                     (1, [one, one], "MALFORMED_POLICY"), (1, [self.vkey], "MALFORMED_POLICY"),
                                     (1, ["nonsense"], "MALFORMED_KEY")):  # fmt: skip
            options = [word for key in keys for word in ("--witness-key", key)]
            self.same("proof", self.paths["proof"], "--vkey", self.vkey, *options, "--quorum", quorum, reason=reason)

    def test_notes(self):
        keys = ("--vkey", self.vkey, "--vkey", self.served.witness_vkeys[0])
        for at in range(len(self.note)):
            changed = bytearray(self.note)
            changed[at] ^= 1 << at % 8
            self.same("note", self.file(bytes(changed)), *keys, what=f"byte {at}")
        for end in range(0, len(self.note), 3):
            self.same("note", self.file(self.note[:end]), *keys, what=f"cut off at {end}")
        lines = self.note.decode().split("\n")
        text, first = "\n".join(lines[:4]) + "\n", lines[4]
        name, blob = first.split(" ")[1:]
        raw = base64.b64decode(blob)
        high_s = raw[:36] + (int.from_bytes(raw[36:], "little") + L).to_bytes(32, "little")
        false = base64.b64encode(high_s).decode()
        low_r = raw[:4] + b"\x01" + bytes(31) + raw[36:]
        cases = {
            "S plus L": (f"{text}\u2014 {name} {false}\n", "BAD_SIGNATURE"),
            "R of small order": (f"{text}\u2014 {name} {base64.b64encode(low_r).decode()}\n", "BAD_SIGNATURE"),
            "a short signature": (f"{text}\u2014 {name} {base64.b64encode(raw[:40]).decode()}\n", "BAD_SIGNATURE"),
            "a long signature": (f"{text}\u2014 {name} {base64.b64encode(raw + b'x').decode()}\n", "BAD_SIGNATURE"),
            "an unknown signature": (f"{text}{first}\n\u2014 other AAAAAAAA\n", "OK"),
            "unknown ones alone": (f"{text}\u2014 other AAAAAAAA\n", "NOT_SIGNED"),
            "the same twice": (f"{text}{first}\n{first}\n", "OK"),
            "one true, one false": (f"{text}{first}\n\u2014 {name} {false}\n", "BAD_SIGNATURE"),
            "no padding": (text + first.rstrip("=") + "\n", None),
            "another dash": (text + "-" + first[1:] + "\n", "MALFORMED_NOTE"),
            "a tab": (text.replace("\n", "\t\n", 1) + first + "\n", "MALFORMED_NOTE"),
            "carriage returns": (self.note.decode().replace("\n", "\r\n"), "MALFORMED_NOTE"),
            "a name of 255 bytes": (f"{text}{first}\n\u2014 {'n' * 255} AAAAAAAA\n", "OK"),
            "a name of 256 bytes": (f"{text}{first}\n\u2014 {'n' * 256} AAAAAAAA\n", "MALFORMED_NOTE"),
            "a name with a plus": (f"{text}{first}\n\u2014 a+b AAAAAAAA\n", "MALFORMED_NOTE"),
            "a name with U+2003": (f"{text}{first}\n\u2014 a\u2003b AAAAAAAA\n", "MALFORMED_NOTE"),
            "a name with U+007F": (f"{text}{first}\n\u2014 a\x7fb AAAAAAAA\n", "MALFORMED_NOTE"),
            "four bytes of signature": (f"{text}{first}\n\u2014 other AAAAAA==\n", "MALFORMED_NOTE"),
            "100 lines": (text + f"{first}\n" + "\u2014 other AAAAAAAA\n" * 99, "OK"),
            "101 lines": (text + f"{first}\n" + "\u2014 other AAAAAAAA\n" * 100, "MALFORMED_NOTE"),
        }
        for what, (note, reason) in cases.items():
            self.same("note", self.file(note.encode()), "--vkey", self.vkey, what=what, reason=reason)
        self.same("note", self.file(b"x" * 70_000), "--vkey", self.vkey, reason="MALFORMED_NOTE")
        self.same("note", self.file(self.note), "--vkey", PETER, reason="NOT_SIGNED")
        self.same("note", self.file(self.note), "--vkey", self.vkey, "--vkey", self.vkey, reason="MALFORMED_KEY")

    def test_keys(self):
        name, number, key = self.vkey.split("+", 2)
        small = b"\x01" + bytes([1]) + bytes(31)
        identity = VerifierKey(name, 1, small[1:])
        beyond = VerifierKey(name, 1, (2**255 - 18).to_bytes(32, "little"))
        for vkey in ("", name, f"{name}+{number}", f"{name}+{number.upper()}+{key}", f"{name}+00000000+{key}",
                     f"{name}+{number}+{key[:-1]}", f"{name}+{number}+{key}=", f"+{number}+{key}",
                     f"{name} +{number}+{key}",
                     str(identity), str(beyond), str(VerifierKey(name, 6, bytes(range(32)))),
                     f"{name}+{number}+{key[:4]}"):  # fmt: skip
            self.same("note", self.file(self.note), "--vkey", vkey, what=vkey, reason="MALFORMED_KEY")

    def test_foreign_checkpoints(self):
        """Of logs that Ingot did not make, in proofs whose shape alone is examined."""
        proof = b"c2sp.org/tlog-proof@v1\nindex 6476700\n"
        path = base64.b64encode(bytes(32)) + b"\n"
        length = merkle.path_length(6476700, 6476701)
        whole = proof + path * length + b"\n" + SUM_NOTE
        self.same("proof", self.file(whole), "--vkey", SUM_VKEY, reason="OK")
        self.same("proof", self.file(whole), "--vkey", SUM_VKEY, "--origin", "go.sum database tree", reason="OK")
        policy = self.file(f"log {SUM_VKEY}\nquorum none\n".encode(), "sum.policy")
        self.same("proof", self.file(whole), "--policy", policy, what="a log's name is its origin", reason="NOT_SIGNED")
        self.same("proof", self.file(proof + path * (length + 1) + b"\n" + SUM_NOTE), "--vkey", SUM_VKEY,
                  reason="NOT_INCLUDED")  # fmt: skip
        extended = SUM_NOTE.replace(b"m9Wk=\n", b"m9Wk=\nmore\n")
        false = self.file(proof + path * length + b"\n" + extended)
        self.same("proof", false, "--vkey", SUM_VKEY, reason="BAD_SIGNATURE")

    def test_proofs(self):
        options = ("--vkey", self.vkey, "--policy", self.paths["policy"], "--entry", self.paths["entry"])
        for at in range(0, len(self.proof), 2):
            changed = bytearray(self.proof)
            changed[at] ^= 1 << at % 7
            self.same("proof", self.file(bytes(changed)), *options, what=f"byte {at}")
        for end in range(0, len(self.proof), 7):
            self.same("proof", self.file(self.proof[:end]), *options, what=f"cut off at {end}")
        lines = self.proof.split(b"\n")
        hash_line = lines[2]
        with_hashes = [
            lines[:2] + lines[3:],
            lines[:2] + [lines[3], lines[2]] + lines[4:],
            lines[:2] + [hash_line] * 2 + lines[3:],
            lines[:2] + [hash_line] * 64 + lines[lines.index(b"") :],
            lines[:2] + [hash_line] * 63 + lines[lines.index(b"") :],
            lines[:1] + [b"extra AAEC"] + lines[1:],
            lines[:1] + [b"extra "] + lines[1:],
            lines[:1] + [b"extra AAE"] + lines[1:],
            lines[:1] + [b"extra AAEC"] * 2 + lines[1:],
        ]
        for number, case in enumerate(with_hashes):
            self.same("proof", self.file(b"\n".join(case)), *options, what=f"lines {number}")
        for index in (b"289", b"291", b"0", b"301", b"100000", b"0290", b"-1", b"+290", b"290 ", b"", b"2.9e2",
                      b"9223372036854775806", b"9223372036854775807", b"18446744073709551616"):  # fmt: skip
            for entry in (options, options[:4]):
                self.same("proof", self.file(self.proof.replace(b"index 290", b"index " + index)), *entry, what=index)
        self.same("proof", self.file(b"x" * 200_000), *options, reason="MALFORMED_PROOF")
        other = self.file(self.paths["entry"].read_bytes() + b"x", "other")
        self.same("proof", self.paths["proof"], *options[:4], "--entry", other, reason="NOT_INCLUDED")
        self.same("proof", self.paths["proof"], "--vkey", self.served.witness_vkeys[0], reason="MALFORMED_KEY")

    def test_receipts(self):
        options = ("--vkey", self.vkey, "--policy", self.paths["policy"])
        for at in range(0, len(self.receipt), max(1, len(self.receipt) // 400)):
            changed = bytearray(self.receipt)
            changed[at] ^= 1 << at % 8
            ours, theirs = self.verdicts("receipt", self.file(bytes(changed)), *options)
            self.assertNotEqual(ours[0], 0, at)
            self.assertNotEqual(theirs[0], 0, at)
        for end in range(0, len(self.receipt), len(self.receipt) // 60):
            ours, theirs = self.verdicts("receipt", self.file(self.receipt[:end]), *options)
            self.assertEqual(ours[0], theirs[0], f"cut off at {end}: {ours} {theirs}")
        receipt = schema.Receipt.FromString(self.receipt)

        def case(what, reason, change):
            changed = schema.Receipt()
            changed.CopyFrom(receipt)
            change(changed)
            self.same("receipt", self.file(changed.SerializeToString(deterministic=True)), *options, what=what,
                      reason=reason)  # fmt: skip

        case("a hash too many", "NOT_INCLUDED", lambda r: r.range_proof.append(bytes(32)))
        case("a hash too few", "NOT_INCLUDED", lambda r: r.range_proof.pop())
        case("a short hash", "MALFORMED_RECEIPT", lambda r: r.range_proof.append(b"x"))
        case("127 hashes", "MALFORMED_RECEIPT", lambda r: r.range_proof.extend([bytes(32)] * 127))
        case("another first_seq", "NOT_WHOLE", lambda r: setattr(r, "first_seq", r.first_seq + 1))
        case("an entry too few", "NOT_WHOLE", lambda r: r.entries.pop())
        case("no entries", "MALFORMED_RECEIPT", lambda r: r.entries.__delitem__(slice(None)))
        case("a short ledger id", "MALFORMED_RECEIPT", lambda r: setattr(r, "ledger_id", b"x"))
        case("no checkpoint", "MALFORMED_NOTE", lambda r: setattr(r, "checkpoint", ""))
        self.same("receipt", self.file(self.receipt + b"\x18\x01"), *options, reason="MALFORMED_RECEIPT")
        self.same("receipt", self.file(bytes(3 << 20)), *options, reason="MALFORMED_RECEIPT")
        self.same("receipt", self.paths["receipt"], "--vkey", PETER, reason="NOT_SIGNED")

    def test_policies(self):
        one, other = self.served.witness_vkeys
        log = f"log {self.vkey}\n"
        pair = f"witness a {one}\nwitness b {other}\n"
        body = f"{log}{pair}"
        cases = [
            "",
            "quorum none",
            f"{log}quorum none\n",
            f"{body}quorum a\n",
            f"{body}quorum c\n",
            f"{body}group g 2 a b\nquorum g\n",
            f"{body}group g 3 a b\nquorum g\n",
            f"{body}group g 02 a b\nquorum g\n",
            f"{body}group g 0 a b\nquorum g\n",
            f"{body}group g +1 a b\nquorum g\n",
            f"{body}group g 99999999999999999999999 a b\nquorum g\n",
            f"{body}group g all a b\ngroup h any g a\nquorum h\n",
            f"{body}group g any a a\nquorum g\n",
            f"{body}group g any g\nquorum g\n",
            f"{body}group g any\nquorum g\n",
            f"{body}group any any a\nquorum any\n",
            f"{body}group none any a\nquorum none\n",
            f"{body}quorum a\nquorum a\n",
            f"quorum a\n{pair}{log}",
            f"{log}{log}quorum none\n",
            f"{log}witness a {self.vkey}\nquorum a\n",
            f"{log}witness a {one} u r\nquorum a\n",
            f"{log}witness a {one}x\nquorum a\n",
            f"{log}witness \u212a {one}\nwitness K {other}\nquorum \u212a\n",
            f"log {one}\nquorum none\n",
            f"LOG {self.vkey}\nquorum none\n",
            f"{log}quorum none\r\n",
            f"{log}\tquorum \t none \t\n",
            f"{log}# quorum a\nquorum none\n",
            f"{log}quorum none # why\n",
            f"{log}\x7f\nquorum none\n",
            f"{log}\0quorum none\n",
            "#" * 65536 + "\nquorum none\n",
        ]
        for text in cases:
            path = self.file(text.encode(), "case.policy")
            self.same("proof", self.paths["proof"], "--vkey", self.vkey, "--policy", path, what=repr(text[:200]))
        path = self.file(b"\xff\nquorum none\n", "case.policy")
        self.same("proof", self.paths["proof"], "--vkey", self.vkey, "--policy", path, reason="MALFORMED_POLICY")

    def test_numbers_and_hashes(self):
        leaves = [merkle.leaf_hash(bytes([n])) for n in range(9)]
        encode = lambda data: base64.b64encode(data).decode()  # noqa: E731
        tree = lambda n: encode(merkle.root(leaves[:n]))  # noqa: E731
        inclusion = {"index": 8, "size": 9, "leaf": encode(leaves[8]), "root": tree(9), "proof": [tree(8)]}
        # From 8 to 9: the ninth leaf; from 3 to 4: see RFC 6962 section 2.1.3.
        consistency = {"oldSize": 8, "newSize": 9, "oldRoot": tree(8), "newRoot": tree(9), "proof": [encode(leaves[8])]}
        self.same("inclusion", self.file(json.dumps(inclusion).encode()), reason="OK")
        self.same("consistency", self.file(json.dumps(consistency).encode()), reason="OK")
        numbers = [0, 1, 7, 8, 9, 10, "8", "08", " 8", "", -1, 8.0, 1e3, True, None, [], {}]
        numbers += [2**63 - 1, 2**63, 2**64, "9" * 40]
        hashes = [tree(8), tree(9), "", "AAAA", encode(bytes(31)), encode(bytes(33)), encode(bytes(32))[:-1], 7, None,
                  encode(bytes(32)).replace("=", "\n"), encode(bytes([255] * 32)).replace("/", "_"),
                  encode(bytes(32))[:-2] + "B="]  # fmt: skip
        proofs = [[], [tree(8)], [tree(8)] * 2, [tree(9)], "x", None, {}, [7], [[tree(8)]]]
        proofs += [[tree(8)] * count for count in (63, 64, 65)]
        for kind, good in (("inclusion", inclusion), ("consistency", consistency)):
            for name in good:
                values = proofs if name == "proof" else numbers if isinstance(good[name], int) else hashes
                for value in values:
                    data = json.dumps({**good, name: value}).encode()
                    self.same(kind, self.file(data), what=f"{name}={value!r}")
                data = json.dumps({key: value for key, value in good.items() if key != name}).encode()
                self.same(kind, self.file(data), what=f"without {name}", reason="MALFORMED_INPUT")
            text = json.dumps(good)
            texts = [
                "",
                "null",
                "[]",
                f"[{text}]",
                text + text,
                text + "\n",
                f" {text}\t",
                text[:-1],
                f"{text}x",
                "\ufeff" + text,
                text.replace("{", '{"more": 1, '),
                text.replace("{", '{"proof": [], '),
                text.replace(": 9", ": 9e0"),
                text.replace(": 9", ": +9"),
                text.replace(": 9", ": 0x9"),
                text.replace(": 9", ": NaN"),
                text.replace(": 9", ": 09"),
                text.replace('"', "'"),
                text.replace("}", ",}"),
                text.replace("{", "{/**/"),
                text.replace("size", "si\\u007ae"),
                text.replace("root", "r\\ud800oot"),
                "[" * 60_000,
                "9" * 70_000,
            ]
            for number, case in enumerate(texts):
                self.same(kind, self.file(case.encode()), what=f"text {number}: {case[:80]}")
            self.same(kind, self.file(text.encode("utf-16")), what="UTF-16", reason="MALFORMED_INPUT")
            self.same(kind, self.file(b'{"\xff": 1}'), what="no UTF-8", reason="MALFORMED_INPUT")

    def test_trees(self):
        tree = self.paths["tree"]
        files = sorted(str(path.relative_to(tree)) for path in tree.rglob("*") if path.is_file())
        self.assertIn("tile/entries/000", files)
        extra = ["tile/0/002", "tile/0/001.p/99", "tile/9/000", "tile/0/x000/001", "tile/data/000", "tile/0/.hidden",
                 "other",
                 "tile/1/000.p/2", "tile/entries/001.p/3"]  # fmt: skip
        cases = [(path, None) for path in files if path != ".ingot-tiles"] + [(path, b"x") for path in extra]
        for path in files:
            data = (self.paths["tree"] / path).read_bytes()
            changed = bytearray(data)
            changed[len(data) // 2] ^= 1
            cases += [(path, data[:-1]), (path, data + b"\0"), (path, b""), (path, bytes(changed))]
        row = (self.paths["tree"] / "tile/0/000").read_bytes()
        cases += [("tile/0/000.p/9", part) for part in (row[: 9 * 32], row[32 : 10 * 32], row[:31])]
        for number, (path, data) in enumerate(cases):
            copy = self.folder / f"tree{number}"
            shutil.copytree(self.paths["tree"], copy)
            if data is None:
                (copy / path).unlink()
            else:
                (copy / path).parent.mkdir(parents=True, exist_ok=True)
                (copy / path).write_bytes(data)
            self.same("tiles", copy, "--vkey", self.vkey, what=f"{path}: {data if data is None else len(data)}")
            shutil.rmtree(copy)


if __name__ == "__main__":
    unittest.main()
