# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""How the command line answers: tables for people, JSON for programs."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from .. import Money, Outcome, Outcomes
from ..errors import Error, Malformed
from ..records.statements import percent
from ..tables import Rows


def plain(value: object) -> Any:
    """A value as JSON has it: amounts and fractions as text, instants as RFC 3339."""
    if isinstance(value, (Rows, list, tuple, set, frozenset, Outcomes)):
        return [plain(one) for one in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in dataclasses.fields(value) if one.repr and not one.name.startswith("_")}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, Outcome):
        names = ("verdict", "rule", "reason", "remedy", "contact", "actor", "rep", "winner", "winning_time", "position")
        return {name: plain(getattr(value, name)) for name in names}
    if isinstance(value, Money):
        return {"amount": str(value.amount), "currency": value.currency}
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, Error):
        return {"status": value.status, "place": value.place, "reason": value.reason, "remedy": value.remedy}
    if isinstance(value, str):
        return str(value)
    return value


def shown(value: object) -> str:
    """A value in a table."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f" if value.microsecond else "%Y-%m-%d %H:%M:%S")
    return str(value)


def text_of(path: Path, encoding: str = "utf-8") -> str:
    """A file of text. Raises Malformed where it is none."""
    try:
        return path.read_bytes().decode(encoding)
    except UnicodeDecodeError as error:
        raise Malformed(str(path), f"is not UTF-8 text: byte {error.start} is {error.object[error.start]:#04x}", "save it as UTF-8") from None


class Out:
    """Standard output and standard error, as one task uses them."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json

    def write(self, text: str) -> None:
        """Text as it is."""
        sys.stdout.write(text)

    def say(self, text: str) -> None:
        """A line for people; silent with --json."""
        if not self.as_json:
            sys.stdout.write(text + "\n")

    def answer(self, value: object) -> None:
        """The whole answer for programs; silent without --json."""
        if self.as_json:
            sys.stdout.write(json.dumps(plain(value), ensure_ascii=False, indent=1) + "\n")

    def table(self, rows: Iterable[object], columns: Sequence[str]) -> None:
        """Records as a table for people; numbers stand right."""
        if self.as_json:
            return
        values = [[getattr(row, name) for name in columns] for row in rows]
        cells = [
            [percent(one) if name == "rate" and isinstance(one, Fraction) else shown(one) for name, one in zip(columns, row, strict=True)]
            for row in values
        ]
        heads = [name.rstrip("_").replace("_", " ") for name in columns]
        widths = [max(len(head), *(len(row[i]) for row in cells)) if cells else len(head) for i, head in enumerate(heads)]
        right = [bool(values) and all(isinstance(row[i], (int, Fraction, Money, type(None))) and not isinstance(row[i], bool) for row in values) for i in range(len(heads))]

        def line(row: Sequence[str]) -> str:
            return "  ".join(text.rjust(w) if r else text.ljust(w) for text, w, r in zip(row, widths, right, strict=True)).rstrip()

        sys.stdout.write(line(heads) + "\n" + "  ".join("─" * w for w in widths) + "\n")
        for row in cells:
            sys.stdout.write(line(row) + "\n")

    def complain(self, text: str) -> None:
        """A line on standard error."""
        sys.stderr.write(text + "\n")

    def fail(self, error: Error) -> None:
        """An error: on standard error, and as the answer for programs."""
        self.answer({"error": error})
        self.complain(f"firstlog: {error}")
