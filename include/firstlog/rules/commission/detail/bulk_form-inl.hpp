// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// From a plan's steps to a curve over integers. What a table pays is not worked out a second time here: the
// curve is laid through what payout_of answers, two points in every interval in which a table pays in a
// straight line, and held against it on both sides of every threshold.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "firstlog/base/detail/wide_fraction.hpp"
#include "firstlog/rules/commission/detail/bulk_form.hpp"
#include "firstlog/rules/commission/detail/bulk_symbols.hpp"
#include "firstlog/rules/commission/detail/tier_walk.hpp"

namespace firstlog::inline v1::detail {

// A number that is known to fit.
template <class Int>
Int narrowed(const Wide& value) {
  const Wide size = boost::multiprecision::abs(value);
  const auto low = static_cast<std::uint64_t>(Wide(size & ~std::uint64_t{0}));
  const auto high = static_cast<std::uint64_t>(Wide(size >> 64));
  const auto whole = static_cast<Int128>((static_cast<Uint128>(high) << 64) | low);
  return static_cast<Int>(value < 0 ? -whole : whole);
}

// One straight line: from the integer `entry` on.
struct BulkLine {
  Wide entry;
  Exact slope;
  Exact intercept;
};

class BulkFormMaker {
 public:
  BulkFormMaker(const BulkPlanData& plan, std::span<const Exact> parameters)
      : plan_(plan), symbols_(plan, parameters) {}

  std::optional<BulkForm> make() const {
    const BulkSymbol& named = symbols_[plan_.pays];
    const bool sum = named.what == What::sum_of_lines;
    if (!plan_.lines && !sum) return std::nullopt;
    const BulkSymbol& pays = sum ? symbols_[named.slot] : named;
    if (pays.what != What::column && pays.what != What::table) return std::nullopt;
    return form_of(pays);
  }

 private:
  using What = BulkSymbol::What;
  using Kind = BulkForm::Kind;

  // What the table pays where the measure is x, as a line over the base: slope and intercept. Absent where
  // the table answers an error.
  static std::optional<std::pair<Exact, Exact>> over_base(const BulkTable& table, const Exact& x) {
    const auto pays = [&](std::int64_t base) {
      return payout_of(*table.table, {x, Exact::whole(base), table.quota});
    };
    const Result<Exact> at_zero = pays(0);
    const Result<Exact> at_one = pays(1);
    if (!at_zero || !at_one) return std::nullopt;
    const Exact slope = *at_one - *at_zero;
    return std::pair(slope * table.base_unit, *at_zero + slope * table.base_constant);
  }
  // The line through what the table pays between two measures, over the measure's integers.
  static std::optional<std::pair<Exact, Exact>> over_measure(const BulkTable& table, const Exact& x1,
                                                             const Exact& x2) {
    const Result<Exact> first = payout_of(*table.table, {x1, {}, table.quota});
    const Result<Exact> second = payout_of(*table.table, {x2, {}, table.quota});
    if (!first || !second) return std::nullopt;
    const Exact slope = *Exact::divide(*second - *first, x2 - x1);
    return std::pair(slope * table.measure_unit, *first - slope * x1);
  }

  static std::optional<std::vector<BulkLine>> lines_of(const BulkTable& table) {
    if (TierWalk::fault(*table.table, table.quota)) return std::nullopt;
    const TierWalk walk(*table.table, table.quota);
    std::vector<Exact> bends = {Exact()};
    for (std::size_t i = 0; i < walk.size(); ++i) {
      bends.push_back(walk.from(i));
      if (const std::optional<Exact> to = walk.to(i)) bends.push_back(*to);
    }
    if (table.table->retro_floor) bends.push_back(walk.scaled(*table.table->retro_floor));
    std::sort(bends.begin(), bends.end());
    bends.erase(std::unique(bends.begin(), bends.end()), bends.end());
    const auto between = [&](std::size_t i) {  // two measures in the interval before bend i
      if (i == 0) return std::pair(bends[0] - Exact::whole(2), bends[0] - Exact::whole(1));
      const Exact& low = bends[i - 1];
      if (i == bends.size()) return std::pair(low + Exact::whole(1), low + Exact::whole(2));
      const Exact third = *Exact::divide(bends[i] - low, Exact::whole(3));
      return std::pair(low + third, low + third + third);
    };
    std::vector<BulkLine> lines;
    for (std::size_t i = 0; i <= bends.size(); ++i) {
      const auto [x1, x2] = between(i);
      const auto line = table.own_base ? over_base(table, x1) : over_measure(table, x1, x2);
      if (!line) return std::nullopt;
      BulkLine next{0, line->first, line->second};
      if (i > 0) {
        // The first integer behind the threshold, or at it where it belongs to what follows.
        const Exact threshold = *Exact::divide(bends[i - 1], table.measure_unit);
        if (table.table->boundary == Boundary::upper)
          next.entry = WideFraction::numerator_of(threshold.rounded({RoundingMode::ceil, 0}));
        else
          next.entry = WideFraction::numerator_of(threshold.rounded({RoundingMode::floor, 0})) + 1;
        BulkLine& before = lines.back();
        if (before.slope == next.slope && before.intercept == next.intercept) continue;
        if (lines.size() > 1 && before.entry == next.entry) {  // no integer lies between the two
          before = std::move(next);
          continue;
        }
      }
      lines.push_back(std::move(next));
    }
    return holds(table, lines) ? std::optional(std::move(lines)) : std::nullopt;
  }

  // Whether the lines are what the table pays on both sides of every entry.
  static bool holds(const BulkTable& table, const std::vector<BulkLine>& lines) {
    for (std::size_t i = 1; i < lines.size(); ++i)
      for (const bool entered : {false, true}) {
        const Exact y = WideFraction::from(Wide(lines[i].entry - (entered ? 0 : 1)), Wide(1));
        std::size_t k = i - (entered ? 0 : 1);
        const Exact x = y * table.measure_unit;
        if (table.own_base) {
          const auto line = over_base(table, x);
          if (!line || line->first != lines[k].slope || line->second != lines[k].intercept) return false;
        } else {
          const Result<Exact> pays = payout_of(*table.table, {x, {}, table.quota});
          if (!pays || *pays != lines[k].slope * y + lines[k].intercept) return false;
        }
      }
    return true;
  }

  std::optional<BulkForm> form_of(const BulkSymbol& pays) const {
    BulkForm form;
    std::vector<BulkLine> lines;
    if (pays.what == What::column) {
      form.kind = Kind::by_line;
      form.measure = form.base = pays.column;
      lines.push_back({0, pays.factor, pays.constant});
    } else {
      const BulkTable& table = symbols_.table(pays);
      form.kind = table.kind;
      form.measure = table.measure;
      form.base = table.base;
      if (form.kind == Kind::differences && !pays.constant.is_zero()) return std::nullopt;
      if (!opens(table, form.opening)) return std::nullopt;
      std::optional<std::vector<BulkLine>> found = lines_of(table);
      if (!found) return std::nullopt;
      lines = std::move(*found);
      for (BulkLine& line : lines) {
        line.slope *= pays.factor;
        line.intercept = line.intercept * pays.factor + pays.constant;
      }
    }
    const std::int32_t exponent = plan_.frame.currency.exponent();
    const std::int32_t places = pays.rounding ? pays.rounding->places : exponent;
    if (places > exponent) return std::nullopt;  // finer than minor units: it need not be whole
    const RoundingMode mode = pays.rounding ? pays.rounding->mode : RoundingMode::down;
    form.division = division_of(mode, !pays.rounding);
    const Exact scale = ten_to(places);
    Wide divisor = 2;  // even, so that a half is a whole number of it
    for (BulkLine& line : lines) {
      line.slope *= scale;
      line.intercept *= scale;
      divisor = boost::multiprecision::lcm(divisor, WideFraction::denominator_of(line.slope));
      divisor = boost::multiprecision::lcm(divisor, WideFraction::denominator_of(line.intercept));
      if (boost::multiprecision::msb(divisor) > 120) return std::nullopt;
    }
    const Wide back = boost::multiprecision::pow(Wide(10), static_cast<unsigned>(exponent - places));
    const bool own_base = pays.what == What::table && symbols_.table(pays).own_base;
    if (fill(form.narrow, lines, divisor, back, own_base, 60, 61)) {
      form.narrow.divider.prepare(static_cast<std::uint64_t>(divisor), mode, !pays.rounding);
      form.narrow.divider.back = narrowed<std::int64_t>(back);
    }
    if (!fill(form.wide, lines, divisor, back, own_base, 120, 120)) return std::nullopt;
    form.wide.divider.divisor = narrowed<Int128>(divisor);
    form.wide.divider.back = narrowed<Int128>(back);
    form.wide.divider.mode = mode;
    const Int128 any = Int128{1} << 63;  // a column's number; 2^32 of them, and an opening
    form.bounded = form.wide.curve.reach >= (form.kind == Kind::by_line ? any : any << 33) &&
                   form.wide.curve.base_reach >= (own_base ? any : 0);
    return form;
  }

  static bool opens(const BulkTable& table, BulkState& opening) {
    if (table.opening.is_zero()) return true;
    const Exact units = *Exact::divide(table.opening, table.measure_unit);
    const std::optional<Rate> whole = units.as_rate();
    if (!whole || whole->denominator() != 1) return false;
    opening.measure = whole->numerator();
    opening.begun = true;
    return true;
  }

  // The curve in a type that holds numerators up to 2^limit_bits and measures up to 2^reach_bits.
  template <class Math>
  static bool fill(Math& math, const std::vector<BulkLine>& lines, const Wide& divisor, const Wide& back,
                   bool own_base, unsigned limit_bits, unsigned reach_bits) {
    using Int = typename Math::Number;
    const Wide limit_of_type = Wide(1) << limit_bits;
    const Wide limit = std::min(limit_of_type, Wide((limit_of_type * 2) / back));
    if (divisor > limit_of_type || back > limit_of_type) return false;
    std::vector<std::pair<Wide, Wide>> numerators;
    Wide steepest = 0;
    Wide highest = 0;
    for (const BulkLine& line : lines) {
      const auto whole = [&](const Exact& value) {
        return Wide(WideFraction::numerator_of(value) * (divisor / WideFraction::denominator_of(value)));
      };
      numerators.emplace_back(whole(line.slope), whole(line.intercept));
      steepest = std::max(steepest, Wide(boost::multiprecision::abs(numerators.back().first)));
      highest = std::max(highest, Wide(boost::multiprecision::abs(numerators.back().second)));
    }
    if (highest >= limit) return false;
    const Wide all = Wide(1) << reach_bits;
    const Wide room = steepest == 0 ? all : std::min(all, Wide((limit - highest) / steepest));
    if (room == 0) return false;
    const Wide reach = own_base ? all : room;
    math.curve.reach = narrowed<Int>(reach);
    math.curve.base_reach = narrowed<Int>(room);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (i > 0 && lines[i].entry > reach) break;
      if (i + 1 < lines.size() && lines[i + 1].entry <= -reach) continue;
      const Wide low = -reach;
      math.curve.entry.push_back(narrowed<Int>(math.curve.entry.empty() ? low : lines[i].entry));
      math.curve.slope.push_back(narrowed<Int>(numerators[i].first));
      math.curve.intercept.push_back(narrowed<Int>(numerators[i].second));
    }
    math.curve.entry.push_back(narrowed<Int>(Wide(reach + 1)));
    math.usable = true;
    return true;
  }

  const BulkPlanData& plan_;
  BulkSymbols symbols_;
};

FIRSTLOG_INLINE std::optional<BulkForm> bulk_form_of(const BulkPlanData& plan,
                                                     std::span<const Exact> parameters) {
  return BulkFormMaker(plan, parameters).make();
}

FIRSTLOG_INLINE std::vector<bool> bulk_line_slots(const BulkPlanData& plan) {
  std::vector<bool> lines;
  for (const BulkBinding& input : plan.inputs) lines.push_back(!input.parameter);
  for (const Step& step : plan.plan.expression().steps) {
    BulkLineVisitor visitor(lines);
    std::visit(
        [&](const auto& kind) {
          if constexpr (!std::is_same_v<std::decay_t<decltype(kind)>, TotalStep>)
            visit_step_members(visitor, kind);
        },
        step.kind);
    lines.resize(lines.size() + 1 + further_values(step).size(), visitor.line);
  }
  return lines;
}

}  // namespace firstlog::inline v1::detail
