// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Random approvals, corrections, adjustments and freezes, and what every rep's every period comes to, beside
// an oracle that works it all out anew from the list of events.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>
#include <string_view>
#include <tuple>
#include <vector>

#include "support/books.hpp"
#include "support/books_oracle.hpp"
#include "support/state_compare.hpp"

namespace firstlog_test {
namespace {

using std::string_view;

constexpr string_view contacts[] = {"one", "two", "three"};
constexpr string_view reps[] = {"ana", "ben", "cleo"};

// What, on which contact, two numbers to make use of.
using Step = std::tuple<int, int, int, int>;

std::vector<CreditShare> credits_by(int seed) {
  switch (seed % 5) {
    case 0: return {{"ana", Rate::of(1, 3)}, {"ben", Rate::of(1, 3)}, {"cleo", Rate::of(1, 3)}};
    case 1: return {{"ben", Rate::of(1, 2)}, {"ana", Rate::of(1, 2)}};
    case 2: return {{"cleo", Rate::of(1, 7)}, {"ana", Rate::of(6, 7)}};
    case 3: return {{"ben", Rate::one()}};
    default: return {{"ana", Rate::of(1, 10'000)}, {"cleo", Rate::of(9'999, 10'000)}};
  }
}

Position some_reversal(const State& state, DealId deal, int which) {
  std::vector<Position> all;
  if (deal.present())
    for (std::uint32_t at = state.deal(deal).last_reversal; at != 0; at = state.reversal(at).previous)
      all.push_back(state.reversal(at).position);
  return all.empty() ? Position(1) : all[static_cast<std::size_t>(which) % all.size()];
}

void take(Books& books, const Step& step, std::vector<Policy>& policies) {
  const auto& [what, where, a, b] = step;
  Scenario& s = books.scenario();
  const string_view contact = contacts[static_cast<std::size_t>(where)];
  const Money amount = eur(1 + a % 3'000);
  // Mostly the current deal, at times an earlier one.
  const ContactRow& row = s.contact(contact);
  DealId deal = row.deal;
  if (b % 4 == 0 && s.state().deal_count() > 0)
    deal = DealId(1 + static_cast<std::uint32_t>(b) % s.state().deal_count());
  const std::vector<CreditShare> credits = credits_by(b);
  switch (what) {
    case 0:
    case 1: s.give(commands::LogClose{.actor = "mia", .contact = contact, .amount = amount}); break;
    case 2:
    case 3:
    case 4:
      s.give(commands::Approve{
          .actor = "root",
          .contact = contact,
          .amount = amount,
          .deal = deal,
          .credits = a % 3 == 0 ? std::span<const CreditShare>(credits) : std::span<const CreditShare>()});
      break;
    case 5:
    case 6:
      s.give(commands::AmendClose{.actor = "mia", .contact = contact, .deal = deal, .amount = amount});
      break;
    case 7:
      s.give(commands::AmendClose{.actor = "mia", .contact = contact, .deal = deal, .credits = credits});
      break;
    case 8:
      s.give(commands::RevokeApproval{.actor = "mia", .contact = contact, .reason = "error", .deal = deal});
      break;
    case 9:
    case 10:
      s.give(commands::Reverse{
          .actor = "mia", .contact = contact, .reason = "refund", .deal = deal, .amount = eur(1 + a % 700)});
      break;
    case 11:
      s.give(commands::Reverse{.actor = "mia", .contact = contact, .reason = "refund", .deal = deal});
      break;
    case 12:
    case 13: {
      std::optional<Money> part;
      if (a % 2 == 0) part = eur(1 + a % 300);
      s.give(commands::Reinstate{.actor = "mia",
                                 .contact = contact,
                                 .refers_to = some_reversal(s.state(), deal, a),
                                 .deal = deal,
                                 .amount = part});
      break;
    }
    case 14:
      s.give(commands::Adjust{.actor = "mia",
                              .rep = reps[static_cast<std::size_t>(where)],
                              .period = month(b % 2 == 0 ? "2026-01" : "2026-02"),
                              .amount = eur(a - 1'500),
                              .reason = "bonus"});
      break;
    case 15: s.give(commands::OpenDeal{.actor = "mia", .contact = contact}); break;
    case 16: s.give(commands::Reject{.actor = "mia", .contact = contact, .reason = "no"}); break;
    case 17:
      s.give(commands::ClosePeriod{.actor = "mia", .period = s.state().organisation().oldest_open});
      break;
    case 18: {
      policies[0].plan.tiers[1].rate = *Rate::from_fraction({1 + a % 7, 9});
      books.adopt(policies[0]);
      break;
    }
    default: s.pass(Duration::hours(a % 400)); break;
  }
}

TEST(CorrectionSequences, ComeToWhatTheOracleSays) {
  std::size_t verified = 0;
  std::size_t frozen_checks = 0;
  EXPECT_TRUE(rc::check([&] {
    std::vector<Policy> policies{euro_policy()};
    policies[0].plan.tiers = {{0, Rate::of(1, 7)}, {1'000, Rate::of(2, 9)}, {2'000, Rate::of(1, 3)}};
    Books books(policies[0]);
    Scenario& s = books.scenario();
    for (std::size_t i = 0; i < 3; ++i) s.add_contact(contacts[i], reps[i]);
    const auto any_step = rc::gen::resize(
        rc::kNominalSize, rc::gen::tuple(rc::gen::inRange(0, 21), rc::gen::inRange(0, 3),
                                         rc::gen::inRange(0, 3000), rc::gen::inRange(0, 100)));
    const auto steps = *rc::gen::scale(1.5, rc::gen::container<std::vector<Step>>(any_step));
    std::map<std::pair<ActorId, YearMonth>, Statement> frozen;
    YearMonth open = s.state().organisation().oldest_open;
    for (const Step& step : steps) {
      take(books, step, policies);
      const Performance& performance = books.performance();
      for (; open < s.state().organisation().oldest_open; open = *open.plus_months(1))
        for (string_view rep : reps)
          frozen.emplace(std::pair(s.actor(rep), open), performance.statement(s.actor(rep), open, s.now()));
      for (const auto& [key, statement] : frozen) {
        RC_ASSERT(statement_difference(statement, performance.statement(key.first, key.second, s.now())) ==
                  "");
        ++frozen_checks;
      }
    }
    const Performance& performance = books.performance();
    const Truth truth = told_by(s.events());
    std::map<ActorId, Worth> sums;
    for (string_view key : reps)
      for (YearMonth period = month("2026-01"); period <= month("2028-12"); period = *period.plus_months(1)) {
        const ActorId rep = s.actor(key);
        const PeriodTotals totals = performance.totals(rep, period);
        const auto at = truth.find({rep, period});
        const PeriodTruth expected = at == truth.end() ? PeriodTruth() : at->second;
        RC_ASSERT(totals.revenue_minor == expected.worth.revenue);
        RC_ASSERT(totals.commission_minor == expected.worth.commission);
        RC_ASSERT(totals.closes.parts() == expected.worth.parts);
        RC_ASSERT(totals.adjusted_minor == expected.adjusted);
        sums[rep].revenue += totals.revenue_minor;
        sums[rep].commission += totals.commission_minor;
        sums[rep].parts += totals.closes.parts();
        // A statement is its lines.
        const Statement statement = performance.statement(rep, period, s.now());
        std::int64_t commission = 0;
        std::int64_t adjusted = 0;
        for (const StatementLine& line : statement.lines)
          (line.kind == LineKind::adjustment ? adjusted : commission) += line.commission.minor_units();
        RC_ASSERT(commission == statement.commission.minor_units());
        RC_ASSERT(adjusted == statement.adjustments.minor_units());
        std::int64_t by_deal = 0;
        for (const StatementDeal& deal : statement.deals) by_deal += deal.commission.minor_units();
        RC_ASSERT(by_deal == commission);
      }
    // What was posted over all periods is what the deals are worth in the end.
    for (const auto& [rep, sum] : sums) RC_ASSERT(sum == in_the_end(s.events(), s.state().deal_count(), rep));
    const auto standing = performance.standing_closes();
    RC_ASSERT(standing.ok());
    std::map<ActorId, std::int64_t> stands;
    for (const StatementLine& line : *standing) stands[line.rep] += line.commission.minor_units();
    for (const auto& [rep, sum] : sums) RC_ASSERT(stands[rep] == sum.commission);
    RC_ASSERT(difference(s.state(), s.replayed()) == "");
    for (const Event& event : s.events()) verified += event.kind == EventKind::close_approved ? 1U : 0U;
  }));
  EXPECT_GT(verified, 30U);
  EXPECT_GT(frozen_checks, 100U);
}

}  // namespace
}  // namespace firstlog_test
