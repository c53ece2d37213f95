"""Stock, contracts, use and return of the fleet, by every path that the custody table offers."""

from __future__ import annotations

import births
from births import Fleet
from dealer import Dealer
from directory import CN, DE
from story import Story
from vocabulary import Clock, document, event


def deliver(
    story: Story, clock: Clock, sender: str, receiver: str, transfer: str, when: str, then: str, codes: list
) -> None:
    story.tell(
        sender,
        f"send {len(codes)} vehicles to {receiver}",
        [
            event(
                clock.at(when),
                "vehicleSent",
                {"vin": c, "transferId": f"{sender}/{transfer}", "toOrganisation": receiver},
            )
            for c in codes
        ],
    )
    story.tell(
        receiver,
        f"receive {len(codes)} vehicles into stock",
        [
            event(
                clock.at(then),
                "vehicleReceived",
                {"vin": c, "source": "RECEIPT_SOURCE_TRANSFER", "transferId": f"{sender}/{transfer}"},
            )
            for c in codes
        ],
    )


def _send_retired(story: Story, dealer: Dealer, facility: str, transfer: str, when: str, codes: list) -> None:
    story.tell(
        dealer.name,
        f"send {len(codes)} retired vehicles to {facility}",
        [
            event(
                dealer.clock.at(when),
                "vehicleSent",
                {"vin": c, "transferId": f"{dealer.name}/{transfer}", "toOrganisation": facility},
            )
            for c in codes
        ],
    )


def _leases(story: Story, q: Dealer, fleet: Fleet) -> None:
    m8 = fleet.m8
    q.start("20 leases begin", m8[0:20], "L1", "LEASE", "2024-03-01", 24, 320000)
    story.tell(
        q.name,
        "two years of use, payment in full and return",
        [
            e
            for c in m8[0:20]
            for e in (
                q.pay(c, "L1", "p1", "2025-02-01", 12 * 320000),
                q.pay(c, "L1", "p2", "2026-02-01", 12 * 320000),
                q.end(c, "L1", "2026-03-01", "TERM_REACHED", 24 * 320000),
                q.take_back(c, "L1", "2026-03-02", 41_500_000, "END_OF_TERM"),
                q.settle(c, "L1", "2026-03-03"),
            )
        ],
    )
    story.tell(
        q.name,
        "inspect them; most go back into stock",
        [q.inspect(c, "2026-03-05", 41_510_000, restock=n < 15) for n, c in enumerate(m8[0:20])],
    )
    q.start(
        "10 of them are sold from stock", m8[0:10], "S2", "SALE", "2026-04-01", 0, 0, 14_000_000, odometer=41_520_000
    )
    q.start(
        "3 are sold straight from the return",
        m8[15:18],
        "S2",
        "SALE",
        "2026-04-02",
        0,
        0,
        13_500_000,
        odometer=41_520_000,
    )
    q.start("10 leases begin that will be renewed", m8[20:36], "L1", "LEASE", "2024-03-05", 12, 330000)
    story.tell(
        q.name,
        "their terms are reached, the customers keep the cars",
        [
            e
            for c in m8[20:36]
            for e in (
                q.pay(c, "L1", "p1", "2025-02-20", 12 * 330000),
                q.end(c, "L1", "2025-03-05", "TERM_REACHED", 12 * 330000),
            )
        ],
    )
    q.start("10 renew their lease", m8[20:30], "L2", "LEASE", "2025-03-05", 24, 250000, odometer=20_000_000)
    q.start(
        "6 turn it into lease-to-own",
        m8[30:36],
        "O2",
        "LEASE_TO_OWN",
        "2025-03-05",
        36,
        290000,
        odometer=21_000_000,
        option_fee=10000,
    )
    q.start("6 leases begin that end in a buy-out", m8[36:42], "L1", "LEASE", "2024-03-06", 12, 330000)
    story.tell(
        q.name,
        "6 lessees buy their vehicle",
        [
            e
            for c in m8[36:42]
            for e in (
                q.end(c, "L1", "2025-03-06", "BUY_OUT", 20_000_000),
                q.pay(c, "L1", "buy", "2025-03-10", 20_000_000, "SETTLEMENT"),
                q.title(c, "L1", "2025-03-11"),
                q.settle(c, "L1", "2025-03-12"),
            )
        ],
    )


def _lease_to_own(story: Story, q: Dealer, fleet: Fleet) -> None:
    m8 = fleet.m8
    q.start(
        "18 lease-to-own contracts begin", m8[42:60], "O1", "LEASE_TO_OWN", "2024-04-01", 24, 700000, option_fee=10000
    )
    story.tell(
        q.name,
        "10 are paid in full, the option is exercised, title passes",
        [
            e
            for c in m8[42:52]
            for e in (
                q.pay(c, "O1", "all", "2026-03-20", 24 * 700000),
                q.exercise(c, "O1", "2026-03-21"),
                q.pay(c, "O1", "fee", "2026-03-22", 10000, "OPTION_FEE"),
                q.title(c, "O1", "2026-03-23"),
                q.settle(c, "O1", "2026-03-24"),
            )
        ],
    )
    story.tell(
        q.name,
        "4 default; the vehicles are repossessed",
        [
            e
            for c in m8[52:56]
            for e in (
                q.pay(c, "O1", "p1", "2024-08-01", 4 * 700000),
                q.end(c, "O1", "2025-01-15", "DEFAULT", 9 * 700000),
                q.take_back(c, "O1", "2025-01-20", 18_000_000, "REPOSSESSION"),
            )
        ],
    )
    story.tell(
        q.name,
        "the shortfall is billed and paid weeks later",
        [
            e
            for c in m8[52:56]
            for e in (
                q.pay(c, "O1", "shortfall", "2025-03-01", 5 * 700000, "SETTLEMENT"),
                q.settle(c, "O1", "2025-03-02"),
            )
        ],
    )
    story.tell(
        q.name,
        "2 end early and start again",
        [q.end(c, "O1", "2025-06-01", "EARLY_TERMINATION", 0) for c in m8[56:58]],
    )
    q.start(
        "their second lease-to-own", m8[56:58], "O2", "LEASE_TO_OWN", "2025-06-01", 36, 500000, odometer=25_000_000
    )


def _sales(story: Story, q: Dealer, fleet: Fleet) -> None:
    m8 = fleet.m8
    q.start("20 vehicles are sold", m8[60:80], "S1", "SALE", "2024-05-01", 0, 0, 24_000_000)
    story.tell(
        q.name,
        "paid, and settled",
        [
            e
            for c in m8[60:80]
            for e in (
                q.pay(c, "S1", "price", "2024-05-02", 24_000_000, "SETTLEMENT"),
                q.settle(c, "S1", "2024-05-03"),
            )
        ],
    )
    story.tell(
        q.name,
        "4 are bought back",
        [
            event(
                q.clock.at("2025-05-01"),
                "vehicleReceived",
                {"vin": c, "source": "RECEIPT_SOURCE_BUY_BACK"},
                [document("SURRENDERED_DOCUMENT", f"sale contract {c}")],
            )
            for c in m8[60:64]
        ],
    )
    q.start("and sold again", m8[60:64], "S2", "SALE", "2025-06-01", 0, 0, 15_000_000, odometer=22_000_000)
    story.tell(
        q.name,
        "2 change hands between private owners",
        [
            event(
                q.clock.at("2025-07-01"),
                "titleTransferred",
                {"vin": c, "to": "TITLE_HOLDER_KIND_OFF_LEDGER"},
                [document("SURRENDERED_DOCUMENT", f"title {c}")],
            )
            for c in m8[64:66]
        ],
    )
    story.tell(
        q.name,
        "a signed contract is withdrawn before hand-over",
        [q.sign(m8[84], "L1", "LEASE", "2024-05-10", 12, 330000), q.end(m8[84], "L1", "2024-05-12", "WITHDRAWN", 0)],
    )


def _trade(story: Story, q: Dealer, fleet: Fleet) -> None:
    m8 = fleet.m8
    deliver(story, CN, q.name, "shanghai-cars", "t-sh-1", "2024-06-01", "2024-06-03", m8[80:83])
    story.tell(
        q.name,
        "one more is sent, and taken back by the sender",
        [
            event(
                CN.at("2024-06-04"),
                "vehicleSent",
                {"vin": m8[83], "transferId": f"{q.name}/t-sh-2", "toOrganisation": "shanghai-cars"},
            ),
            event(
                CN.at("2024-06-05"),
                "vehicleReceived",
                {"vin": m8[83], "source": "RECEIPT_SOURCE_TRANSFER", "transferId": f"{q.name}/t-sh-2"},
            ),
        ],
    )
    story.tell(
        "werkstatt-koeln",
        "a workshop reads odometers; one reading is lower and gets flagged",
        [
            event(DE.at("2025-09-01"), "odometerRead", {"vin": m8[20], "odometerM": "31000000"}),
            event(DE.at("2025-09-02"), "odometerRead", {"vin": m8[21], "odometerM": "9000000"}),
        ],
    )


def _china_retires(story: Story, q: Dealer, fleet: Fleet) -> None:
    m8 = fleet.m8
    pre_series = Dealer(story, "ruishi-auto", CN, "CN", "CNY")
    story.tell(
        "ruishi-auto",
        "3 pre-series vehicles retire at the works",
        [pre_series.retire(c, "2024-06-10", "PRE_SERIES") for c in m8[117:120]],
    )
    _send_retired(story, pre_series, "shandong-recycling", "eol-1", "2024-06-12", m8[117:120])
    story.tell(
        q.name,
        "repossessed, unsold and surrendered vehicles retire",
        [
            *(q.retire(c, "2026-04-10", "UNECONOMIC_REPAIR") for c in m8[52:56]),
            *(q.retire(c, "2026-04-11", "DAMAGED") for c in m8[110:112]),
            *(q.retire(c, "2026-05-02", "END_OF_LIFE", surrendered=True) for c in m8[0:6]),
        ],
    )
    codes = [*m8[52:56], *m8[110:112], *m8[0:6]]
    _send_retired(story, q, "shandong-recycling", "eol-2", "2026-05-03", codes)
    story.tell(
        "shandong-recycling",
        "owners bring 3 vehicles straight to the facility",
        [
            event(
                CN.at("2026-05-04"),
                "retired",
                {"vin": c, "reason": "RETIREMENT_REASON_SCRAPPAGE_SCHEME"},
                [document("SURRENDERED_DOCUMENT", f"registration {c}")],
            )
            for c in m8[6:9]
        ],
    )
    fleet.for_shandong = [(c, "ruishi-auto/eol-1") for c in m8[117:120]] + [(c, f"{q.name}/eol-2") for c in codes]
    fleet.for_shandong += [(c, "") for c in m8[6:9]]


def _europe(story: Story, fleet: Fleet) -> None:
    r = Dealer(story, "rhein-mobil", DE, "DE", "EUR")
    deliver(story, CN, "lingtu-mobility", "rhein-mobil", "eu-1", "2023-05-01", "2023-06-10", fleet.quadricycles)
    deliver(story, DE, "leichtbau-vans", "rhein-mobil", "nrw-1", "2022-02-20", "2022-02-24", fleet.vans)
    lease = fleet.quadricycles[0:30]
    r.start("30 quadricycles are leased", lease, "L1", "LEASE", "2023-07-01", 36, 14900, use="RENTAL")
    r.start("20 are sold", fleet.quadricycles[30:50], "S1", "SALE", "2023-07-02", 0, 0, 899_000)
    r.start("40 vans are leased to tradesmen", fleet.vans, "L1", "LEASE", "2022-03-01", 48, 31900, use="COMMERCIAL")
    vans = fleet.vans
    story.tell(
        r.name,
        "four years on the road, paid and brought back",
        [
            e
            for c in vans
            for e in (
                r.pay(c, "L1", "p1", "2024-03-01", 24 * 31900),
                r.pay(c, "L1", "p2", "2026-02-27", 24 * 31900),
                r.end(c, "L1", "2026-03-01", "TERM_REACHED", 48 * 31900),
                r.take_back(c, "L1", "2026-03-02", 198_000_000, "END_OF_TERM"),
                r.settle(c, "L1", "2026-03-03"),
            )
        ],
    )
    story.tell(
        r.name,
        "the vans have done their service and retire",
        [r.retire(c, "2026-03-10", "END_OF_LIFE") for c in vans],
    )
    _send_retired(story, r, "elbe-demontage", "eol-1", "2026-03-12", vans)
    fleet.for_elbe = [(c, f"{r.name}/eol-1") for c in vans]


def tell(story: Story) -> Fleet:
    fleet = births.tell(story)
    q = Dealer(story, "qingdao-auto", CN, "CN", "CNY")
    deliver(story, CN, "ruishi-auto", q.name, "cn-1", "2024-02-01", "2024-02-03", fleet.m8[:117])
    deliver(story, CN, "beifang-212", q.name, "cn-1", "2023-03-20", "2023-03-22", fleet.off_roaders)
    q.start("25 off-roaders are leased", fleet.off_roaders[0:25], "L1", "LEASE", "2023-04-01", 60, 260000)
    q.start(
        "15 off-roaders go out on lease-to-own",
        fleet.off_roaders[25:40],
        "O1",
        "LEASE_TO_OWN",
        "2023-04-02",
        60,
        310000,
    )
    _leases(story, q, fleet)
    _lease_to_own(story, q, fleet)
    _sales(story, q, fleet)
    _trade(story, q, fleet)
    _china_retires(story, q, fleet)
    _europe(story, fleet)
    return fleet
