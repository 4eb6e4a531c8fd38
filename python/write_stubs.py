#!/usr/bin/env python3
# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Writes firstlog/enums.py, firstlog/commands.pyi and the commands of firstlog/_core.pyi from the extension's own tables.

    python3 python/write_stubs.py build/release/python/firstlog/_core*.so [--check]

--check writes nothing and ends with 1 where a file is not what it would write.
"""

import importlib.machinery
import importlib.util
import pathlib
import sys

EXTENSION = [argument for argument in sys.argv[1:] if argument != "--check"][0]
LOADER = importlib.machinery.ExtensionFileLoader("firstlog._core", EXTENSION)
core = importlib.util.module_from_spec(importlib.util.spec_from_loader("firstlog._core", LOADER))
LOADER.exec_module(core)

HERE = pathlib.Path(__file__).resolve().parent / "firstlog"
LICENCE = "# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0\n"
MEANINGS = {
    "CommandKind": "What can be done; docs/commands.md explains each.",
    "Rule": "Why an answer is what it is; docs/commands.md explains each.",
    "EventKind": "What happened.",
    "Verdict": "How a command was answered.",
    "Notice": "Something to know about an accepted command.",
    "Role": "Who people are to the organisation.",
    "Touch": "The way of a contact's touch.",
    "Disposition": "How a touch ended.",
    "SuppressionScope": "Which way of contacting is barred.",
    "MatchKind": "What two contacts have in common.",
    "BalanceKind": "What a rep brings along.",
    "LineKind": "Why a line stands on a statement.",
    "QuotaZone": "Where a rep stands against quota.",
    "QuotaMeasure": "What counts towards a quota.",
    "QuotaSource": "Whose quota holds.",
    "DisputeStatus": "Where a dispute stands.",
    "PayExceptionKind": "Why a close or a span could not be paid by a plan.",
    "TraceKind": "What a part of a computed value is.",
    "CloseStatus": "Where a close stands.",
    "DueKind": "What falls due.",
    "ImportStatus": "Where an import stands.",
    "ImportFindingKind": "What there is to say of an imported row.",
    "Damage": "What happened to a journal.",
    "RoundingMode": "How a plan rounds.",
    "FindingKind": "What the plan checker found.",
    "Severity": "How much a finding weighs.",
    "TierMode": "How tiers pay.",
}
TYPES = {
    "actor": "Key", "rep": "Key", "cover": "Key", "importer": "Key", "contact": "Key", "other": "Key",
    "deal": "int", "amount": "Amount", "tax": "Amount", "due": "Moment", "occurred_at": "Moment",
    "document": "str | dict[str, object]", "roles": "str | Iterable[str]", "active": "bool", "touch": "str",
    "disposition": "str", "inbound": "bool", "talk_seconds": "int", "confirm": "bool", "period": "Month",
    "personal": "str | bytes", "refers_to": "int | HasPosition", "with_claim": "bool",
    "match_keys": "Iterable[MatchKey]", "scope": "str", "lines": "Iterable[object]", "signed_on": "Day",
    "invoiced_on": "Day", "paid_on": "Day", "credits": "Shares", "from": "Day", "until": "Day",
    "reps": "Iterable[Key]", "row": "int", "balances": "Balances", "idempotency": "str | tuple[str, int]",
}  # fmt: skip


def enums():
    text = LICENCE + '"""The library\'s enumerations: texts that are members. Written by python/write_stubs.py."""\n\n'
    text += "from enum import StrEnum\n"
    for name, members in core.enumerations().items():
        text += f'\n\nclass {name}(StrEnum):\n    """{MEANINGS[name]}"""\n\n'
        for member in members:
            text += f'    {member} = "{member}"\n'
    return text


def signature(parameters, own):
    parts = ["self", "*"] if own else ["*"]
    for name, field, needed in parameters:
        kind = TYPES.get(field, "str")
        parts.append(f"{name}: {kind}" if needed else f"{name}: {kind} | None = None")
    return ", ".join(parts)


def command_stubs():
    text = LICENCE + "# Written by python/write_stubs.py from the table of commands.\n"
    text += "from collections.abc import Iterable\n\n"
    text += "from ._core import Amount, Balances, Command, Day, HasPosition, Key, MatchKey, Moment, Month, Shares\n\n"
    for name, parameters in core.command_parameters().items():
        text += f"def {name}({signature(parameters, False)}) -> Command: ...\n"
    text += CANCEL
    return text


CANCEL = (
    "def cancel_absence(*, actor: Key, rep: Key, from_: Day, until: Day, reason: str | None = None,"
    " idempotency: str | tuple[str, int] | None = None) -> Command: ...\n"
)
BEGIN, END = "    # Commands: written by python/write_stubs.py from here …\n", "    # … to here.\n"


def core_stubs():
    text = (HERE / "_core.pyi").read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    methods = "".join(
        f"    def {name}({signature(parameters, True)}) -> Outcome: ...\n"
        for name, parameters in core.command_parameters().items()
    )
    return before + BEGIN + methods + END + after


FILES = {HERE / "enums.py": enums, HERE / "commands.pyi": command_stubs, HERE / "_core.pyi": core_stubs}


def main():
    stale = []
    for path, write in FILES.items():
        text = write()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(path.name)
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
    if stale and "--check" in sys.argv:
        sys.exit(f"not what the extension says: {', '.join(stale)}; run python/write_stubs.py")


if __name__ == "__main__":
    main()
