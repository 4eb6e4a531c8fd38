// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What Performance makes of imports: each one's part is kept apart, so that undoing it takes it back.
#pragma once

#include <algorithm>

#include "firstlog/views/performance.hpp"

namespace firstlog::inline v1 {

namespace detail {

// Adds `more` to `totals`; with `sign` −1 takes it away. False where a total exceeds 64 bits.
inline bool add_totals(PeriodTotals& totals, const PeriodTotals& more, int sign) noexcept {
  const auto times = [sign](std::uint32_t n) { return sign < 0 ? 0U - n : n; };
  const auto moved = [sign](std::int64_t total, std::int64_t by, std::int64_t& into) {
    return !(sign < 0 ? __builtin_sub_overflow(total, by, &into) : __builtin_add_overflow(total, by, &into));
  };
  PeriodTotals sum = totals;
  if (!moved(totals.revenue_minor, more.revenue_minor, sum.revenue_minor) ||
      !moved(totals.commission_minor, more.commission_minor, sum.commission_minor))
    return false;
  sum.verified_closes += times(more.verified_closes);
  sum.dials += times(more.dials);
  sum.connects += times(more.connects);
  sum.warm += times(more.warm);
  // The latest by its own time: imported approvals may come in any order.
  if (sign > 0 && more.verified_closes != 0)
    sum.last_approval =
        totals.verified_closes == 0 ? more.last_approval : std::max(totals.last_approval, more.last_approval);
  totals = sum;
  return true;
}

}  // namespace detail

FIRSTLOG_INLINE Result<void> Performance::count(const Event& event, ActorId rep, YearMonth period,
                                                const PeriodTotals& more) {
  bool fits = detail::add_totals(edit_totals(rep, period), more, 1);
  if (const std::uint32_t import = import_of(event); import != 0 && fits)
    fits = detail::add_totals(totals_in(imports_[import - 1].periods, rep, period, reps_.size()), more, 1);
  if (fits) return {};
  return Error(Status::overflow, "performance", "a period's total exceeds 64 bits of minor units",
               "split the organisation or use a larger currency unit");
}

FIRSTLOG_INLINE std::uint32_t Performance::import_of(const Event& event) {
  if (!has(event.flags, EventFlag::imported)) return 0;
  for (std::size_t i = imports_.size(); i > 0; --i)
    if (imports_[i - 1].batch == event.batch) return static_cast<std::uint32_t>(i);
  imports_.push_back({.batch = std::string(event.batch), .periods = {}, .deals = {}});
  return static_cast<std::uint32_t>(imports_.size());
}

FIRSTLOG_INLINE void Performance::undo_import(std::string_view batch) {
  const auto undone = std::find_if(imports_.begin(), imports_.end(),
                                   [batch](const ImportRows& rows) { return rows.batch == batch; });
  if (undone == imports_.end()) return;
  const auto import = static_cast<std::uint32_t>(undone - imports_.begin() + 1);
  for (const PeriodRows& rows : undone->periods)
    for (std::size_t i = 0; i < rows.reps.size(); ++i) {
      PeriodTotals& totals = edit_totals(ActorId::at_index(i), rows.period);
      detail::add_totals(totals, rows.reps[i], -1);
      totals.last_approval = Instant();
    }
  for (DealId deal : undone->deals) drop_pending(deal);
  undone->periods.clear();
  undone->deals.clear();
  // The lines that stay, each behind the one before it of the same rep.
  std::vector<StatementLine> lines;
  std::vector<std::uint32_t> line_import;
  for (std::size_t i = 0; i < lines_.size(); ++i)
    if (line_import_[i] != import) {
      lines.push_back(lines_[i]);
      line_import.push_back(line_import_[i]);
    }
  lines_ = std::move(lines);
  line_import_ = std::move(line_import);
  line_before_.assign(lines_.size(), 0);
  for (RepRow& rep : reps_) rep.last_line = 0;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const StatementLine& line = lines_[i];
    RepRow& rep = reps_[line.rep.index()];
    line_before_[i] = rep.last_line;
    rep.last_line = static_cast<std::uint32_t>(i + 1);
    PeriodTotals& totals = edit_totals(line.rep, line.period);
    totals.last_approval = std::max(totals.last_approval, line.approved_at);
  }
}

FIRSTLOG_INLINE std::uint32_t Performance::closes_before(ActorId rep, YearMonth period) const noexcept {
  for (const Opening& opening : openings_)
    if (opening.rep == rep && opening.period == period && opening.balance.kind == BalanceKind::quota_to_date)
      return static_cast<std::uint32_t>(opening.balance.closes);
  return 0;
}

}  // namespace firstlog::inline v1
