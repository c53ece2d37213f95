"""Whom to believe, and checkpoints of any log opened by that."""
from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from ingot_verify.checkpoint import Checkpoint, parse_extended
from ingot_verify.errors import Refuted, Unusable
from ingot_verify.note import COSIGNATURE, ED25519, SignedNote, VerifierKey, parse_note
from ingot_verify.policy import Policy


@dataclasses.dataclass(frozen=True)
class Trust:
    """`keys` speak for any origin, the policy's logs for the one that their key names."""
    keys: Sequence[VerifierKey] = ()
    policy: Policy | None = None
    origin: str | None = None


@dataclasses.dataclass(frozen=True)
class TrustedCheckpoint:
    checkpoint: Checkpoint
    note: SignedNote
    extensions: str
    signed_by: list[VerifierKey]
    cosigned_by: list[VerifierKey]


def open_trusted(data: bytes, trust: Trust) -> TrustedCheckpoint:
    """Form first, then signatures, origin, quorum."""
    note = parse_note(data)
    checkpoint, extensions = parse_extended(note.text)
    if any(key.algorithm != ED25519 for key in trust.keys):
        raise Unusable("a key has not the type of a log's key (0x01)", reason="MALFORMED_KEY")
    logs = trust.policy.logs if trust.policy else []
    witnesses = trust.policy.witnesses if trust.policy else []
    signers = note.signed_by([*trust.keys, *logs, *witnesses])
    signed_by = [key for key in signers
                 if key.algorithm == ED25519 and (key in trust.keys or key.name == checkpoint.origin)]
    if not signed_by:
        raise Unusable(f"the checkpoint of {checkpoint.origin} is not signed by a trusted key of that log; it carries "
                       f"signatures by {note.signers()}", reason="NOT_SIGNED")
    if trust.origin is not None and trust.origin != checkpoint.origin:
        raise Refuted(f"the checkpoint is of {checkpoint.origin}, not of {trust.origin}", reason="WRONG_ORIGIN")
    cosigned_by = [key for key in signers if key.algorithm == COSIGNATURE]
    if trust.policy and not trust.policy.satisfied(cosigned_by):
        raise Refuted(f"the checkpoint carries {len(cosigned_by)} witnesses' cosignatures, and that is no quorum of "
                      "the policy", reason="QUORUM_MISSING")
    return TrustedCheckpoint(checkpoint, note, extensions, signed_by, cosigned_by)
