"""A ledger as one file (FORMAT section 6)."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO

from ingot_verify import schema
from ingot_verify.canonical import NotCanonical, parse, read_varint
from ingot_verify.checkpoint import OpenedCheckpoint, open_checkpoint
from ingot_verify.errors import Finding, Refuted, Unusable
from ingot_verify.ledger import Ledger
from ingot_verify.note import VerifierKey

FIRST_LINE = b"ingot/v1/dump\n"
MAX_MESSAGE_BYTES = 2 << 20
MAX_MESSAGE_ENTRIES = 1024


def _read_length(file: BinaryIO) -> int | None:
    """The varint before a message; None at the end of the file."""
    data = b""
    while not data or data[-1] & 0x80:
        byte = file.read(1)
        if not byte and not data:
            return None
        if not byte or len(data) == 10:
            raise Unusable("the dump ends inside a message's length, or the length is none")
        data += byte
    try:
        return read_varint(data, 0, len(data))[0]
    except NotCanonical as why:
        raise Unusable(f"a message's length: {why}") from None


def read_messages(file: BinaryIO) -> Iterator[Any]:
    """The StreamEntriesResponse messages of a dump; raises Unusable where the file is none."""
    if file.read(len(FIRST_LINE)) != FIRST_LINE:
        raise Unusable("not a dump: the file does not begin with `ingot/v1/dump`")
    while (length := _read_length(file)) is not None:
        if length > MAX_MESSAGE_BYTES:
            raise Unusable(f"a message of the dump has more than {MAX_MESSAGE_BYTES} bytes")
        data = file.read(length)
        if len(data) != length:
            raise Unusable("the dump ends inside a message")
        try:
            message = parse(schema.StreamEntriesResponse, data)
        except NotCanonical as why:
            raise Unusable(f"a message of the dump is not canonical: {why}") from None
        if len(message.entries) > MAX_MESSAGE_ENTRIES:
            raise Unusable(f"a message of the dump has more than {MAX_MESSAGE_ENTRIES} entries")
        yield message


def verify_dump(file: BinaryIO, keys: Sequence[VerifierKey], ledger_id: bytes | None = None,
                progress: Callable[[int, int], None] | None = None) -> tuple[Ledger, OpenedCheckpoint]:
    """`ledger_id`: the one known beforehand. `progress` is told entries done and in all after each message."""
    ledger = Ledger()
    opened: OpenedCheckpoint | None = None
    for message in read_messages(file):
        if opened is None:
            opened = open_checkpoint(message.checkpoint.encode(), keys)
        elif message.checkpoint:
            raise Unusable("a message after the first one carries a checkpoint")
        for bundle in message.entries:
            if ledger.tree.size == opened.checkpoint.size:
                raise Refuted("there are more entries than the checkpoint's size", ledger.tree.size)
            try:
                ledger.add(bundle.entry, bundle.terms if bundle.HasField("terms") else None)
            except Finding as finding:
                finding.seq = ledger.tree.size if finding.seq is None else finding.seq
                raise
            if ledger_id is not None and ledger.ledger_id != ledger_id:
                raise Refuted(f"the dump is of the ledger {ledger.ledger_id.hex()}, not of {ledger_id.hex()}", 0)
        if progress is not None:
            progress(ledger.tree.size, opened.checkpoint.size)
    if opened is None:
        raise Unusable("the dump is empty: no message, no checkpoint")
    ledger.finish(opened)
    return ledger, opened
