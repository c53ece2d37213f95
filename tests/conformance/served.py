"""A ledger of a real server, with real witnesses, for tests from outside. Programs: INGOT_BIN."""

import json
import os
import pathlib
import signal
import subprocess
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BIN = os.environ.get("INGOT_BIN", os.path.join(ROOT, "build/release/bin"))
TIMEOUT_S = 120


class NotStarted(RuntimeError):
    """A program that ended instead of listening."""

    def __init__(self, program, code, said):
        super().__init__(f"{program} did not start (exit code {code}): {said}")
        self.code = code
        self.said = said


class Process:
    """A program that says where it listens in its first line."""

    def __init__(self, arguments, marker):
        self.log = tempfile.TemporaryFile(mode="w+")
        self.process = subprocess.Popen(
            [str(argument) for argument in arguments], stdout=subprocess.PIPE, stderr=self.log, text=True
        )
        self.line = self.process.stdout.readline()
        if marker not in self.line:
            self.process.wait(TIMEOUT_S)
            self.log.seek(0)
            said = self.log.read()
            self.stop()
            raise NotStarted(arguments[0], self.process.returncode, said)

    def stop(self, with_signal=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(with_signal)
        self.process.wait(TIMEOUT_S)
        self.process.stdout.close()
        self.log.close()


class Served:
    """A development server below `folder`, and witnesses; `rule` of them make the quorum. Where `commitments` are not
    asked for the ledger grows by the test's entries alone."""

    def __init__(self, folder, witnesses=0, rule="all", commitments=False):
        self.folder = pathlib.Path(folder)
        self.profile = self.folder / "orgs/bank/profile"
        self.witnesses, self.witness_vkeys, self.urls = [], [], []
        self.rule = rule
        self.commitment_seconds = "1" if commitments else "3600"
        self.submitted = 0
        self.server = self._serve()
        profile = self.profile.read_text(encoding="utf-8")
        self.vkey = next(line.split('"')[1] for line in profile.splitlines() if line.startswith("vkey"))
        if witnesses:
            for number in range(witnesses):
                self._add_witness(number)
            self.server.stop()
            (self.folder / "server.policy").write_text(self.policy(urls=True), encoding="utf-8")
            self.server = self._serve()

    def _serve(self, flags=()):
        arguments = [f"{BIN}/ingotd", "--dev", "--dir", self.folder, "--listen", "127.0.0.1:0",
                     "--commitment-seconds", self.commitment_seconds, *flags]  # fmt: skip
        policy = self.folder / "server.policy"
        return Process(arguments + (["--witness-policy", policy] if policy.exists() else []), "listens on")

    def _add_witness(self, number):
        key = self.folder / f"w{number}.pem"
        (self.folder / "logs.policy").write_text(f"log {self.vkey}\nquorum none\n", encoding="utf-8")
        self.run("key", "new", "--out", key, check=True)
        name = ("--key", key, "--name", f"witness.example/w{number}")
        self.witness_vkeys.append(self.run("witness", "vkey", *name, check=True).stdout.strip())
        self.witnesses.append(None)
        self.urls.append(None)
        self.start_witness(number)

    def start_witness(self, number):
        """The first time on any port, then on the same."""
        url = self.urls[number]
        self.witnesses[number] = Process(
            [f"{BIN}/ingot", "witness", "serve", "--key", self.folder / f"w{number}.pem", "--name",
             f"witness.example/w{number}", "--logs", self.folder / "logs.policy", "--state", self.folder / f"w{number}",
             "--listen", "127.0.0.1:0" if url is None else url.removeprefix("http://")],
            "listens on",
        )  # fmt: skip
        self.urls[number] = self.witnesses[number].line.split()[4]

    def restart(self, *flags):
        """Starts anew; raises where it does not serve."""
        self.server.stop()
        self.server = self._serve(flags)

    def policy(self, urls=False):
        """`rule` of the witnesses must cosign."""
        lines = [
            f"witness w{number} {vkey} {self.urls[number] if urls else ''}\n"
            for number, vkey in enumerate(self.witness_vkeys)
        ]
        names = " ".join(f"w{number}" for number in range(len(lines)))
        return "".join(lines) + f"group enough {self.rule} {names}\nquorum enough\n"

    def run(self, *arguments, check=False, stdin=None):
        command = [f"{BIN}/ingot", *(str(argument) for argument in arguments)]
        environment = {**os.environ, "INGOT_PROFILE": str(self.profile)}
        return subprocess.run(command, input=stdin, env=environment, text=True, capture_output=True, check=check,
                              timeout=TIMEOUT_S)  # fmt: skip

    def ingot(self, *arguments):
        """Must succeed; its output."""
        done = self.run(*arguments)
        if done.returncode:
            raise RuntimeError(f"ingot {arguments}: {done.stdout}{done.stderr}")
        return done.stdout

    def submit(self, count):
        """That many entries in submissions of at most 100."""
        for first in range(self.submitted, self.submitted + count, 100):
            events = [
                {
                    "emissionFactorPublished": {
                        "factorId": f"bank/f-{number}",
                        "origin": "ORIGIN_PRIMARY",
                        "co2eGPerKg": "1",
                        "source": "test",
                    }
                }
                for number in range(first, min(first + 100, self.submitted + count))
            ]
            self.run("--quiet", "submit", "--now", "--atomic", "-", stdin=json.dumps(events), check=True)
        self.submitted += count

    def stop(self):
        self.server.stop()
        for witness in self.witnesses:
            witness.stop()
