"""What a retired vehicle's entries state, fact by fact (docs/EXCHANGE.md, "Facts" and "Schemes")."""
from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import Any

from ingot_verify.entry import StoredEntry
from ingot_verify.errors import Refuted

# Name: the entry that states it, and its field below the event's body, or with a '/' of the event itself.
LEDGER = {
    "vin": ("certificate", "vin"),
    "certificate_serial": ("certificate", "serial"),
    "certificate_kind": ("certificate", "kind"),
    "issued_on": ("certificate", "issued_on"),
    "site_id": ("certificate", "site_id"),
    "issuer": ("certificate", "/actor.organisation_id"),
    "registration_country": ("certificate", "registration_country"),
    "registration_document": ("certificate", "registration_document"),
    "empty_weight_g": ("certificate", "empty_weight_g"),
    "vehicle_class": ("birth", "category"),
    "brand_id": ("birth", "brand_id"),
    "model_id": ("birth", "model_id"),
    "received_at": ("arrival", "/occurred_at"),
    "depolluted_items": ("depollution", "items"),
    "first_registered_on": ("road", "on"),
    "deregistered_on": ("deregistration", "on"),
    "facility_name": ("site", "name"),
    "facility_country": ("site", "country"),
    "permit_number": ("site", "permit.number"),
    "permit_authority": ("site", "permit.authority"),
    "permit_expires_on": ("site", "permit.expires_on"),
    "brand_name": ("brand", "name"),
    "issuer_name": ("issuer", "name"),
}
# Name: where the issuer's details state it.
DETAILS = {
    "facility_address": ("dismantlerProperties", "dismantlerAddress"),
    "authority_address": ("dismantlerProperties", "governmentAddress"),
    "registration_number": ("vehicleProperties", "licensePlate"),
    "holder_name": ("vehicleOwnerProperties", "vehicleOwnerAddress", "name"),
    "holder_address": ("vehicleOwnerProperties", "vehicleOwnerAddress"),
    "holder_nationality": ("vehicleOwnerProperties", "citizenship"),
    "engine_number": ("engineNumber",),
}
_LAST = {
    "received_at_facility": "arrival",
    "depolluted": "depollution",
    "certificate_of_destruction_issued": "certificate",
    "vehicle_registered": "birth",
    "vehicle_opened": "birth",
}


def time_text(unix_us: int, offset_minutes: int) -> str:
    """RFC 3339 in the offset stated, with as many decimals as are not zero."""
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(microseconds=unix_us, minutes=offset_minutes)
    text = moment.strftime("%Y-%m-%dT%H:%M:%S")
    if moment.microsecond:
        text += f".{moment.microsecond:06d}".rstrip("0")
    hours, minutes = divmod(abs(offset_minutes), 60)
    return text + ("Z" if offset_minutes == 0 else f"{'-' if offset_minutes < 0 else '+'}{hours:02d}:{minutes:02d}")


def _enum_text(field: Any, value: int) -> str:
    prefix = re.sub(r"(?<=.)(?=[A-Z])", "_", field.enum_type.name).upper() + "_"
    return field.enum_type.values_by_number[value].name.removeprefix(prefix)


def _message_text(message: Any) -> str:
    if message.DESCRIPTOR.name == "Date":
        return f"{message.year:04d}-{message.month:02d}-{message.day:02d}"
    return time_text(message.unix_us, message.offset_minutes)


def field_text(message: Any, path: str) -> str:
    """The text of a field by its path; empty where it is not set."""
    name, _, rest = path.partition(".")
    field = message.DESCRIPTOR.fields_by_name[name]
    value = getattr(message, name)
    if field.label == field.LABEL_REPEATED:
        return ", ".join(_enum_text(field, item) for item in value)
    if field.message_type is not None:
        if not message.HasField(name):
            return ""
        return field_text(value, rest) if rest else _message_text(value)
    if field.enum_type is not None:
        return _enum_text(field, value) if value else ""
    return str(value)


def _address_line(address: Any) -> str:
    def part(name: str, before: str) -> str:
        text = address.get(name)
        return before + text if isinstance(text, str) and text else ""

    return (
        part("street", "")
        + part("houseNumber", " ")
        + part("zip", ", ")
        + part("location", " ")
        + part("country", ", ")
    ).lstrip(" ,")


class FactBook:
    """Facts of a vehicle by name; raises Refuted where no certificate of destruction is in force."""

    def __init__(
        self,
        vin: str,
        history: Iterable[StoredEntry],
        further: Iterable[StoredEntry],
        directory: dict[str, Any],
        details: dict[str, Any],
    ) -> None:
        self.directory, self.details = directory, details
        self.entries: dict[str, StoredEntry] = {}
        history = list(history)
        reversed_ = {stored.event.entry_reversed.target_seq for stored in history if stored.body == "entry_reversed"}
        for stored in history:
            if stored.seq not in reversed_:
                self._see(stored)
        if "certificate" not in self.entries or "birth" not in self.entries:
            raise Refuted(
                f"vehicle {vin} has no certificate of destruction in force: none was issued on this ledger, "
                "or it was reversed or refuted"
            )
        for stored in further:
            self._see_further(stored)

    def _see(self, stored: StoredEntry) -> None:
        if stored.body in _LAST:
            self.entries[_LAST[stored.body]] = stored
        elif stored.body == "destruction_refuted":
            self.entries.pop("certificate", None)
        elif stored.body == "road_registered":
            if stored.event.road_registered.deregistered:
                self.entries["deregistration"] = stored
            else:
                self.entries.setdefault("road", stored)
                self.entries.pop("deregistration", None)

    def _see_further(self, stored: StoredEntry) -> None:
        certificate, event = self.entries["certificate"], stored.event
        site = certificate.event.certificate_of_destruction_issued.site_id
        brand = self._birth().brand_id
        if (
            stored.body == "site_registered"
            and event.site_registered.site_id == site
            and stored.seq < certificate.seq
        ):
            self.entries["site"] = stored
        elif stored.body in ("brand_registered", "brand_renamed") and brand:
            if getattr(event, stored.body).brand_id == brand:
                self.entries["brand"] = stored
        elif stored.body == "organisation_enrolled":
            if event.organisation_enrolled.organisation_id == certificate.event.actor.organisation_id:
                self.entries["issuer"] = stored

    def _birth(self) -> Any:
        event = self.entries["birth"].event
        return (
            event.vehicle_registered
            if self.entries["birth"].body == "vehicle_registered"
            else event.vehicle_opened.vehicle
        )

    def get(self, name: str) -> dict[str, Any]:
        """As the evidence file writes it: name, value, source; of the ledger's own also seq and field."""
        if name in DETAILS:
            value = self.detail(name)
            return {"name": name, "value": value, "source": "details" if value else "absent"}
        role, path = LEDGER[name]
        stored = self.entries.get(role)
        if stored is None:
            value = self.directory.get(name)
            value = value if isinstance(value, str) else ""
            return {"name": name, "value": value, "source": "directory" if value else "absent"}
        if path.startswith("/"):
            field = path[1:]
        else:
            field = stored.body + (".vehicle." if stored.body == "vehicle_opened" else ".") + path
        value = field_text(stored.event, field)
        if not value:
            return {"name": name, "value": "", "source": "absent"}
        return {"name": name, "value": value, "source": "ledger", "seq": stored.seq, "field": field}

    def value(self, name: str) -> str:
        return self.get(name)["value"]

    def detail(self, name: str) -> str:
        value: Any = self.details
        for step in DETAILS[name]:
            value = value.get(step) if isinstance(value, dict) else None
        if isinstance(value, dict):
            return _address_line(value)
        return value if isinstance(value, str) else ""
