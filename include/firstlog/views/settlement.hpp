// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What becomes of the pay that statements show (DOMAIN 11): what is disputed, what was paid, what is still
// owed; and what a closed period leaves open.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/base/calendar.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/base/money.hpp"
#include "firstlog/core/dispute.hpp"
#include "firstlog/core/event.hpp"
#include "firstlog/views/pay.hpp"
#include "firstlog/views/statement.hpp"

namespace firstlog::inline v1 {

class PerformanceImage;

// What a pay run pays a rep for one kind of line.
struct PayrollRow {
  ActorId rep;
  YearMonth period;
  LineKind kind = LineKind::close;
  std::uint32_t lines = 0;
  Money amount;  // signed; what is disputed is paid as posted
};

struct PayrollRegister {
  YearMonth period;
  bool frozen = false;            // else more may come
  std::vector<PayrollRow> rows;   // by rep, then by kind; a rep without a line has none
  std::vector<Dispute> disputes;  // open ones about these lines
  Money total;
};

// What the organisation owes its reps at an instant.
struct LiabilityRow {
  ActorId rep;
  Money earned;    // commission and adjustments, of what was entered by then
  Money paid;      // payouts recorded by then
  Money owed;      // the difference, less what is withheld; negative: the rep owes it
  Money withheld;  // of what was earned, not payable by then
};

struct Liability {
  Instant at;
  std::vector<LiabilityRow> rows;  // by rep; of whom nothing was earned or paid by then, none
  Money earned;
  Money paid;
  Money owed;        // of all reps whom something is owed
  Money receivable;  // of all reps who owe something, as an amount above zero
  Money withheld;
};

// What is still open about a period, before it is closed or at its close.
struct PeriodClose {
  YearMonth period;
  bool frozen = false;
  Position frozen_position;
  std::vector<PendingClose> pending;  // once for each rep whom an approval would pay; held ones among them
  std::vector<Dispute> disputes;      // open ones about lines of the period
  // Verified closes of the period that no plan pays, and what its plans have no answer for; by rep.
  std::vector<PayException> exceptions;
};

namespace detail {

// The disputes and payouts of a journal. Plain rows, so that a snapshot holds them as they stand.
class Settlements {
 public:
  void apply(const Event& event);

  // As they stood at a position: what came later is left out, what was resolved later is open. Overdue
  // where the deadline had passed by `now`. In the order of their opening.
  std::vector<Dispute> disputes_at(Position head, Instant now) const;
  // The same of one rep.
  std::vector<Dispute> disputes_of(ActorId rep, Position head, Instant now) const;

  struct PayoutRow {
    Position position;
    Instant at;
    ActorId rep;
    YearMonth period;
    std::int64_t minor = 0;
    std::uint32_t before = 0;  // place of the same rep's one before it, plus one; 0: none
  };
  const std::vector<PayoutRow>& payouts() const noexcept { return payouts_; }
  // The rep's newest, or null; and the one before another.
  const PayoutRow* newest_payout(ActorId rep) const noexcept { return payout_at(last_of(payout_of_, rep)); }
  const PayoutRow* payout_before(const PayoutRow& row) const noexcept { return payout_at(row.before); }

 private:
  friend class v1::PerformanceImage;

  struct Row {
    DisputeRow dispute;
    Position answer;
    std::uint32_t number = 0;  // these three: place in texts_ plus one; 0: none
    std::uint32_t reason = 0;
    std::uint32_t resolution = 0;
    std::uint32_t before = 0;  // as in PayoutRow
  };
  Dispute told(const Row& row, Position head, Instant now) const;
  static std::uint32_t last_of(const std::vector<std::uint32_t>& places, ActorId rep) noexcept {
    return rep.present() && rep.index() < places.size() ? places[rep.index()] : 0;
  }
  // Makes `place` the rep's newest and answers the one before.
  static std::uint32_t link(std::vector<std::uint32_t>& places, ActorId rep, std::size_t place);
  const PayoutRow* payout_at(std::uint32_t place) const noexcept {
    return place == 0 ? nullptr : &payouts_[place - 1U];
  }
  std::uint32_t keep(std::string_view text);
  std::string text(std::uint32_t number) const { return number == 0 ? std::string() : texts_[number - 1U]; }

  std::vector<Row> disputes_;  // by opening
  std::vector<PayoutRow> payouts_;
  std::vector<std::uint32_t> dispute_of_;  // by ActorId::index: the rep's newest, plus one; 0: none
  std::vector<std::uint32_t> payout_of_;   // likewise
  std::vector<std::string> texts_;
};

}  // namespace detail
}  // namespace firstlog::inline v1
