"""A small ledger that goes on from entry 7, and what the verifier must say to it."""
from __future__ import annotations

import io
import unittest
from typing import Any

from ingot_verify.dump import verify_dump
from ingot_verify.errors import Refuted
from ingot_verify.note import VerifierKey
from tests.builder import Draft, small_ledger


class LedgerCase(unittest.TestCase):
    def setUp(self) -> None:
        self.ledger, self.dealer = small_ledger()

    def verify(self) -> None:
        verify_dump(io.BytesIO(self.ledger.dump()), [VerifierKey.parse(self.ledger.vkey())])

    def refuted(self, message: str, seq: int | None = 7) -> None:
        with self.assertRaisesRegex(Refuted, message) as caught:
            self.verify()
        self.assertEqual(caught.exception.seq, seq)

    def submit(self, *drafts: Draft, **options: Any) -> None:
        self.ledger.submit(self.dealer, "haendler", list(drafts), **options)

    def register(self, **options: Any) -> None:
        """Entry 7."""
        self.submit(self.ledger.vehicle("haendler", "WVWZZZ1JZXW000009"), **options)
