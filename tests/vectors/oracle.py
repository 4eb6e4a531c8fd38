#!/usr/bin/env python3
# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""The vectors' schema as slow, exact arithmetic, straight from README.md's words: what a plan pays,
computed without the library.

    oracle.py FILE [ID]   compares what each vector expects with what is computed here; the last line is
                          "N reproduced, M differ"; ends with 0 where all are
"""
import json
import sys
from fractions import Fraction

from ladder import Ladder, Unknown, bounded, exact, given, lines_of, number, rounded


def due(total, inputs):
    paid = number(inputs, "already_paid")
    return {} if paid is None else {"due": total - paid}


def tiers(plan, inputs):
    ladder = Ladder(plan, number(plan, "quota", number(inputs, "quota")))
    rounding = given(plan, "rounding")
    scope = given(rounding or {}, "scope", "total")
    transactions = given(inputs, "transactions")
    if transactions is not None:
        values = [exact(item["value"]) for item in transactions]
        bases = [exact(item["base"]) for item in transactions if given(item, "base") is not None]
        if bases and len(bases) != len(values):
            raise Unknown("a base for some lines only")
    else:
        values = [number(inputs, "value")]
        bases = [number(inputs, "base")] if given(inputs, "base") is not None else []
    accumulate = given(plan, "accumulate", "none" if transactions is None else "total")
    if accumulate == "total" and transactions is not None:
        values = [sum(values, Fraction(0))]
        bases = [sum(bases)] if bases else []
    opening = number(inputs, "opening")
    of_target = given(plan, "base") == "target_incentive" and bases
    stands = [] if of_target else bases
    if accumulate == "running_rate" or accumulate == "running" or opening is not None:
        lines = lines_of(ladder, accumulate, values, stands, opening)
    else:
        lines = [ladder.of(value, stands[i] if stands else None) for i, value in enumerate(values)]
    if of_target:
        lines = [line * bases[i] for i, line in enumerate(lines)]
    bounded(Fraction(0), number(plan, "line_floor"), number(plan, "line_cap"))
    lines = [bounded(line, number(plan, "line_floor"), number(plan, "line_cap")) for line in lines]
    if scope == "line":
        lines = [rounded(line, rounding) for line in lines]
    total = bounded(sum(lines, Fraction(0)), number(plan, "floor_payout"), number(plan, "cap_payout"))
    if scope == "total":
        total = rounded(total, rounding)
    return dict({"commission": total, "lines": lines}, **due(total, inputs))


def signed_events(plan, inputs):
    ladder = Ladder(dict(plan, mode="marginal"), number(plan, "quota", number(inputs, "quota")))
    rounding = given(plan, "rounding")
    at = number(inputs, "opening", Fraction(0))
    highest = ladder.entered(at) if at != 0 else 0
    lines = []
    for event in inputs["events"]:
        value = exact(event["value"])
        paid = ladder.way(at, at + value, number(event, "weighted", value))
        at += value
        count = ladder.entered(at)
        if given(plan, "flats", False):  # entering a tier pays once; nothing gives it back
            paid += sum((tier["flat"] for tier in ladder.tiers[highest:count]), Fraction(0))
        highest = max(highest, count)
        lines.append(rounded(paid, rounding) if given(rounding or {}, "scope") == "line" else paid)
    total = sum(lines, Fraction(0))
    if given(plan, "floor_zero", False):
        total = max(total, Fraction(0))
    if given(rounding or {}, "scope", "total") == "total":
        total = rounded(total, rounding)
    return {"commission": total, "lines": lines}


def blocks(plan, inputs):
    value = number(inputs, "value")
    up = {"mode": "up", "dp": "0"}
    begin = Fraction(0)
    lines = []
    for i, tier in enumerate(plan["tiers"]):
        size, most, price = number(tier, "block"), number(tier, "max_blocks"), number(tier, "price")
        open_ended = most is None or i + 1 == len(plan["tiers"])  # the last tier goes on
        end = None if open_ended else begin + size * most
        reached = i == 0 or value > begin
        if given(plan, "mode", "marginal") == "whole":
            if reached and (end is None or value <= end):
                lines = [rounded(value / size, up) * price]
        elif reached and (value > begin or value < 0):
            lines.append(rounded(((value if end is None else min(value, end)) - begin) / size, up) * price)
        begin = end
        if open_ended:
            break
    total = sum(lines, Fraction(0))
    return dict({"commission": total, "lines": lines}, **due(total, inputs))


def draw(plan, inputs):
    source = plan["draw"]
    debt = number(source, "opening_balance", number(inputs, "opening_balance", Fraction(0)))
    periods = []
    for period in inputs["periods"]:
        earned = exact(period["earned"])
        amount = number(period, "amount", number(period, "draw", number(source, "amount")))
        kind = source["type"]
        if kind == "recoverable":  # never below the draw; what was topped up is repaid above it
            paid = amount if earned < amount else max(amount, earned - debt)
            debt += paid - earned
        elif kind == "nonrecoverable":
            paid = max(amount, earned)
        elif kind == "additive_advance":
            repaid = min(max(earned, Fraction(0)), debt)
            taken = amount if given(period, "take_draw", False) else 0
            paid = earned - repaid + taken
            debt += taken - repaid
        elif kind == "prepaid":
            debt += amount - earned
            paid = max(-debt, Fraction(0))
            debt = max(debt, Fraction(0))
        else:
            raise Unknown(kind)
        periods.append({"paid": paid, "balance": debt})
    return {"periods": periods, "total_paid": sum((period["paid"] for period in periods), Fraction(0))}


def clawback(plan, inputs):
    source = plan["clawback"]
    paid = number(inputs, "commission_paid")
    method = source["method"]
    if method == "fraction":
        taken = paid * number(source, "fraction")
    elif method in ("time_prorata", "unearned_months"):
        term, elapsed = number(source, "term"), number(inputs, "elapsed")
        taken = paid * bounded((term - elapsed) / term, Fraction(0), Fraction(1))
    elif method == "schedule":
        elapsed = number(inputs, "elapsed")
        taken = paid * sum((exact(row["fraction"]) for row in source["schedule"]
                            if number(row, "from", Fraction(0)) <= elapsed
                            and (given(row, "to") is None or elapsed < number(row, "to"))), Fraction(0))
    elif method == "original_rate":
        taken = number(inputs, "reversed_base") * number(source, "rate")
        taken = bounded(taken, None, paid)
    elif method == "paid_only":
        taken = sum((exact(item["amount"]) for item in inputs["installments"] if item["paid"]), Fraction(0))
    else:
        raise Unknown(method)
    taken = rounded(taken, given(plan, "rounding"))
    result = {"clawback": taken}
    if paid is not None:
        result["retained"] = paid - taken
    if given(inputs, "next_earned") is not None:
        result["next_paid"] = number(inputs, "next_earned") - taken
    return result


def advance(plan, inputs):
    source, rounding = plan["advance"], given(plan, "rounding")
    commission = number(inputs, "commission")
    if commission is None:
        yearly = number(inputs, "annual_premium")
        yearly = number(inputs, "monthly_premium") * 12 if yearly is None else yearly
        commission = yearly * number(source, "rate")
    commission = rounded(commission, rounding)
    ahead = rounded(commission * number(source, "fraction"), rounding)
    result = {"commission": commission, "advance": ahead, "backend_total": commission - ahead}
    if given(source, "backend_months") is not None:
        result["backend_monthly"] = rounded((commission - ahead) / number(source, "backend_months"), rounding)
    return result


def split(plan, inputs):
    rounding, amount = given(plan, "rounding"), number(inputs, "amount")
    shares = {share["payee"]: rounded(amount * exact(share["fraction"]), rounding) for share in plan["shares"]}
    total = sum(shares.values(), Fraction(0))
    residual = given(plan, "residual_to")
    if residual is not None:
        whole = rounded(amount * sum(exact(share["fraction"]) for share in plan["shares"]), rounding)
        shares[residual] += whole - total
        total = whole
    return {"shares": shares, "total": total}


def chain(plan, inputs):
    amount, steps = number(inputs, "amount"), []
    for factor in plan["factors"]:
        factor = factor if isinstance(factor, dict) else {"factor": factor}
        amount = rounded(amount * exact(factor["factor"]), given(factor, "rounding"))
        steps.append(amount)
    return {"amount": rounded(amount, given(plan, "rounding")), "steps": steps}


def sums(plan, inputs):
    total = Fraction(0)
    for component in plan["components"]:
        product = Fraction(1)
        for factor in component["factors"]:
            product *= exact(inputs[factor]) if factor in inputs else exact(factor)
        total += -product if given(component, "sign", "+") == "-" else product
    total = bounded(total, number(plan, "floor_payout"), number(plan, "cap_payout"))
    return {"commission": rounded(total, given(plan, "rounding"))}


def release(plan, inputs):
    commission, released = number(inputs, "commission"), []
    for event in inputs["events"]:
        paid = Fraction(0)
        for row in plan["release"]:
            if given(row, "event", given(event, "event")) != given(event, "event"):
                continue
            if given(row, "pro_rata", False) or row.get("fraction") == "pro_rata":
                paid += commission * number(event, "amount", Fraction(0)) / number(inputs, "order_total")
            else:
                paid += commission * number(row, "fraction", Fraction(1))
        released.append(rounded(paid, given(plan, "rounding")))
    total = sum(released, Fraction(0))
    return {"released": released, "total_released": total, "unreleased": commission - total}


def prorate(plan, inputs):
    part = number(inputs, "amount") * number(inputs, "numerator") / number(inputs, "denominator")
    return {"amount": rounded(part, given(plan, "rounding"))}


def ramp(plan, inputs):
    quotas, full = [exact(item) for item in plan["ramp"]], number(plan, "full_quota")
    if any(quota.denominator != 1 for quota in quotas) and all(quota <= 1 for quota in quotas):
        quotas = [quota * full for quota in quotas]  # parts of the full quota
    at = int(number(inputs, "period_index"))
    return {"quota": quotas[max(at, 1) - 1] if at <= len(quotas) else full}


def on_curve(source, x):
    points = [point for point in source["points"] if exact(point["x"]) <= x]
    if not points:
        return Fraction(0)
    last = points[-1]
    slope = number(last, "slope")
    if slope is None:
        following = source["points"][len(points):]
        slope = number(source, "tail_slope", Fraction(0)) if not following else (
            (exact(following[0]["y"]) - exact(last["y"])) / (exact(following[0]["x"]) - exact(last["x"])))
    return exact(last["y"]) + slope * (x - exact(last["x"]))


def multi(plan, inputs):
    attained = {name: exact(value) for name, value in inputs["attainment"].items()}
    parts = {}
    for measure in plan["measures"]:
        name = measure["id"]
        part = bounded(on_curve(given(measure, "curve", measure), attained[name]), None, number(measure, "cap"))
        condition = given(measure, "cap_if")
        if condition is not None and attained[condition["measure"]] < exact(condition["below"]):
            part = min(part, exact(condition["cap"]))
        part *= number(measure, "weight", Fraction(1))
        target = number(measure, "target", number(plan, "target"))
        parts[name] = rounded(part * (1 if target is None else target), given(plan, "rounding"))
    return {"parts": parts, "payout": sum(parts.values(), Fraction(0))}


def curve(plan, inputs):
    part = on_curve(given(plan, "curve", plan), number(inputs, "attainment"))
    return {"payout": rounded(part * number(plan, "target", Fraction(1)), given(plan, "rounding"))}


def matrix(plan, inputs):
    def place(bounds, value):
        return sum(1 for bound in bounds if exact(bound) <= value)
    row, column = place(plan["rows"], number(inputs, "row")), place(plan["cols"], number(inputs, "col"))
    factor = exact(plan["cells"][row - 1][column - 1]) if row and column else Fraction(0)
    result = {"factor": factor}
    if given(inputs, "base") is not None:
        result["payout"] = rounded(factor * number(inputs, "base"), given(plan, "rounding"))
    return result


def output_rate(tier, category):
    return number(tier, "rate") if given(tier, "rates") is None else exact(tier["rates"][category])


def output_tier(plan, inputs):
    """Each line earns a tier's rate until the output reaches the tier's end."""
    output, lines = number(inputs, "opening", Fraction(0)), []
    cumulative = output
    for item in inputs["transactions"]:
        rest, paid = exact(item["value"]), Fraction(0)
        while rest != 0:
            if rest > 0:
                at = ([plan["tiers"][0]] + [tier for tier in plan["tiers"] if exact(tier["from"]) <= output])[-1]
                edge = number(at, "to")
            else:
                at = [tier for tier in plan["tiers"] if exact(tier["from"]) < output or exact(tier["from"]) == 0][-1]
                edge = exact(at["from"]) if exact(at["from"]) > 0 else None
            end = number(at, "to")  # of a closed last tier: nothing is paid above it
            beyond = end is not None and (output >= end if rest > 0 else output > end)
            rate = Fraction(0) if beyond else output_rate(at, given(item, "category", ""))
            used = rest
            if rate > 0 and edge is not None and abs(rest) > abs(edge - output) / rate:
                used = (edge - output) / rate
            paid += used * rate
            output += used * rate
            rest -= used
            if rate == 0 and rest < 0:
                raise Unknown("downwards through a tier that pays nothing")
        lines.append(rounded(paid, given(plan, "rounding")))
        cumulative += lines[-1]
    return {"lines": lines, "cumulative": cumulative, "commission": sum(lines, Fraction(0))}


def bounds(plan, inputs):
    previous, current = number(inputs, "previous"), number(inputs, "current")
    result = {"billed": current}
    most, least = number(plan, "maximum"), number(plan, "minimum")
    if most is not None:
        result["billed"] = min(previous + current, most) - min(previous, most)
        result["withheld"] = current - result["billed"]
    if least is not None:
        result["top_up"] = max(least - previous - current, Fraction(0))
    return result


def package(plan, inputs):
    charged = number(inputs, "value")
    if given(plan, "free") is not None:
        charged = max(charged - number(plan, "free"), Fraction(0))
    packages = rounded(charged / number(plan, "size"), {"mode": given(plan, "round_packages", "up"), "dp": "0"})
    return {"commission": rounded(packages * number(plan, "price"), given(plan, "rounding"))}


def rules(plan, inputs):
    scope = given(given(plan, "rounding", {}), "scope", "total")
    lines = []
    for line in inputs["lines"]:
        def fits(rule):
            return (all(given(line, name) == value for name, value in given(rule, "match", {}).items())
                    and given(rule, "valid_from", "") <= given(line, "date", "")
                    and given(line, "date", "") <= given(rule, "valid_to", "9999"))
        fitting = [rule for rule in plan["rules"] if fits(rule)]
        combine = given(plan, "combine", "most_specific")
        if combine == "most_specific" and fitting:
            most = max(len(given(rule, "match", {})) for rule in fitting)
            fitting = [rule for rule in fitting if len(given(rule, "match", {})) == most][:1]
        elif combine == "first":
            fitting = fitting[:1]
        paid = sum((bounded(exact(line["value"]) * number(rule, "rate", Fraction(0))
                            + number(rule, "fixed", Fraction(0)), None, number(rule, "cap"))
                    for rule in fitting), Fraction(0))
        lines.append(rounded(paid, given(plan, "rounding")) if scope == "line" else paid)
    total = sum(lines, Fraction(0))
    return {"lines": lines, "commission": rounded(total, given(plan, "rounding")) if scope == "total" else total}


def amortize(plan, inputs):
    amount, months = number(inputs, "amount"), number(inputs, "months")
    monthly = rounded(amount / months, given(plan, "rounding"))
    result = {"monthly": monthly, "last_month": amount - monthly * (months - 1)}
    if given(plan, "expedient_months") is not None:
        result["expense_immediately"] = months <= number(plan, "expedient_months")
    return result


def inverse(plan, inputs):
    """The least value from 0 up that pays what is asked, of plans that never pay less for more: by
    halving, then solved on the line that this finds."""
    asked = next(exact(inputs[name]) for name in ("commission", "payout", "target", "output") if name in inputs)
    if "rates" in plan["tiers"][0] or "output" in inputs:  # thresholds on the output
        category = given(inputs, "category", next(iter(plan["tiers"][0].get("rates", [None]))))
        found, left = Fraction(0), asked
        for tier in plan["tiers"]:
            width = None if given(tier, "to") is None else exact(tier["to"]) - exact(tier["from"])
            part = left if width is None else min(left, width)
            if part and output_rate(tier, category) == 0:
                raise Unknown("an output that is never reached")
            found += part / output_rate(tier, category) if part else 0
            left -= part
        return {"value": rounded(found, given(plan, "rounding"))}
    ladder = Ladder(plan, number(plan, "quota"))
    low, high = Fraction(0), Fraction(1)
    if ladder.of(low) >= asked:
        return {"value": low}
    while ladder.of(high) < asked:
        high *= 2
        if high > 10 ** 40:
            raise Unknown("never pays that much")
    while high - low > Fraction(1, 10 ** 12):
        middle = (low + high) / 2
        low, high = (middle, high) if ladder.of(middle) < asked else (low, middle)
    knots = {x for tier in ladder.tiers for x in (tier["from"], tier["to"]) if x is not None and low <= x <= high}
    if knots:  # a jump, or a line that ends here
        value = knots.pop()
        return {"value": rounded(value, given(plan, "rounding"))}
    rise = (ladder.of(high) - ladder.of(low)) / (high - low)
    return {"value": rounded(low + (asked - ladder.of(low)) / rise, given(plan, "rounding"))}


OPERATIONS = {"tiers": tiers, "delta": tiers, "signed_events": signed_events, "blocks": blocks, "draw": draw,
              "clawback": clawback, "advance": advance, "split": split, "chain": chain, "fx": chain, "sum": sums,
              "release": release, "prorate": prorate, "ramp": ramp, "multi": multi, "curve": curve,
              "matrix": matrix, "output_tier": output_tier, "bounds": bounds, "package": package, "rules": rules,
              "amortize": amortize, "inverse": inverse}


def figures(plan, inputs):
    """What a plan of the schema pays, by the names of README.md."""
    if plan.get("op") not in OPERATIONS:
        raise Unknown(f"operation {plan.get('op')}")
    return OPERATIONS[plan["op"]](plan, inputs)


def same(expected, found):
    if isinstance(expected, dict):
        return all(name in found and same(value, found[name]) for name, value in expected.items())
    if isinstance(expected, list):
        return len(expected) == len(found) and all(map(same, expected, found))
    return expected == found if isinstance(expected, bool) else exact(expected) == found


def main(arguments):
    with open(arguments[1], encoding="utf-8") as file:
        vectors = json.load(file)
    reproduced = differing = 0
    for vector in vectors:
        if len(arguments) > 2 and vector["id"] != arguments[2]:
            continue
        found = figures(vector["plan"], vector["inputs"])
        if same(vector["expected"], found):
            reproduced += 1
        else:
            differing += 1
            print(f"{vector['id']}: found {found}, expected {vector['expected']}")
    print(f"{reproduced} reproduced, {differing} differ")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
