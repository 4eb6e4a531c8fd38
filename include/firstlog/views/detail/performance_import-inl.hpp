// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What Performance makes of imports: each one's part is kept apart, so that undoing it takes it back.
#pragma once

#include <algorithm>
#include <unordered_set>

#include "firstlog/views/detail/plan_settlement.hpp"
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
      totals.commission_minor -= line.commission.minor_units();
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

FIRSTLOG_INLINE void Performance::add_opening(const Opening& opening) {
  openings_.push_back(opening);
  link_openings();
}

FIRSTLOG_INLINE void Performance::link_openings() {
  for (std::size_t i = opening_before_.size(); i < openings_.size(); ++i) {
    const std::size_t rep = openings_[i].rep.index();
    if (opening_of_.size() <= rep) opening_of_.resize(rep + 1);
    opening_before_.push_back(opening_of_[rep]);
    opening_of_[rep] = static_cast<std::uint32_t>(i + 1);
  }
}

FIRSTLOG_INLINE CloseCount Performance::quota_closes(ActorId rep, YearMonth period) const noexcept {
  CloseCount closes = totals(rep, period).closes;
  for (std::uint32_t at = newest_opening(rep); at != 0; at = opening_before_[at - 1U]) {
    const Opening& opening = openings_[at - 1U];
    if (opening.period != period || opening.balance.kind != BalanceKind::quota_to_date) continue;
    if (const std::optional<CloseCount> before = CloseCount::whole(opening.balance.closes))
      closes = checked_add(closes, *before).value_or(closes);
  }
  return closes;
}

}  // namespace firstlog::inline v1
