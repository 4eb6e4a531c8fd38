# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""The work of the assignment benchmark, by index arithmetic alone: see README.md.

The same rules and contacts stand in territory.hpp (ours); a test compares fingerprints.
"""

RULE_COUNT = 5_000
REP_COUNT = 100
RULE_MEMBERS = (
    "country", "region", "postcode_prefix", "postcode_from", "postcode_to", "niche", "name_from", "name_to"
)  # fmt: skip
CONTACT_MEMBERS = ("country", "region", "postcode", "niche", "name")
_MASK = (1 << 64) - 1


def mixed(x):
    x = (x + 0x9E3779B97F4A7C15) & _MASK
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9 & _MASK
    x = (x ^ x >> 27) * 0x94D049BB133111EB & _MASK
    return x ^ x >> 31


def letters_of(pair):
    return chr(65 + pair // 26) + chr(65 + pair % 26)


def rules():
    """All rules in the order in which they are asked: number r is at place r."""
    made = []

    def add(**members):
        made.append({name: members.get(name, "") for name in RULE_MEMBERS} | {"rep": len(made) * 7 % REP_COUNT})

    for c in range(25):
        for j in range(20):
            first = j // 2 * 10_000
            add(country=f"{chr(65 + c)}P", postcode_from=f"{first:05}", postcode_to=f"{first + 9_999:05}",
                niche=f"niche-{j % 2:02}")  # fmt: skip
    for c in range(25):
        for j in range(50):
            add(country=f"{chr(65 + c)}P", postcode_prefix=f"{j:02}")
        for j in range(100):
            add(country=f"{chr(65 + c)}P", postcode_from=f"{50_000 + 500 * j:05}", postcode_to=f"{50_499 + 500 * j:05}")
    for c in range(25):
        for j in range(20):
            add(country=f"{chr(65 + c)}R", region=f"R{j:02}")
    for j in range(100):
        add(niche=f"niche-{j:02}")
    for j in range(149):
        add(name_from=letters_of(4 * j), name_to=letters_of(4 * j + 3))
    add()
    return made


def contact(number):
    """One contact; empty texts are what it does not have."""
    x = mixed(number)
    kind = x % 10
    made = dict.fromkeys(CONTACT_MEMBERS, "")
    if kind < 6:
        made["country"] = f"{chr(65 + (x >> 8) % 25)}P"
        made["postcode"] = f"{(x >> 16) % 100_000:05}"
    elif kind < 8:
        made["country"] = f"{chr(65 + (x >> 8) % 25)}R"
        made["region"] = f"R{(x >> 16) % 24:02}"
    if kind == 8 or (x >> 40) % 4 == 0:
        made["niche"] = f"niche-{(x >> 44) % 100 if (x >> 42) % 2 == 0 else (x >> 44) % 2:02}"
    made["name"] = f"{letters_of((x >> 24) % 676)}ckerei {number % 1_000}"
    return made


def holds(rule, one):
    if rule["country"] and rule["country"] != one["country"]:
        return False
    if rule["region"] and rule["region"] != one["region"]:
        return False
    if rule["niche"] and rule["niche"] != one["niche"]:
        return False
    if rule["postcode_prefix"] and not one["postcode"].startswith(rule["postcode_prefix"]):
        return False
    if rule["postcode_from"] and not rule["postcode_from"] <= one["postcode"] <= rule["postcode_to"]:
        return False
    return not rule["name_from"] or rule["name_from"] <= one["name"][:2] <= rule["name_to"]


def rule_of(every_rule, one):
    """The slow, obvious answer: the number of the rule."""
    return next(number for number, rule in enumerate(every_rule) if holds(rule, one))


def fingerprint(contacts):
    """FNV-1a, 32 bits, over one line of text per rule, and per contact with its answer."""
    value = 2_166_136_261
    every_rule = rules()
    lines = [",".join(str(part) for part in rule.values()) for rule in every_rule]
    for number in range(contacts):
        one = contact(number)
        lines.append(",".join((*one.values(), str(rule_of(every_rule, one)))))
    for line in lines:
        for byte in (line + "\n").encode():
            value = (value ^ byte) * 16_777_619 & 0xFFFFFFFF
    return value
