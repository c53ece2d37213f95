"""Whether bytes are the one spelling of a protobuf message (FORMAT section 1), seen on the wire itself."""
from __future__ import annotations

import dataclasses
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import DecodeError

_VARINT, _BYTES = 0, 2
_LENGTH_DELIMITED = {FieldDescriptor.TYPE_STRING, FieldDescriptor.TYPE_BYTES, FieldDescriptor.TYPE_MESSAGE}
_NUMBERS = {FieldDescriptor.TYPE_BOOL, FieldDescriptor.TYPE_ENUM, FieldDescriptor.TYPE_INT32,
            FieldDescriptor.TYPE_INT64, FieldDescriptor.TYPE_UINT32, FieldDescriptor.TYPE_UINT64}


class NotCanonical(Exception):
    """Says why, and in which field of which field."""

    def __init__(self, why: str, path: tuple[str, ...] = ()) -> None:
        super().__init__(f"{'.'.join(path)}: {why}" if path else why)
        self.why = why
        self.path = path


@dataclasses.dataclass(frozen=True)
class _Field:
    name: str
    type: int
    wire_type: int
    repeated: bool
    packed: bool
    oneof: str | None
    message: Descriptor | None
    enum: frozenset[int] | None


_plans: dict[str, dict[int, _Field]] = {}


def _plan(descriptor: Descriptor) -> dict[int, _Field]:
    """The fields of a message type by number."""
    known = _plans.get(descriptor.full_name)
    if known is not None:
        return known
    plan = {}
    for field in descriptor.fields:
        if field.type not in _LENGTH_DELIMITED | _NUMBERS:
            raise TypeError(f"{field.full_name}: the format has no fields of this type")
        repeated = field.label == FieldDescriptor.LABEL_REPEATED
        packed = repeated and field.type in _NUMBERS
        plan[field.number] = _Field(
            name=field.name, type=field.type, repeated=repeated, packed=packed,
            wire_type=_VARINT if field.type in _NUMBERS and not packed else _BYTES,
            oneof=field.containing_oneof.name if field.containing_oneof else None,
            message=field.message_type,
            enum=frozenset(field.enum_type.values_by_number) if field.enum_type else None)
    _plans[descriptor.full_name] = plan
    return plan


def read_varint(data: bytes, pos: int, end: int) -> tuple[int, int]:
    """A minimal varint at `pos`: its value, and the position behind it."""
    value = shift = 0
    while True:
        if pos >= end:
            raise NotCanonical("a varint is cut off")
        byte = data[pos]
        pos += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            break
        shift += 7
        if shift > 63:
            raise NotCanonical("a varint has more than 10 bytes")
    if byte == 0 and shift:
        raise NotCanonical("a varint is not minimal")
    if value >> 64:
        raise NotCanonical("a varint has more than 64 bits")
    return value, pos


def _check_number(field: _Field, value: int) -> None:
    if field.type in (FieldDescriptor.TYPE_INT32, FieldDescriptor.TYPE_ENUM):
        if 2**31 <= value < 2**64 - 2**31:
            raise NotCanonical("not an int32")
        if field.enum is not None and (value if value < 2**31 else value - 2**64) not in field.enum:
            raise NotCanonical(f"the enum has no value {value}")
    elif field.type == FieldDescriptor.TYPE_UINT32 and value >= 2**32:
        raise NotCanonical("not a uint32")
    elif field.type == FieldDescriptor.TYPE_BOOL and value > 1:
        raise NotCanonical("not a bool")


def _check_packed(field: _Field, data: bytes, pos: int, end: int) -> None:
    if pos == end:
        raise NotCanonical("an empty packed list is written")
    while pos < end:
        value, pos = read_varint(data, pos, end)
        _check_number(field, value)


def _check_field(field: _Field, data: bytes, pos: int, end: int) -> int:
    """Checks the value that starts at `pos`; the position behind it."""
    explicit = field.repeated or field.oneof is not None
    value, pos = read_varint(data, pos, end)
    if field.wire_type == _VARINT:
        _check_number(field, value)
        if value == 0 and not explicit:
            raise NotCanonical("a default value is written")
        return pos
    stop = pos + value
    if stop > end:
        raise NotCanonical("longer than what holds it")
    if field.packed:
        _check_packed(field, data, pos, stop)
    elif field.message is not None:
        _walk(_plan(field.message), data, pos, stop)
    else:
        if value == 0 and not explicit:
            raise NotCanonical("a default value is written")
        if field.type == FieldDescriptor.TYPE_STRING:
            try:
                data[pos:stop].decode("utf-8")
            except UnicodeDecodeError:
                raise NotCanonical("not UTF-8") from None
    return stop


def _walk(plan: dict[int, _Field], data: bytes, pos: int, end: int) -> None:
    last = 0
    members: set[str] = set()
    while pos < end:
        tag, pos = read_varint(data, pos, end)
        number, wire_type = tag >> 3, tag & 7
        field = plan.get(number) if tag < 2**32 else None
        if field is None:
            raise NotCanonical(f"field number {number} is not in the schema")
        try:
            if wire_type != field.wire_type:
                raise NotCanonical(f"wire type {wire_type} instead of {field.wire_type}")
            if number < last:
                raise NotCanonical("fields are not in ascending order")
            if number == last and (not field.repeated or field.packed):
                raise NotCanonical("written twice")
            if field.oneof is not None:
                if field.oneof in members:
                    raise NotCanonical(f"a second member of the oneof {field.oneof}")
                members.add(field.oneof)
            pos = _check_field(field, data, pos, end)
        except NotCanonical as inner:
            raise NotCanonical(inner.why, (field.name, *inner.path)) from None
        last = number


def check(descriptor: Descriptor, data: bytes) -> None:
    """Raises NotCanonical where `data` is not the canonical spelling of a message of this type."""
    _walk(_plan(descriptor), data, 0, len(data))


def parse(message_class: Any, data: bytes) -> Any:
    """The message that canonical bytes spell; raises NotCanonical."""
    check(message_class.DESCRIPTOR, data)
    try:
        return message_class.FromString(data)
    except DecodeError as error:
        raise NotCanonical(str(error)) from None
