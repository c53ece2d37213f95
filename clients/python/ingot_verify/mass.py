"""Aluminium in double entry, as far as an entry's own postings decide it (FORMAT section 4)."""
from __future__ import annotations

from collections import defaultdict

from ingot_verify import schema
from ingot_verify.entry import StoredEntry, account_key

_EXTERNAL = ("PRODUCTION", "PARTS", "THIRD_PARTY_SCRAP", "OTHER_BODY", "PRIMARY")
_CONTROL = ("VARIANCE", "EXCESS", "REGRADE")
MAY_BE_NEGATIVE = frozenset(schema.enum("AccountClass", f"ACCOUNT_CLASS_{name}") for name in _EXTERNAL + _CONTROL)
# A body's metal has no origin: where an entry of this type gives metal to one, this class of account gives up an
# origin.
_ORIGIN_ENDS = {
    "vehicle_registered": schema.enum("AccountClass", "ACCOUNT_CLASS_BACK_IN_PRODUCTION"),
    "destruction_refuted": schema.enum("AccountClass", "ACCOUNT_CLASS_VARIANCE"),
}
_UNSPECIFIED = schema.enum("Origin", "ORIGIN_UNSPECIFIED")


def check_sums(stored: StoredEntry) -> None:
    """Zero per family; no named origin loses metal but to a body, and without unspecified metal none gains any.

    The postings of a reversal are the mirror of another entry's, which was checked.
    """
    families: dict[int, int] = defaultdict(int)
    origins: dict[int, int] = defaultdict(int)
    for posting in stored.entry.postings:
        for amount in posting.amounts:
            families[amount.family] += amount.grams
            if posting.account.account_class != _ORIGIN_ENDS.get(stored.body):
                origins[amount.origin] += amount.grams
    stored.expect(not any(families.values()), "postings do not sum to zero per family")
    if stored.body == "entry_reversed":
        return
    # The families sum to zero, so the origins do: none negative and none unspecified means that each is zero.
    stored.expect(all(grams >= 0 for origin, grams in origins.items() if origin != _UNSPECIFIED),
                  "postings take metal out of its origin")


class Balances:
    """Of all accounts, per (family, origin)."""

    def __init__(self) -> None:
        self._grams: dict[tuple[bytes, int, int], int] = {}

    def __len__(self) -> int:
        return len({account for account, _, _ in self._grams})

    def apply(self, stored: StoredEntry) -> None:
        check_sums(stored)
        for posting in stored.entry.postings:
            account = account_key(posting.account)
            for amount in posting.amounts:
                key = (account, amount.family, amount.origin)
                grams = self._grams.get(key, 0) + amount.grams
                stored.expect(grams >= 0 or posting.account.account_class in MAY_BE_NEGATIVE,
                              f"an account of class {posting.account.account_class} falls below zero")
                stored.expect(-2**63 <= grams < 2**63, "a balance leaves the range of int64")
                if grams:
                    self._grams[key] = grams
                else:
                    self._grams.pop(key, None)
