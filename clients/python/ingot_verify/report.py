"""What the command says, to people and to programs."""
from __future__ import annotations

import dataclasses
import json
from typing import Any

from ingot_verify.errors import Finding, Refuted

EXIT_CODES = {"verified": 0, "refuted": 1, "unusable": 2}


@dataclasses.dataclass
class Report:
    """`facts` hold only what was verified; `not_examined` names what a reader might believe to be covered."""
    kind: str
    file: str
    verdict: str = "verified"
    reason: str | None = None
    message: str = ""
    seq: int | None = None
    facts: dict[str, Any] = dataclasses.field(default_factory=dict)
    examined: list[str] = dataclasses.field(default_factory=list)
    not_examined: list[str] = dataclasses.field(default_factory=list)

    @property
    def exit_code(self) -> int:
        return EXIT_CODES[self.verdict]

    @staticmethod
    def failed(kind: str, file: str, finding: Finding) -> Report:
        verdict = "refuted" if isinstance(finding, Refuted) else "unusable"
        return Report(kind, file, verdict=verdict, reason=finding.reason, message=finding.message, seq=finding.seq)

    def as_json(self) -> str:
        fields = {"kind": self.kind, "file": self.file, "verdict": self.verdict, "exit_code": self.exit_code,
                  "reason": self.reason, "message": self.message, "seq": self.seq, "facts": self.facts,
                  "examined": self.examined, "not_examined": self.not_examined}
        return json.dumps(fields, ensure_ascii=True)

    def as_text(self) -> str:
        """Characters that a terminal might obey are escaped: names come out of the file."""
        lines = [f"{self.verdict.upper()}: {self.kind} {self.file}"]
        if self.message:
            reason = "" if self.reason is None else f" [{self.reason}]"
            lines.append(f"  {'' if self.seq is None else f'entry {self.seq}: '}{self.message}{reason}")
        width = max((len(name) for name in self.facts), default=0)
        for name, value in self.facts.items():
            shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            lines.append(f"  {name.replace('_', ' '):<{width}}  {shown}")
        lines += [f"  examined: {item}" for item in self.examined]
        lines += [f"  NOT examined: {item}" for item in self.not_examined]
        return "\n".join("".join(char if char.isprintable() else char.encode("unicode_escape").decode()
                                 for char in line) for line in lines)
