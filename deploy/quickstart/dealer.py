"""Contracts of one dealer."""

from __future__ import annotations

from story import Story
from vocabulary import Clock, date, document, event


class Dealer:
    """Contracts of one dealer. Amounts are in minor units."""

    def __init__(self, story: Story, name: str, clock: Clock, country: str, currency: str) -> None:
        self.story, self.name, self.clock, self.country, self.currency = story, name, clock, country, currency

    def contract(self, code: str, tag: str) -> str:
        return f"{self.name}/{tag}-{code[3:6]}-{code[-6:]}"

    def sign(
        self,
        code: str,
        tag: str,
        kind: str,
        when: str,
        months: int,
        instalment: int,
        balloon: int = 0,
        option_fee: int = 0,
    ) -> dict:
        schedule = []
        if months:
            schedule = [
                {
                    "count": months,
                    "everyMonths": 1,
                    "amountMinorUnits": str(instalment),
                    "timing": "INSTALMENT_TIMING_ADVANCE",
                }
            ]
        terms = {
            "currency": self.currency,
            "taxIncluded": True,
            "totalMinorUnits": str(months * instalment + balloon),
            "schedule": schedule,
            "balloonMinorUnits": str(balloon),
            "optionFeeMinorUnits": str(option_fee),
            "mileageAllowanceMPerYear": "20000000" if months else "0",
            "customerRef": f"c-{code[-6:]}",
        }
        return event(
            self.clock.at(when),
            "contractSigned",
            {
                "contractId": self.contract(code, tag),
                "vin": code,
                "kind": f"CONTRACT_KIND_{kind}",
                "counterparty": "COUNTERPARTY_KIND_PERSON",
                "startsOn": date(when),
                "termMonths": months,
            },
            terms={"contract": terms},
        )

    def hand_over(self, code: str, tag: str, when: str, odometer: int, use: str = "PRIVATE") -> dict:
        return event(
            self.clock.at(when),
            "vehicleHandedOver",
            {
                "contractId": self.contract(code, tag),
                "vin": code,
                "odometerM": str(odometer),
                "use": f"SERVICE_USE_{use}",
            },
        )

    def pay(self, code: str, tag: str, payment: str, when: str, amount: int, purpose: str = "INSTALMENT") -> dict:
        return event(
            self.clock.at(when),
            "paymentRecorded",
            {"contractId": self.contract(code, tag), "paymentId": payment, "purpose": f"PAYMENT_PURPOSE_{purpose}"},
            terms={
                "payment": {
                    "amount": {"currency": self.currency, "minorUnits": str(amount), "taxIncluded": True},
                    "paidOn": date(when),
                }
            },
        )

    def end(self, code: str, tag: str, when: str, reason: str, settled_total: int) -> dict:
        return event(
            self.clock.at(when),
            "contractEnded",
            {"contractId": self.contract(code, tag), "reason": f"CONTRACT_END_REASON_{reason}"},
            terms={"settlement": {"settledTotalMinorUnits": str(settled_total)}},
        )

    def take_back(self, code: str, tag: str, when: str, odometer: int, reason: str) -> dict:
        return event(
            self.clock.at(when),
            "vehicleReturned",
            {
                "vin": code,
                "contractId": self.contract(code, tag),
                "odometerM": str(odometer),
                "reason": f"RETURN_REASON_{reason}",
            },
        )

    def settle(self, code: str, tag: str, when: str) -> dict:
        return event(self.clock.at(when), "contractSettled", {"contractId": self.contract(code, tag)})

    def exercise(self, code: str, tag: str, when: str) -> dict:
        return event(self.clock.at(when), "optionExercised", {"contractId": self.contract(code, tag)})

    def title(self, code: str, tag: str, when: str) -> dict:
        return event(
            self.clock.at(when),
            "titleTransferred",
            {"vin": code, "contractId": self.contract(code, tag), "to": "TITLE_HOLDER_KIND_OFF_LEDGER"},
        )

    def inspect(self, code: str, when: str, odometer: int, restock: bool) -> dict:
        return event(
            self.clock.at(when),
            "conditionReported",
            {"vin": code, "grade": "CONDITION_GRADE_GOOD", "odometerM": str(odometer), "restock": restock},
        )

    def retire(self, code: str, when: str, reason: str, surrendered: bool = False) -> dict:
        evidence = [document("SURRENDERED_DOCUMENT", f"registration {code}")] if surrendered else None
        return event(self.clock.at(when), "retired", {"vin": code, "reason": f"RETIREMENT_REASON_{reason}"}, evidence)

    def start(
        self,
        says: str,
        codes: list,
        tag: str,
        kind: str,
        when: str,
        months: int,
        instalment: int,
        balloon: int = 0,
        option_fee: int = 0,
        odometer: int = 12000,
        use: str = "PRIVATE",
    ) -> None:
        """Sign and hand over."""
        events = []
        for code in codes:
            events.append(self.sign(code, tag, kind, when, months, instalment, balloon, option_fee))
            events.append(self.hand_over(code, tag, when, odometer, use))
        self.story.tell(self.name, says, events)
