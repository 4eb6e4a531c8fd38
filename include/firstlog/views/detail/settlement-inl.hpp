// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "firstlog/views/performance.hpp"

namespace firstlog::inline v1 {

namespace detail {

FIRSTLOG_INLINE std::uint32_t Settlements::keep(std::string_view text) {
  if (text.empty()) return 0;
  texts_.emplace_back(text);
  return static_cast<std::uint32_t>(texts_.size());
}

FIRSTLOG_INLINE void Settlements::apply(const Event& event) {
  auto resolve = [&](DisputeStatus status) {
    for (std::size_t i = disputes_.size(); i > 0; --i) {
      Row& row = disputes_[i - 1];
      if (row.dispute.status != DisputeStatus::open || text(row.number) != event.document_number) continue;
      row.dispute.status = status;
      row.dispute.resolved = event.position;
      row.dispute.resolved_at = event.at();
      row.dispute.resolver = event.actor;
      row.answer = event.refers_to;
      row.resolution = keep(event.reason);
      return;
    }
  };
  switch (event.kind) {
    case EventKind::payout_recorded:
      payouts_.push_back({event.position, event.at(), event.rep, event.period, event.amount.minor_units(),
                          link(payout_of_, event.rep, payouts_.size() + 1)});
      break;
    case EventKind::dispute_opened: {
      Row row;
      row.dispute.opened = event.position;
      row.dispute.line = event.refers_to;
      row.dispute.opened_at = event.at();
      row.dispute.due = event.due;
      row.dispute.rep = event.rep;
      row.dispute.opener = event.actor;
      row.dispute.deal = event.deal;
      row.number = keep(event.document_number);
      row.reason = keep(event.reason);
      row.before = link(dispute_of_, event.rep, disputes_.size() + 1);
      disputes_.push_back(row);
      break;
    }
    case EventKind::dispute_accepted: resolve(DisputeStatus::accepted); break;
    case EventKind::dispute_rejected: resolve(DisputeStatus::rejected); break;
    case EventKind::dispute_withdrawn: resolve(DisputeStatus::withdrawn); break;
    default: break;
  }
}

FIRSTLOG_INLINE std::uint32_t Settlements::link(std::vector<std::uint32_t>& places, ActorId rep,
                                                std::size_t place) {
  if (places.size() <= rep.index()) places.resize(rep.index() + 1);
  const std::uint32_t before = places[rep.index()];
  places[rep.index()] = static_cast<std::uint32_t>(place);
  return before;
}

FIRSTLOG_INLINE Dispute Settlements::told(const Row& row, Position head, Instant now) const {
  Dispute one;
  one.number = text(row.number);
  one.rep = row.dispute.rep;
  one.line = row.dispute.line;
  one.deal = row.dispute.deal;
  one.opened = row.dispute.opened;
  one.opened_at = row.dispute.opened_at;
  one.opener = row.dispute.opener;
  one.reason = text(row.reason);
  one.due = row.dispute.due;
  const bool resolved = row.dispute.resolved.present() && row.dispute.resolved <= head;
  if (resolved) {
    one.status = row.dispute.status;
    one.resolved = row.dispute.resolved;
    one.resolved_at = row.dispute.resolved_at;
    one.resolver = row.dispute.resolver;
    one.resolution = text(row.resolution);
    one.answer = row.answer;
  }
  const Instant until = resolved ? one.resolved_at : now;
  one.overdue = one.due != Instant() && one.due <= until;
  return one;
}

FIRSTLOG_INLINE std::vector<Dispute> Settlements::disputes_at(Position head, Instant now) const {
  std::vector<Dispute> all;
  for (const Row& row : disputes_) {
    if (row.dispute.opened > head) break;
    all.push_back(told(row, head, now));
  }
  return all;
}

FIRSTLOG_INLINE std::vector<Dispute> Settlements::disputes_of(ActorId rep, Position head, Instant now) const {
  std::vector<Dispute> all;
  for (std::uint32_t at = last_of(dispute_of_, rep); at != 0; at = disputes_[at - 1U].before)
    if (disputes_[at - 1U].dispute.opened <= head) all.push_back(told(disputes_[at - 1U], head, now));
  std::reverse(all.begin(), all.end());
  return all;
}

}  // namespace detail

FIRSTLOG_INLINE std::vector<Dispute> Performance::disputes(Instant now) const {
  return settlements_.disputes_at(head_, now);
}

// Whether the dispute is about a line of the period.
FIRSTLOG_INLINE bool Performance::is_about(const Dispute& dispute, YearMonth period) const noexcept {
  if (!dispute.rep.present() || dispute.rep.index() >= reps_.size()) return false;
  for (std::uint32_t at = reps_[dispute.rep.index()].last_line; at != 0; at = line_before_[at - 1U]) {
    const StatementLine& line = lines_[at - 1U];
    if (line.position == dispute.line && line.period == period) return true;
  }
  return false;
}

// Those open at a position about lines of the period.
FIRSTLOG_INLINE std::vector<Dispute> Performance::open_disputes(YearMonth period, Position head,
                                                                Instant now) const {
  std::vector<Dispute> open = settlements_.disputes_at(head, now);
  std::erase_if(open, [&](const Dispute& dispute) {
    return dispute.status != DisputeStatus::open || !is_about(dispute, period);
  });
  return open;
}

FIRSTLOG_INLINE PeriodClose Performance::period_close(YearMonth period, Instant now) const {
  PeriodClose close;
  close.period = period;
  const PeriodRows* rows = find_period(period);
  close.frozen = rows != nullptr && rows->frozen_position.present();
  if (close.frozen) {
    close.frozen_position = rows->frozen_position;
    close.pending = rows->frozen_pending;
    close.exceptions = rows->frozen_exceptions;
    now = rows->frozen_at;
  } else {
    close.pending = pending_by_rep(now);
    close.exceptions = exceptions_of(period);
  }
  close.disputes = open_disputes(period, close.frozen ? close.frozen_position : head_, now);
  return close;
}

FIRSTLOG_INLINE PayrollRegister Performance::payroll(YearMonth period, Instant now) const {
  PayrollRegister payroll;
  payroll.period = period;
  const PeriodRows* rows = find_period(period);
  payroll.frozen = rows != nullptr && rows->frozen_position.present();
  payroll.total = Money::zero(currency());
  for (const StatementLine& line : lines_) {
    if (line.period != period) continue;
    auto at = std::find_if(payroll.rows.begin(), payroll.rows.end(), [&](const PayrollRow& row) {
      return row.rep == line.rep && row.kind == line.kind;
    });
    if (at == payroll.rows.end())
      at = payroll.rows.insert(at, {line.rep, period, line.kind, 0, Money::zero(currency())});
    ++at->lines;
    at->amount = detail::plus(at->amount, line.commission);
    payroll.total = detail::plus(payroll.total, line.commission);
  }
  std::sort(payroll.rows.begin(), payroll.rows.end(), [](const PayrollRow& a, const PayrollRow& b) {
    return a.rep != b.rep ? a.rep < b.rep : a.kind < b.kind;
  });
  payroll.disputes = open_disputes(period, head_, now);
  return payroll;
}

FIRSTLOG_INLINE Liability Performance::liability(Instant at) const {
  struct Sums {
    std::int64_t earned = 0;
    std::int64_t paid = 0;
    std::int64_t withheld = 0;
    bool any = false;
  };
  std::vector<Sums> sums(reps_.size());
  for (const StatementLine& line : lines_) {
    if (line.entered_at > at) continue;
    Sums& own = sums[line.rep.index()];
    if (defers(line.kind))
      own.withheld -= line.commission.minor_units();
    else
      own.earned += line.commission.minor_units();
    own.any = true;
  }
  for (const detail::Settlements::PayoutRow& payout : settlements_.payouts()) {
    if (payout.at > at) continue;
    Sums& own = sums[payout.rep.index()];
    own.paid += payout.minor;
    own.any = true;
  }
  Liability liability;
  liability.at = at;
  std::int64_t owed = 0;
  std::int64_t receivable = 0;
  std::int64_t earned = 0;
  std::int64_t paid = 0;
  std::int64_t withheld = 0;
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const Sums& own = sums[i];
    if (!own.any) continue;
    const std::int64_t left = own.earned - own.withheld - own.paid;
    liability.rows.push_back({ActorId::at_index(i), Money::minor(own.earned, currency()),
                              Money::minor(own.paid, currency()), Money::minor(left, currency()),
                              Money::minor(own.withheld, currency())});
    withheld += own.withheld;
    earned += own.earned;
    paid += own.paid;
    (left < 0 ? receivable : owed) += left < 0 ? -left : left;
  }
  liability.earned = Money::minor(earned, currency());
  liability.paid = Money::minor(paid, currency());
  liability.owed = Money::minor(owed, currency());
  liability.withheld = Money::minor(withheld, currency());
  liability.receivable = Money::minor(receivable, currency());
  return liability;
}

}  // namespace firstlog::inline v1
