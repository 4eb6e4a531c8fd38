// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What a plan's steps say before any close is seen: which value is a column of the input, a table over one,
// or one number. Private: bodies only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "firstlog/base/detail/wide_fraction.hpp"
#include "firstlog/rules/commission/detail/bulk_form.hpp"
#include "firstlog/rules/commission/detail/step_members.hpp"

namespace firstlog::inline v1::detail {

inline constexpr std::size_t bulk_tiers_max = 64;  // of a compiled table

inline Exact ten_to(std::int32_t exponent) {
  const Wide power = boost::multiprecision::pow(Wide(10), static_cast<unsigned>(std::abs(exponent)));
  return exponent < 0 ? WideFraction::from(Wide(1), power) : WideFraction::from(power, Wide(1));
}

// What is known of a value before any close is seen.
struct BulkSymbol {
  enum class What : std::uint8_t { unknown, single, column, table, sum_of_column, sum_of_lines };
  What what = What::unknown;
  Exact constant;                    // the single number; what is added to a column or a table
  Exact factor = Exact::whole(1);    // of the column's integers; of the table's payout
  std::int32_t column = bulk_ones;   // of column and sum_of_column
  std::size_t table = 0;             // of tables_
  std::size_t slot = 0;              // sum_of_lines: whose
  std::optional<Rounding> rounding;  // applied last

  bool plain() const noexcept { return !rounding && constant.is_zero(); }
};

struct BulkTable {
  BulkForm::Kind kind = BulkForm::Kind::by_line;
  const TierTable* table = nullptr;
  std::optional<Exact> quota;
  Exact opening;
  std::int32_t measure = bulk_amount;
  Exact measure_unit;  // of one integer
  std::int32_t base = bulk_amount;
  Exact base_unit;
  Exact base_constant;
  bool own_base = false;  // else the measure stands for itself
};

class BulkSymbols {
 public:
  BulkSymbols(const BulkPlanData& plan, std::span<const Exact> parameters) {
    for (const BulkBinding& input : plan.inputs) {
      BulkSymbol symbol;
      if (input.parameter) {
        symbol.what = BulkSymbol::What::single;
        symbol.constant = parameters[static_cast<std::size_t>(input.index)];
      } else {
        symbol.what = BulkSymbol::What::column;
        symbol.column = input.index;
        symbol.factor = ten_to(-plan.places_of(input.index));
      }
      symbols_.push_back(std::move(symbol));
    }
    for (const Step& step : plan.plan.expression().steps) {
      symbols_.push_back(std::visit([&](const auto& kind) { return symbol_of(kind); }, step.kind));
      symbols_.resize(symbols_.size() + further_values(step).size());
    }
  }

  const BulkSymbol& operator[](std::size_t slot) const { return symbols_[slot]; }
  const BulkTable& table(const BulkSymbol& symbol) const { return tables_[symbol.table]; }

 private:
  using What = BulkSymbol::What;
  using Kind = BulkForm::Kind;

  BulkSymbol of(const Operand& operand) const {
    if (!operand.name.empty()) return symbols_[operand.slot];
    BulkSymbol symbol;
    symbol.what = What::single;
    symbol.constant = operand.constant;
    return symbol;
  }

  template <class T>
  BulkSymbol symbol_of(const T&) const {
    return {};
  }

  BulkSymbol symbol_of(const SumStep& step) const {
    BulkSymbol sum;
    sum.what = What::single;
    for (const Term& term : step.terms) {
      BulkSymbol product;
      product.what = What::single;
      product.constant = Exact::whole(1);
      for (const Operand& operand : term.times) {
        BulkSymbol other = of(operand);
        if (product.what != What::single) std::swap(product, other);
        if (product.what != What::single || other.rounding) return {};
        if (other.what == What::unknown || other.what == What::sum_of_column ||
            other.what == What::sum_of_lines)
          return {};
        const Exact by = product.constant;
        product = std::move(other);
        product.constant *= by;
        if (product.what != What::single) product.factor *= by;
      }
      for (const Operand& operand : term.over) {
        const BulkSymbol divisor = of(operand);
        if (divisor.what != What::single || divisor.constant.is_zero()) return {};
        product.constant = *Exact::divide(product.constant, divisor.constant);
        product.factor = *Exact::divide(product.factor, divisor.constant);
      }
      if (term.minus) {
        product.constant = -product.constant;
        product.factor = -product.factor;
      }
      if (product.what == What::single) {
        sum.constant += product.constant;
      } else if (sum.what == What::single) {
        product.constant += sum.constant;
        sum = std::move(product);
      } else if (sum.what == What::column && product.what == What::column && sum.column == product.column) {
        sum.factor += product.factor;
        sum.constant += product.constant;
      } else {
        return {};
      }
    }
    return sum;
  }

  BulkSymbol symbol_of(const TotalStep& step) const {
    BulkSymbol total = of(step.of);
    if (step.of.name.empty()) return {};
    if (total.what == What::column && total.plain()) {
      total.what = What::sum_of_column;
      return total;
    }
    if ((total.what != What::column && total.what != What::table) || !total.rounding) return {};
    total.what = What::sum_of_lines;
    total.slot = step.of.slot;
    return total;
  }

  BulkSymbol symbol_of(const RoundStep& step) const {
    BulkSymbol rounded = of(step.of);
    if ((rounded.what != What::column && rounded.what != What::table) || rounded.rounding) return {};
    rounded.rounding = step.to;
    return rounded;
  }

  // Whether the table pays in straight lines between its thresholds, each with the end that belongs to it.
  static bool straight(const TableStep& step) noexcept {
    const TierTable& table = step.table;
    if (table.slice_rounding || table.tiers.size() > bulk_tiers_max) return false;
    if (table.mode == TierMode::interpolated && table.rate_unit != RateUnit::amount) return false;
    // What a slice pays once it pays as soon as there is a slice, which is beyond the threshold.
    if (table.rate_unit == RateUnit::amount &&
        (table.mode == TierMode::marginal || table.mode == TierMode::retro_to_floor))
      return false;
    const bool flats_matter = step.keep_flats || step.accumulate == Accumulation::running_rate;
    for (const TableTier& tier : table.tiers)
      if (tier.block || (flats_matter && !tier.flat.is_zero())) return false;
    return true;
  }

  BulkSymbol symbol_of(const TableStep& step) {
    if (!straight(step) || step.opening_base) return {};
    BulkTable table;
    table.table = &step.table;
    if (step.quota) {
      const BulkSymbol quota = of(*step.quota);
      if (quota.what != What::single) return {};
      table.quota = quota.constant;
    }
    if (step.opening) {
      const BulkSymbol opening = of(*step.opening);
      if (opening.what != What::single) return {};
      table.opening = opening.constant;
    }
    const BulkSymbol measure = of(step.measure);
    const bool total = measure.what == What::sum_of_column;
    const bool count = measure.what == What::single && measure.constant.sign() > 0;
    if (count) {
      table.measure = bulk_ones;
      table.measure_unit = measure.constant;
    } else {
      if ((measure.what != What::column && !total) || !measure.plain() || measure.factor.sign() <= 0)
        return {};
      table.measure = measure.column;
      table.measure_unit = measure.factor;
    }
    if (step.base) {
      const BulkSymbol base = of(*step.base);
      if (base.what != What::column || base.rounding) return {};
      table.own_base = true;
      table.base = base.column;
      table.base_unit = base.factor;
      table.base_constant = base.constant;
      const TierMode mode = step.table.mode;
      if (mode != TierMode::slab && mode != TierMode::lookup && mode != TierMode::cumulative_lookup)
        return {};
    } else {
      if (count || total) return {};  // one number
      table.base = table.measure;
      table.base_unit = table.measure_unit;
    }
    switch (step.accumulate) {
      case Accumulation::per_deal: {
        table.kind = total ? Kind::by_total : Kind::by_line;
        break;
      }
      case Accumulation::running: {
        if (step.base) return {};
        table.kind = Kind::differences;
        break;
      }
      case Accumulation::running_rate: {
        if (total) return {};
        table.own_base = true;
        table.kind = Kind::by_running;
        break;
      }
    }
    BulkSymbol symbol;
    symbol.what = What::table;
    symbol.table = tables_.size();
    tables_.push_back(std::move(table));
    return symbol;
  }

  std::vector<BulkSymbol> symbols_;
  std::vector<BulkTable> tables_;
};

// Goes through the operands of a step.
class BulkLineVisitor {
 public:
  explicit BulkLineVisitor(const std::vector<bool>& lines) : lines_(lines) {}
  bool line = false;

  template <class T>
  void value(std::string_view, const T& member) {
    look(member);
  }
  template <class T>
  void required(std::string_view, const T& member) {
    look(member);
  }

 private:
  void look(const Operand& operand) { line = line || (!operand.name.empty() && lines_[operand.slot]); }
  void look(const TextOperand&) { line = true; }
  void look(const Term& part) { visit_step_members(*this, part); }
  void look(const MatchRule& part) { visit_step_members(*this, part); }
  void look(const MatchCondition& part) { visit_step_members(*this, part); }
  template <class T>
  void look(const std::optional<T>& member) {
    if (member) look(*member);
  }
  template <class T>
  void look(const std::vector<T>& members) {
    for (const T& member : members) look(member);
  }
  template <class T>
  void look(const T&) {}

  const std::vector<bool>& lines_;
};

}  // namespace firstlog::inline v1::detail
