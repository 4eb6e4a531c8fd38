# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""Peer: ZEN (GoRules), the same 5,000 rules as one decision table.

Prints one JSON object per way of asking. Run by benchmarks/run; see README.md for the work and for what
is timed.
"""

import argparse
import json
import os
import time

# One processor before the library starts threads of its own: everybody works on one.
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})

import zen  # noqa: E402

import territory  # noqa: E402

FIELDS = ("country", "region", "postcode", "niche", "name")


def name_number(letters):
    return (ord(letters[0]) - 65) * 26 + ord(letters[1]) - 65


def row_of(number, rule):
    """A row of the table; an empty cell holds always. Ranges are numbers, which suits the library."""
    cells = {field: f'"{rule[field]}"' if rule[field] else "" for field in ("country", "region", "niche")}
    if rule["postcode_prefix"]:
        first = int(rule["postcode_prefix"]) * 1_000
        cells["postcode"] = f"[{first}..{first + 999}]"
    elif rule["postcode_from"]:
        cells["postcode"] = f"[{int(rule['postcode_from'])}..{int(rule['postcode_to'])}]"
    if rule["name_from"]:
        cells["name"] = f"[{name_number(rule['name_from'])}..{name_number(rule['name_to'])}]"
    return {"_id": str(number), **{field: cells.get(field, "") for field in FIELDS}, "rule": str(number)}


def model():
    def node(name, kind, **more):
        return {"id": name, "name": name, "type": kind, "position": {"x": 0, "y": 0}, **more}

    table = {
        "hitPolicy": "first",
        "inputs": [{"id": field, "name": field, "type": "expression", "field": field} for field in FIELDS],
        "outputs": [{"id": "rule", "name": "rule", "type": "expression", "field": "rule"}],
        "rules": [row_of(number, rule) for number, rule in enumerate(territory.rules())],
    }
    return {
        "nodes": [
            node("request", "inputNode"),
            node("table", "decisionTableNode", content=table),
            node("response", "outputNode"),
        ],
        "edges": [
            {"id": "in", "type": "edge", "sourceId": "request", "targetId": "table"},
            {"id": "out", "type": "edge", "sourceId": "table", "targetId": "response"},
        ],
    }


def context_of(contact):
    """What the table reads; folded beforehand, in the library's favour."""
    return {
        "country": contact["country"],
        "region": contact["region"],
        "postcode": int(contact["postcode"] or -1),
        "niche": contact["niche"],
        "name": name_number(contact["name"][:2]),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=3_000)
    options = parser.parse_args()
    rules = territory.rules()
    contacts = [territory.contact(number) for number in range(options.contacts)]
    wanted = [territory.rule_of(rules, contact) for contact in contacts]
    contexts = [context_of(contact) for contact in contacts]
    document = json.dumps(model())
    decision = zen.ZenEngine().create_decision(document)
    content = zen.ZenDecisionContent(document)
    engine = zen.ZenEngine({"loader": lambda key: content})

    def by_decision():  # much slower than the others: a tenth has to do
        return [decision.evaluate(context)["result"] for context in contexts[: max(1, len(contexts) // 10)]]

    def by_content():
        return [engine.evaluate("table", context)["result"] for context in contexts]

    def by_batch():
        answers = engine.evaluate_batch([{"key": "table", "context": context} for context in contexts])
        return [answer["data"]["result"] for answer in answers]

    for name, way in (("decision", by_decision), ("content", by_content), ("batch", by_batch)):
        begin = time.perf_counter()
        answers = way()
        seconds = time.perf_counter() - begin
        wrong = [i for i, answer in enumerate(answers) if answer.get("rule") != wanted[i]]
        line = {"series": f"assignment/zen/{name}", "items": len(answers), "seconds": seconds, "exact": not wrong}
        if wrong:
            line["why"] = f"contact {wrong[0]} is not answered as the rules say, nor are {len(wrong) - 1} others"
        print(json.dumps(line))


if __name__ == "__main__":
    main()
