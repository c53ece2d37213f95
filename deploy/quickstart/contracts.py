"""What befalls contracts: a cured default, a fee, a waiver, another lessee, a deposit given back, a wrong VIN."""

from __future__ import annotations

from births import Fleet
from dealer import Dealer
from directory import CN
from story import Story
from vocabulary import date, event


def tell(story: Story, fleet: Fleet) -> None:
    q = Dealer(story, "qingdao-auto", CN, "CN", "CNY")
    kept, wrong, right = fleet.m8[91], fleet.m8[92], fleet.m8[93]
    q.start("two more leases begin", [kept, wrong], "L1", "LEASE", "2025-02-01", 12, 300000)

    def terms(amount: int, when: str) -> dict:
        return {
            "payment": {
                "amount": {"currency": "CNY", "minorUnits": str(amount), "taxIncluded": True},
                "paidOn": date(when),
            }
        }

    contract = q.contract(kept, "L1")
    story.tell(
        q.name,
        "a deposit, a default and its cure, a fee, a waiver, another lessee, and the deposit back",
        [
            q.pay(kept, "L1", "deposit", "2025-02-02", 500000, "DEPOSIT"),
            event(CN.at("2025-05-02"), "paymentDefaulted", {"contractId": contract, "dueOn": date("2025-05-01")}),
            event(
                CN.at("2025-05-09"),
                "feeCharged",
                {"contractId": contract, "feeId": "late-1", "kind": "FEE_KIND_LATE_PAYMENT"},
                terms=terms(20000, "2025-05-09"),
            ),
            q.pay(kept, "L1", "p1", "2025-05-10", 4 * 300000),
            event(
                CN.at("2025-05-11"),
                "paymentDefaulted",
                {"contractId": contract, "dueOn": date("2025-05-01"), "cured": True},
            ),
            event(
                CN.at("2025-05-12"),
                "amountWaived",
                {"contractId": contract, "waiverId": "late-1w", "reason": "WAIVER_REASON_GOODWILL"},
                terms=terms(20000, "2025-05-12"),
            ),
            event(
                CN.at("2025-06-01"),
                "contractNovated",
                {"contractId": contract, "counterparty": "COUNTERPARTY_KIND_COMPANY", "on": date("2025-06-01")},
            ),
            q.pay(kept, "L1", "p2", "2026-01-20", 8 * 300000),
            event(
                CN.at("2026-02-10"),
                "refunded",
                {"contractId": contract, "refundId": "deposit-back", "purpose": "REFUND_PURPOSE_DEPOSIT"},
                terms=terms(500000, "2026-02-10"),
            ),
        ],
    )
    story.tell(
        q.name,
        "a contract signed for the wrong VIN goes to the right one",
        [
            event(
                CN.at("2025-02-20"),
                "contractMoved",
                {"contractId": q.contract(wrong, "L1"), "fromVin": wrong, "toVin": right},
            )
        ],
    )
