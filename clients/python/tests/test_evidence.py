"""Evidence files: the server's program made the vector; small ones of our own; and lies."""
from __future__ import annotations

import base64
import copy
import json
import pathlib
import unittest
from typing import Any

from ingot_verify import facts
from ingot_verify.errors import Refuted, Unusable
from ingot_verify.evidence import FORMAT, verify_evidence
from ingot_verify.facts import FactBook
from ingot_verify.note import VerifierKey
from ingot_verify.schemes import same, statement
from tests import reference as ref
from tests.builder import Builder, Draft, Signer, small_ledger

VECTOR = pathlib.Path(__file__).parent / "vectors" / "evidence.json"
VECTOR_VKEY = pathlib.Path(__file__).parent / "vectors" / "evidence.vkey"
VIN = "WVWZZZ1JZXW000042"
DETAILS = {"vehicleProperties": {"licensePlate": "MA-XY 12"}, "engineNumber": "E-1"}


def certified_ledger() -> tuple[Builder, list[int], Signer]:
    """A ledger with a vehicle that is registered and certified, and the numbers of its entries."""
    ledger, dealer = small_ledger()
    seqs = [ledger.submit(dealer, "haendler", [ledger.vehicle("haendler", VIN)])]
    event = ledger.event("haendler")
    issued = event.certificate_of_destruction_issued
    issued.vin, issued.kind, issued.serial, issued.site_id = VIN, 1, "S-1", "haendler/yard"
    issued.issued_on.year, issued.issued_on.month, issued.issued_on.day = 2026, 3, 1
    issued.registration_country, issued.registration_document, issued.empty_weight_g = "DE", 2, 1_880_500
    seqs.append(ledger.submit(dealer, "haendler", [Draft(event, [(9, VIN)])]))
    return ledger, seqs, dealer


def evidence(ledger: Builder, seqs: list[int], schemes: tuple[str, ...] = ("eu", "cn", "catena-x")) -> dict[str, Any]:
    """A file as docs/EXCHANGE.md describes it."""
    note = ledger.checkpoint()

    def proof(seq: int) -> str:
        path = ref.audit_path(seq, ledger.leaves)
        lines = [base64.b64encode(step).decode() for step in path]
        return "\n".join(["c2sp.org/tlog-proof@v1", f"index {seq}", *lines, "", note])

    from ingot_verify.entry import read_entry

    history = [read_entry(ledger.entries[seq], seq) for seq in seqs]
    book = FactBook(VIN, history, [], {"brand_name": "X"}, DETAILS)
    return {
        "format": FORMAT,
        "vin": VIN,
        "ledger": {"id": ledger.ledger_id.hex(), "origin": "bank.example/aluminium", "proof": proof(0)},
        "checkpoint": note,
        "certificateSeq": book.entries["certificate"].seq,
        "schemes": {name: statement(name, book) for name in schemes},
        "directory": {"brand_name": "X"},
        "details": DETAILS,
        "history": [
            {"seq": seq, "entry": base64.b64encode(ledger.entries[seq]).decode(), "proof": proof(seq)} for seq in seqs
        ],
        "further": [],
    }


class EvidenceTest(unittest.TestCase):
    def setUp(self) -> None:
        self.ledger, self.seqs, self.dealer = certified_ledger()
        self.keys = [VerifierKey.parse(self.ledger.vkey())]
        self.file = evidence(self.ledger, self.seqs)

    def verify(self, file: Any) -> Any:
        return verify_evidence(json.dumps(file).encode(), self.keys)

    def fails(self, kind: type, message: str, change: Any) -> None:
        file = copy.deepcopy(self.file)
        change(file)
        with self.assertRaisesRegex(kind, message):
            self.verify(file)

    def test_honest(self) -> None:
        done = self.verify(self.file)
        self.assertEqual((done.vin, done.certificate_seq, done.entries), (VIN, self.seqs[1], 2))
        self.assertEqual(done.ledger_id, self.ledger.ledger_id)

    def test_what_the_items_say(self) -> None:
        items = {
            item["no"]: {fact["name"]: fact for fact in item["facts"]} for item in self.file["schemes"]["eu"]["items"]
        }
        self.assertEqual(list(items), ["1", "2", "3", "4", "5", "6", "7"])
        self.assertEqual(
            items["3"]["issued_on"],
            {
                "name": "issued_on",
                "value": "2026-03-01",
                "source": "ledger",
                "seq": self.seqs[1],
                "field": "certificate_of_destruction_issued.issued_on",
            },
        )
        self.assertEqual(items["4"]["registration_document"]["value"], "DESTROYED")
        self.assertEqual(items["5"]["vehicle_class"]["value"], "M1")
        self.assertEqual(items["5"]["brand_name"], {"name": "brand_name", "value": "X", "source": "directory"})
        self.assertEqual(items["7"]["holder_name"], {"name": "holder_name", "value": "", "source": "absent"})
        document = self.file["schemes"]["catena-x"]["document"]
        self.assertEqual(document["vehicleProperties"]["emptyWeight"], 1880.5)
        self.assertEqual(document["vehicleProperties"]["licenseAbbreviation"], "MA")
        self.assertIn("/vehicleOwnerProperties/citizenship", self.file["schemes"]["catena-x"]["missing"])

    def test_changed_statements(self) -> None:
        def fact(file: Any, item: int, name: str, value: Any) -> None:
            file["schemes"]["eu"]["items"][item]["facts"][0][name] = value

        self.fails(Refuted, "scheme eu", lambda file: fact(file, 5, "value", "1M8GDM9AXKP042788"))
        self.fails(Refuted, "scheme eu", lambda file: fact(file, 2, "seq", 1))
        self.fails(Refuted, "scheme eu", lambda file: fact(file, 2, "field", "certificate_of_destruction_issued.vin"))
        self.fails(Refuted, "scheme eu", lambda file: file["schemes"]["eu"].update(title="Other"))
        self.fails(Refuted, "scheme cn", lambda file: file["details"].update(engineNumber="E-2"))
        self.fails(Refuted, "scheme catena-x", lambda file: file["schemes"]["catena-x"]["missing"].pop())
        self.fails(Refuted, "certificate in force", lambda file: file.update(certificateSeq=1))

    def test_changed_proofs(self) -> None:
        other = "AAAA" + self.file["history"][0]["proof"]
        self.fails(Unusable, "the proof of entry", lambda file: file["history"][0].update(proof=other))
        self.fails(Refuted, "is of entry", lambda file: file["history"][0].update(proof=file["history"][1]["proof"]))
        self.fails(Refuted, "another checkpoint", lambda file: file.update(checkpoint=self.ledger.checkpoint(size=5)))
        self.fails(Refuted, "root", lambda file: file["ledger"].update(id="0" * 64))
        self.fails(Refuted, "does not follow", lambda file: file["history"].pop(0))
        self.fails(Refuted, "not about", lambda file: file.update(vin="1M8GDM9AXKP042788"))
        self.fails(Refuted, "origin", lambda file: file["ledger"].update(origin="other.example"))
        self.fails(
            Refuted,
            "not signed by a given key",
            lambda file: file.update(checkpoint=self.ledger.checkpoint([self.ledger.service])),
        )

    def test_every_byte_of_an_entry(self) -> None:
        data = self.ledger.entries[self.seqs[1]]
        for at in range(0, len(data), 5):
            changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
            self.fails(Refuted, "", lambda file: file["history"][1].update(entry=base64.b64encode(changed).decode()))

    def test_no_certificate_in_force(self) -> None:
        event = self.ledger.event("haendler")
        event.destruction_refuted.vin = VIN
        seq = self.ledger.submit(self.dealer, "haendler", [Draft(event, [(9, VIN)])])
        with self.assertRaisesRegex(Refuted, "no certificate of destruction in force"):
            evidence(self.ledger, self.seqs + [seq])

    def test_unusable(self) -> None:
        for data in (b"", b"[]", b"{", b"\xff", b'{"format": "x"}', b"[" * 100_000):
            with self.assertRaises(Unusable):
                verify_evidence(data, self.keys)
        self.fails(Unusable, "`history`", lambda file: file.update(history={}))
        self.fails(Unusable, "`seq`", lambda file: file["history"][0].update(seq=True))
        self.fails(Unusable, "no base64", lambda file: file["history"][0].update(entry="?"))
        self.fails(Unusable, "not known", lambda file: file["schemes"].update(us={}))
        self.fails(Unusable, "`schemes` is empty", lambda file: file.update(schemes={}))


class VectorTest(unittest.TestCase):
    """Made by `ingot`'s own code: both programs agree on every statement."""

    def setUp(self) -> None:
        self.data = VECTOR.read_bytes()
        self.keys = [VerifierKey.parse(VECTOR_VKEY.read_text(encoding="ascii").strip())]

    def test_verifies(self) -> None:
        done = verify_evidence(self.data, self.keys)
        self.assertEqual(done.schemes, ["eu", "cn", "catena-x"])

    def test_changes_are_refuted(self) -> None:
        file = json.loads(self.data)
        file["schemes"]["eu"]["items"][5]["facts"][0]["value"] = "1M8GDM9AXKP042788"
        with self.assertRaisesRegex(Refuted, "scheme eu"):
            verify_evidence(json.dumps(file).encode(), self.keys)


class TextTest(unittest.TestCase):
    def test_times(self) -> None:
        self.assertEqual(facts.time_text(1_777_600_800_000_000, 480), "2026-05-01T10:00:00+08:00")
        self.assertEqual(facts.time_text(1_777_600_800_500_000, 0), "2026-05-01T02:00:00.5Z")
        self.assertEqual(facts.time_text(1_777_600_800_000_000, -210), "2026-04-30T22:30:00-03:30")

    def test_equality_of_json(self) -> None:
        self.assertTrue(same({"a": 1, "b": [1.0]}, {"b": [1], "a": 1.0}))
        self.assertFalse(same(True, 1))
        self.assertFalse(same([1], [1, 2]))
        self.assertFalse(same({"a": 1}, {"b": 1}))
