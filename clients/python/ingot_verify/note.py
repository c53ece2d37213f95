"""C2SP signed notes and verifier keys (FORMAT section 5)."""
from __future__ import annotations

import base64
import binascii
import dataclasses
import hashlib
import re
from collections.abc import Sequence

from ingot_verify import ed25519
from ingot_verify.errors import Refuted, Unusable

MAX_NOTE_BYTES = 64 * 1024
MAX_SIGNATURES = 100
MAX_NAME_BYTES = 255
ED25519, COSIGNATURE = 0x01, 0x04
_PAYLOAD_BYTES = {ED25519: 64, COSIGNATURE: 72}
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")


def decode_base64(text: str) -> bytes | None:
    """Standard alphabet with padding, in its one spelling; else None."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if base64.b64encode(data).decode("ascii") == text else None


def decode_decimal(text: str) -> int | None:
    """Without sign and leading zeros, below 2^63; else None."""
    return int(text) if _DECIMAL.fullmatch(text) and int(text) < 2**63 else None


def valid_name(name: str) -> bool:
    return (0 < len(name.encode()) <= MAX_NAME_BYTES
            and not any(char.isspace() or char < " " or char in "+\x7f" for char in name))


def key_hash(name: str, algorithm: int, public_key: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + bytes([algorithm]) + public_key).digest()[:4]


def _bad_key(why: str) -> Unusable:
    return Unusable(why, reason="MALFORMED_KEY")


def _bad_note(why: str) -> Unusable:
    return Unusable(why, reason="MALFORMED_NOTE")


@dataclasses.dataclass(frozen=True)
class VerifierKey:
    """Whom to believe."""
    name: str
    algorithm: int
    public_key: bytes

    @property
    def hash(self) -> bytes:
        return key_hash(self.name, self.algorithm, self.public_key)

    def __str__(self) -> str:
        return (f"{self.name}+{self.hash.hex()}+"
                + base64.b64encode(bytes([self.algorithm]) + self.public_key).decode("ascii"))

    @staticmethod
    def parse(text: str) -> VerifierKey:
        parts = text.split("+", 2)
        if len(parts) != 3:
            raise _bad_key("the verifier key is not name+hash+key")
        name, stated, encoded = parts
        data = decode_base64(encoded)
        if not valid_name(name) or not re.fullmatch("[0-9a-f]{8}", stated) or data is None or len(data) != 33:
            raise _bad_key("the verifier key is not name+hash+key with 8 lower-case hex digits and base64 of 33 bytes")
        key = VerifierKey(name, data[0], data[1:])
        if key.algorithm not in _PAYLOAD_BYTES:
            raise _bad_key(f"the verifier key has the type {key.algorithm:#04x}; 0x01 and 0x04 are known")
        if key.hash.hex() != stated:
            raise _bad_key(f"the verifier key's hash is {key.hash.hex()}, not {stated}: mistyped?")
        if not ed25519.acceptable_key(key.public_key):
            raise _bad_key("the verifier key is not an acceptable Ed25519 public key")
        return key

    def signed_message(self, text: bytes, payload: bytes) -> tuple[bytes, bytes]:
        """Message and Ed25519 signature of a signature line's payload."""
        if self.algorithm == ED25519:
            return text, payload
        time = int.from_bytes(payload[:8], "big")
        return f"cosignature/v1\ntime {time}\n".encode() + text, payload[8:]


@dataclasses.dataclass(frozen=True)
class SignatureLine:
    name: str
    hash: bytes
    payload: bytes


@dataclasses.dataclass(frozen=True)
class SignedNote:
    text: str
    lines: tuple[SignatureLine, ...]

    def signed_by(self, keys: Sequence[VerifierKey]) -> list[VerifierKey]:
        """Those of the keys that signed. A bad signature by one of them refutes the note."""
        found = []
        for line in self.lines:
            for key in keys:
                if (line.name, line.hash) != (key.name, key.hash):
                    continue
                if not _valid(key, self.text.encode(), line.payload):
                    raise Refuted(f"the note's signature by {key.name}+{key.hash.hex()} is false",
                                  reason="BAD_SIGNATURE")
                if key not in found:
                    found.append(key)
        return found

    def signers(self) -> str:
        return ", ".join(f"{line.name}+{line.hash.hex()}" for line in self.lines)


def _valid(key: VerifierKey, text: bytes, payload: bytes) -> bool:
    if len(payload) != _PAYLOAD_BYTES[key.algorithm]:
        return False
    if key.algorithm == COSIGNATURE and payload[0] & 0x80:  # time below 2^63
        return False
    message, signature = key.signed_message(text, payload)
    return ed25519.verify(key.public_key, message, signature)


def parse_note(data: bytes) -> SignedNote:
    """Splits a note; whose signatures hold is asked of the result. Raises Unusable where it is no note."""
    if len(data) > MAX_NOTE_BYTES:
        raise _bad_note(f"a note has at most {MAX_NOTE_BYTES} bytes")
    try:
        note = data.decode("utf-8")
    except UnicodeDecodeError:
        raise _bad_note("the note is not UTF-8") from None
    if any(char < " " and char != "\n" for char in note):
        raise _bad_note("the note holds control characters")
    text, separator, signatures = note.rpartition("\n\n")
    if not separator or not signatures.endswith("\n"):
        raise _bad_note("not a signed note: text, an empty line, signature lines")
    lines = signatures.removesuffix("\n").split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise _bad_note(f"a note has at most {MAX_SIGNATURES} signature lines")
    return SignedNote(text + "\n", tuple(_parse_line(line) for line in lines))


def _parse_line(line: str) -> SignatureLine:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "\u2014" or not valid_name(parts[1]):
        raise _bad_note("a signature line of the note is not `\u2014 name base64`")
    payload = decode_base64(parts[2])
    if payload is None or len(payload) < 5:
        raise _bad_note("a signature line of the note does not hold base64 of a key hash and a signature")
    return SignatureLine(parts[1], payload[:4], payload[4:])
