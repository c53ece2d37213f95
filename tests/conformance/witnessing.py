#!/usr/bin/python3
"""A server, its witnesses and its exported tiles over crashes, forks and restored backups. Programs: INGOT_BIN."""

import filecmp
import json
import pathlib
import shutil
import signal
import tempfile
import time
import unittest
import urllib.error
import urllib.request

from served import NotStarted, Served

WAIT_S = 60


def size_of(note):
    return int(note.split("\n")[1])


class ServedTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="ingot-witnessing-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def serve(self, name="dev", **options):
        served = Served(self.folder / name, **options)
        self.addCleanup(served.stop)
        return served

    def eventually(self, condition, what):
        end = time.monotonic() + WAIT_S
        while time.monotonic() < end:
            if condition():
                return
            time.sleep(0.1)
        self.fail(f"not within {WAIT_S} s: {what}")


class WitnessingTest(ServedTest):
    @staticmethod
    def states(served):
        listed = json.loads(served.ingot("--json", "witness", "list"))
        return [one.get("state", "").removeprefix("WITNESS_STATE_") for one in listed["witnesses"]]

    @staticmethod
    def cosigned_size(served):
        done = served.run("checkpoint", "--cosigned", "--note")
        return size_of(done.stdout) if done.returncode == 0 else 0

    def await_cosigned(self, served):
        newest = size_of(served.ingot("checkpoint", "--note"))
        self.eventually(lambda: self.cosigned_size(served) == newest, f"size {newest} is cosigned")
        return newest

    def test_a_quorum_with_one_witness_down(self):
        served = self.serve(witnesses=2, rule="any")
        served.submit(3)
        self.await_cosigned(served)
        served.witnesses[1].stop()
        served.submit(3)
        self.await_cosigned(served)
        self.eventually(lambda: self.states(served)[1] == "UNREACHABLE", "the one that is down is listed so")
        receipt, policy = self.folder / "receipt", self.folder / "policy"
        served.ingot("receipt", "get", "--seq", "5", "--cosigned", "--out", receipt)
        policy.write_text(f"log {served.vkey}\n" + served.policy(), encoding="utf-8")
        self.assertEqual(served.run("verify", "receipt", receipt, "--policy", policy).returncode, 0)
        plain = self.folder / "plain"
        served.ingot("receipt", "get", "--seq", "5", "--out", plain)
        refused = json.loads(served.run("--json", "receipt", "verify", plain, "--policy", policy).stdout)
        self.assertEqual((refused["verdict"], refused["reason"]), ("refuted", "QUORUM_MISSING"))
        served.restart()
        self.assertGreater(self.cosigned_size(served), 0, "the cosigned checkpoint is there at once after a restart")
        served.start_witness(1)
        self.eventually(lambda: self.states(served)[1] == "COSIGNED", "it is asked again")

    def test_without_witnesses(self):
        served = self.serve()
        done = served.run("--json", "checkpoint", "--cosigned")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(json.loads(done.stderr)["error"]["reason"], "NOT_COSIGNED")
        done = served.run("receipt", "get", "--seq", "0", "--cosigned", "--wait", "0", "--out", self.folder / "r")
        self.assertEqual(done.returncode, 1)

    def test_killed_witnesses_keep_their_memory(self):
        served = self.serve(witnesses=1)
        for _ in range(5):
            served.submit(2)
            served.witnesses[0].stop(signal.SIGKILL)
            served.start_witness(0)
        newest = self.await_cosigned(served)
        # A log that forgot: old 0 is answered with the size that the witness remembers.
        note = served.ingot("checkpoint", "--cosigned", "--note")
        url = f"{served.urls[0]}/add-checkpoint"
        request = urllib.request.Request(url, f"old 0\n\n{note}".encode(), method="POST")
        with self.assertRaises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(request, timeout=WAIT_S)
        self.assertEqual((caught.exception.code, caught.exception.headers["Content-Type"], caught.exception.read()),
                         (409, "text/x.tlog.size", f"{newest}\n".encode()))  # fmt: skip
        caught.exception.close()

    def bring_back(self, name):
        """The whole machine is restored from a backup, its anchor too: only the witnesses remember."""
        for part in ("db", "anchor"):
            path = self.folder / "dev" / part
            shutil.rmtree(path) if path.is_dir() else path.unlink()
            source = self.folder / name / part
            shutil.copytree(source, path) if source.is_dir() else shutil.copy(source, path)

    def test_a_server_asks_its_witnesses_before_it_signs(self):
        careful = ("--require-witness", "--witness-wait-seconds", "3")
        served = self.serve(witnesses=2, rule="any")
        served.submit(3)
        self.await_cosigned(served)
        served.restart(*careful)
        # A crash is no rollback: what was signed last is in no database.
        for _ in range(3):
            served.submit(2)
            self.await_cosigned(served)
            served.server.stop(signal.SIGKILL)
            served.restart(*careful)
        served.server.stop()
        shutil.copytree(self.folder / "dev", self.folder / "backup")
        served.restart(*careful)
        served.submit(20)
        newest = self.await_cosigned(served)
        served.server.stop()
        shutil.copytree(self.folder / "dev", self.folder / "newest")

        self.bring_back("backup")
        # A quorum would be there without it, and yet one that remembers is enough.
        served.witnesses[0].stop()
        for _ in range(2):
            with self.assertRaises(NotStarted) as caught:
                served.restart(*careful)
            self.assertEqual(caught.exception.code, 3)
            self.assertIn(f"witness.example/w1 has cosigned {newest} entries", caught.exception.said)
            self.assertIn("successor", caught.exception.said)
        self.assertEqual((self.folder / "dev/anchor").read_bytes(), (self.folder / "backup/anchor").read_bytes())
        self.bring_back("newest")
        served.restart(*careful)
        self.assertEqual(size_of(served.ingot("checkpoint", "--note")), newest)

        # Nobody answers: nothing is signed, and the next start asks again.
        served.server.stop()
        served.witnesses[1].stop()
        with self.assertRaises(NotStarted) as caught:
            served.restart(*careful)
        self.assertEqual(caught.exception.code, 1)
        self.assertIn("no quorum of witnesses", caught.exception.said)
        served.start_witness(0)
        served.restart(*careful)
        served.submit(1)

    def test_a_fork_and_a_rolled_back_ledger(self):
        served = self.serve(witnesses=2)
        served.submit(3)
        self.await_cosigned(served)
        served.server.stop()
        shutil.copytree(self.folder / "dev", self.folder / "backup")
        served.restart()
        served.submit(20)
        self.await_cosigned(served)
        served.server.stop()
        self.bring_back("backup")
        (self.folder / "dev/anchor.cosigned").unlink()
        shutil.rmtree(self.folder / "dev/orgs/bank/state", ignore_errors=True)
        served.server = served._serve()
        self.eventually(lambda: self.states(served) == ["AHEAD", "AHEAD"], "the witnesses have seen more")
        # It goes on and grows past what they have seen: another history under the same key.
        served.submitted = 100
        served.submit(30)
        served.restart()  # which asks again at once
        self.eventually(lambda: self.states(served) == ["CONFLICT", "CONFLICT"], "they have seen another history")
        self.assertEqual(self.cosigned_size(served), 0)
        self.assertEqual(len(list((self.folder / "dev/w0").glob("*.conflict"))), 1, "the witness keeps the evidence")


class TilesTest(ServedTest):
    def files(self, folder):
        return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())

    def assert_same_tree(self, one, other):
        self.assertEqual(self.files(one), self.files(other))
        for path in self.files(one):
            self.assertTrue(filecmp.cmp(one / path, other / path, shallow=False), path)

    def export(self, served, folder, *options):
        return json.loads(served.ingot("--json", "export", "tiles", folder, *options))

    def test_exports_are_incremental_and_resume(self):
        served = self.serve()
        tree, fresh = self.folder / "tree", self.folder / "fresh"
        for count in (3, 250, 3, 300):
            served.submit(count)
            done = self.export(served, tree)
            self.assertEqual(served.run("verify", "tiles", tree, "--vkey", served.vkey).returncode, 0)
        self.assertEqual(self.export(served, tree)["files"], "0", "nothing is new")
        self.export(served, fresh)
        self.assertEqual({*self.files(fresh)} - {*self.files(tree)}, set())
        # A run that was cut off: no checkpoint, a tile missing, one damaged.
        (fresh / "checkpoint").unlink()
        (fresh / "tile/0/001").unlink()
        (fresh / "tile/0/000").write_bytes(bytes(8192))
        self.export(served, fresh)
        self.assertEqual(served.run("verify", "tiles", fresh, "--vkey", served.vkey).returncode, 0)
        # Entries later, from the first on.
        self.export(served, fresh, "--entries")
        verdict = json.loads(served.run("--json", "verify", "tiles", fresh, "--vkey", served.vkey).stdout)
        self.assertEqual((verdict["verdict"], verdict["size"], verdict["bundles"]), ("verified", done["size"], "3"))
        both = self.folder / "both"
        self.export(served, both, "--entries")
        self.assert_same_tree(fresh, both)

    def test_folders_that_are_not_its_own_are_refused(self):
        served, other = self.serve(), self.serve("other")
        tree = self.folder / "tree"
        self.export(served, tree)
        self.assertEqual(other.run("export", "tiles", tree).returncode, 2)
        self.assertEqual(served.run("export", "tiles", self.folder / "dev/db").returncode, 2)
        self.assertFalse((self.folder / "dev/db/checkpoint").exists())

    def test_a_server_that_rolled_back_is_refused(self):
        served = self.serve()
        served.submit(3)
        served.server.stop()
        shutil.copytree(self.folder / "dev", self.folder / "backup")
        served.restart()
        served.submit(300)
        tree = self.folder / "tree"
        self.export(served, tree)
        before = (tree / "checkpoint").read_bytes()
        served.server.stop()
        old = self.serve("backup")
        self.assertEqual(old.run("export", "tiles", tree).returncode, 4, "the server contradicts what it signed")
        self.assertEqual((tree / "checkpoint").read_bytes(), before)


if __name__ == "__main__":
    unittest.main()
