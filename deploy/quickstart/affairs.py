"""What else befalls vehicles, contracts and metal: recalls, disputes, changed terms, fire, corrected measurements.

Each kind of event that no other chapter tells appears here once, where it belongs to a life.
"""

from __future__ import annotations

from births import Fleet
from dealer import Dealer
from directory import CN, DE
from recovery import received, ticket
from story import Story
from vocabulary import date, document, event, masses, vin

WORKSHOP = "huanghai-service"
INSURER = "qilu-insurance"


def _terms(months: int, instalment: int) -> dict:
    return {
        "currency": "CNY",
        "taxIncluded": True,
        "totalMinorUnits": str(months * instalment),
        "schedule": [
            {
                "count": months,
                "everyMonths": 1,
                "amountMinorUnits": str(instalment),
                "timing": "INSTALMENT_TIMING_ADVANCE",
            }
        ],
        "mileageAllowanceMPerYear": "30000000",
    }


def _changed_terms(story: Story, q: Dealer, code: str) -> None:
    q.start("a lease begins whose terms will change", [code], "L1", "LEASE", "2025-03-01", 12, 300000)
    contract = q.contract(code, "L1")
    story.tell(
        q.name,
        "a payment comes back from the bank; more kilometres are agreed, then six more months; a dispute is opened",
        [
            q.pay(code, "L1", "p1", "2025-03-02", 300000),
            event(
                CN.at("2025-03-06"),
                "paymentReturned",
                {"contractId": contract, "paymentId": "p1", "reason": "PAYMENT_RETURN_REASON_INSUFFICIENT_FUNDS"},
            ),
            q.pay(code, "L1", "p1-again", "2025-03-09", 300000),
            event(
                CN.at("2025-05-01"),
                "contractAmended",
                {"contractId": contract, "reason": "AMENDMENT_REASON_MILEAGE", "termMonths": 12},
                terms={"contract": _terms(12, 300000)},
            ),
            event(
                CN.at("2026-02-01"),
                "contractExtended",
                {"contractId": contract, "addedMonths": 6},
                terms={"contract": _terms(18, 300000)},
            ),
            event(
                CN.at("2026-02-10"),
                "disputeOpened",
                {
                    "disputeId": f"{q.name}/d-1",
                    "subjectKind": "SUBJECT_KIND_CONTRACT",
                    "subjectId": contract,
                    "ground": "DISPUTE_GROUND_CONTRACT",
                },
            ),
        ],
    )
    story.tell(
        "aurora-audit",
        "the auditor hears both sides: the entries stand",
        [
            event(
                DE.at("2026-02-20"),
                "disputeResolved",
                {"disputeId": f"{q.name}/d-1", "outcome": "DISPUTE_OUTCOME_REJECTED"},
            )
        ],
    )


def _recall(story: Story, codes: list) -> None:
    recall = "ruishi-auto/r-2025-1"
    story.tell(
        "ruishi-auto",
        "call three M8 back",
        [event(CN.at("2025-07-01"), "recallOpened", {"recallId": recall, "vins": sorted(codes), "doNotDrive": False})],
    )
    story.tell(
        WORKSHOP,
        "two of them are put right; one gets a new odometer",
        [
            event(CN.at("2025-07-20"), "recallClosed", {"recallId": recall, "vin": codes[0]}),
            event(CN.at("2025-07-21"), "recallClosed", {"recallId": recall, "vin": codes[1]}),
            event(
                CN.at("2025-07-22"),
                "odometerReplaced",
                {"vin": codes[1], "oldOdometerM": "14000", "newOdometerM": "0"},
            ),
        ],
    )


def _abroad_and_lost(story: Story, q: Dealer, codes: list) -> None:
    back, lost = codes
    q.start("two more are sold", codes, "S1", "SALE", "2025-03-10", 0, 0, 20_000_000)
    policy = f"{INSURER}/2025-0100"
    story.tell(
        INSURER,
        "one is insured; its owner gives the policy up",
        [
            event(
                CN.at("2025-03-11"),
                "insured",
                {
                    "vin": lost,
                    "policyId": policy,
                    "cover": "INSURANCE_COVER_LIABILITY",
                    "from": date("2025-03-11"),
                    "until": date("2026-03-10"),
                },
            ),
            event(CN.at("2025-09-01"), "insuranceLapsed", {"vin": lost, "policyId": policy, "on": date("2025-09-01")}),
        ],
    )
    story.tell(
        q.name,
        "one goes abroad and comes back; of the other nobody knows where it is",
        [
            event(
                CN.at("2025-10-01"),
                "exported",
                {"vin": back, "toCountry": "DE", "on": date("2025-10-01")},
                [document("EXPORT_DECLARATION", f"export {back}")],
            ),
            event(
                CN.at("2026-04-01"),
                "reimported",
                {"vin": back, "country": "CN", "on": date("2026-04-01")},
                [document("IMPORT_DECLARATION", f"import {back}")],
            ),
            event(
                CN.at("2026-04-02"),
                "lostFromSight",
                {"vin": lost, "reason": "LOST_REASON_KEEPER_UNREACHABLE"},
            ),
        ],
    )


def _old_van(story: Story) -> None:
    """On the road before the ledger; burnt out at the facility."""
    code = vin("WLV", "KW156", "J", 1)
    r = Dealer(story, "rhein-mobil", DE, "DE", "EUR")
    contract = r.contract(code, "L0")
    schedule = [{"count": 48, "everyMonths": 1, "amountMinorUnits": "29900", "timing": "INSTALMENT_TIMING_ADVANCE"}]
    story.tell(
        r.name,
        "a van comes in that was leased before the ledger began; its lease ends and it retires",
        [
            event(
                DE.at("2022-04-01"),
                "vehicleOpened",
                {
                    "vehicle": {
                        "vin": code,
                        "brandId": "leichtbau-vans/kastenwagen",
                        "category": "VEHICLE_CATEGORY_N1",
                        "market": "DE",
                        "modelYear": 2018,
                        "body": masses(a6xxx=156000),
                        "bodyBasis": "MASS_BASIS_TYPE_ESTIMATE",
                        "bodyUncertaintyPpm": 50000,
                        "otherAluminiumG": "70000",
                        "kerbMassG": "1900000",
                    },
                    "openingState": "CUSTODY_STATE_LEASED",
                    "odometerM": "80000000",
                    "contractId": contract,
                    "counterparty": "COUNTERPARTY_KIND_COMPANY",
                    "startsOn": date("2018-10-01"),
                    "termMonths": 48,
                    "use": "SERVICE_USE_COMMERCIAL",
                },
                [document("CONTRACT", contract)],
                terms={
                    "opening": {
                        "contract": {
                            "currency": "EUR",
                            "taxIncluded": True,
                            "totalMinorUnits": str(48 * 29900),
                            "schedule": schedule,
                        },
                        "paidMinorUnits": str(42 * 29900),
                    }
                },
            ),
            r.pay(code, "L0", "rest", "2022-09-01", 6 * 29900),
            r.end(code, "L0", "2022-10-01", "TERM_REACHED", 48 * 29900),
            r.take_back(code, "L0", "2022-10-02", 101_000_000, "END_OF_TERM"),
            r.settle(code, "L0", "2022-10-03"),
            r.retire(code, "2022-10-10", "END_OF_LIFE"),
            event(
                DE.at("2022-10-11"),
                "vehicleSent",
                {"vin": code, "transferId": f"{r.name}/eol-0", "toOrganisation": "elbe-demontage"},
            ),
        ],
    )
    story.tell(
        "elbe-demontage",
        "it burns out in the yard: its metal is lost",
        [
            received(DE, "2022-10-13", code, "elbe-demontage/hamburg", f"{r.name}/eol-0"),
            event(DE.at("2022-10-20"), "destroyedByFire", {"vin": code, "on": date("2022-10-20")}),
        ],
    )


def _workshop_scrap(story: Story) -> None:
    site, scale = f"{WORKSHOP}/laoshan", f"{WORKSHOP}/scale-1"
    weighing = ticket(CN, "2025-09-02", scale, "S-1", 32_000, 1_000)
    story.tell(
        WORKSHOP,
        "the old panels are counted (half a kilogram is missing: flagged) and collected as a lot",
        [
            event(
                CN.at("2025-09-01"),
                "instrumentCertified",
                {
                    "instrumentId": scale,
                    "siteId": site,
                    "divisionG": "500",
                    "capacityG": "3000000",
                    "certificateNumber": "LS-77",
                    "expiresOn": date("2027-12-31"),
                },
            ),
            event(
                CN.at("2025-09-01"),
                "inventoryCounted",
                {"siteId": site, "accountClass": "ACCOUNT_CLASS_REPAIR_SCRAP", "counted": masses(a6xxx=30500)},
            ),
            event(
                CN.at("2025-09-02"),
                "repairScrapCollected",
                {
                    "lotId": f"{WORKSHOP}/lot-1",
                    "siteId": site,
                    "metal": masses(a6xxx=30500),
                    "ticket": weighing,
                    "gradeScheme": "GRADE_SCHEME_REMA",
                    "gradeCode": "Taint/Tabor",
                },
                [document("WEIGH_SLIP", "S-1")],
            ),
        ],
    )


def _corrected_metal(story: Story, fleet: Fleet) -> None:
    ruhr, heat = "ruhr-metall", "leine-aluminium/h-1"
    weighing = ticket(DE, "2026-05-05", f"{ruhr}/bridge-b", "DU-200001", 28_980_000, 20_000_000)
    story.tell(
        ruhr,
        "a misprinted ticket is accounted for, a reading corrected; the files of five vans are closed",
        [
            event(
                DE.at("2026-07-25"),
                "ticketVoided",
                {
                    "instrumentId": f"{ruhr}/bridge-a",
                    "number": "DU-000107",
                    "reason": "TICKET_VOID_REASON_MISPRINT",
                },
            ),
            event(DE.at("2026-07-26"), "weightCorrected", {"lotId": f"{ruhr}/lot-2", "ticket": weighing}),
            *(event(DE.at("2026-07-27"), "vehicleClosed", {"vin": code}) for code, _ in fleet.for_elbe[:5]),
        ],
    )
    story.tell(
        "leine-aluminium",
        "the dross held less metal; the claim is taken back",
        [
            event(
                DE.at("2026-07-28"),
                "heatCorrected",
                {
                    "heatId": heat,
                    "tappedG": "1500000",
                    "heelAfterG": "200000",
                    "drossG": "60000",
                    "drossMetalG": "25000",
                },
            ),
            event(DE.at("2026-07-29"), "claimCancelled", {"claimId": "leine-aluminium/claim-1"}),
        ],
    )
    story.tell(
        "shandong-recycling",
        "the foreign make's body becomes known after its metal has moved on (flagged)",
        [
            event(
                CN.at("2026-07-30"),
                "massRestated",
                {
                    "vin": "1M8GDM9AXKP042788",
                    "body": masses(a6xxx=90000),
                    "basis": "MASS_BASIS_TYPE_ESTIMATE",
                    "uncertaintyPpm": 100000,
                },
            )
        ],
    )


def _certified_and_alive(story: Story, fleet: Fleet) -> None:
    code, _ = fleet.for_shandong[0]
    story.tell(
        WORKSHOP,
        "a vehicle that was certified destroyed stands in the workshop (flagged)",
        [
            event(
                CN.at("2026-08-01"),
                "sightingReported",
                {
                    "vin": code,
                    "kind": "SIGHTING_KIND_PERIODIC_INSPECTION",
                    "country": "CN",
                    "on": date("2026-08-01"),
                },
            )
        ],
    )
    story.tell(
        "aurora-audit",
        "the auditor refutes the certificate: the vehicle is untraced, its metal a variance of the shredder",
        [event(DE.at("2026-08-10"), "destructionRefuted", {"vin": code})],
    )


def _wrong_vehicle(story: Story, q: Dealer, code: str) -> None:
    """Taken back with the other's consent by quickstart.sh, which knows the entry's number."""
    story.tell(
        q.name,
        "send a vehicle to shanghai-cars that nobody there has ordered",
        [
            event(
                CN.at("2026-08-20"),
                "vehicleSent",
                {"vin": code, "transferId": f"{q.name}/wrong-1", "toOrganisation": "shanghai-cars"},
            )
        ],
    )


def tell(story: Story, fleet: Fleet) -> None:
    q = Dealer(story, "qingdao-auto", CN, "CN", "CNY")
    _changed_terms(story, q, fleet.m8[94])
    _recall(story, fleet.m8[95:98])
    _abroad_and_lost(story, q, fleet.m8[98:100])
    _old_van(story)
    _workshop_scrap(story)
    _corrected_metal(story, fleet)
    _certified_and_alive(story, fleet)
    story.tell(
        "lingtu-mobility",
        "the L7e becomes a brand of its own; balances stay where they are",
        [
            event(
                CN.at("2026-08-15"),
                "brandRegistered",
                {"brandId": "lingtu-mobility/lingtu-cargo", "name": "Lingtu Cargo"},
            ),
            event(
                CN.at("2026-08-15"),
                "modelMovedToBrand",
                {"modelId": "lingtu-mobility/l7e", "brandId": "lingtu-mobility/lingtu-cargo"},
            ),
        ],
    )
    _wrong_vehicle(story, q, fleet.m8[100])
