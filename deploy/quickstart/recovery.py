"""End of life: facility, certificate, depollution, shredder, lots. Holds the worked example of a batch of 40 hulks."""

from __future__ import annotations

from directory import CN, DE, YIELD_STANDARD
from births import Fleet
from story import Story
from vocabulary import Clock, date, document, event, local_time

SHANDONG = "shandong-recycling"
SHANDONG_SITE = f"{SHANDONG}/qingdao"
ELBE = "elbe-demontage"
RUHR = "ruhr-metall"


def received(clock: Clock, when: str, code: str, site: str, transfer: str) -> dict:
    return event(clock.at(when), "receivedAtFacility", {"vin": code, "siteId": site, "transferId": transfer})


def certificate(clock: Clock, when: str, code: str, site: str, serial: str, country: str, weight: int) -> dict:
    return event(
        clock.at(when),
        "certificateOfDestructionIssued",
        {
            "vin": code,
            "kind": "CERTIFICATE_KIND_ELV",
            "serial": serial,
            "siteId": site,
            "issuedOn": date(when),
            "registrationCountry": country,
            "registrationDocument": "REGISTRATION_DOCUMENT_DESTROYED",
            "emptyWeightG": str(weight),
        },
    )


def depolluted(clock: Clock, when: str, code: str, site: str) -> dict:
    items = ("STARTER_BATTERY", "FUEL", "OILS", "COOLANT", "BRAKE_FLUID", "REFRIGERANT", "PYROTECHNICS")
    return event(
        clock.at(when),
        "depolluted",
        {"vin": code, "siteId": site, "items": [f"DEPOLLUTION_ITEM_{item}" for item in items]},
    )


def ticket(clock: Clock, when: str, instrument: str, number: str, gross: int, tare: int) -> dict:
    return {
        "instrumentId": instrument,
        "number": number,
        "grossG": str(gross),
        "grossAt": local_time(clock.at(when)),
        "tareG": str(tare),
        "tareAt": local_time(clock.at(when)),
    }


def third_party(
    clock: Clock, when: str, bridge: str, number: str, gross: int, tare: int, content: int, aluminium: int
) -> dict:
    return {
        "ticket": ticket(clock, when, bridge, number, gross, tare),
        "supplier": "Sammelschrott Nord GmbH",
        "family": "ALLOY_FAMILY_MIXED",
        "metalContentPpm": content,
        "aluminiumG": str(aluminium),
    }


def lot(clock: Clock, when: str, batch: str, name: str, weighing: dict, grade: str = "Twitch") -> dict:
    return event(
        clock.at(when),
        "lotWeighed",
        {"lotId": name, "batchId": batch, "ticket": weighing, "gradeScheme": "GRADE_SCHEME_REMA", "gradeCode": grade},
        [document("WEIGH_SLIP", weighing["number"])],
    )


def assay(clock: Clock, when: str, name: str, moisture: int, foreign: int, content: int, laboratory: str) -> dict:
    return event(
        clock.at(when),
        "lotAssayed",
        {
            "lotId": name,
            "moisturePpm": moisture,
            "foreignPpm": foreign,
            "metalContentPpm": content,
            "laboratory": laboratory,
            "method": "ASSAY_METHOD_MELT_TEST",
            "uncertaintyPpm": 8000,
        },
    )


def _hamburg(story: Story, fleet: Fleet) -> None:
    site = f"{ELBE}/hamburg"
    harburg = f"{ELBE}/harburg"
    *most, last = fleet.for_elbe
    story.tell(
        ELBE,
        "39 vans arrive in Hamburg, one at a site whose permit has lapsed (flagged)",
        [
            *(received(DE, "2026-03-15", code, site, transfer) for code, transfer in most),
            received(DE, "2026-03-15", last[0], harburg, last[1]),
        ],
    )
    story.refuse(
        ELBE,
        "PERMIT_EXPIRED",
        "a certificate from a site without a valid permit",
        [certificate(DE, "2026-03-16", last[0], harburg, "HH-0040", "DE", 1_880_000)],
    )
    story.tell(
        ELBE,
        "it is moved to the licensed site",
        [
            event(
                DE.at("2026-03-17"),
                "vehicleSent",
                {"vin": last[0], "transferId": f"{ELBE}/move-1", "toOrganisation": ELBE},
            ),
            received(DE, "2026-03-17", last[0], site, f"{ELBE}/move-1"),
        ],
    )
    codes = [code for code, _ in fleet.for_elbe]
    story.tell(
        ELBE,
        "40 certificates of destruction and depollutions",
        [
            e
            for n, code in enumerate(codes, start=1)
            for e in (
                certificate(DE, "2026-03-20", code, site, f"HH-{n:04d}", "DE", 1_880_000),
                depolluted(DE, "2026-03-21", code, site),
            )
        ],
    )
    story.tell(
        ELBE,
        "40 hulks leave for the shredder",
        [
            event(
                DE.at("2026-03-25"),
                "hulkSent",
                {"transferId": f"{ELBE}/h-1", "vins": sorted(codes), "toOrganisation": RUHR},
            )
        ],
    )


def _duisburg(story: Story, fleet: Fleet) -> None:
    bridge = f"{RUHR}/bridge-a"
    codes = sorted(code for code, _ in fleet.for_elbe)
    scrap = third_party(DE, "2026-03-27", bridge, "DU-000101", 22_120_000, 20_000_000, 945_000, 2_000_000)
    batch = f"{RUHR}/b-1"
    story.tell(
        RUHR,
        "40 hulks arrive in Duisburg",
        [
            event(
                DE.at("2026-03-26"),
                "hulkReceived",
                {"transferId": f"{ELBE}/h-1", "vins": codes, "siteId": f"{RUHR}/duisburg"},
            )
        ],
    )
    greedy = dict(scrap, aluminiumG="2500000")
    story.refuse(
        RUHR,
        "MASS_EXCEEDS_TICKET",
        "crediting more aluminium than the weighbridge ticket holds",
        [
            event(
                DE.at("2026-03-28"),
                "batchFed",
                {
                    "batchId": batch,
                    "siteId": f"{RUHR}/duisburg",
                    "yieldStandardId": YIELD_STANDARD,
                    "vins": codes,
                    "tickets": [greedy],
                },
            )
        ],
    )
    story.tell(
        RUHR,
        "they are fed with 2 000 000 g of third-party scrap",
        [
            event(
                DE.at("2026-03-28"),
                "batchFed",
                {
                    "batchId": batch,
                    "siteId": f"{RUHR}/duisburg",
                    "yieldStandardId": YIELD_STANDARD,
                    "vins": codes,
                    "tickets": [scrap],
                },
            )
        ],
    )
    story.refuse(
        RUHR,
        "ILLEGAL_TRANSITION",
        "feeding a hulk a second time",
        [event(DE.at("2026-03-28"), "batchFed", {"batchId": batch, "siteId": f"{RUHR}/duisburg", "vins": codes[:1]})],
    )
    story.tell(
        RUHR,
        "a lot of 11 500 000 g is weighed, assayed, and the batch closed",
        [
            lot(
                DE,
                "2026-04-02",
                batch,
                f"{RUHR}/lot-1",
                ticket(DE, "2026-04-02", bridge, "DU-000102", 31_500_000, 20_000_000),
            ),
            assay(DE, "2026-04-09", f"{RUHR}/lot-1", 15_000, 20_000, 970_000, "labor-essen"),
            event(DE.at("2026-04-30"), "batchClosed", {"batchId": batch}),
        ],
    )
    story.refuse(
        RUHR,
        "BATCH_STATE",
        "a lot from a batch that is closed",
        [
            lot(
                DE,
                "2026-05-02",
                batch,
                f"{RUHR}/lot-9",
                ticket(DE, "2026-05-02", bridge, "DU-000103", 21_000_000, 20_000_000),
            )
        ],
    )
    _second_batch(story)


def _second_batch(story: Story) -> None:
    batch = f"{RUHR}/b-2"
    story.tell(
        RUHR,
        "a batch of collected scrap and an earlier lot; its lot is weighed on a lapsed bridge (flagged)",
        [
            event(
                DE.at("2026-05-04"),
                "batchFed",
                {
                    "batchId": batch,
                    "siteId": f"{RUHR}/duisburg",
                    "yieldStandardId": YIELD_STANDARD,
                    "lotIds": [f"{RUHR}/lot-1"],
                    "tickets": [
                        third_party(
                            DE,
                            "2026-05-03",
                            f"{RUHR}/bridge-a",
                            "DU-000104",
                            28_000_000,
                            20_000_000,
                            940_000,
                            7_500_000,
                        )
                    ],
                },
            ),
            lot(
                DE,
                "2026-05-05",
                batch,
                f"{RUHR}/lot-2",
                ticket(DE, "2026-05-05", f"{RUHR}/bridge-b", "DU-200001", 29_000_000, 20_000_000),
                "Zorba",
            ),
            assay(DE, "2026-05-06", f"{RUHR}/lot-2", 10_000, 30_000, 940_000, "labor-essen"),
        ],
    )


def _qingdao(story: Story, fleet: Fleet) -> None:
    site, batch, bridge = SHANDONG_SITE, f"{SHANDONG}/b-1", f"{SHANDONG}/bridge-1"
    story.tell(
        SHANDONG,
        "18 vehicles arrive in Qingdao",
        [received(CN, "2026-05-10", code, site, transfer) for code, transfer in fleet.for_shandong],
    )
    (rescued, _), *others = reversed(fleet.for_shandong)
    story.tell(
        SHANDONG,
        "one is too good to be shredded: it goes back to a dealer",
        [
            event(
                CN.at("2026-05-11"),
                "vehicleSent",
                {"vin": rescued, "transferId": f"{SHANDONG}/back-1", "toOrganisation": "qingdao-auto"},
            )
        ],
    )
    story.tell(
        "qingdao-auto",
        "and into stock",
        [
            event(
                CN.at("2026-05-13"),
                "vehicleReceived",
                {"vin": rescued, "source": "RECEIPT_SOURCE_TRANSFER", "transferId": f"{SHANDONG}/back-1"},
            )
        ],
    )
    foreign = "1M8GDM9AXKP042788"
    story.tell(
        SHANDONG,
        "a foreign make arrives, its body mass unknown until measured (flagged)",
        [
            event(
                CN.at("2026-05-14"),
                "vehicleRegistered",
                {
                    "vin": foreign,
                    "category": "VEHICLE_CATEGORY_M1",
                    "market": "US",
                    "foreignMake": True,
                    "bodyBasis": "MASS_BASIS_UNKNOWN",
                    "kerbMassG": "1500000",
                },
            ),
            event(CN.at("2026-05-14"), "retired", {"vin": foreign, "reason": "RETIREMENT_REASON_END_OF_LIFE"}),
            received(CN, "2026-05-14", foreign, site, ""),
        ],
    )
    codes = sorted([code for code, _ in others] + [foreign])
    story.tell(
        SHANDONG,
        "certificates and depollution",
        [
            e
            for n, code in enumerate(codes, start=1)
            for e in (
                certificate(CN, "2026-05-16", code, site, f"SD-{n:05d}", "CN", 2_150_000),
                depolluted(CN, "2026-05-17", code, site),
            )
        ],
    )
    story.tell(
        SHANDONG,
        "shredded on the spot; the lot holds more than its sources: measured, accepted, flagged, unclaimable",
        [
            event(
                CN.at("2026-05-20"),
                "batchFed",
                {"batchId": batch, "siteId": site, "yieldStandardId": YIELD_STANDARD, "vins": codes},
            ),
            lot(
                CN,
                "2026-05-22",
                batch,
                f"{SHANDONG}/lot-1",
                ticket(CN, "2026-05-22", bridge, "0007001", 18_300_000, 12_000_000),
            ),
            assay(CN, "2026-05-25", f"{SHANDONG}/lot-1", 5_000, 5_000, 985_000, SHANDONG),
            event(CN.at("2026-06-30"), "batchClosed", {"batchId": batch}),
        ],
    )


def tell(story: Story, fleet: Fleet) -> None:
    _hamburg(story, fleet)
    _duisburg(story, fleet)
    _qingdao(story, fleet)
