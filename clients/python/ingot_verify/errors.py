"""The two ways in which a file fails to verify."""
from __future__ import annotations


class Finding(Exception):
    """Why a file is not verified; `seq` names the entry concerned, where there is one. `reason` is a stable name
    (docs/CLI.md, ingot verify), where the kind of file has such."""

    def __init__(self, message: str, seq: int | None = None, reason: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.seq = seq
        self.reason = reason


class Refuted(Finding):
    """The file has the form and says something that does not hold."""


class Unusable(Finding):
    """Nothing can be said: not the form, not the key, not a known version."""
