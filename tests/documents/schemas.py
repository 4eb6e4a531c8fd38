#!/usr/bin/env python3
# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Documents as data are what their published schemas say, and nothing else is."""

import copy
import json
import pathlib
import sys

import jsonschema

SCHEMAS = {"statement_": "statement", "leaderboard_": "leaderboard", "payroll": "payroll"}


def schema_of(root, name):
    for prefix, schema in SCHEMAS.items():
        if name.startswith(prefix):
            return json.loads((root / f"schema/{schema}.schema.json").read_text(encoding="utf-8"))
    raise SystemExit(f"{name} has no schema")


def places(value, at=()):
    """Every member and item below a value."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield at + (key,)
            yield from places(inner, at + (key,))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from places(inner, at + (i,))


def altered(document, place, value):
    copied = copy.deepcopy(document)
    inner = copied
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    return copied


def self_test(root, golden):
    """No member may hold a list of nothing but null, and none that nobody knows may be there."""
    for path in golden:
        document = json.loads(path.read_text(encoding="utf-8"))
        validator = jsonschema.Draft202012Validator(schema_of(root, path.name))
        if validator.is_valid(dict(document, stranger=1)):
            return f"{path.name}: a member that nobody knows passes"
        for place in places(document):
            if validator.is_valid(altered(document, place, [None])):
                return f"{path.name}: {place} may hold anything"
    return None


def main():
    root = pathlib.Path(sys.argv[1])
    golden = sorted((root / "tests/documents/golden").glob("*.json"))
    if "--self-test" in sys.argv:
        sys.exit(self_test(root, golden))
    bad = 0
    for path in golden:
        schema = schema_of(root, path.name)
        jsonschema.Draft202012Validator.check_schema(schema)
        document = json.loads(path.read_text(encoding="utf-8"))
        for error in jsonschema.Draft202012Validator(schema).iter_errors(document):
            print(f"{path.name}: {'/'.join(map(str, error.absolute_path))}: {error.message}")
            bad += 1
    print(f"{len(golden)} documents, {bad} faults")
    sys.exit(bad != 0 or not golden)


main()
