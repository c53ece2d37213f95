"""A story is a list of submissions in order."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass
class Step:
    organisation: str
    events: list
    says: str
    # A refusal's reason where the submission is a deliberate mistake.
    expect: str = "-"
    # Idempotency key in hex, or '-' for a fresh one.
    key: str = "-"
    # RFC 3339, or '-' for the default.
    expires_at: str = "-"


class Story:
    # Well below the bounds of a submission (1 000 events, 1 MiB).
    CHUNK = 400

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def tell(self, organisation: str, says: str, events: list) -> None:
        """Accepted submissions, split where long."""
        for start in range(0, len(events), self.CHUNK):
            self.steps.append(Step(organisation, events[start : start + self.CHUNK], says))

    def refuse(self, organisation: str, reason: str, says: str, events: list, **options: str) -> None:
        """A deliberate mistake, refused with `reason`."""
        self.steps.append(Step(organisation, events, says, expect=reason, **options))

    def tell_with_key(self, organisation: str, says: str, events: list, key: str) -> None:
        self.steps.append(Step(organisation, events, says, key=key))
