"""Deliberate mistakes: each must be refused with its stable reason."""

from __future__ import annotations

from dealer import Dealer
from directory import CN, DE
from births import Fleet
from recovery import third_party
from story import Story
from vocabulary import event, masses

_KEY = "00112233445566778899aabbccddeeff"


def _registration(code: str, market: str) -> dict:
    return event(
        CN.at("2026-07-01"),
        "vehicleRegistered",
        {
            "vin": code,
            "brandId": "ruishi-auto/ruishi",
            "modelId": "ruishi-auto/m8",
            "category": "VEHICLE_CATEGORY_M1",
            "market": market,
            "modelYear": 2024,
            "body": masses(a6xxx=180000),
            "bodyBasis": "MASS_BASIS_DESIGN",
            "kerbMassG": "2240000",
        },
    )


def tell(story: Story, fleet: Fleet) -> None:
    qingdao = Dealer(story, "qingdao-auto", CN, "CN", "CNY")
    shanghai = Dealer(story, "shanghai-cars", CN, "CN", "CNY")
    off_roader = fleet.off_roaders[0]
    story.refuse("ruishi-auto", "VIN_INVALID", "a VIN with the letter I", [_registration("LRSM8AA14RAI00001", "CN")])
    story.refuse(
        "ruishi-auto",
        "VIN_CHECK_CHARACTER",
        "a VIN whose check character fails where the market demands it",
        [_registration("LRSM8AA15RA000001", "CN")],
    )
    story.refuse("ruishi-auto", "ALREADY_EXISTS", "a VIN born twice", [_registration(fleet.m8[0], "CN")])
    story.refuse(
        "qingdao-auto",
        "CONTRACT_OPEN",
        "a lease on a leased vehicle",
        [qingdao.sign(off_roader, "L9", "LEASE", "2026-07-01", 12, 260000)],
    )
    story.refuse(
        "shanghai-cars",
        "NOT_HOLDER",
        "a dealer selling another dealer's vehicle",
        [shanghai.sign(fleet.m8[86], "S9", "SALE", "2026-07-01", 0, 0, 20_000_000)],
    )
    story.refuse(
        "qingdao-auto",
        "ROLE_REQUIRED",
        "a dealer acting as recycler",
        [event(CN.at("2026-07-01"), "batchClosed", {"batchId": "qingdao-auto/b-1"})],
    )
    wrong = qingdao.sign(fleet.m8[87], "L9", "LEASE", "2026-07-01", 12, 260000)
    wrong["terms"]["contract"]["totalMinorUnits"] = "3120001"
    story.refuse("qingdao-auto", "SCHEDULE_SUM", "a schedule that does not sum to the total", [wrong])
    lev = qingdao.sign(fleet.m8[87], "L9", "LEASE", "2026-07-01", 12, 260000)
    lev["terms"]["contract"]["currency"] = "BGN"
    story.refuse("qingdao-auto", "CURRENCY", "a withdrawn currency", [lev])
    story.refuse(
        "qingdao-auto",
        "FUTURE",
        "a fact from the future",
        [event("2199-01-01T00:00:00+08:00", "odometerRead", {"vin": fleet.m8[86], "odometerM": "1000"})],
    )
    story.refuse(
        "ruhr-metall",
        "DUPLICATE_NUMBER",
        "a weighbridge ticket used twice",
        [
            event(
                DE.at("2026-07-02"),
                "batchFed",
                {
                    "batchId": "ruhr-metall/b-3",
                    "siteId": "ruhr-metall/duisburg",
                    "yieldStandardId": "bank/shred-2pc",
                    "tickets": [
                        third_party(
                            DE,
                            "2026-07-01",
                            "ruhr-metall/bridge-a",
                            "DU-000101",
                            22_120_000,
                            20_000_000,
                            945_000,
                            2_000_000,
                        )
                    ],
                },
            )
        ],
    )
    story.tell_with_key(
        "qingdao-auto",
        "a submission under a chosen idempotency key",
        [event(CN.at("2026-07-03"), "odometerRead", {"vin": fleet.m8[86], "odometerM": "13000"})],
        _KEY,
    )
    story.refuse(
        "qingdao-auto",
        "IDEMPOTENCY_CONFLICT",
        "the same key with other events",
        [event(CN.at("2026-07-04"), "odometerRead", {"vin": fleet.m8[86], "odometerM": "14000"})],
        key=_KEY,
    )
    story.refuse(
        "qingdao-auto",
        "EXPIRED",
        "an expired signature",
        [event(CN.at("2026-07-05"), "odometerRead", {"vin": fleet.m8[86], "odometerM": "15000"})],
        expires_at="2026-01-01T00:00:00Z",
    )
