"""Postings that hash correctly and move metal as no entry may."""
from __future__ import annotations

import unittest

from tests.ledger_case import LedgerCase

OWN_BODY, THIRD_PARTY = 1, 4
OTHER_BODY, IN_PROCESS, RECOVERED, VARIANCE, EXCESS, REGRADE = 4, 40, 41, 70, 71, 72


class MassTest(LedgerCase):
    def post(self, *postings: tuple[int, str, str, list[tuple[int, int, int]]]) -> None:
        draft = self.ledger.vehicle("haendler", f"WVWZZZ1JZXW{len(self.ledger.entries):06}")
        draft.postings = list(postings)
        self.submit(draft)

    def test_sums(self) -> None:
        """One family gains what another loses; REGRADE makes it right."""
        self.post((1, "b", "", [(2, 0, -5)]), (10, "b", "", [(3, 0, 5)]))
        self.refuted("sum to zero per family")
        self.setUp()
        self.post((1, "b", "", [(2, 0, -5)]), (10, "b", "", [(3, 0, 5)]), (REGRADE, "", "", [(2, 0, 5), (3, 0, -5)]))
        self.verify()
        self.setUp()
        self.post((1, "b", "", [(2, 0, -5)]), (10, "b", "", [(2, 0, 4)]))
        self.refuted("sum to zero per family")

    def test_origins(self) -> None:
        """Metal gets its origin at the shredder; then it neither loses nor changes it."""
        self.post((OTHER_BODY, "", "", [(2, 0, -9)]), (IN_PROCESS, "s/1", "", [(2, OWN_BODY, 9)]))
        self.post((IN_PROCESS, "s/1", "", [(2, OWN_BODY, -4)]), (RECOVERED, "s", "REMA:Twitch", [(2, OWN_BODY, 4)]))
        self.post((VARIANCE, "s/site", "", [(2, OWN_BODY, -3)]), (EXCESS, "s", "", [(2, OWN_BODY, 3)]))
        self.verify()
        self.post((IN_PROCESS, "s/1", "", [(2, OWN_BODY, -4)]), (RECOVERED, "s", "REMA:Twitch", [(2, THIRD_PARTY, 4)]))
        self.refuted("out of its origin", 10)
        self.setUp()
        self.post((OTHER_BODY, "", "", [(2, 0, -9)]), (IN_PROCESS, "s/1", "", [(2, OWN_BODY, 9)]))
        self.post((IN_PROCESS, "s/1", "", [(2, OWN_BODY, -4)]), (RECOVERED, "s", "REMA:Twitch", [(2, 0, 4)]))
        self.refuted("out of its origin", 8)

    def test_origins_end_in_a_body(self) -> None:
        """Recycled metal in a new body has no origin any more; no other account gives one up so."""
        back = 52
        self.post((OTHER_BODY, "", "", [(2, 0, -9)]), (back, "b", "", [(2, OWN_BODY, 9)]))
        self.post((10, "b", "", [(2, 0, 4)]), (back, "b", "", [(2, OWN_BODY, -4)]))
        self.verify()
        self.post((OTHER_BODY, "", "", [(2, 0, -9)]), (IN_PROCESS, "s/1", "", [(2, OWN_BODY, 9)]))
        self.post((10, "b", "", [(2, 0, 4)]), (IN_PROCESS, "s/1", "", [(2, OWN_BODY, -4)]))
        self.refuted("out of its origin", 10)

    def test_balances(self) -> None:
        """Of the 216 kg and 156 kg in stock no gram more can leave; external accounts may owe."""
        stock = "haendler/x"
        self.post((10, stock, "", [(2, 0, -372_000)]), (20, stock, "", [(2, 0, 372_000)]))
        self.verify()
        self.post((10, stock, "", [(2, 0, -1)]), (20, stock, "", [(2, 0, 1)]))
        self.refuted("class 10 falls below zero", 8)
        for account_class in (1, 2, 3, 4, 5, 70, 71, 72):
            self.setUp()
            self.post(*sorted([(account_class, "z", "", [(2, 0, -5)]), (10, "z", "", [(2, 0, 5)])]))
            self.verify()
        for account_class in (11, 12, 13, 20, 21, 22, 23, 24, 25, 30, 40, 41, 42, 43, 50, 51, 52, 60, 61, 62, 63):
            self.setUp()
            self.post(*sorted([(account_class, "z", "", [(2, 0, -5)]), (10, "z", "", [(2, 0, 5)])]))
            self.refuted(f"class {account_class} falls below zero")

    def test_overflow(self) -> None:
        for _ in range(2):
            self.post((1, "z", "", [(2, 0, -2**62)]), (10, "z", "", [(2, 0, 2**62)]))
        self.refuted("int64", 8)

    def test_form(self) -> None:
        good = (1, "z", "", [(2, 0, -5)])
        for postings, message in (
            (((10, "z", "", [(2, 0, 5)]), good), "ascending by account"),
            ((good, good, (10, "z", "", [(2, 0, 10)])), "ascending by account"),
            (((0, "z", "", [(2, 0, -5)]), (10, "z", "", [(2, 0, 5)])), "no class"),
            ((good, (10, "z", "", [(2, 0, 5)]), (11, "z", "", [])), "no amounts"),
            ((good, (10, "z", "", [(2, 0, 5)]), (11, "z", "", [(2, 0, 0)])), "0 grams"),
            (((1, "z", "", [(0, 0, -5)]), (10, "z", "", [(0, 0, 5)])), "without a family"),
            (((1, "z", "", [(3, 0, -5), (2, 0, -5)]), (10, "z", "", [(2, 0, 5), (3, 0, 5)])), "family and origin"),
            (((1, "z", "", [(2, 0, -5), (2, 0, -5)]), (10, "z", "", [(2, 0, 10)])), "family and origin"),
            (((1, "z" * 49, "", [(2, 0, -5)]), (10, "z", "", [(2, 0, 5)])), "too long"),
            (((1, "z", "d" * 49, [(2, 0, -5)]), (10, "z", "", [(2, 0, 5)])), "too long"),
            (tuple((1, f"{number:02}", "", [(2, 0, -1)]) for number in range(65)), "more than 64"),
        ):
            with self.subTest(message=message):
                self.setUp()
                self.post(*postings)
                self.refuted(message)


if __name__ == "__main__":
    unittest.main()
