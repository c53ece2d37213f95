"""Reversals that are no mirrors, and postings into closed periods."""
from __future__ import annotations

import unittest
from typing import Any

from tests.builder import DAY_US, SUBJECT_ORGANISATION, SUBJECT_VEHICLE, Draft
from tests.ledger_case import LedgerCase

VIN = "WVWZZZ1JZXW000009"


class ReversalTest(LedgerCase):
    """Entry 7 registers a vehicle, entry 8 reverses it."""

    def reverse(self, target: int = 7, tweak: Any = None) -> None:
        event = self.ledger.event("haendler")
        event.entry_reversed.target_seq = target
        event.entry_reversed.reason = 1
        draft = Draft(event, [(SUBJECT_VEHICLE, VIN)],
                      [(1, "haendler/x", "", [(2, 0, 156_000)]), (10, "haendler/x", "", [(2, 0, -156_000)])])
        self.submit(draft, tweak=tweak)

    def setUp(self) -> None:
        super().setUp()
        self.register()

    def test_mirror(self) -> None:
        self.reverse()
        self.verify()

    def test_once(self) -> None:
        self.reverse()
        self.submit(self.ledger.vehicle("haendler", "WVWZZZ1JZXW000010"))
        self.reverse()
        self.refuted("reversed already", 10)
        for target in (8, 9):
            self.setUp()
            self.reverse(target)
            self.refuted("none before it", 8)

    def test_no_reversal_of_a_reversal(self) -> None:
        self.reverse()
        event = self.ledger.event("haendler")
        event.entry_reversed.target_seq = 8
        self.submit(Draft(event, [(SUBJECT_VEHICLE, VIN)], [
            (1, "haendler/x", "", [(2, 0, -156_000)]), (10, "haendler/x", "", [(2, 0, 156_000)])]))
        self.refuted("a reversal, or reversed already", 9)

    def test_another_image(self) -> None:
        def grams(entry: Any) -> None:
            entry.postings[0].amounts[0].grams -= 1
            entry.postings[1].amounts[0].grams += 1

        for tweak in (grams, lambda entry: entry.ClearField("postings"), lambda entry: entry.ClearField("subjects"),
                      lambda entry: entry.allocations.add(vin=VIN, grams=-1)):
            self.setUp()
            self.reverse(tweak=tweak)
            self.refuted("not the mirror", 8)

    def test_origins_of_a_mirror(self) -> None:
        """Out of the shredder again: metal loses the origin that it got there, and never gains one."""
        self.setUp()
        feed = self.ledger.vehicle("haendler", "WVWZZZ1JZXW000011")
        feed.postings = [(4, "", "", [(2, 0, -9)]), (40, "s/1", "", [(2, 1, 9)])]
        self.submit(feed)
        event = self.ledger.event("haendler")
        event.entry_reversed.target_seq = 8
        self.submit(Draft(event, feed.subjects, [(4, "", "", [(2, 0, 9)]), (40, "s/1", "", [(2, 1, -9)])]))
        self.verify()


class PeriodTest(LedgerCase):
    """Entry 7 closes the dealer's periods through the day on which it occurs, 2023-11-14 in its offset."""

    def setUp(self) -> None:
        super().setUp()
        self.close()

    def close(self, day: int = 14) -> None:
        event = self.ledger.event("haendler")
        event.period_closed.through.year = 2023
        event.period_closed.through.month = 11
        event.period_closed.through.day = day
        self.submit(Draft(event, [(SUBJECT_ORGANISATION, "haendler")]))

    def late(self, days: int, day: int) -> None:
        """Entry 8, which occurs so many days later and is posted on that day; 0 for its own."""
        self.ledger.now += days * DAY_US

        def tweak(entry: Any) -> None:
            if day:
                entry.posted_on.year, entry.posted_on.month, entry.posted_on.day = 2023, 11, day

        self.submit(self.ledger.vehicle("haendler", VIN), tweak=tweak)

    def test_first_open_day(self) -> None:
        self.late(0, 15)
        self.verify()
        self.setUp()
        self.late(1, 0)
        self.verify()

    def test_wrong_day(self) -> None:
        for days, day, message in ((0, 0, "first open day"), (0, 16, "first open day"), (1, 16, "first open day"),
                                   (1, 15, "no day after"), (0, 31, "no day after")):
            with self.subTest(days=days, day=day):
                self.setUp()
                self.late(days, day)
                self.refuted(message, 8)

    def test_closing(self) -> None:
        self.ledger.now += 2 * DAY_US
        self.close(14)
        self.refuted("closed before", 8)
        self.setUp()
        self.ledger.now += 2 * DAY_US
        self.close(17)
        self.refuted("before it is over", 8)
        self.setUp()
        self.ledger.now += 20 * DAY_US
        self.close(31)
        self.refuted("does not exist", 8)


if __name__ == "__main__":
    unittest.main()
