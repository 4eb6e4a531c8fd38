// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// An organisation whose every event is folded into a Performance: ana, ben and cleo sell, mia manages.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "firstlog/views/performance.hpp"
#include "support/scenario.hpp"

namespace firstlog_test {

inline bool same(const StatementLine& a, const StatementLine& b) {
  return a.position == b.position && a.closed_position == b.closed_position && a.refers_to == b.refers_to &&
         a.approved_at == b.approved_at && a.entered_at == b.entered_at && a.closed_at == b.closed_at &&
         a.rated_at == b.rated_at && a.contact == b.contact && a.deal == b.deal && a.rep == b.rep &&
         a.approver == b.approver && a.period == b.period && a.invoiced == b.invoiced &&
         a.commission == b.commission && a.closes == b.closes && a.rate == b.rate && a.tier == b.tier &&
         a.rounding == b.rounding && a.policy == b.policy && a.reason == b.reason && a.kind == b.kind &&
         a.component == b.component && a.from == b.from && a.by_plans == b.by_plans &&
         a.self_approved == b.self_approved && a.prior_period == b.prior_period;
}

inline bool same(const Dispute& a, const Dispute& b) {
  return a.number == b.number && a.rep == b.rep && a.line == b.line && a.deal == b.deal &&
         a.opened == b.opened && a.opened_at == b.opened_at && a.opener == b.opener && a.reason == b.reason &&
         a.due == b.due && a.overdue == b.overdue && a.status == b.status && a.resolved == b.resolved &&
         a.resolved_at == b.resolved_at && a.resolver == b.resolver && a.resolution == b.resolution &&
         a.answer == b.answer;
}

// The first difference between two statements, for people; empty where they say the same.
inline std::string statement_difference(const Statement& a, const Statement& b) {
  if (a.rep != b.rep || a.period != b.period || a.plan != b.plan || !(a.quota == b.quota)) return "header";
  if (a.zone != b.zone || a.standing.zone_name != b.standing.zone_name ||
      a.standing.achieved != b.standing.achieved || a.standing.quota.quota != b.standing.quota.quota ||
      a.standing.quota.parts.size() != b.standing.quota.parts.size())
    return "zone";
  if (a.frozen != b.frozen || a.frozen_position != b.frozen_position) return "freeze";
  if (a.as_of != b.as_of) return "as of";
  if (a.lines.size() != b.lines.size()) return "count of lines";
  for (std::size_t i = 0; i < a.lines.size(); ++i)
    if (!same(a.lines[i], b.lines[i])) return "line " + std::to_string(i);
  if (a.deals.size() != b.deals.size()) return "count of deals";
  for (std::size_t i = 0; i < a.deals.size(); ++i)
    if (a.deals[i].deal != b.deals[i].deal || a.deals[i].invoiced != b.deals[i].invoiced ||
        a.deals[i].commission != b.deals[i].commission || a.deals[i].closes != b.deals[i].closes ||
        a.deals[i].lines != b.deals[i].lines)
      return "deal " + std::to_string(i);
  if (a.reasons != b.reasons) return "reasons";
  if (a.components != b.components) return "components";
  if (a.pending.size() != b.pending.size()) return "count of what is pending";
  for (std::size_t i = 0; i < a.pending.size(); ++i)
    if (a.pending[i].position != b.pending[i].position || a.pending[i].claimed != b.pending[i].claimed ||
        a.pending[i].age != b.pending[i].age || a.pending[i].hold_is_past != b.pending[i].hold_is_past)
      return "pending " + std::to_string(i);
  if (a.closes != b.closes || a.revenue != b.revenue || a.commission != b.commission ||
      a.adjustments != b.adjustments || a.total != b.total)
    return "totals";
  if (a.commission_year_to_date != b.commission_year_to_date || a.total_year_to_date != b.total_year_to_date)
    return "year to date";
  if (a.year_begins != b.year_begins || a.paid != b.paid || a.balance != b.balance ||
      a.disputed != b.disputed || a.frozen_at != b.frozen_at)
    return "settlement";
  if (a.plans.size() != b.plans.size()) return "count of plans";
  for (std::size_t i = 0; i < a.plans.size(); ++i)
    if (a.plans[i].policy != b.plans[i].policy || a.plans[i].name != b.plans[i].name ||
        a.plans[i].in_force_from != b.plans[i].in_force_from || a.plans[i].adopted != b.plans[i].adopted)
      return "plan " + std::to_string(i);
  if (a.disputes.size() != b.disputes.size()) return "count of disputes";
  for (std::size_t i = 0; i < a.disputes.size(); ++i)
    if (!same(a.disputes[i], b.disputes[i])) return "dispute " + std::to_string(i);
  return {};
}

class Books {
 public:
  explicit Books(Policy policy = euro_policy()) : currency_(policy.plan.currency), s_(std::move(policy)) {
    for (std::string_view rep : {"ana", "ben", "cleo"}) s_.add_actor(rep, Role::rep);
    s_.add_actor("mia", Role::manager);
  }

  Scenario& scenario() noexcept { return s_; }
  ActorId actor(std::string_view key) const { return s_.actor(key); }
  const Performance& performance() {
    for (; folded_ < s_.events().size(); ++folded_) EXPECT_TRUE(performance_.apply(s_.events()[folded_]));
    return performance_;
  }
  Statement statement(std::string_view rep, std::string_view period) {
    return performance().statement(actor(rep), month(period), s_.now());
  }
  Leaderboard board(std::string_view period) {
    return performance().leaderboard(month(period), Audience::manager, actor("mia"), s_.now());
  }
  // In the policy's currency; so are the amounts below, in minor units.
  Money money(std::int64_t minor) const { return Money::minor(minor, currency_); }
  static std::string difference(const Statement& a, const Statement& b) { return statement_difference(a, b); }

  Outcome give(const Command& command) {
    const Outcome outcome = s_.give(command);
    EXPECT_EQ(outcome.verdict, Verdict::accepted) << row_of(outcome.rule).name;
    return outcome;
  }
  void adopt(const Policy& policy) {
    EXPECT_TRUE(
        accepts(s_.give(commands::AdoptPolicy{.actor = "root", .document = "d"}, s_.compile(policy))));
  }
  void log(std::string_view rep, std::string_view contact, std::int64_t cents) {
    s_.add_contact(contact, rep);
    give(commands::LogClose{.actor = rep, .contact = contact, .amount = money(cents)});
  }
  Position approve(std::string_view contact, std::int64_t cents, std::vector<CreditShare> credits = {}) {
    return give(commands::Approve{
                    .actor = "mia", .contact = contact, .amount = money(cents), .credits = credits})
        .position;
  }
  Position sell(std::string_view rep, std::string_view contact, std::int64_t cents,
                const std::vector<CreditShare>& credits = {}) {
    log(rep, contact, cents);
    return approve(contact, cents, credits);
  }
  void amend(std::string_view contact, std::int64_t cents) {
    give(commands::AmendClose{.actor = "mia", .contact = contact, .amount = money(cents)});
  }
  void credit(std::string_view contact, const std::vector<CreditShare>& credits) {
    give(commands::AmendClose{.actor = "mia", .contact = contact, .credits = credits});
  }
  void revoke(std::string_view contact) {
    give(commands::RevokeApproval{.actor = "mia", .contact = contact, .reason = "error"});
  }
  Position reverse(std::string_view contact, std::optional<std::int64_t> cents = {}) {
    std::optional<Money> amount;
    if (cents) amount = money(*cents);
    return give(commands::Reverse{.actor = "mia", .contact = contact, .reason = "refund", .amount = amount})
        .position;
  }
  void reinstate(std::string_view contact, Position reversal) {
    give(commands::Reinstate{.actor = "mia", .contact = contact, .refers_to = reversal});
  }
  void adjust(std::string_view rep, std::string_view period, std::int64_t cents) {
    give(commands::Adjust{
        .actor = "mia", .rep = rep, .period = month(period), .amount = money(cents), .reason = "correction"});
  }
  void freeze(std::string_view period, std::string_view when) {
    s_.set_clock(when);
    const Outcome outcome = s_.give(commands::ClosePeriod{.actor = "mia", .period = month(period)});
    EXPECT_TRUE(outcome.verdict == Verdict::accepted || outcome.rule == Rule::period_already_closed);
  }

 private:
  Currency currency_;
  Scenario s_;
  Performance performance_;
  std::size_t folded_ = 0;
};

}  // namespace firstlog_test
