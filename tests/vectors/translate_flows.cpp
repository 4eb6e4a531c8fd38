// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Operations on amounts: shares, factors, balances, releases and reversals.
#include <utility>

#include "translate.hpp"

namespace firstlog_vectors {

using namespace firstlog;

namespace {

Operand constant(const Source& source, const std::string& name) {
  return Operand::number(source.number(name));
}

Operand input(Translation& t, const Source& inputs, const std::string& name) {
  return t.input_number(name, inputs.number(name));
}
Operand input(Translation& t, const Source& inputs, std::initializer_list<const char*> names) {
  return input(t, inputs, inputs.name_of(names));
}
// What is shared, multiplied or prorated.
Operand amount_of(Translation& t, const Source& inputs) {
  return input(t, inputs, {"amount", "value", "commission", "base"});
}

}  // namespace

void draw(Translation& t, const Source& plan, const Source& inputs) {
  const Source source(plan.at("draw"));
  DrawStep step;
  const std::string type = source.text("type", "");
  bool known = false;
  for (DrawKind kind :
       {DrawKind::recoverable, DrawKind::nonrecoverable, DrawKind::additive_advance, DrawKind::prepaid})
    if (name_of(kind) == type) {
      step.kind = kind;
      known = true;
    }
  if (!known) throw Unsupported("draw " + type);
  Column earned;
  Column taken;
  Column amounts;
  for (const json& item : inputs.at("periods")) {
    if (!item.is_object()) {  // its earnings alone
      earned.push_back(exact(item));
      taken.emplace_back();
      continue;
    }
    const Source period(item);
    earned.push_back(period.number("earned"));
    taken.push_back(Exact::whole(period.truth("take_draw") ? 1 : 0));
    for (const char* name : {"amount", "draw"})
      if (period.has(name)) amounts.push_back(period.number(name));
    for (const std::string& name : period.unused()) throw Unsupported("member of a period: " + name);
  }
  step.earned = t.input_column("earned", std::move(earned));
  if (step.kind == DrawKind::additive_advance) step.taken = t.input_column("taken", std::move(taken));
  if (amounts.empty())
    step.amount = constant(source, "amount");
  else
    step.amount = t.input_column("draw_amount", std::move(amounts));
  if (source.has("opening_balance"))
    step.opening = constant(source, "opening_balance");
  else if (inputs.has("opening_balance"))
    step.opening = input(t, inputs, "opening_balance");
  for (const std::string& name : source.unused()) throw Unsupported("member of a draw: " + name);
  const Operand paid = t.step("paid", step);
  t.figures["periods"] = [](const Found& found) {
    const json amounts = found.numbers("paid");
    const json balances = found.numbers("paid.balance");
    json all = json::array();
    for (std::size_t i = 0; i < amounts.size(); ++i)
      all.push_back({{"paid", amounts[i]}, {"balance", balances[i]}});
    return all;
  };
  t.figures["balance"] = t.figures["closing_balance"] = [](const Found& found) {
    const json balances = found.numbers("paid.balance");
    if (balances.empty()) throw Unsupported("the balance after no period");
    return balances.back();
  };
  t.number("total_paid", t.total("total_paid", paid));
}

void clawback(Translation& t, const Source& plan, const Source& inputs) {
  const Source source(plan.at("clawback"));
  const std::string method = source.text("method", "");
  std::optional<Operand> paid;
  for (const char* name : {"commission_paid", "commission", "advance_paid", "advance", "amount"})
    if (!paid && inputs.has(name)) paid = input(t, inputs, name);
  const auto needed = [&]() -> const Operand& {
    if (!paid) throw Unsupported("no commission_paid");
    return *paid;
  };
  Operand taken;
  if (method == "fraction") {
    taken = t.product("taken", {needed(), constant(source, "fraction")});
  } else if (method == "time_prorata" || method == "unearned_months") {
    // What the elapsed time has not earned, and nothing once the term is over.
    const auto first_of = [&](std::initializer_list<const char*> names) -> std::optional<Operand> {
      for (const char* name : names)
        if (source.has(name)) return constant(source, name);
      for (const char* name : names)
        if (inputs.has(name)) return input(t, inputs, name);
      return std::nullopt;
    };
    const std::optional<Operand> whole = first_of({"term", "term_months", "advance_months", "advanced_months",
                                                   "months_advanced", "advanced", "months"});
    const std::optional<Operand> elapsed = [&]() -> std::optional<Operand> {
      for (const char* name : {"elapsed", "elapsed_months", "months_elapsed", "months_paid", "paid_months",
                               "months_earned", "earned_months", "months_in_force", "months"})
        if (inputs.has(name) && (!whole || whole->name != name)) return input(t, inputs, name);
      return first_of({"elapsed", "elapsed_months", "months_elapsed", "months_earned", "earned_months"});
    }();
    if (!whole || !elapsed) throw Unsupported("no term or no time elapsed");
    const Operand left =
        t.bound("left", t.difference("open", *whole, *elapsed), Operand::number(Exact()), whole);
    if (const std::optional<Operand> monthly =
            first_of({"monthly", "monthly_commission", "commission_monthly"}))
      taken = t.product("taken", {left, *monthly});
    else
      taken = t.product("taken", {needed(), left}, {*whole});
  } else if (method == "schedule") {
    TableStep step;
    step.table.boundary = Boundary::upper;  // half-open
    step.table.outside = Outside::zero;
    for (const json& item : source.at("schedule")) {
      const Source row(item);
      TableTier& tier = step.table.tiers.emplace_back();
      tier.from = row.number("from");
      if (row.has("to")) tier.to = row.number("to");
      tier.rate = row.number("fraction");
    }
    step.measure = input(t, inputs, {"elapsed", "days", "months", "days_elapsed", "months_elapsed"});
    step.base = needed();
    taken = t.step("taken", step);
  } else if (method == "original_rate") {
    const Operand reversed = input(t, inputs, {"reversed_base", "refunded_base", "refund", "reversed"});
    taken = t.product("taken", {reversed, constant(source, "rate")});
    if (paid) taken = t.bound("taken_of_paid", taken, std::nullopt, paid);
  } else if (method == "paid_only") {
    Column amounts;
    Column was_paid;
    for (const json& item : inputs.at("installments")) {
      const Source installment(item);
      amounts.push_back(installment.number("amount"));
      was_paid.push_back(Exact::whole(installment.truth("paid") ? 1 : 0));
      t.seen("an installment", installment);
    }
    const Operand each = t.product("taken_each", {t.input_column("installment", std::move(amounts)),
                                                  t.input_column("installment_paid", std::move(was_paid))});
    t.numbers("lines", each);
    taken = t.total("taken", each);
  } else {
    throw Unsupported("clawback " + method);
  }
  taken = t.round("rounded", taken, plan);
  taken = t.round("rounded_by_method", taken, source);
  for (const std::string& name : source.unused()) throw Unsupported("member of a clawback: " + name);
  t.number("clawback", taken);
  if (paid) t.number("retained", t.difference("retained", *paid, taken));
  if (inputs.has("next_earned"))
    t.number("next_paid", t.difference("next_paid", input(t, inputs, "next_earned"), taken));
}

void advance(Translation& t, const Source& plan, const Source& inputs) {
  const Source source(plan.at("advance"));
  Operand commission;
  if (inputs.has("commission")) {
    commission = input(t, inputs, "commission");
  } else {
    const Operand premium = inputs.has("annual_premium") ? input(t, inputs, "annual_premium")
                                                         : input(t, inputs, "monthly_premium");
    std::vector<Operand> times = {premium, constant(source, "rate")};
    if (!inputs.has("annual_premium")) times.push_back(Operand::number(Exact::whole(12)));
    commission = t.product("earned", times);
  }
  commission = t.round("rounded", commission, plan);
  t.number("commission", commission);
  const Operand ahead = source.has("fraction")
                            ? t.product("advance", {commission, constant(source, "fraction")})
                            : t.product("advance", {commission, constant(source, source.name_of({"months"}))},
                                        {Operand::number(Exact::whole(12))});
  const Operand paid = t.round("advance_rounded", ahead, plan);
  t.number("advance", paid);
  const Operand rest = t.difference("backend_total", commission, paid);
  t.number("backend_total", rest);
  if (source.has("backend_months"))
    t.number("backend_monthly",
             t.round("monthly_rounded",
                     t.product("backend_monthly", {rest}, {constant(source, "backend_months")}), plan));
}

void split(Translation& t, const Source& plan, const Source& inputs) {
  SplitStep step;
  step.of = amount_of(t, inputs);
  std::vector<std::string> names;
  for (const json& item : plan.at("shares")) {
    const Source source(item);
    names.push_back(source.text("payee", ""));
    step.shares.push_back({names.back(), source.number("fraction")});
  }
  step.rounding = rounding_of(plan, "rounding");
  if (plan.has("residual_to")) step.residual_to = plan.text("residual_to", "");
  step.whole = false;  // credits may be double, and shares parts of an amount
  t.number("total", t.step("split", step));
  t.figures["shares"] = [names](const Found& found) {
    json all = json::object();
    for (const std::string& name : names) all[name] = found.number("split." + name);
    return all;
  };
}

void chain(Translation& t, const Source& plan, const Source& inputs) {
  Operand amount = amount_of(t, inputs);
  std::vector<std::string> steps;
  for (const json& item : plan.at("factors")) {
    const std::string number = std::to_string(steps.size());
    if (item.is_string()) {
      amount = t.product("step" + number, {amount, Operand::number(exact(item))});
    } else {
      const Source source(item);
      amount = t.product("step" + number, {amount, constant(source, "factor")});
      amount = t.round("rounded" + number, amount, source);
      for (const std::string& name : source.unused())
        if (name != "name" && name != "label" && name != "note")
          throw Unsupported("member of a factor: " + name);
    }
    steps.push_back(amount.name);
  }
  amount = t.round("rounded", amount, plan);
  t.number("amount", amount);
  t.number("commission", amount);
  t.figures["steps"] = [steps](const Found& found) {
    json all = json::array();
    for (const std::string& name : steps) all.push_back(found.number(name));
    return all;
  };
}

void sum(Translation& t, const Source& plan, const Source& inputs) {
  // Under names that no input can spoil.
  std::map<std::string, Operand> named;
  const auto factor_of = [&](const json& factor) {
    if (!factor.is_string() || !inputs.has(factor.get<std::string>())) return Operand::number(exact(factor));
    const std::string name = factor.get<std::string>();
    if (!named.contains(name)) named[name] = t.input_number("input." + name, inputs.number(name));
    return named[name];
  };
  std::vector<Term> terms;
  std::vector<std::string> parts;
  for (const json& item : plan.at("components")) {
    const Source source(item);
    Term term;
    for (const json& factor : source.at("factors")) term.times.push_back(factor_of(factor));
    const std::string sign = source.text("sign", "+");
    const bool minus = sign == "-" || sign == "-1" || sign == "minus";
    if (!minus && sign != "+" && sign != "1" && sign != "plus") throw Unsupported("sign " + sign);
    const std::string number = std::to_string(parts.size());
    Operand part = t.sum("component" + number, {term});
    part = t.within("bounded" + number, part, source, "floor", "cap");
    part = t.round("rounded" + number, part, source);
    parts.push_back(part.name);
    terms.push_back({minus, {part}, {}});
    for (const std::string& name : source.unused())
      if (name != "name" && name != "label" && name != "note")
        throw Unsupported("member of a component: " + name);
  }
  if (terms.empty()) terms.push_back({false, {Operand::number(Exact())}, {}});
  Operand total = t.sum("total", terms);
  total = t.within("bounded", total, plan, "floor_payout", "cap_payout");
  t.number("commission", t.round("rounded", total, plan));
  t.figures["lines"] = t.figures["parts"] = [parts](const Found& found) {
    json all = json::array();
    for (const std::string& name : parts) all.push_back(found.number(name));
    return all;
  };
}

void release(Translation& t, const Source& plan, const Source& inputs) {
  // Events release a fraction of the commission; cash the part of the order that it pays.
  const Operand commission = input(t, inputs, {"commission", "amount"});
  MatchStep fractions;
  MatchStep cash;
  fractions.combine = cash.combine = MatchCombine::all;
  bool pro_rata = plan.truth("pro_rata");
  if (plan.has("release") && plan.at("release").is_string()) {
    if (plan.text("release", "") != "pro_rata") throw Unsupported("release " + plan.text("release", ""));
    pro_rata = true;
  }
  if (pro_rata) {
    MatchRule& rule = cash.rules.emplace_back();
    rule.rate = Exact::whole(1);
  } else {
    for (const json& item : plan.at("release")) {
      const Source source(item);
      MatchRule rule;
      if (source.has("event")) {
        MatchCondition& condition = rule.conditions.emplace_back();
        condition.text.name = "event";
        condition.is = source.text("event", "");
      }
      const bool named = source.has("fraction") && source.at("fraction") == "pro_rata";
      rule.rate = source.has("fraction") && !named ? source.number("fraction") : Exact::whole(1);
      (named || source.truth("pro_rata") ? cash : fractions).rules.push_back(std::move(rule));
    }
  }
  Column amounts;
  TextColumn events;
  for (const json& item : inputs.at("events")) {
    const Source event(item);
    amounts.push_back(event.has("amount") ? event.number("amount") : Exact());
    events.push_back(event.text("event", ""));
    t.seen("an event", event);
  }
  t.input_texts("event", std::move(events));
  const Operand amount = t.input_column("amount", std::move(amounts));
  const Operand ones = t.sum("one_each", {{false, {amount, Operand::number(Exact())}, {}},
                                          {false, {Operand::number(Exact::whole(1))}, {}}});
  std::vector<Term> terms;
  if (!fractions.rules.empty()) {
    fractions.base = ones;
    terms.push_back({false, {commission, t.step("fraction", fractions)}, {}});
  }
  if (!cash.rules.empty()) {
    cash.base = amount;
    terms.push_back({false,
                     {commission, t.step("cash", cash)},
                     {input(t, inputs, {"order_total", "invoice_total", "invoiced", "total"})}});
  }
  const Operand released = t.round("rounded", t.sum("released", terms), plan);
  t.numbers("released", released);
  const Operand total = t.total("total_released", released);
  t.number("total_released", total);
  const Operand open = t.difference("unreleased", commission, total);
  for (const char* name : {"unreleased", "remaining", "held"}) t.number(name, open);
}

void prorate(Translation& t, const Source& plan, const Source& inputs) {
  const Operand part = t.product("part", {amount_of(t, inputs), input(t, inputs, "numerator")},
                                 {input(t, inputs, "denominator")});
  t.only_number("amount", t.round("rounded", part, plan));
}

void bounds(Translation& t, const Source& plan, const Source& inputs) {
  const Operand previous = input(t, inputs, "previous");
  const Operand current = input(t, inputs, "current");
  BoundStep step;
  step.of = current;
  step.opening = previous;
  step.running = true;
  const bool capped = plan.has("maximum");
  const bool floored = plan.has("minimum");
  if (capped) {
    step.most = constant(plan, "maximum");
    const Operand billed = t.step("billed", step);
    t.number("billed", billed);
    t.number("withheld", t.difference("withheld", current, billed));
  } else {
    t.number("billed", current);
  }
  if (floored) {
    const Operand sum = t.sum("sum", {{false, {previous}, {}}, {false, {current}, {}}});
    const Operand least = t.bound("least", sum, constant(plan, "minimum"), std::nullopt);
    t.number("top_up", t.difference("top_up", least, sum));
  }
}

void package(Translation& t, const Source& plan, const Source& inputs) {
  const Operand value = input(t, inputs, {"value", "units", "count", "quantity"});
  Operand charged = value;
  if (plan.has("free"))
    charged = t.bound("charged", t.difference("beyond_free", value, constant(plan, "free")),
                      Operand::number(Exact()), std::nullopt);
  const std::string mode = plan.text("round_packages", "up");
  Operand packages = t.product("packages", {charged}, {constant(plan, "size")});
  if (mode != "none") {
    std::optional<RoundingMode> rounding;
    for (RoundingMode known : {RoundingMode::half_up, RoundingMode::half_even, RoundingMode::down,
                               RoundingMode::up, RoundingMode::ceil, RoundingMode::floor})
      if (name_of(known) == mode) rounding = known;
    if (!rounding) throw Unsupported("round_packages " + mode);
    packages = t.step("packages_rounded", RoundStep{packages, {*rounding, 0}});
  }
  t.number("packages", packages);
  t.number("commission",
           t.round("rounded", t.product("commission", {packages, constant(plan, "price")}), plan));
}

void amortize(Translation& t, const Source& plan, const Source& inputs) {
  const Operand amount = input(t, inputs, "amount");
  const Operand months = input(t, inputs, "months");
  if (plan.has("expedient_months")) {
    // 1 up to and with the expedient's months, 0 beyond them.
    TableStep step;
    step.table.mode = TierMode::lookup;
    step.table.boundary = Boundary::lower;
    step.table.rate_unit = RateUnit::amount;
    step.table.tiers.resize(2);
    step.table.tiers[0].to = step.table.tiers[1].from = plan.number("expedient_months");
    step.table.tiers[0].rate = Exact::whole(1);
    step.measure = months;
    t.step("at_once", step);
    t.figures["expense_immediately"] = [](const Found& found) {
      return json(!found.column("at_once")[0].is_zero());
    };
  }
  const Operand monthly = t.round("monthly_rounded", t.product("monthly", {amount}, {months}), plan);
  t.number("monthly", monthly);
  // The last month takes what rounding leaves.
  t.number(
      "last_month",
      t.sum("last_month", {{false, {amount}, {}}, {true, {monthly, months}, {}}, {false, {monthly}, {}}}));
}

}  // namespace firstlog_vectors
