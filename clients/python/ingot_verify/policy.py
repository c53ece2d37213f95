"""Witness policies, c2sp.org/tlog-policy: which cosignatures make a quorum."""
from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from ingot_verify.errors import Unusable
from ingot_verify.note import COSIGNATURE, ED25519, VerifierKey

MAX_POLICY_BYTES = 64 * 1024
MAX_LOGS = MAX_WITNESSES = MAX_GROUPS = 64
_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]")
_THRESHOLD = re.compile(rb"0|[1-9][0-9]*")


def _bad(why: str) -> Unusable:
    return Unusable(f"not a witness policy: {why}", reason="MALFORMED_POLICY")


@dataclasses.dataclass(frozen=True)
class _Node:
    """A witness, or a group that needs `threshold` of its members."""
    key: VerifierKey | None
    threshold: int = 0
    members: tuple[bytes, ...] = ()


class Policy:
    """Logs, witnesses and a quorum; names are those of the file, not of keys."""

    def __init__(self) -> None:
        self.logs: list[VerifierKey] = []
        self._nodes: dict[bytes, _Node] = {}
        self._quorum: bytes | None = None

    @property
    def witnesses(self) -> list[VerifierKey]:
        return [node.key for node in self._nodes.values() if node.key is not None]

    @property
    def demands_nothing(self) -> bool:
        return self._quorum is None

    @staticmethod
    def any_of(keys: Sequence[VerifierKey], quorum: int) -> Policy:
        if not 1 <= quorum <= len(keys):
            raise _bad("the quorum is from 1 to the number of witnesses")
        policy = Policy()
        for number, key in enumerate(keys):
            policy._add_witness(b"w%d" % number, key)
        policy._nodes[b"quorum"] = _Node(None, quorum, tuple(policy._nodes))
        policy._quorum = b"quorum"
        return policy

    @staticmethod
    def parse(data: bytes) -> Policy:
        if len(data) > MAX_POLICY_BYTES:
            raise _bad(f"it has more than {MAX_POLICY_BYTES} bytes")
        if _FORBIDDEN.search(data):
            raise _bad("it has control characters other than tab and newline")
        policy, members, quorums = Policy(), set(), 0
        for line in data.split(b"\n"):
            words = [word for word in re.split(rb"[ \t]+", line) if word]
            if not words or words[0].startswith(b"#"):
                continue
            if words[0] == b"log" and len(words) in (2, 3):
                policy._add_log(_key(words[1], ED25519))
            elif words[0] == b"witness" and len(words) in (3, 4):
                policy._check_new(words[1])
                policy._add_witness(words[1], _key(words[2], COSIGNATURE))
            elif words[0] == b"group" and len(words) >= 4:
                policy._add_group(words, members)
            elif words[0] == b"quorum" and len(words) == 2:
                quorums += 1
                if words[1] != b"none" and words[1] not in policy._nodes:
                    raise _bad("the quorum's name is not defined before it")
                policy._quorum = None if words[1] == b"none" else words[1]
            else:
                raise _bad("a line is none of log, witness, group and quorum")
        if quorums != 1:
            raise _bad("it has not exactly one line quorum")
        return policy

    def _check_new(self, name: bytes) -> None:
        if name == b"none" or name in self._nodes:
            raise _bad("a name is defined twice, or none")

    def _add_log(self, key: VerifierKey) -> None:
        if len(self.logs) == MAX_LOGS or any(key.public_key == other.public_key for other in self.logs):
            raise _bad(f"it has more than {MAX_LOGS} logs, or one key twice")
        self.logs.append(key)

    def _add_witness(self, name: bytes, key: VerifierKey) -> None:
        if key.algorithm != COSIGNATURE:
            raise _bad("a witness's key has not the type 0x04")
        if len(self.witnesses) == MAX_WITNESSES or any(key.public_key == one.public_key for one in self.witnesses):
            raise _bad(f"it has more than {MAX_WITNESSES} witnesses, or one key twice")
        self._nodes[name] = _Node(key)

    def _add_group(self, words: list[bytes], members: set[bytes]) -> None:
        name, rule, listed = words[1], words[2], words[3:]
        if len(self._nodes) - len(self.witnesses) == MAX_GROUPS:
            raise _bad(f"it has more than {MAX_GROUPS} groups")
        self._check_new(name)
        for member in listed:
            if member not in self._nodes or member in members:
                raise _bad("a member of a group is not defined before it, or a member twice")
            members.add(member)
        if not _THRESHOLD.fullmatch(rule) and rule not in (b"any", b"all"):
            raise _bad("a group's threshold is any, all or a number")
        threshold = 1 if rule == b"any" else len(listed) if rule == b"all" else int(rule)
        if not 1 <= threshold <= len(listed):
            raise _bad("a group's threshold is from 1 to the number of its members")
        self._nodes[name] = _Node(None, threshold, tuple(listed))

    def satisfied(self, cosigners: Sequence[VerifierKey]) -> bool:
        """Whether cosignatures by these keys are as demanded."""
        if self._quorum is None:
            return True
        witnessed: dict[bytes, bool] = {}
        for name, node in self._nodes.items():  # members stand before their group
            witnessed[name] = (node.key in cosigners if node.key is not None
                               else sum(witnessed[member] for member in node.members) >= node.threshold)
        return witnessed[self._quorum]


def _key(text: bytes, algorithm: int) -> VerifierKey:
    try:
        key = VerifierKey.parse(text.decode("utf-8"))
    except (UnicodeDecodeError, Unusable) as why:
        raise _bad(f"a key: {why}") from None
    if key.algorithm != algorithm:
        raise _bad(f"a key has not the type {algorithm:#04x}")
    return key
