"""The wire walk of FORMAT section 1 against a list of other spellings, and against the definition by re-serialising."""
from __future__ import annotations

import os
import random
import unittest
from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import DecodeError

from ingot_verify import canonical, schema
from tests.builder import VIN, Builder, small_ledger
from tests.reference import varint


_stderr = -1


def setUpModule() -> None:
    """libprotobuf complains on the standard error, by itself, of every string that is not UTF-8."""
    global _stderr
    _stderr = os.dup(2)
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)


def tearDownModule() -> None:
    os.dup2(_stderr, 2)
    os.close(_stderr)


def tag(number: int, wire_type: int) -> bytes:
    return varint(number << 3 | wire_type)


def field(number: int, data: bytes) -> bytes:
    return tag(number, 2) + varint(len(data)) + data


def by_definition(message_class: Any, data: bytes) -> bool:
    """FORMAT's four conditions, with the library's parser."""
    try:
        message = message_class.FromString(data)
    except DecodeError:
        return False
    return message.SerializeToString(deterministic=True) == data and _known(message)


def _known(message: Any) -> bool:
    if len(message.UnknownFields()) != 0:
        return False
    for descriptor, value in message.ListFields():
        repeated = descriptor.label == FieldDescriptor.LABEL_REPEATED
        for item in value if repeated else [value]:
            if descriptor.message_type is not None and not _known(item):
                return False
            if descriptor.enum_type is not None and item not in descriptor.enum_type.values_by_number:
                return False
    return True


class SpellingsTest(unittest.TestCase):
    def expect(self, message_class: Any, data: bytes, holds: bool, why: str = "") -> None:
        if holds:
            canonical.check(message_class.DESCRIPTOR, data)
        else:
            with self.assertRaisesRegex(canonical.NotCanonical, why):
                canonical.check(message_class.DESCRIPTOR, data)
        self.assertEqual(by_definition(message_class, data), holds, data.hex())

    def test_canonical(self) -> None:
        for message_class, data in (
            (schema.Entry, b""),
            (schema.Entry, tag(1, 0) + b"\x01"),
            (schema.Entry, tag(1, 0) + varint(2**64 - 1)),
            (schema.Entry, tag(2, 0) + varint(2**64 - 1)),  # -1
            (schema.Entry, tag(5, 0) + varint(2**32 - 1)),
            (schema.Entry, field(4, b"") + field(4, b"")),  # empty messages in a list
            (schema.Entry, field(10, b"")),  # an empty message that is set
            (schema.Event, field(16, b"")),  # an empty member of a oneof
            (schema.Event, field(3, tag(2, 0) + varint(2**64 - 60))),  # a negative int32
            (schema.Event, field(17, field(4, b"\x00\x03"))),  # 0 inside a packed list
            (schema.Event, field(90, field(2, b"") + field(2, b""))),  # empty strings in a list
            (schema.Event, field(2, field(2, "\U0001f697é".encode()))),
        ):
            with self.subTest(data=data.hex()):
                self.expect(message_class, data, True)

    def test_not_canonical(self) -> None:
        seven = tag(1, 0) + b"\x07"
        for message_class, data, why in (
            (schema.Entry, tag(1, 0) + b"\x00", "seq: a default"),
            (schema.Event, field(1, b""), "salt: a default"),
            (schema.Event, field(2, field(1, b"")), "actor.organisation_id: a default"),
            (schema.Event, field(40, tag(13, 0) + b"\x00"), "vehicle_registered.foreign_make: a default"),
            (schema.Event, field(40, tag(13, 0) + b"\x02"), "not a bool"),
            (schema.Event, field(40, tag(4, 0) + b"\x00"), "a default"),
            (schema.Entry, tag(1, 0) + b"\x87\x00", "not minimal"),
            (schema.Entry, b"\x88\x00\x07", "not minimal"),
            (schema.Entry, tag(3, 2) + b"\x81\x00\x07", "not minimal"),
            (schema.Entry, tag(1, 0) + b"\xff" * 9 + b"\x02", "more than 64 bits"),
            (schema.Entry, tag(1, 0) + b"\x80" * 10 + b"\x01", "more than 10 bytes"),
            (schema.Entry, tag(1, 0) + b"\x80", "cut off"),
            (schema.Entry, tag(1, 0), "cut off"),
            (schema.Entry, b"\x88", "cut off"),
            (schema.Entry, seven + seven, "written twice"),
            (schema.Entry, tag(2, 0) + b"\x01" + seven, "ascending"),
            (schema.Entry, field(10, b"") + field(10, b""), "written twice"),
            (schema.Event, field(2, field(1, b"a")) + field(2, field(2, b"b")), "written twice"),
            (schema.Entry, tag(15, 0) + b"\x01", "not in the schema"),
            (schema.Entry, tag(0, 0) + b"\x01", "not in the schema"),
            (schema.Entry, varint(1 << 35 | 1 << 3) + b"\x01", "not in the schema"),
            (schema.Event, field(2, tag(9, 0) + b"\x01"), "actor: field number 9 is not in the schema"),
            (schema.Entry, tag(1, 1) + b"\x01" + bytes(7), "wire type"),
            (schema.Entry, tag(1, 5) + b"\x01" + bytes(3), "wire type"),
            (schema.Entry, tag(4, 3) + tag(4, 4), "wire type"),
            (schema.Entry, field(1, b"\x01"), "wire type"),
            (schema.Entry, tag(3, 0) + b"\x01", "wire type"),
            (schema.Entry, tag(5, 0) + varint(2**32), "not a uint32"),
            (schema.Event, field(3, tag(2, 0) + varint(2**31)), "not an int32"),
            (schema.Event, field(3, tag(2, 0) + varint(2**32 - 60)), "not an int32"),
            (schema.Event, field(3, tag(2, 0) + varint(2**64 - 2**31 - 1)), "not an int32"),
            (schema.Entry, field(4, tag(1, 0) + b"\x63"), "the enum has no value 99"),
            (schema.Entry, field(4, tag(1, 0) + varint(2**64 - 1)), "the enum has no value"),
            (schema.Event, field(17, field(4, b"")), "empty packed list"),
            (schema.Event, field(17, field(4, b"\x03") + field(4, b"\x04")), "written twice"),
            (schema.Event, field(17, tag(4, 0) + b"\x03" + tag(4, 0) + b"\x04"), "wire type"),
            (schema.Event, field(17, field(4, b"\x83\x00")), "not minimal"),
            (schema.Event, field(17, field(4, b"\x63")), "the enum has no value"),
            (schema.Event, field(17, field(4, b"\x83")), "cut off"),
            (schema.Event, field(16, b"") + field(17, b""), "second member"),
            (schema.Event, field(2, field(2, b"\xff")), "user: not UTF-8"),
            (schema.Event, field(2, field(2, b"\xc0\xaf")), "not UTF-8"),
            (schema.Event, field(2, field(2, b"\xed\xa0\x80")), "not UTF-8"),
            (schema.Event, field(2, field(2, b"\xf4\x90\x80\x80")), "not UTF-8"),
            (schema.Entry, tag(3, 2) + b"\x05abcd", "longer than"),
            (schema.Event, tag(2, 2) + b"\x03" + field(1, b"abcd"), "longer than"),
            (schema.Entry, tag(3, 2) + varint(2**64 - 1) + b"a", "longer than"),
        ):
            with self.subTest(data=data.hex()):
                self.expect(message_class, data, False, why)


class DefinitionTest(unittest.TestCase):
    """Walk and definition agree on changed bytes of real messages."""

    def test_changes(self) -> None:
        chance = random.Random(6962)
        ledger, _ = small_ledger()
        entries = ledger.entries + [self.hulks(ledger)]
        accepted = refused = 0
        for data in entries:
            for _ in range(1500):
                changed = bytearray(data)
                for _ in range(chance.randint(1, 3)):
                    kind, position = chance.randrange(4), chance.randrange(len(changed))
                    if kind == 0:
                        changed[position] ^= 1 << chance.randrange(8)
                    elif kind == 1:
                        changed[position] = chance.choice((0, 1, 0x7F, 0x80, 0xFF))
                    elif kind == 2:
                        del changed[position]
                    else:
                        changed.insert(position, chance.choice((0, 1, 0x80, changed[position])))
                holds = by_definition(schema.Entry, bytes(changed))
                try:
                    canonical.check(schema.Entry.DESCRIPTOR, bytes(changed))
                    self.assertTrue(holds, bytes(changed).hex())
                    accepted += 1
                except canonical.NotCanonical:
                    self.assertFalse(holds, bytes(changed).hex())
                    refused += 1
        self.assertGreater(accepted, 500)
        self.assertGreater(refused, 500)

    def test_changes_of_events(self) -> None:
        chance = random.Random(8032)
        ledger, _ = small_ledger()
        for data in [schema.Entry.FromString(entry).event for entry in ledger.entries]:
            for position in range(len(data)):
                changed = bytearray(data)
                changed[position] ^= 1 << chance.randrange(8)
                holds = by_definition(schema.Event, bytes(changed))
                try:
                    canonical.check(schema.Event.DESCRIPTOR, bytes(changed))
                    self.assertTrue(holds, bytes(changed).hex())
                except canonical.NotCanonical:
                    self.assertFalse(holds, bytes(changed).hex())

    @staticmethod
    def hulks(ledger: Builder) -> bytes:
        """An entry with every kind of list."""
        event = ledger.event("haendler")
        event.depolluted.vin = VIN
        event.depolluted.items.extend([1, 2, 9])
        entry = schema.Entry(seq=9, event=event.SerializeToString())
        entry.flags.add(kind=1, subject_kind=9, subject_id=VIN)
        entry.allocations.add(vin=VIN, grams=-5)
        entry.postings.add().amounts.add(family=1, grams=-7)
        return entry.SerializeToString(deterministic=True)


if __name__ == "__main__":
    unittest.main()
