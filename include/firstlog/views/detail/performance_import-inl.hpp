// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What Performance makes of imports: each one's part is kept apart, so that undoing it takes it back.
#pragma once

#include <algorithm>
#include <unordered_set>

#include "firstlog/views/detail/plan_people.hpp"
#include "firstlog/views/performance.hpp"

namespace firstlog::inline v1 {

FIRSTLOG_INLINE void Performance::count(const Event& event, ActorId rep, YearMonth period,
                                        const Touches& touches) {
  PeriodTotals& totals = edit_totals(rep, period);
  totals.dials += touches.dials;
  totals.connects += touches.connects;
  totals.warm += touches.warm;
  rank_anew(rep, period);
  ImportRows* import = import_of(event);
  if (import == nullptr) return;
  // Rows of one rep and month follow each other in most sources.
  auto& counted = import->counted;
  if (counted.empty() || counted.back().rep != rep || counted.back().period != period)
    counted.push_back({rep, period, {}});
  counted.back().touches.dials += touches.dials;
  counted.back().touches.connects += touches.connects;
  counted.back().touches.warm += touches.warm;
}

FIRSTLOG_INLINE Performance::ImportRows* Performance::import_of(const Event& event) {
  if (!has(event.flags, EventFlag::imported)) return nullptr;
  for (std::size_t i = imports_.size(); i > 0; --i)
    if (imports_[i - 1].batch == event.batch) return &imports_[i - 1];
  imports_.push_back({.batch = std::string(event.batch), .counted = {}, .deals = {}});
  return &imports_.back();
}

// Nothing but the import itself ever wrote on its deals: else its undoing was refused.
FIRSTLOG_INLINE Result<void> Performance::undo_import(const Event& event) {
  const auto undone = std::find_if(imports_.begin(), imports_.end(),
                                   [&event](const ImportRows& rows) { return rows.batch == event.batch; });
  if (undone == imports_.end()) return {};
  for (const ImportRows::Counted& counted : undone->counted) {
    PeriodTotals& totals = edit_totals(counted.rep, counted.period);
    totals.dials -= counted.touches.dials;
    totals.connects -= counted.touches.connects;
    totals.warm -= counted.touches.warm;
    rank_anew(counted.rep, counted.period);
  }
  std::unordered_set<std::uint32_t> deals;
  detail::PlanSettlement settlement(*this);
  for (const DealId deal : undone->deals) {
    deals.insert(deal.number());
    drop_pending(deal);
    settlement.remove(deal);
    if (deal.index() < accounts_.size()) accounts_[deal.index()] = detail::DealAccount();
  }
  std::erase_if(plans_.withheld,
                [&deals](const detail::WithheldPay& one) { return deals.count(one.deal.number()) != 0; });
  undone->counted.clear();
  undone->deals.clear();
  if (deals.empty()) return {};
  // The lines that stay, each behind the one before it of the same rep.
  std::vector<StatementLine> lines = std::move(lines_);
  lines_.clear();
  line_before_.clear();
  for (RepRow& rep : reps_) rep.last_line = 0;
  for (const StatementLine& line : lines) {
    if (line.deal.present() && deals.count(line.deal.number()) != 0) {
      PeriodTotals& totals = edit_totals(line.rep, line.period);
      totals.closes = checked_subtract(totals.closes, line.closes).value_or(totals.closes);
      totals.revenue_minor -= line.invoiced.minor_units();
      (defers(line.kind) ? totals.withheld_minor : totals.commission_minor) -= line.commission.minor_units();
      continue;
    }
    RepRow& rep = reps_[line.rep.index()];
    line_before_.push_back(rep.last_line);
    lines_.push_back(line);
    rep.last_line = static_cast<std::uint32_t>(lines_.size());
  }
  for (const StatementLine& line : lines)
    if (line.deal.present() && deals.count(line.deal.number()) != 0)
      find_last_approval(line.rep, line.period);
  settlement.run();
  return post_changes(event, oldest_open_, settlement);
}

FIRSTLOG_INLINE CloseCount Performance::quota_closes(ActorId rep, YearMonth period) const noexcept {
  CloseCount closes = totals(rep, period).closes;
  for (const Opening& opening : openings_)
    if (opening.rep == rep && opening.period == period && opening.balance.kind == BalanceKind::quota_to_date)
      if (const std::optional<CloseCount> before = CloseCount::whole(opening.balance.closes))
        closes = checked_add(closes, *before).value_or(closes);
  return closes;
}

}  // namespace firstlog::inline v1
