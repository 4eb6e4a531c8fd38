// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What Performance makes of imports: each one's part is kept apart, so that undoing it takes it back.
#pragma once

#include <algorithm>
#include <unordered_map>

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
  imports_.push_back({.batch = std::string(event.batch), .counted = {}, .deals = {}, .found = {}});
  return &imports_.back();
}

FIRSTLOG_INLINE void Performance::note_deal(const Event& event) {
  const ImportRows* rows = import_of(event);
  if (rows == nullptr) return;
  ImportRows& import = imports_[static_cast<std::size_t>(rows - imports_.data())];
  const auto number = static_cast<std::uint32_t>(rows - imports_.data() + 1);
  const std::size_t at = event.deal.index();
  if (written_by_.size() <= at) written_by_.resize(at + 1);
  if (written_by_[at] == number) return;
  const PendingClose* pending = find_pending(event.deal);
  const bool has_account = accounts_.size() > at && accounts_[at].contact.present();
  if (pending == nullptr && !has_account) {
    import.deals.push_back(event.deal);
  } else {
    ImportRows::Found& found = import.found.emplace_back();
    found.deal = event.deal;
    found.written_by = written_by_[at];
    found.from = event.position;
    found.pending = pending != nullptr;
    if (pending != nullptr) found.close = *pending;
    if (has_account) found.account = accounts_[at];
    if (plans_.facts_of.size() > at && plans_.facts_of[at] != 0)
      found.facts = plans_.facts[plans_.facts_of[at] - 1U];
  }
  written_by_[at] = number;
}

// Nothing but the import itself wrote on its deals since: else its undoing was refused.
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
  std::unordered_map<std::uint32_t, Position> deals;  // and from where on its lines go
  detail::PlanSettlement settlement(*this);
  for (const DealId deal : undone->deals) {
    deals.emplace(deal.number(), Position());
    drop_pending(deal);
    settlement.remove(deal);
    if (deal.index() < accounts_.size()) accounts_[deal.index()] = detail::DealAccount();
    written_by_[deal.index()] = 0;
  }
  for (const ImportRows::Found& found : undone->found) {
    deals.emplace(found.deal.number(), found.from);
    drop_pending(found.deal);
    settlement.remove(found.deal);
    if (found.deal.index() < accounts_.size()) accounts_[found.deal.index()] = found.account;
    if (found.deal.index() < plans_.facts_of.size() && plans_.facts_of[found.deal.index()] != 0)
      plans_.facts[plans_.facts_of[found.deal.index()] - 1U] = found.facts;
    if (found.pending) add_pending(found.deal, found.close);  // linked by the shares that it had
    written_by_[found.deal.index()] = found.written_by;
  }
  std::erase_if(plans_.withheld,
                [&deals](const detail::WithheldPay& one) { return deals.count(one.deal.number()) != 0; });
  undone->counted.clear();
  undone->deals.clear();
  undone->found.clear();
  if (deals.empty()) return {};
  const auto goes = [&deals](const StatementLine& line) {
    const auto found = line.deal.present() ? deals.find(line.deal.number()) : deals.end();
    return found != deals.end() && line.position >= found->second;
  };
  // The lines that stay, each behind the one before it of the same rep.
  std::vector<StatementLine> lines = std::move(lines_);
  lines_.clear();
  line_before_.clear();
  for (RepRow& rep : reps_) rep.last_line = 0;
  for (const StatementLine& line : lines) {
    if (goes(line)) {
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
    if (goes(line)) find_last_approval(line.rep, line.period);
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
