"""What the schemes of an evidence file state of these facts (docs/EXCHANGE.md, "Schemes")."""
from __future__ import annotations

import copy
from typing import Any

from ingot_verify.errors import Refuted
from ingot_verify.facts import FactBook

# Scheme: its title, and its items: number, title, names of the facts in order.
ITEMS = {
    "eu": (
        "Certificate of destruction (Decision 2002/151/EC)",
        [
            (
                "1",
                "Name, address, signature and registration or identification number of the establishment issuing it",
                "facility_name issuer issuer_name permit_number site_id facility_country facility_address",
            ),
            (
                "2",
                "Name and address of the competent authority responsible for its permit",
                "permit_authority permit_expires_on authority_address",
            ),
            (
                "3",
                "Date of issue of the certificate of destruction",
                "issued_on certificate_serial certificate_kind",
            ),
            (
                "4",
                "Vehicle nationality mark and registration number; the registration document, or that it was destroyed",
                "registration_country registration_number registration_document",
            ),
            ("5", "Class of vehicle, brand and model", "vehicle_class brand_name brand_id model_id"),
            ("6", "Vehicle identification number (chassis)", "vin"),
            (
                "7",
                "Name, address, nationality and signature of the holder or owner of the vehicle delivered",
                "holder_name holder_address holder_nationality",
            ),
        ],
    ),
    "cn": (
        "Recycling of an end-of-life motor vehicle (State Council Decree 715)",
        [
            (
                "5",
                "Recycling enterprise and its qualification",
                "facility_name issuer issuer_name permit_number permit_expires_on facility_address",
            ),
            (
                "9.1",
                "Certificate of recycling issued to the owner",
                "certificate_serial issued_on received_at holder_name holder_address",
            ),
            ("9.2", "Registration documents taken back", "registration_document registration_country"),
            ("9.3", "Deregistration", "deregistered_on"),
            ("10.1", "Model of the vehicle", "brand_name brand_id model_id vehicle_class empty_weight_g"),
            ("10.2", "Number of its plate", "registration_number"),
            ("10.3", "Number of its engine", "engine_number"),
            ("10.4", "Vehicle identification number", "vin"),
            ("10.5", "Liquids and dangerous parts taken out", "depolluted_items"),
        ],
    ),
}
_CATENA_X_TITLE = "Catena-X CertificateOfDestruction 2.0.0"
_ADDRESS = ("street", "houseNumber", "zip", "location", "name", "country")
_MEMBERS = (
    "dismantlingDate",
    "serialNumber",
    "vehicleOwnerProperties",
    "vehicleProperties",
    "returnPointProperties",
    "dismantlerProperties",
    "companyNumber",
)


def _demands() -> list[str]:
    def address(below: str) -> list[str]:
        return [f"{below}/{name}" for name in _ADDRESS]

    back, dismantler = "/returnPointProperties", "/dismantlerProperties"
    demands = ["/dismantlingDate", "/serialNumber", "/vehicleOwnerProperties/isVehicleOwnerInformationComplete"]
    demands += address("/vehicleOwnerProperties/vehicleOwnerAddress") + ["/vehicleOwnerProperties/citizenship"]
    demands += [
        f"/vehicleProperties/{name}"
        for name in (
            "isVehicleInformationComplete",
            "emptyWeight",
            "firstRegistration",
            "licensePlate",
            "licenseAbbreviation",
            "identification",
            "model",
            "brand",
            "class",
        )
    ]
    dates = ("isVehicleWithdrawnFromService", "issueDate", "expiryDate")
    demands += [f"{back}/{name}" for name in dates]
    demands += address(f"{back}/receiverAuditorAddress") + address(f"{back}/receiverAddress")
    demands += [f"{back}/receiverContact/phone", f"{back}/receiverAuditorContact/phone"]
    demands += [f"{dismantler}/{name}" for name in dates]
    for name in ("dismantlerAddress", "governmentAddress", "receiverAuditorAddress", "dismantlerAuditorAddress"):
        demands += address(f"{dismantler}/{name}")
    return demands + [
        f"{dismantler}/dismantlerContact/phone",
        f"{dismantler}/dismantlerAuditorContact/phone",
        "/companyNumber",
    ]


def _at(document: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        document = document.get(step) if isinstance(document, dict) else None
    return document


def _set(document: dict[str, Any], pointer: str, value: Any, keep: bool) -> None:
    *steps, last = pointer.split("/")[1:]
    for step in steps:
        document = document.setdefault(step, {})
        if not isinstance(document, dict):
            raise Refuted(f"details: {step} must be an object")
    if last not in document:
        document[last] = value
    elif not keep and not same(document[last], value):
        raise Refuted(f"details: {pointer} contradicts the ledger")


def _certificate(book: FactBook) -> dict[str, Any]:
    document = {name: copy.deepcopy(book.details[name]) for name in _MEMBERS if name in book.details}

    def state(pointer: str, value: Any) -> None:
        if value != "":
            _set(document, pointer, value, keep=False)

    state("/dismantlingDate", book.value("issued_on"))
    state("/serialNumber", book.value("certificate_serial"))
    state("/companyNumber", book.value("permit_number"))
    vehicle = "/vehicleProperties"
    state(f"{vehicle}/emptyWeight", int(book.value("empty_weight_g") or 0) / 1000)
    state(f"{vehicle}/firstRegistration", ".".join(reversed(book.value("first_registered_on").split("-"))))
    state(f"{vehicle}/identification", book.value("vin"))
    state(f"{vehicle}/model", book.value("model_id").partition("/")[2] or book.value("model_id"))
    state(f"{vehicle}/brand", book.value("brand_name"))
    state(f"{vehicle}/class", book.value("vehicle_class"))
    plate = _at(document, f"{vehicle}/licensePlate")
    abbreviation = plate.replace("-", " ").partition(" ")[0] if isinstance(plate, str) else ""
    if abbreviation:
        _set(document, f"{vehicle}/licenseAbbreviation", abbreviation, keep=True)
    _set(document, f"{vehicle}/isVehicleInformationComplete", True, keep=True)
    state("/dismantlerProperties/expiryDate", book.value("permit_expires_on"))
    state("/dismantlerProperties/dismantlerAddress/name", book.value("facility_name"))
    state("/dismantlerProperties/dismantlerAddress/country", book.value("facility_country"))
    state("/dismantlerProperties/governmentAddress/name", book.value("permit_authority"))
    state("/dismantlerProperties/isVehicleWithdrawnFromService", True)
    state("/returnPointProperties/isVehicleWithdrawnFromService", True)
    _set(document, "/vehicleOwnerProperties/isVehicleOwnerInformationComplete", True, keep=True)
    return document


def statement(scheme: str, book: FactBook) -> dict[str, Any]:
    """What the file must state."""
    if scheme == "catena-x":
        document = _certificate(book)
        missing = [pointer for pointer in _demands() if _at(document, pointer) is None]
        return {"title": _CATENA_X_TITLE, "document": document, "missing": missing}
    title, items = ITEMS[scheme]
    listed = [
        {"no": no, "title": what, "facts": [book.get(name) for name in names.split()]} for no, what, names in items
    ]
    return {"title": title, "items": listed}


def same(one: Any, other: Any) -> bool:
    """Equality of JSON values: a bool is no number."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and one == other
