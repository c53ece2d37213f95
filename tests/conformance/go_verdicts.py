#!/usr/bin/python3
"""Go's golang.org/x/mod/sumdb/note and tlog verify what Ingot exports, and refuse it once a byte of it is changed.

A server makes an honest ledger, witnesses cosign it; `ingot export tiles` and `ingot receipt proof` write files.
Programs: INGOT_BIN (a folder with ingot and ingotd). Go is Debian's, and so are its packages: a missing one is a
failure.
"""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from served import BIN, ROOT, Served

GO = "/usr/bin/go"


class GoTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="ingot-go-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        environment = {
            **os.environ,
            "GO111MODULE": "off",
            "GOPATH": "/usr/share/gocode",
            "GOFLAGS": "",
            "GOPROXY": "off",
            "GOTOOLCHAIN": "local",
            "GOCACHE": str(cls.folder / "gocache"),
        }
        subprocess.run(
            [GO, "build", "-o", cls.folder / "verify", os.path.join(ROOT, "tests/conformance/go/main.go")],
            env=environment,
            check=True,
        )
        cls.served = Served(cls.folder / "dev", witnesses=2)
        cls.addClassCleanup(cls.served.stop)
        cls.served.submit(300)
        cls.served.ingot("export", "tiles", cls.folder / "tree", "--entries")
        cls.older = cls.folder / "older"
        shutil.copy(cls.folder / "tree/checkpoint", cls.older)
        cls.served.submit(450)
        cls.served.ingot("export", "tiles", cls.folder / "tree", "--entries")

    def go(self, *arguments):
        run = subprocess.run([self.folder / "verify", *arguments], capture_output=True, text=True, check=False)
        return run.returncode, run.stderr

    def test_an_exported_tree(self):
        tree = self.folder / "tree"
        self.assertEqual(self.go("tiles", tree, self.served.vkey, self.older), (0, ""))
        self.assertEqual(self.served.run("verify", "tiles", tree, "--vkey", self.served.vkey).returncode, 0)
        size = int((tree / "checkpoint").read_text(encoding="utf-8").split("\n")[1])
        self.assertGreater(size, 750)
        self.assertFalse((tree / "tile/0/001.p").exists(), "superseded partial tiles are gone")

    def test_changed_trees_are_refused(self):
        for path in ("checkpoint", "tile/0/000", "tile/0/001", "tile/1/000.p/2", "tile/entries/001"):
            with self.subTest(path=path):
                copy = self.folder / "changed"
                shutil.copytree(self.folder / "tree", copy, dirs_exist_ok=True)
                data = bytearray((copy / path).read_bytes())
                data[len(data) // 3] ^= 4
                (copy / path).write_bytes(data)
                self.assertEqual(self.go("tiles", copy, self.served.vkey)[0], 1)
                self.assertNotEqual(self.served.run("verify", "tiles", copy, "--vkey", self.served.vkey).returncode, 0)

    def test_a_forked_older_checkpoint_is_refused(self):
        other = Served(self.folder / "other")
        self.addCleanup(other.stop)
        self.assertEqual(self.go("tiles", self.folder / "tree", other.vkey)[0], 1)

    def test_proofs(self):
        for seq in (0, 1, 255, 256, 300):
            proof, entry = self.folder / "a.tlog-proof", self.folder / "a.entry"
            self.served.ingot("receipt", "proof", "--seq", str(seq), "--out", proof, "--entry", entry)
            self.assertEqual(self.go("proof", proof, entry, self.served.vkey), (0, ""))
            entry.write_bytes(entry.read_bytes() + b"x")
            self.assertEqual(self.go("proof", proof, entry, self.served.vkey)[0], 1)

    def test_cosigned_proofs(self):
        proof, entry = self.folder / "c.tlog-proof", self.folder / "c.entry"
        self.served.ingot("receipt", "proof", "--seq", "700", "--cosigned", "--out", proof, "--entry", entry)
        for vkey in self.served.witness_vkeys:
            self.assertEqual(self.go("proof", proof, entry, self.served.vkey, vkey), (0, ""))
        policy = self.folder / "verifier.policy"
        policy.write_text(self.served.policy(), encoding="utf-8")
        run = self.served.run("--json", "verify", "proof", proof, "--entry", entry, "--vkey", self.served.vkey,
                              "--policy", policy)  # fmt: skip
        self.assertEqual((run.returncode, json.loads(run.stdout)["reason"]), (0, "OK"))


if __name__ == "__main__":
    if not os.path.exists(f"{BIN}/ingotd"):
        raise SystemExit("INGOT_BIN names a folder with ingot and ingotd")
    unittest.main()
