// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The steps of a plan that carry something from line to line, or give several values.
#pragma once

#include <optional>
#include <utility>

#include "firstlog/rules/commission/detail/plan_run.hpp"
#include "firstlog/rules/commission/detail/tier_walk.hpp"

namespace firstlog::inline v1::detail {

FIRSTLOG_INLINE void PlanRun::run(const TableStep& step) {
  if (!single(step.quota) || !single(step.opening) || !single(step.opening_base)) return;
  const std::optional<std::size_t> count = joined(step.measure, step.base);
  if (!count) return;
  open(*count);
  const std::optional<Exact> quota = at(step.quota, 0);
  if (step.accumulate != Accumulation::per_deal) return run_accumulated(step, quota);
  for (std::size_t line = 0; line < *count; ++line) {
    begin(line);
    Result<Exact> payout =
        payout_of(step.table, {at(step.measure, line), at(step.base, line), quota}, trace_);
    if (!good(payout)) return;
    out()[line] = std::move(*payout);
  }
}

FIRSTLOG_INLINE void PlanRun::run_accumulated(const TableStep& step, const std::optional<Exact>& quota) {
  const TierTable& table = step.table;
  if (const std::optional<Error> fault = TierWalk::fault(table, quota)) {
    fail(fault->status, fault->reason.view(), fault->remedy.view());
    return;
  }
  const TierWalk walk(table, quota);
  const bool by_slices = walks_by_slices(table);
  Exact measure = at(step.opening, 0).value_or(Exact());
  Exact base = at(step.opening_base, 0).value_or(Exact());
  // What was measured before has entered its tiers and been paid; nothing measured has entered none.
  bool begun = !measure.is_zero();
  std::size_t entered = begun ? walk.entered(measure) : 0;
  for (std::size_t line = 0; line < out().size(); ++line) {
    begin(line);
    const std::optional<Exact> line_base = at(step.base, line);
    const Exact after = measure + at(step.measure, line);
    const std::size_t now_entered = walk.entered(after);
    Exact& paid = out()[line];
    if (step.accumulate == Accumulation::running_rate) {
      const std::optional<std::size_t> reached = walk.reached(after);
      if (!reached && table.outside == Outside::refuse) {
        fail(Status::invalid_argument, "the value belongs to no tier", "check the table first");
        return;
      }
      TierSum sum(table, trace_);
      if (reached) {
        sum.slice(*reached, *reached, sum.counted(*reached, line_base ? *line_base : at(step.measure, line)));
        if (*reached >= entered) sum.flat(*reached);
      }
      if (now_entered > entered) entered = now_entered;
      paid = std::move(sum.total);
    } else if (by_slices) {
      Result<Exact> payout = payout_between(table, measure, {after, line_base, quota}, trace_);
      if (!good(payout)) return;
      paid = std::move(*payout);
      TierSum flats(table, trace_);
      for (std::size_t i = entered; i < now_entered; ++i) flats.flat(i);
      paid += flats.total;
      if (!step.keep_flats)
        for (std::size_t i = now_entered; i < entered; ++i) {
          const Exact& flat = table.tiers[i].flat;
          if (flat.is_zero()) continue;
          paid -= flat;
          note(TraceKind::flat, -flat, static_cast<std::uint32_t>(i));
        }
      if (!step.keep_flats || now_entered > entered) entered = now_entered;
    } else {
      const auto input_at = [&](const Exact& value, const Exact& stands_for) {
        TableInput input;
        input.value = value;
        input.quota = quota;
        if (step.base) input.base.emplace(stands_for);
        return input;
      };
      const TableInput before = input_at(measure, base);
      if (line_base) base += *line_base;
      Result<Exact> now = payout_of(table, input_at(after, base), trace_);
      if (!good(now)) return;
      paid = std::move(*now);
      if (begun) {
        const Result<Exact> earned_before = payout_of(table, before);
        if (!good(earned_before)) return;
        paid -= *earned_before;
        note(TraceKind::rerated, -*earned_before);
      }
    }
    if (!within(after) || !within(base)) return;
    measure = after;
    begun = true;
  }
}

FIRSTLOG_INLINE void PlanRun::run(const OutputTableStep& step) {
  if (!single(step.opening)) return;
  const std::optional<std::size_t> count = joined(step.measure, step.category);
  if (!count) return;
  open(*count);
  Exact output = at(step.opening, 0).value_or(Exact());
  if (output.is_negative()) {
    fail(Status::invalid_argument, "the output before the first line is below 0", "carry a debt elsewhere");
    return;
  }
  const std::vector<OutputTier>& tiers = step.tiers;
  for (std::size_t line = 0; line < *count; ++line) {
    begin(line);
    const std::string& category = at(step.category, line);
    std::size_t rate_at = 0;
    while (rate_at < tiers[0].rates.size() && tiers[0].rates[rate_at].name != category) ++rate_at;
    if (rate_at == tiers[0].rates.size()) {
      fail(Status::invalid_argument, "a line has a category that the table does not rate", "add its rate");
      return;
    }
    Exact rest = at(step.measure, line);
    const bool down = rest.is_negative();
    // Upwards a tier begins at its threshold; downwards the one below the threshold is gone through.
    std::size_t tier = 0;
    while (tier + 1 < tiers.size() &&
           (down ? tiers[tier + 1].from < output : !(output < tiers[tier + 1].from)))
      ++tier;
    Exact paid;
    while (!rest.is_zero()) {
      const Exact& rate = tiers[tier].rates[rate_at].rate;
      Exact used = rest;
      const bool bounded = down ? tier > 0 : tier + 1 < tiers.size();
      if (bounded && rate.sign() > 0) {
        const Exact room = (down ? tiers[tier].from : tiers[tier + 1].from) - output;
        const Exact fits = *Exact::divide(room, rate);
        if (down ? used < fits : fits < used) used = fits;
      }
      const Exact amount = used * rate;
      note_product(TraceKind::slice, tier, used, rate, amount);
      paid += amount;
      output += amount;
      rest -= used;
      if (!within(output) || !within(paid)) return;
      if (rest.is_zero()) break;
      if (down)
        --tier;
      else
        ++tier;
    }
    out()[line] = std::move(paid);
  }
}

FIRSTLOG_INLINE void PlanRun::run(const BoundStep& step) {
  if (!single(step.opening)) return;
  const std::optional<std::size_t> count = joined(step.of, step.least, step.most);
  if (!count) return;
  open(*count);
  Exact before = at(step.opening, 0).value_or(Exact());  // the sum so far, or what is carried
  for (std::size_t line = 0; line < *count; ++line) {
    const Exact& value = at(step.of, line);
    const auto bounded = [&](Exact x) {
      if (step.least) x = greatest_of(x, at(*step.least, line));
      if (step.most) x = least_of(x, at(*step.most, line));
      return x;
    };
    Exact result;
    if (step.running) {
      const Exact after = before + value;
      result = bounded(after) - bounded(before);
      before = after;
    } else if (step.carry) {
      const Exact wanted = before + value;
      result = bounded(wanted);
      before = wanted - result;
      out(1)[line] = before;
    } else {
      result = bounded(value);
    }
    if (!within(before)) return;
    begin(line);
    note(TraceKind::term, value);
    if (trace_ != nullptr && result != value) note(TraceKind::bound, result - value);
    out()[line] = std::move(result);
  }
}

FIRSTLOG_INLINE void PlanRun::run(const SplitStep& step) {
  open(lines(step.of));
  Exact fractions;
  for (const Share& share : step.shares) fractions += share.fraction;
  for (std::size_t line = 0; line < out().size(); ++line) {
    const Exact& amount = at(step.of, line);
    Exact others;
    std::optional<std::size_t> residual;
    for (std::size_t i = 0; i < step.shares.size(); ++i) {
      if (step.residual_to == step.shares[i].name) {
        residual = i;
        continue;
      }
      const Exact exact = amount * step.shares[i].fraction;
      const Exact share = step.rounding ? exact.rounded(*step.rounding) : exact;
      begin(line, 1 + i);
      note_product(TraceKind::term, i, amount, step.shares[i].fraction, exact);
      if (step.rounding)
        note(TraceKind::rounding, share - exact, static_cast<std::uint32_t>(i), step.rounding);
      others += share;
      out(1 + i)[line] = share;
    }
    if (residual) {
      const Exact all = amount * fractions;
      const Exact total = step.rounding ? all.rounded(*step.rounding) : all;
      const Exact exact = amount * step.shares[*residual].fraction;
      begin(line, 1 + *residual);
      note_product(TraceKind::term, *residual, amount, step.shares[*residual].fraction, exact);
      note(TraceKind::residual, total - others - exact, static_cast<std::uint32_t>(*residual));
      out(1 + *residual)[line] = total - others;
      others = total;
    }
    begin(line);
    for (std::size_t i = 0; i < step.shares.size(); ++i)
      note(TraceKind::term, out(1 + i)[line], static_cast<std::uint32_t>(i));
    out()[line] = std::move(others);
  }
}

FIRSTLOG_INLINE void PlanRun::run(const DrawStep& step) {
  if (!single(step.opening)) return;
  const std::optional<std::size_t> count = joined(step.earned, step.amount, step.taken);
  if (!count) return;
  open(*count);
  Exact debt = at(step.opening, 0).value_or(Exact());
  for (std::size_t line = 0; line < *count; ++line) {
    const Exact& earned = at(step.earned, line);
    const Exact& draw = at(step.amount, line);
    Exact paid;
    switch (step.kind) {
      case DrawKind::recoverable: {
        paid = greatest_of(draw, earned - debt);
        debt = debt + paid - earned;
        break;
      }
      case DrawKind::nonrecoverable: {
        paid = greatest_of(draw, earned);
        break;
      }
      case DrawKind::additive_advance: {
        const bool taken = step.taken && !at(*step.taken, line).is_zero();
        const Exact repaid = least_of(greatest_of(earned, Exact()), debt);
        paid = earned - repaid;
        debt -= repaid;
        if (taken) {
          paid += draw;
          debt += draw;
        }
        break;
      }
      case DrawKind::prepaid: {
        const Exact owed = debt + draw;
        paid = greatest_of(earned - owed, Exact());
        debt = greatest_of(owed - earned, Exact());
        break;
      }
    }
    if (!within(debt)) return;
    begin(line);
    note(TraceKind::term, earned);
    note(TraceKind::carried, paid - earned);
    out()[line] = std::move(paid);
    out(1)[line] = debt;
  }
}

FIRSTLOG_INLINE void PlanRun::run(const MatchStep& step) {
  std::optional<std::size_t> count;
  if (!join(step.base, count)) return;
  if (step.date && !join(*step.date, count)) return;
  bool dated = false;
  for (const MatchRule& rule : step.rules) {
    dated = dated || rule.valid_from || rule.valid_to;
    for (const MatchCondition& condition : rule.conditions)
      if (!join(condition.text, count)) return;
  }
  open(count.value_or(1));
  for (std::size_t line = 0; line < out().size(); ++line) {
    begin(line);
    Date date;
    if (dated) {
      const Result<Date> read = Date::parse(at(*step.date, line));
      if (!good(read)) return;
      date = *read;
    }
    const auto matches = [&](const MatchRule& rule) {
      if ((rule.valid_from && date < *rule.valid_from) || (rule.valid_to && *rule.valid_to < date))
        return false;
      for (const MatchCondition& condition : rule.conditions)
        if (at(condition.text, line) != condition.is) return false;
      return true;
    };
    const auto pays = [&](std::size_t i) {
      const MatchRule& rule = step.rules[i];
      const Exact& base = at(step.base, line);
      Exact amount = base * rule.rate + rule.fixed;
      note_product(TraceKind::rule, i, base, rule.rate, base * rule.rate);
      if (!rule.fixed.is_zero()) note(TraceKind::flat, rule.fixed, static_cast<std::uint32_t>(i));
      if (rule.cap && *rule.cap < amount) {
        note(TraceKind::bound, *rule.cap - amount, static_cast<std::uint32_t>(i));
        amount = *rule.cap;
      }
      out()[line] += amount;
    };
    std::optional<std::size_t> chosen;
    for (std::size_t i = 0; i < step.rules.size(); ++i) {
      if (!matches(step.rules[i])) continue;
      if (step.combine == MatchCombine::all)
        pays(i);
      else if (!chosen || (step.combine == MatchCombine::most_specific &&
                           step.rules[*chosen].conditions.size() < step.rules[i].conditions.size()))
        chosen = i;
      if (!within(out()[line])) return;
    }
    if (chosen) pays(*chosen);
  }
}

}  // namespace firstlog::inline v1::detail
