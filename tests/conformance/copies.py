#!/usr/bin/python3
"""A ledger without its server: trees of tiles and backups are audited, and a lost ledger gets its successor by the
words of docs/OPERATIONS.md. Programs: INGOT_BIN."""

import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import unittest

from served import BIN, ROOT, TIMEOUT_S, NotStarted, Process, Served

VERIFIED, REFUTED, UNUSABLE = 0, 1, 2


class CopiesTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="ingot-copies-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def serve(self, **options):
        served = Served(self.folder / "dev", **options)
        self.addCleanup(served.stop)
        return served

    def audit(self, served, *source, stdin=None):
        """Exit code, and the report or the error."""
        command = [f"{BIN}/ingot", "--json", "audit", *map(str, source), "--vkey", served.vkey]
        done = subprocess.run(command, stdin=stdin, text=True, capture_output=True, check=False, timeout=TIMEOUT_S)
        document = json.loads(done.stdout or done.stderr)
        return done.returncode, document if done.stdout else document["error"]["message"]


class TilesTest(CopiesTest):
    def test_a_tree_with_its_entries_is_audited(self):
        served = self.serve(commitments=True)
        tree = self.folder / "tree"
        served.submit(600)
        served.ingot("prove", "absence", "WDB11111111111112", "--out", self.folder / "absence")
        served.ingot("export", "tiles", tree, "--entries")
        served.stop()
        code, report = self.audit(served, "--tiles", tree)
        self.assertEqual((code, report["verified"]), (VERIFIED, True), report)
        self.assertEqual(report["entries"], report["replayed"])
        self.assertGreater(int(report["entries"]), 601, "commitments too")
        # Two full tiles, and one partial tile on each of two levels.
        self.assertEqual(report["tiles"], "4")

        # One bit in the middle of an entry, in a bundle that nothing else vouches for.
        bundle = tree / "tile/entries/001"
        good = bundle.read_bytes()
        bundle.write_bytes(good[:5000] + bytes([good[5000] ^ 1]) + good[5001:])
        code, report = self.audit(served, "--tiles", tree)
        self.assertEqual((code, report["verified"]), (REFUTED, False))
        self.assertTrue(256 <= int(report["firstBad"]) < 512, report["firstBad"])
        bundle.write_bytes(good[:-1])
        code, message = self.audit(served, "--tiles", tree)
        self.assertEqual(code, UNUSABLE)
        self.assertIn("tile/entries/001 does not hold exactly 256 entries", message)
        bundle.unlink()
        code, message = self.audit(served, "--tiles", tree)
        self.assertEqual(code, UNUSABLE)
        self.assertIn("entries from 256 on are missing", message)

    def test_a_tree_of_hashes_alone_says_what_it_lacks(self):
        served = self.serve()
        served.submit(3)
        tree = self.folder / "tree"
        served.ingot("export", "tiles", tree)
        code, message = self.audit(served, "--tiles", tree)
        self.assertEqual(code, UNUSABLE)
        self.assertIn("--entries", message)
        code, message = self.audit(served, "--tiles", self.folder)
        self.assertEqual(code, UNUSABLE)
        self.assertIn("no checkpoint", message)


class BackupTest(CopiesTest):
    def audit_database(self, served, database):
        """ingotd --dump - --db COPY | ingot audit --file -"""
        dump = subprocess.Popen(
            [f"{BIN}/ingotd", "--dump", "-", "--db", database], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        try:
            return self.audit(served, "--file", "-", stdin=dump.stdout)
        finally:
            dump.stdout.close()
            dump.wait(TIMEOUT_S)

    def test_copies_of_a_database_are_audited_through_a_pipe(self):
        served = self.serve()
        served.submit(700)
        # A snapshot of the file system while the server works: everything stands still for a moment.
        process = served.server.process
        process.send_signal(signal.SIGSTOP)
        shutil.copytree(served.folder / "db", self.folder / "snapshot")
        process.send_signal(signal.SIGCONT)
        served.submit(100)
        served.stop()
        shutil.copytree(served.folder / "db", self.folder / "copy")

        # What was signed last is written with the next batch: the snapshot may lack the last hundred entries.
        code, report = self.audit_database(served, self.folder / "snapshot")
        self.assertEqual((code, report["verified"]), (VERIFIED, True), report)
        self.assertIn(int(report["entries"]), range(601, 702))
        code, report = self.audit_database(served, self.folder / "copy")
        self.assertEqual((code, report["entries"]), (VERIFIED, "801"), report)

        # A dump that breaks off is no ledger.
        code, message = self.audit_database(served, self.folder / "nothing")
        self.assertEqual(code, UNUSABLE)
        self.assertIn("standard input is not a dump", message)


class SuccessorTest(CopiesTest):
    """The shell blocks of docs/OPERATIONS.md, "A successor ledger", one after the other."""

    @staticmethod
    def documented_steps():
        text = pathlib.Path(ROOT, "docs/OPERATIONS.md").read_text(encoding="utf-8")
        section = re.search(r"^#+ A successor ledger\n(.*?)^##+ ", text, re.M | re.S).group(1)
        return re.findall(r"^```sh\n(.*?)^```", section, re.M | re.S)

    def shell(self, script):
        environment = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}"}
        done = subprocess.run(["bash", "-euc", script], cwd=self.folder, env=environment, text=True,
                              capture_output=True, check=False, timeout=TIMEOUT_S)  # fmt: skip
        self.assertEqual(done.returncode, 0, f"{script}\n{done.stdout}{done.stderr}")
        return done.stdout

    @staticmethod
    def free_address():
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return f"127.0.0.1:{probe.getsockname()[1]}"

    def start(self, folder):
        server = Process([f"{BIN}/ingotd", "--config", self.folder / folder / "ingotd.conf"], "listens on")
        self.addCleanup(server.stop)
        return server

    def grow(self, first, count):
        events = [
            {"emissionFactorPublished": {"factorId": f"bank/f-{number}", "origin": "ORIGIN_PRIMARY", "source": "test"}}
            for number in range(first, first + count)
        ]
        (self.folder / "events.json").write_text(json.dumps(events), encoding="utf-8")
        self.shell("ingot --profile bank/orgs/bank/profile submit --now events.json")

    def test_the_documented_steps(self):
        self.shell(
            f"ingot init --dir bank --origin bank.example/aluminium --operator bank --name Bank --country DE "
            f"--listen {self.free_address()}"
        )
        server = self.start("bank")
        self.grow(0, 5)
        server.stop()
        shutil.copytree(self.folder / "bank/db", self.folder / "backup")
        server = self.start("bank")
        self.grow(5, 7)
        self.shell("ingot --profile bank/orgs/bank/profile checkpoint --note > last-known.checkpoint")
        server.stop()
        # The disk is lost; what is left is the backup, which the anchor, elsewhere, does not let serve.
        shutil.rmtree(self.folder / "bank/db")
        shutil.copytree(self.folder / "backup", self.folder / "bank/db")
        with self.assertRaises(NotStarted):
            self.start("bank")

        steps = self.documented_steps()
        self.assertEqual(len(steps), 3, "prepare, start, check")
        prepared = self.shell(steps[0].replace("127.0.0.1:7443", self.free_address()))
        self.assertIn("VERIFIED", prepared, "what is left of the old ledger")
        # The second block starts the server for good.
        start = re.fullmatch(r"ingotd --config (\S+)/ingotd.conf\n", steps[1])
        self.assertIsNotNone(start, steps[1])
        self.start(start.group(1))
        checked = self.shell(steps[2])
        cited = (self.folder / "last-known.checkpoint").read_text(encoding="utf-8").split("\n")
        self.assertEqual(cited[:2], ["bank.example/aluminium", "13"])
        self.assertIn("VERIFIED", checked)
        self.assertRegex(checked, r"Continues +bank\.example/aluminium at 13 entries, root [0-9a-f]{64}")
        report = json.loads(self.shell("ingot --profile successor/orgs/bank/profile --json audit"))
        self.assertEqual((report["predecessor"]["origin"], report["predecessor"]["size"]), (cited[0], cited[1]))
        report = json.loads(self.shell("ingot --profile successor/orgs/bank/profile --json audit --resume"))
        self.assertEqual(report["predecessor"]["size"], "13")
        report = json.loads(self.shell("ingot --profile successor/orgs/bank/profile --json audit --resume"))
        self.assertEqual((report["earlier"], report["predecessor"]["size"]), (report["entries"], "13"))

    def test_a_successor_has_an_origin_of_its_own(self):
        self.shell("ingot init --dir bank --origin bank.example/al --operator bank --name Bank --country DE "
                   f"--listen {self.free_address()}")  # fmt: skip
        server = self.start("bank")
        self.shell("ingot --profile bank/orgs/bank/profile checkpoint --note > last")
        server.stop()
        done = subprocess.run(
            [f"{BIN}/ingot", "init", "--dir", "same", "--origin", "bank.example/al", "--operator", "bank", "--name",
             "Bank", "--country", "DE", "--predecessor", "last"],
            cwd=self.folder, text=True, capture_output=True, check=False)  # fmt: skip
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("needs a new origin", done.stderr)
        self.assertFalse((self.folder / "same").exists())


if __name__ == "__main__":
    unittest.main()
