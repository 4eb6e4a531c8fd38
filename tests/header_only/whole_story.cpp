// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A campaign in short, by the headers alone: who may embed the state machine, the claims, the
// verification and the commission without the compiled library.
#include <gtest/gtest.h>

#include "firstlog/rules/commission/plan.hpp"
#include "firstlog/rules/quota.hpp"
#include "support/scenario.hpp"
#include "support/state_compare.hpp"

#if !defined(FIRSTLOG_HEADER_ONLY)
#error "this program promises something about header-only use"
#endif

// Of the other source: what it makes of the same headers.
std::uint32_t contacts_of_a_fresh_state();

namespace firstlog_test {
namespace {

using namespace firstlog::cold_call;

TEST(HeaderOnly, ACampaignFromContactToCommission) {
  Policy policy = euro_policy();
  policy.assignment = {{"bakers", "bakery", "", "", "ana"}, {"A-M", "", "A", "M", "ben"}};
  Scenario s(std::move(policy));
  s.add_actor("ana", Role::rep);
  s.add_actor("ben", Role::rep);
  s.add_actor("mia", Role::manager);

  EXPECT_TRUE(accepts(s.give(commands::RegisterContact{
                          .actor = "root", .key = "bakery-12", .niche = "bakery", .name = "Bäckerei Öz"}),
                      Rule::assigned_by_niche));
  EXPECT_TRUE(accepts(s.give(commands::RegisterContact{.actor = "root", .key = "garage-7", .name = "Garage"}),
                      Rule::assigned_by_alphabet));
  s.give(commands::LogActivity{.actor = "ana", .contact = "bakery-12", .disposition = Disposition::connect});
  const Outcome first = s.give(commands::LogInterest{.actor = "ana", .contact = "bakery-12"});
  EXPECT_TRUE(accepts(first, Rule::claim_established));
  EXPECT_FALSE(has(first.notices, Notice::no_recent_connect));
  const Outcome second = s.give(commands::LogInterest{.actor = "ben", .contact = "bakery-12"});
  EXPECT_TRUE(contests(second, Rule::first_log_wins));
  EXPECT_EQ(s.name(second.winner), "ana");
  EXPECT_EQ(second.winning_position, first.position);

  s.give(
      commands::ScheduleCallback{.actor = "ana", .contact = "bakery-12", .due = at("2026-01-07T10:00:00Z")});
  s.set_clock("2026-01-07T10:05:00Z");
  EXPECT_TRUE(
      accepts(s.give(commands::LogClose{.actor = "ana", .contact = "bakery-12", .amount = eur(190000)}),
              Rule::claim_kept));
  EXPECT_TRUE(
      accepts(s.give(commands::Approve{.actor = "mia", .contact = "bakery-12", .amount = eur(180000)})));
  EXPECT_EQ(s.contact("bakery-12").state, verified_close);
  EXPECT_EQ(s.state().deal(DealId(1)).credited, s.actor("ana"));

  const Result<CommissionLine> line =
      commission_of(s.state().policy().policy().plan, s.deal_of("bakery-12").invoiced);
  ASSERT_TRUE(line);
  EXPECT_EQ(line->commission, eur(27000)) << "1,800.00 at 15 %";
  EXPECT_EQ(zone_at_end(s.state().policy().policy().quota, 2), QuotaZone::amber);

  s.give(commands::MarkNotInterested{.actor = "ben", .contact = "garage-7"});
  s.advance_to("2026-04-07T00:00:00Z");
  EXPECT_EQ(s.contact("garage-7").cycle, 2U);
  EXPECT_EQ(s.assignee_of("garage-7"), "ben");
  EXPECT_EQ(s.state().organisation().oldest_open, month("2026-03"));
  EXPECT_EQ(difference(s.state(), s.replayed()), "");
  EXPECT_EQ(contacts_of_a_fresh_state(), 0U);
}

}  // namespace
}  // namespace firstlog_test
