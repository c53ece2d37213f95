"""The vehicles of the demonstration and their births."""

from __future__ import annotations

import dataclasses

from directory import CN, DE
from story import Story
from vocabulary import Clock, event, masses, vin


@dataclasses.dataclass
class Fleet:
    m8: list
    off_roaders: list
    quadricycles: list
    vans: list
    # Retired and on their way, by treatment facility.
    for_shandong: list = dataclasses.field(default_factory=list)
    for_elbe: list = dataclasses.field(default_factory=list)


def _born(
    clock: Clock,
    when: str,
    code: str,
    brand: str,
    model: str,
    category: str,
    market: str,
    year: int,
    body: list,
    other: int,
    kerb: int,
) -> dict:
    return event(
        clock.at(when),
        "vehicleRegistered",
        {
            "vin": code,
            "brandId": brand,
            "modelId": model,
            "category": f"VEHICLE_CATEGORY_{category}",
            "market": market,
            "modelYear": year,
            "body": body,
            "bodyBasis": "MASS_BASIS_DESIGN",
            "bodyUncertaintyPpm": 20000,
            "otherAluminiumG": str(other),
            "kerbMassG": str(kerb),
        },
    )


def tell(story: Story) -> Fleet:
    fleet = Fleet(
        m8=[vin("LRS", "M8AA1", "R", n) for n in range(1, 121)],
        off_roaders=[vin("LBF", "212BB", "P", n) for n in range(1, 61)],
        quadricycles=[vin("LLT", "L6E00" if n <= 50 else "L7E00", "P", n) for n in range(1, 101)],
        vans=[vin("WLV", "KW156", "N", n) for n in range(1, 41)],
    )
    story.tell(
        "ruishi-auto",
        "120 Ruishi M8 MPVs are born",
        [
            _born(
                CN,
                "2024-01-15",
                code,
                "ruishi-auto/ruishi",
                "ruishi-auto/m8",
                "M1",
                "CN",
                2024,
                masses(a5xxx=61000, a6xxx=182500, cast=9000),
                84000,
                2240000,
            )
            for code in fleet.m8
        ],
    )
    story.tell(
        "beifang-212",
        "60 off-roaders are born",
        [
            _born(
                CN,
                "2023-03-01",
                code,
                "beifang-212/212",
                "beifang-212/t01",
                "M1",
                "CN",
                2023,
                masses(a5xxx=40000, a6xxx=95000),
                52000,
                1980000,
            )
            for code in fleet.off_roaders
        ],
    )
    story.tell(
        "lingtu-mobility",
        "100 L6e and L7e quadricycles for Europe are born",
        [
            _born(
                CN,
                "2023-04-01",
                code,
                "lingtu-mobility/lingtu",
                "lingtu-mobility/l6e" if n < 50 else "lingtu-mobility/l7e",
                "L6E" if n < 50 else "L7E",
                "DE",
                2023,
                masses(a6xxx=38000 if n < 50 else 52000),
                11000,
                600000,
            )
            for n, code in enumerate(fleet.quadricycles)
        ],
    )
    # 39 bodies of 156 kg and one of 155.5 kg: 6 239 500 g.
    story.tell(
        "leichtbau-vans",
        "40 vans with a 156 kg aluminium body are born",
        [
            _born(
                DE,
                "2022-02-01",
                code,
                "leichtbau-vans/kastenwagen",
                "leichtbau-vans/kw",
                "N1",
                "DE",
                2022,
                masses(a6xxx=156000 if n else 155500),
                70000,
                1900000,
            )
            for n, code in enumerate(fleet.vans)
        ],
    )
    return fleet
