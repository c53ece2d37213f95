"""Builders of events as `ingot submit` reads them, and of valid VINs. Facts: 49 CFR 565.15 (check character)."""

from __future__ import annotations

import base64
import datetime
import hashlib

_VALUES = dict(zip("0123456789", range(10)))
_VALUES.update(zip("ABCDEFGH", range(1, 9)))
_VALUES.update(zip("JKLMN", range(1, 6)))
_VALUES.update({"P": 7, "R": 9})
_VALUES.update(zip("STUVWXYZ", range(2, 10)))
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def with_check_character(vin: str) -> str:
    """The VIN with its ninth character computed."""
    remainder = sum(_VALUES[c] * w for c, w in zip(vin, _WEIGHTS)) % 11
    return vin[:8] + ("X" if remainder == 10 else str(remainder)) + vin[9:]


def vin(maker: str, descriptor: str, year: str, serial: int) -> str:
    """WMI (3), descriptor (5), model year, plant A and a serial of six digits, with a valid check character."""
    return with_check_character(f"{maker}{descriptor}0{year}A{serial:06d}")


class Clock:
    """Local times of one place; every call of `at` is a little later than the last, so that nothing is out of order."""

    def __init__(self, offset_hours: int) -> None:
        self._zone = datetime.timezone(datetime.timedelta(hours=offset_hours))
        self._tick = 0

    def at(self, date: str) -> str:
        self._tick += 1
        start = datetime.datetime.fromisoformat(date).replace(hour=8, tzinfo=self._zone)
        return (start + datetime.timedelta(seconds=self._tick % 30000)).isoformat()


def local_time(text: str) -> dict:
    """An RFC 3339 time as ingot.v1.LocalTime."""
    moment = datetime.datetime.fromisoformat(text)
    offset = moment.utcoffset() or datetime.timedelta()
    return {"unixUs": str(int(moment.timestamp()) * 1_000_000), "offsetMinutes": int(offset.total_seconds()) // 60}


def date(text: str) -> dict:
    year, month, day = (int(part) for part in text.split("-"))
    return {"year": year, "month": month, "day": day}


def document(kind: str, name: str) -> dict:
    """Evidence: the hash of a document that is kept elsewhere."""
    return {"kind": f"EVIDENCE_KIND_{kind}", "sha256": _base64(hashlib.sha256(name.encode()).digest())}


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def event(occurred_at: str, name: str, fields: dict, evidence: list | None = None, terms: dict | None = None) -> dict:
    body: dict = {"occurredAt": occurred_at, name: fields}
    if evidence:
        body["evidence"] = evidence
    item: dict = {"event": body}
    if terms is not None:
        item["terms"] = terms
    return item


def masses(**grams: int) -> list:
    """masses(a6xxx=120000, cast=4000) -> the families in the order of the schema."""
    order = ["5xxx", "6xxx", "7xxx", "cast", "other", "mixed", "not_stated"]
    named = {key.lstrip("a"): value for key, value in grams.items() if key != "cast"}
    named.update({key: value for key, value in grams.items() if key == "cast"})
    return [{"family": f"ALLOY_FAMILY_{f.upper()}", "grams": str(named[f])} for f in order if f in named]
