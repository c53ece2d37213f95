"""One vehicle's way through everything that can happen to it, and its metal's way into a new body.

Leased in Qingdao, stolen, found, a total loss, repaired with new panels, inspected, sold, exported to Germany, retired,
certified, shredded, melted with third-party scrap and primary metal, and back in a van; then an assay is corrected.
"""

from __future__ import annotations

from births import Fleet
from dealer import Dealer
from directory import CN, DE, YIELD_STANDARD, site
from recovery import assay, certificate, depolluted, lot, received, third_party, ticket
from story import Story
from vocabulary import date, document, event, masses, vin

INSURER = "qilu-insurance"
WORKSHOP = "huanghai-service"
SMELTER = "leine-aluminium"
FURNACE = f"{SMELTER}/hannover"
MELT_STANDARD = "bank/melt-3pc"
VAN_BRAND = "leichtbau-vans/kastenwagen"


def _directory(story: Story) -> None:
    story.tell(
        "bank",
        "publish the furnace's expected loss",
        [
            event(
                DE.at("2025-01-02"),
                "yieldStandardPublished",
                {
                    "standardId": MELT_STANDARD,
                    "process": "RECOVERY_PROCESS_MELT",
                    "expectedLossPpm": 30000,
                    "bandLowPpm": 10000,
                    "bandHighPpm": 80000,
                },
            )
        ],
    )
    story.tell(WORKSHOP, "register the workshop", [site(CN, f"{WORKSHOP}/laoshan", "Laoshan body shop", "CN")])
    story.tell(SMELTER, "register the furnace", [site(DE, FURNACE, "Schmelzwerk Hannover", "DE")])


def _on_the_road(story: Story, code: str) -> None:
    q = Dealer(story, "qingdao-auto", CN, "CN", "CNY")
    q.start("one more M8 is leased", [code], "L1", "LEASE", "2025-01-10", 24, 320000)
    story.tell(
        INSURER,
        "insure it",
        [
            event(
                CN.at("2025-01-10"),
                "insured",
                {
                    "vin": code,
                    "policyId": f"{INSURER}/2025-0001",
                    "cover": "INSURANCE_COVER_COMPREHENSIVE",
                    "from": date("2025-01-10"),
                    "until": date("2026-01-09"),
                },
            )
        ],
    )
    story.tell(
        q.name,
        "register it for the road; the first instalments are paid",
        [
            event(CN.at("2025-01-11"), "roadRegistered", {"vin": code, "country": "CN", "on": date("2025-01-11")}),
            q.pay(code, "L1", "p1", "2025-05-10", 5 * 320000),
        ],
    )
    story.tell(
        WORKSHOP,
        "service it",
        [
            event(
                CN.at("2025-05-20"),
                "serviced",
                {"vin": code, "kind": "SERVICE_KIND_MAINTENANCE", "odometerM": "9000000"},
            )
        ],
    )
    story.tell(
        q.name,
        "it is stolen, and found again",
        [
            event(CN.at("2025-06-01"), "reportedStolen", {"vin": code, "on": date("2025-06-01"), "country": "CN"}),
            event(CN.at("2025-06-20"), "found", {"vin": code, "on": date("2025-06-20"), "country": "CN"}),
        ],
    )


def _loss_and_repair(story: Story, code: str) -> None:
    q = Dealer(story, "qingdao-auto", CN, "CN", "CNY")
    story.tell(
        INSURER,
        "it was damaged: a constructive total loss",
        [
            event(
                CN.at("2025-06-25"),
                "insuranceClaimed",
                {
                    "vin": code,
                    "policyId": f"{INSURER}/2025-0001",
                    "claimNumber": "QL-77120",
                    "cause": "DAMAGE_CAUSE_COLLISION",
                    "lossOn": date("2025-06-18"),
                },
            ),
            event(
                CN.at("2025-06-28"),
                "totalLossDeclared",
                {
                    "vin": code,
                    "scheme": "LOSS_SCHEME_CN",
                    "code": "CONSTRUCTIVE",
                    "repairable": True,
                    "cause": "DAMAGE_CAUSE_COLLISION",
                },
            ),
        ],
    )
    story.tell(
        q.name,
        "the lease ends with it, and the insurer's money settles it",
        [
            q.end(code, "L1", "2025-07-01", "EARLY_TERMINATION", 6 * 320000),
            q.pay(code, "L1", "gap", "2025-07-10", 320000, "SETTLEMENT"),
            q.settle(code, "L1", "2025-07-11"),
        ],
    )
    story.refuse(
        q.name,
        "STEP_MISSING",
        "back into stock without an inspected repair",
        [q.inspect(code, "2025-07-12", 9_500_000, restock=True)],
    )
    story.tell(
        WORKSHOP,
        "new panels; the repair is inspected",
        [
            event(
                CN.at("2025-08-01"),
                "panelReplaced",
                {
                    "vin": code,
                    "siteId": f"{WORKSHOP}/laoshan",
                    "removed": masses(a6xxx=31000),
                    "fitted": [{"source": "PANEL_SOURCE_NEW", "metal": masses(a6xxx=32500)[0]}],
                },
            ),
            event(CN.at("2025-08-05"), "repairInspected", {"vin": code, "odometerM": "9500000", "passed": True}),
        ],
    )
    story.tell(q.name, "back into stock", [q.inspect(code, "2025-08-10", 9_510_000, restock=True)])


def _to_germany(story: Story, code: str) -> None:
    q = Dealer(story, "qingdao-auto", CN, "CN", "CNY")
    r = Dealer(story, "rhein-mobil", DE, "DE", "EUR")
    q.start("sold", [code], "S1", "SALE", "2025-09-01", 0, 0, 11_000_000, odometer=9_520_000)
    story.tell(
        q.name,
        "the buyer takes it to Germany",
        [
            event(
                CN.at("2026-01-15"),
                "exported",
                {"vin": code, "toCountry": "DE", "on": date("2026-01-15")},
                [document("EXPORT_DECLARATION", f"export {code}")],
            )
        ],
    )
    story.tell(
        r.name,
        "a dealer imports it; it is past repair and retires",
        [
            event(
                DE.at("2026-03-01"),
                "imported",
                {"vin": code, "country": "DE", "on": date("2026-03-01")},
                [document("IMPORT_DECLARATION", f"import {code}")],
            ),
            r.retire(code, "2026-05-01", "UNECONOMIC_REPAIR"),
            event(
                DE.at("2026-05-02"),
                "vehicleSent",
                {"vin": code, "transferId": f"{r.name}/eol-2", "toOrganisation": "elbe-demontage"},
            ),
        ],
    )


def _dismantled(story: Story, code: str) -> None:
    elbe, hamburg = "elbe-demontage", "elbe-demontage/hamburg"
    story.tell(
        elbe,
        "received, certified, depolluted; a door is kept for reuse; the hulk leaves",
        [
            received(DE, "2026-05-04", code, hamburg, "rhein-mobil/eol-2"),
            certificate(DE, "2026-05-05", code, hamburg, "HH-0101", "DE", 2_100_000),
            depolluted(DE, "2026-05-06", code, hamburg),
            event(
                DE.at("2026-05-07"),
                "partsRemoved",
                {
                    "vin": code,
                    "siteId": hamburg,
                    "parts": [{"destination": "PART_DESTINATION_REUSE", "metal": masses(a6xxx=14000)[0]}],
                },
            ),
            event(
                DE.at("2026-05-08"),
                "hulkSent",
                {"transferId": f"{elbe}/h-2", "vins": [code], "toOrganisation": "ruhr-metall"},
            ),
        ],
    )
    story.tell(
        "werkstatt-koeln",
        "a mistaken sighting of the destroyed vehicle: accepted, flagged",
        [
            event(
                DE.at("2026-05-20"),
                "sightingReported",
                {"vin": code, "kind": "SIGHTING_KIND_FOR_SALE", "country": "DE", "on": date("2026-05-20")},
            )
        ],
    )
    story.tell(
        "aurora-audit",
        "the auditor looks into it and clears the flag",
        [
            event(
                DE.at("2026-05-25"),
                "flagCleared",
                {
                    "subjectKind": "SUBJECT_KIND_VEHICLE",
                    "subjectId": code,
                    "flag": "FLAG_KIND_DESTRUCTION_DISPUTED",
                    "finding": "FLAG_FINDING_EXPLAINED",
                },
            )
        ],
    )


def _shredded(story: Story, code: str) -> None:
    ruhr, duisburg, bridge, batch = "ruhr-metall", "ruhr-metall/duisburg", "ruhr-metall/bridge-a", "ruhr-metall/b-4"
    scrap = third_party(DE, "2026-06-01", bridge, "DU-000105", 21_000_000, 20_000_000, 940_000, 900_000)
    story.tell(
        ruhr,
        "shredded with collected scrap; the lot is weighed, assayed, and sent to the smelter",
        [
            event(
                DE.at("2026-05-28"),
                "hulkReceived",
                {"transferId": "elbe-demontage/h-2", "vins": [code], "siteId": duisburg},
            ),
            event(
                DE.at("2026-06-01"),
                "batchFed",
                {
                    "batchId": batch,
                    "siteId": duisburg,
                    "yieldStandardId": YIELD_STANDARD,
                    "vins": [code],
                    "tickets": [scrap],
                },
            ),
            lot(
                DE,
                "2026-06-03",
                batch,
                f"{ruhr}/lot-3",
                ticket(DE, "2026-06-03", bridge, "DU-000106", 21_280_000, 20_000_000),
            ),
            assay(DE, "2026-06-08", f"{ruhr}/lot-3", 10_000, 20_000, 960_000, "labor-essen"),
            event(DE.at("2026-06-10"), "batchClosed", {"batchId": batch}),
            event(
                DE.at("2026-06-12"),
                "lotSent",
                {"transferId": f"{ruhr}/s-1", "lotIds": [f"{ruhr}/lot-3"], "toOrganisation": SMELTER},
            ),
        ],
    )


def _melted(story: Story) -> None:
    heat = f"{SMELTER}/h-1"
    story.tell(
        SMELTER,
        "received, melted with primary metal, and half of it sent back into production",
        [
            event(DE.at("2026-06-14"), "lotReceived", {"transferId": "ruhr-metall/s-1", "siteId": FURNACE}),
            event(
                DE.at("2026-06-20"),
                "heatMelted",
                {
                    "heatId": heat,
                    "siteId": FURNACE,
                    "yieldStandardId": MELT_STANDARD,
                    "lotIds": ["ruhr-metall/lot-3"],
                    "primary": [{"family": "ALLOY_FAMILY_6XXX", "grams": "600000"}],
                    "tappedG": "1500000",
                    "family": "ALLOY_FAMILY_6XXX",
                    "heelAfterG": "200000",
                    "drossG": "60000",
                    "drossMetalG": "30000",
                },
            ),
            event(
                DE.at("2026-06-25"),
                "returnedToProduction",
                {"brandId": VAN_BRAND, "heats": [{"heatId": heat, "grams": "750000"}]},
            ),
            event(
                DE.at("2026-06-26"),
                "contentClaimed",
                {
                    "claimId": f"{SMELTER}/claim-1",
                    "kind": "CLAIM_KIND_POST_CONSUMER",
                    "model": "CUSTODY_MODEL_CONTROLLED_BLENDING",
                    "from": date("2026-06-01"),
                    "until": date("2026-06-30"),
                    "heats": [{"heatId": heat, "grams": "100000"}],
                },
            ),
        ],
    )
    story.refuse(
        SMELTER,
        "CLAIM_EXCEEDS_ELIGIBLE",
        "claiming more recycled content than went into the heat",
        [
            event(
                DE.at("2026-06-27"),
                "contentClaimed",
                {
                    "claimId": f"{SMELTER}/claim-2",
                    "kind": "CLAIM_KIND_CLOSED_LOOP",
                    "model": "CUSTODY_MODEL_MASS_BALANCE",
                    "from": date("2026-06-01"),
                    "until": date("2026-06-30"),
                    "heats": [{"heatId": heat, "grams": "1400000"}],
                },
            )
        ],
    )
    story.tell(
        "leichtbau-vans",
        "a new van is born, 40 kg of its body recycled",
        [
            event(
                DE.at("2026-07-10"),
                "vehicleRegistered",
                {
                    "vin": vin("WLV", "KW156", "T", 1),
                    "brandId": VAN_BRAND,
                    "modelId": "leichtbau-vans/kw",
                    "category": "VEHICLE_CATEGORY_N1",
                    "market": "DE",
                    "modelYear": 2026,
                    "body": masses(a6xxx=156000),
                    "bodyBasis": "MASS_BASIS_WEIGHED",
                    "bodyUncertaintyPpm": 2000,
                    "otherAluminiumG": "70000",
                    "kerbMassG": "1900000",
                    "heats": [{"heatId": heat, "grams": "40000"}],
                },
            )
        ],
    )


def _corrected(story: Story) -> None:
    story.tell(
        "ruhr-metall",
        "June is closed; then the melted lot turns out to have been wetter: the difference is posted",
        [
            event(DE.at("2026-07-15"), "periodClosed", {"through": date("2026-06-30")}),
            event(
                DE.at("2026-07-20"),
                "lotReassayed",
                {
                    "assay": {
                        "lotId": "ruhr-metall/lot-3",
                        "moisturePpm": 30_000,
                        "foreignPpm": 20_000,
                        "metalContentPpm": 960_000,
                        "laboratory": "labor-essen",
                        "method": "ASSAY_METHOD_MELT_TEST",
                        "uncertaintyPpm": 8000,
                    }
                },
            ),
        ],
    )
    story.refuse(
        "ruhr-metall",
        "PERIOD",
        "closing a period that is closed",
        [event(DE.at("2026-07-21"), "periodClosed", {"through": date("2026-05-31")})],
    )


def tell(story: Story, fleet: Fleet) -> None:
    code = fleet.m8[90]
    _directory(story)
    _on_the_road(story, code)
    _loss_and_repair(story, code)
    _to_germany(story, code)
    _dismantled(story, code)
    _shredded(story, code)
    _melted(story)
    _corrected(story)
