"""Sites, instruments, brands and standards. Organisations and their keys are enrolled by quickstart.sh."""

from __future__ import annotations

from story import Story
from vocabulary import Clock, date, event

CN = Clock(8)
DE = Clock(1)

YIELD_STANDARD = "bank/shred-2pc"


def _site(clock: Clock, site: str, name: str, country: str, authority: str, permit: str, expires: str) -> dict:
    return event(
        clock.at("2021-02-01"),
        "siteRegistered",
        {
            "siteId": site,
            "name": name,
            "country": country,
            "permit": {"number": permit, "authority": authority, "expiresOn": date(expires)},
        },
    )


def site(clock: Clock, name: str, says: str, country: str) -> dict:
    """A site without a permit to treat end-of-life vehicles."""
    return event(clock.at("2025-01-03"), "siteRegistered", {"siteId": name, "name": says, "country": country})


def _bridge(clock: Clock, instrument: str, site: str, certificate: str, expires: str) -> dict:
    return event(
        clock.at("2021-02-02"),
        "instrumentCertified",
        {
            "instrumentId": instrument,
            "siteId": site,
            "divisionG": "20000",
            "capacityG": "60000000",
            "certificateNumber": certificate,
            "expiresOn": date(expires),
        },
    )


def tell(story: Story) -> None:
    story.tell(
        "bank",
        "publish the shredder's expected loss and an emission factor",
        [
            event(
                DE.at("2021-01-10"),
                "yieldStandardPublished",
                {
                    "standardId": YIELD_STANDARD,
                    "process": "RECOVERY_PROCESS_SHRED",
                    "expectedLossPpm": 20000,
                    "bandLowPpm": 5000,
                    "bandHighPpm": 60000,
                },
            ),
            event(
                DE.at("2021-01-10"),
                "emissionFactorPublished",
                {
                    "factorId": "bank/recycled-2021",
                    "origin": "ORIGIN_OWN_BODY",
                    "co2eGPerKg": "600",
                    "source": "demonstration value",
                },
            ),
        ],
    )

    for organisation, clock, brands in (
        ("ruishi-auto", CN, [("ruishi-auto/ruishi", "Ruishi")]),
        ("beifang-212", CN, [("beifang-212/212", "212")]),
        ("lingtu-mobility", CN, [("lingtu-mobility/lingtu", "Lingtu")]),
        ("leichtbau-vans", DE, [("leichtbau-vans/kastenwagen", "Leichtbau")]),
    ):
        story.tell(
            organisation,
            "register the brand",
            [
                event(clock.at("2021-02-03"), "brandRegistered", {"brandId": brand, "name": name})
                for brand, name in brands
            ],
        )
    story.tell(
        "beifang-212",
        "rename the brand: balances stay where they are",
        [event(CN.at("2022-01-05"), "brandRenamed", {"brandId": "beifang-212/212", "name": "Beifang 212"})],
    )

    story.tell(
        "shandong-recycling",
        "register sites and weighbridges",
        [
            _site(
                CN,
                "shandong-recycling/qingdao",
                "Qingdao treatment",
                "CN",
                "Shandong Department of Commerce",
                "SD-2021-017",
                "2031-01-31",
            ),
            _bridge(CN, "shandong-recycling/bridge-1", "shandong-recycling/qingdao", "QD-WB-4411", "2031-01-31"),
        ],
    )
    story.tell(
        "elbe-demontage",
        "register sites",
        [
            _site(
                DE,
                "elbe-demontage/hamburg",
                "Demontage Hamburg",
                "DE",
                "Behörde für Umwelt Hamburg",
                "HH-ALT-88",
                "2031-12-31",
            ),
            # Lapsed: receipts there are flagged, certificates refused.
            _site(
                DE,
                "elbe-demontage/harburg",
                "Demontage Harburg",
                "DE",
                "Behörde für Umwelt Hamburg",
                "HH-ALT-91",
                "2023-12-31",
            ),
        ],
    )
    story.tell(
        "ruhr-metall",
        "register the shredder and its weighbridges",
        [
            _site(
                DE,
                "ruhr-metall/duisburg",
                "Schredder Duisburg",
                "DE",
                "Bezirksregierung Düsseldorf",
                "NRW-S-2021-5",
                "2031-12-31",
            ),
            _bridge(DE, "ruhr-metall/bridge-a", "ruhr-metall/duisburg", "DU-7001", "2031-12-31"),
            # Lapsed: lots weighed on it are not claimable.
            _bridge(DE, "ruhr-metall/bridge-b", "ruhr-metall/duisburg", "DU-7002", "2024-06-30"),
        ],
    )
