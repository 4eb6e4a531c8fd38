// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Bulk evaluation once more, the slow way: closes sorted one group at a time, each group through
// evaluate(), each result to minor units by decimal text. Shares nothing with what it checks but evaluate().
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "base/oracle.hpp"
#include "firstlog/rules/commission/bulk.hpp"
#include "firstlog/rules/commission/evaluate.hpp"

namespace firstlog::oracle {

struct Closes {
  std::vector<std::uint32_t> rep;
  std::vector<std::int32_t> day;
  std::vector<std::int64_t> amount;
  std::vector<std::int64_t> units;
  std::vector<std::int64_t> margin;

  std::size_t size() const { return amount.size(); }
  CloseColumns columns() const {
    return {.rep = rep,
            .day = day,
            .amount = amount,
            .units = units,
            .margin = margin,
            .numbers = {},
            .texts = {}};
  }
  Closes part(std::size_t first, std::size_t last) const {
    const auto of = [&](const auto& all) {
      using All = std::decay_t<decltype(all)>;
      return All(all.begin() + static_cast<std::ptrdiff_t>(first),
                 all.begin() + static_cast<std::ptrdiff_t>(last));
    };
    return {of(rep), of(day), of(amount), of(units), of(margin)};
  }
  // Row i of the result is row order[i].
  Closes taken(const std::vector<std::uint32_t>& order) const {
    Closes out;
    for (const std::uint32_t row : order) {
      out.rep.push_back(rep[row]);
      out.day.push_back(day[row]);
      out.amount.push_back(amount[row]);
      out.units.push_back(units[row]);
      out.margin.push_back(margin[row]);
    }
    return out;
  }
};

// Rows by (rep, day, row).
inline std::vector<std::uint32_t> in_order(const Closes& closes) {
  std::vector<std::uint32_t> rows(closes.size());
  for (std::uint32_t i = 0; i < rows.size(); ++i) rows[i] = i;
  std::sort(rows.begin(), rows.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::tuple(closes.rep[a], closes.day[a], a) < std::tuple(closes.rep[b], closes.day[b], b);
  });
  return rows;
}

inline std::string decimal(std::int64_t units, int places) {
  const bool negative = units < 0;
  std::string digits = std::to_string(units).substr(negative ? 1 : 0);
  if (places > 0) {
    const auto width = static_cast<std::size_t>(places);
    if (digits.size() <= width) digits.insert(0, width + 1 - digits.size(), '0');
    digits.insert(digits.size() - width, ".");
  }
  return (negative ? "-" : "") + digits;
}

struct Paid {
  std::optional<Status> error;  // of the first group that has one
  std::vector<std::int64_t> commission;
  std::vector<BulkTotal> totals;
};

// Minor units; absent where they are not whole or do not fit.
inline std::optional<std::int64_t> minor_units(const Exact& value, int places, Status& status) {
  std::string text = value.to_string();
  const std::size_t point = text.find('.');
  std::string fraction = point == std::string::npos ? "" : text.substr(point + 1);
  if (text.find('/') != std::string::npos || fraction.size() > static_cast<std::size_t>(places)) {
    status = Status::invalid_argument;
    return std::nullopt;
  }
  fraction.resize(static_cast<std::size_t>(places), '0');
  Integer whole = 0;
  for (const char c : text.substr(0, point) + fraction)
    if (c != '-') whole = whole * 10 + (c - '0');
  if (text[0] == '-') whole = -whole;
  if (whole > INT64_MAX || whole < INT64_MIN) {
    status = Status::overflow;
    return std::nullopt;
  }
  return static_cast<std::int64_t>(whole);
}

inline Paid pay(const BulkPlan& plan, const std::vector<BulkParameter>& parameters, const Closes& closes) {
  const BulkFrame& frame = plan.frame();
  const int places = frame.currency.exponent();
  Paid paid;
  paid.commission.assign(closes.size(), 0);
  paid.totals.assign(frame.groups(), {});
  std::map<std::size_t, std::vector<std::uint32_t>> groups;
  for (const std::uint32_t row : in_order(closes)) {
    std::size_t period = 0;
    while (closes.day[row] >= frame.period_starts[period + 1]) ++period;
    groups[closes.rep[row] * frame.periods() + period].push_back(row);
  }
  for (const auto& [place, rows] : groups) {
    PlanInput input;
    const auto column = [&](const char* name, const std::vector<std::int64_t>& numbers, int column_places) {
      Column values;
      for (const std::uint32_t row : rows)
        values.push_back(Exact::parse(decimal(numbers[row], column_places)).value());
      input.numbers.push_back({name, std::move(values)});
    };
    column("amount", closes.amount, places);
    column("units", closes.units, 0);
    column("margin", closes.margin, places);
    for (const BulkParameter& parameter : parameters) {
      const std::size_t size = parameter.values.size();
      const std::size_t at = size == 1 ? 0 : size == frame.reps ? place / frame.periods() : place;
      input.numbers.push_back({parameter.name, {parameter.values[at]}});
    }
    Rational commission = 0;
    Rational revenue = 0;
    Status status = Status::ok;
    const Result<PlanValues> values = evaluate(plan.plan(), input);
    if (!values) {
      status = values.status();
    } else {
      const Column& pays =
          values->slots[plan.plan().slot_of(plan.plan().expression().steps.back().name).value()];
      for (std::size_t i = 0; i < pays.size() && status == Status::ok; ++i) {
        const std::optional<std::int64_t> units = minor_units(pays[i], places, status);
        if (!units) break;
        if (plan.pays_lines()) paid.commission[rows[i]] = *units;
        commission += *units;
      }
      for (const std::uint32_t row : rows) revenue += closes.amount[row];
      if (status == Status::ok &&
          (commission > INT64_MAX || commission < INT64_MIN || revenue > INT64_MAX || revenue < INT64_MIN))
        status = Status::overflow;
    }
    if (status != Status::ok) {
      paid.error = status;
      return paid;
    }
    paid.totals[place] = {static_cast<std::int64_t>(boost::multiprecision::numerator(commission)),
                          static_cast<std::int64_t>(boost::multiprecision::numerator(revenue)), rows.size()};
  }
  return paid;
}

}  // namespace firstlog::oracle
