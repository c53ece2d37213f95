#!/usr/bin/python3
"""`ingot audit --file` and clients/python must say the same of every dump, however it is malformed.

A server makes an honest dump; each case changes its bytes. Programs: INGOT_BIN (a folder with ingot and ingotd).
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "clients/python"))
from ingot_verify import dump, schema  # noqa: E402
from ingot_verify.errors import Refuted, Unusable  # noqa: E402
from ingot_verify.note import VerifierKey  # noqa: E402

VERIFIED, REFUTED, UNUSABLE = 0, 1, 2  # exit codes of both programs
HEAD = b"ingot/v1/dump\n"
BIN = os.environ.get("INGOT_BIN", os.path.join(ROOT, "build/release/bin"))


def varint(value):
    out = b""
    while value >= 0x80:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def framed(*messages):
    return HEAD + b"".join(varint(len(message)) + message for message in messages)


def make_ledger(folder):
    """Entries of a real server; its dump and verifier key."""
    server = subprocess.Popen(
        [f"{BIN}/ingotd", "--dev", "--dir", folder, "--listen", "127.0.0.1:0", "--commitment-seconds", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        if "listens on" not in server.stdout.readline():
            raise RuntimeError("ingotd did not start")
        ingot = [f"{BIN}/ingot", "--quiet", "--profile", f"{folder}/orgs/bank/profile"]
        events = [
            {
                "emissionFactorPublished": {
                    "factorId": f"bank/f-{number}",
                    "origin": "ORIGIN_PRIMARY",
                    "co2eGPerKg": "1",
                    "source": "test",
                }
            }
            for number in range(12)
        ]
        for chunk in ("--atomic", "--each"):
            for number, event in enumerate(events):
                event["emissionFactorPublished"]["factorId"] = f"bank/{chunk[2:]}-{number}"
            subprocess.run([*ingot, "submit", "--now", chunk, "-"], input=json.dumps(events), text=True, check=True)
        # Waits for a commitment to the index.
        subprocess.run([*ingot, "prove", "absence", "WDB11111111111112", "--out", f"{folder}/absence"], check=True)
        subprocess.run([*ingot, "audit", "--save", f"{folder}/dump"], check=True, stdout=subprocess.DEVNULL)
    finally:
        server.terminate()
        server.wait()
        server.stdout.close()
    with open(f"{folder}/dump", "rb") as file, open(f"{folder}/orgs/bank/profile", encoding="utf-8") as profile:
        vkey = next(line.split('"')[1] for line in profile if line.startswith("vkey"))
        return file.read(), vkey


class DumpVerdictsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="ingot-dumps-")
        cls.addClassCleanup(cls.folder.cleanup)
        cls.good, cls.vkey = make_ledger(os.path.join(cls.folder.name, "dev"))
        with open(os.path.join(cls.folder.name, "dev/dump"), "rb") as file:
            messages = list(dump.read_messages(file))
        cls.checkpoint = messages[0].checkpoint
        cls.entries = [bundle for message in messages for bundle in message.entries]

    def message(self, first, last, checkpoint=None):
        """Entries of [first, last) as one message; the first carries the checkpoint unless told."""
        message = schema.StreamEntriesResponse()
        message.entries.extend(self.entries[first:last])
        if checkpoint if checkpoint is not None else first == 0:
            message.checkpoint = self.checkpoint
        return message.SerializeToString(deterministic=True)

    def verdicts(self, data):
        path = os.path.join(self.folder.name, "case")
        with open(path, "wb") as file:
            file.write(data)
        run = subprocess.run(
            [f"{BIN}/ingot", "audit", "--file", path, "--vkey", self.vkey], capture_output=True, check=False
        )
        try:
            with open(path, "rb") as file:
                dump.verify_dump(file, [VerifierKey.parse(self.vkey)])
            python = VERIFIED
        except Refuted:
            python = REFUTED
        except Unusable:
            python = UNUSABLE
        return run.returncode, python, run.stdout.decode() + run.stderr.decode()

    def expect(self, verdict, data, what):
        program, python, said = self.verdicts(data)
        self.assertEqual((program, python), (verdict, verdict), f"{what}: ingot, ingot-verify; {said}")

    def test_framings_of_the_same_entries_verify(self):
        count = len(self.entries)
        # Those above with the first of the ledger, and at least one commitment to the index.
        self.assertGreaterEqual(count, 26)
        self.expect(VERIFIED, self.good, "as the server wrote it")
        self.expect(VERIFIED, framed(*(self.message(n, n + 1) for n in range(count))), "one entry a message")
        self.expect(VERIFIED, framed(self.message(0, 0), self.message(0, count, False)), "the checkpoint alone first")
        self.expect(VERIFIED, framed(self.message(0, 9), b"", self.message(9, count), b""), "empty messages between")

    def test_lengths(self):
        whole = self.message(0, len(self.entries))
        rest = whole
        self.expect(UNUSABLE, b"", "an empty file")
        self.expect(UNUSABLE, HEAD[:-1], "half a first line")
        self.expect(UNUSABLE, HEAD.replace(b"v1", b"v2") + varint(len(rest)) + rest, "another version")
        self.expect(UNUSABLE, HEAD, "no message")
        padded = bytearray(varint(len(rest)))
        padded[-1] |= 0x80
        for zeros in (b"\0", b"\x80\0", b"\x80\x80\x80\x80\0"):
            self.expect(UNUSABLE, HEAD + bytes(padded) + zeros + rest, f"a length that is not minimal {zeros!r}")
        self.expect(UNUSABLE, framed(whole) + b"\x80\0", "zero in two bytes at the end")
        self.expect(UNUSABLE, HEAD + b"\xff" * 9 + b"\x7f", "a length beyond 2^64")
        self.expect(UNUSABLE, HEAD + b"\xff" * 10 + b"\x01", "a length of eleven bytes")
        self.expect(UNUSABLE, HEAD + b"\xff" * 9 + b"\x01", "a length of 2^64 - 1")
        self.expect(UNUSABLE, HEAD + varint((2 << 20) + 1) + bytes((2 << 20) + 1), "an oversized message")
        self.expect(UNUSABLE, HEAD + varint(1 << 40), "an oversized length alone")

    def test_truncations(self):
        data = framed(*(self.message(n, n + 5) for n in range(0, len(self.entries), 5)))
        ends = {len(framed(*(self.message(n, n + 5) for n in range(0, last, 5)))) for last in range(5, 25, 5)}
        cuts = set(range(0, 40)) | set(range(40, len(data), 211)) | {end + by for end in ends for by in (-1, 0, 1)}
        for cut in sorted(cuts):
            self.expect(REFUTED if cut in ends else UNUSABLE, data[:cut], f"cut off at {cut} of {len(data)}")

    def test_messages_that_are_not_canonical(self):
        whole = self.message(0, len(self.entries))
        checkpoint = self.checkpoint.encode()
        note = b"\x0a" + varint(len(checkpoint)) + checkpoint
        entries = whole[len(note) :]
        first = self.entries[0].SerializeToString(deterministic=True)
        after = entries[1 + len(varint(len(first))) + len(first) :]

        def bundle(raw):
            return note + b"\x12" + varint(len(raw)) + raw + after

        self.expect(VERIFIED, framed(note + entries), "put together by hand")
        self.expect(VERIFIED, framed(bundle(first)), "put together by hand")
        long_length = bytearray(varint(len(checkpoint)))
        long_length[-1] |= 0x80
        cases = {
            "no protobuf": b"\xff\xff\xff",
            "rubbish behind": whole + b"\x07",
            "an unknown field": whole + b"\x18\x01",
            "an unknown field of bytes": whole + b"\x1a\x01x",
            "field number 0": whole + b"\x02\x00",
            "a group": whole + b"\x1b\x1c",
            "a fixed-width field": whole + b"\x1d\x01\x02\x03\x04",
            "the checkpoint twice": note + note + entries,
            "the checkpoint last": entries + note,
            "the checkpoint's tag not minimal": b"\x8a\x00" + note[1:] + entries,
            "the checkpoint's length not minimal": b"\x0a" + bytes(long_length) + b"\0" + checkpoint + entries,
            "another wire type": b"\x08\x01" + entries,
            "a checkpoint that is not UTF-8": b"\x0a\x02\xc3\x28" + entries,
            "a surrogate in the checkpoint": b"\x0a\x03\xed\xa0\x80" + entries,
            "an empty checkpoint that is written": b"\x0a\x00" + entries,
            "an unknown field in a bundle": bundle(first + b"\x18\x01"),
            "the entry twice": bundle(first + first),
            "an empty entry that is written": bundle(b"\x0a\x00"),
            "terms that are no message": bundle(first + b"\x12\x01\xff"),
            "terms with an unknown field": bundle(first + b"\x12\x02\x78\x01"),
            "an entry longer than its bundle": note + b"\x12\x03\x0a\x05x" + after,
        }
        for what, raw in cases.items():
            self.expect(UNUSABLE, framed(raw), what)

    def test_entries_and_checkpoints(self):
        count = len(self.entries)
        self.expect(UNUSABLE, framed(self.message(0, count, False)), "no checkpoint")
        self.expect(UNUSABLE, framed(b"", self.message(0, count)), "a first message without checkpoint")
        self.expect(UNUSABLE, framed(self.message(0, 9), self.message(9, count, True)), "a second checkpoint")
        self.expect(REFUTED, framed(self.message(0, count - 1)), "an entry too few")
        self.expect(REFUTED, framed(self.message(0, count), self.message(1, 2, False)), "an entry too many")
        self.expect(REFUTED, framed(self.message(0, 0)), "no entry at all")
        self.expect(REFUTED, framed(self.message(0, 5), self.message(6, count, False)), "an entry left out")
        self.expect(REFUTED, framed(self.message(0, 5), self.message(4, count, False)), "an entry doubled")
        many = schema.StreamEntriesResponse(checkpoint=self.checkpoint)
        for _ in range(1025):
            many.entries.add()
        self.expect(UNUSABLE, framed(many.SerializeToString()), "1025 entries in a message")

    def test_a_bit_anywhere(self):
        """Never verified; and unusable for both where the framing broke."""
        random.seed(20261122)
        start = len(HEAD) + 3
        for position in sorted(random.sample(range(start, len(self.good)), 60)):
            changed = bytearray(self.good)
            changed[position] ^= 1 << random.randrange(8)
            program, python, said = self.verdicts(bytes(changed))
            self.assertIn(program, (REFUTED, UNUSABLE), f"{position}: {said}")
            self.assertIn(python, (REFUTED, UNUSABLE), position)


if __name__ == "__main__":
    unittest.main()
