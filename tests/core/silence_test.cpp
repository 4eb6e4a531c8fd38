// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Approval by silence (DOMAIN 6): only where a policy says so, and never against it.
#include <gtest/gtest.h>

#include <string_view>

#include "support/scenario.hpp"
#include "support/state_compare.hpp"

namespace firstlog_test {
namespace {

using namespace firstlog::cold_call;

struct Silent : Scenario {
  static Policy patient(int days) {
    Policy policy = euro_policy();
    policy.silence_working_days = days;
    return policy;
  }
  explicit Silent(Policy policy = patient(2)) : Scenario(std::move(policy)) {  // a Monday
    add_actor("ana", Role::rep);
    add_contact("c", "ana");
  }
  Outcome close(Money amount = eur(900)) {
    return give(commands::LogClose{.actor = "ana", .contact = "c", .amount = amount});
  }
};

TEST(Silence, ApprovesTheClaimedAmountWhenTheWorkingDaysAreOver) {
  Silent s;
  s.close();
  const Position entry = s.last().position;
  s.advance_to("2026-01-07T23:59:59Z");
  EXPECT_EQ(s.contact("c").state, pending_verification);
  s.advance_to("2026-01-08T00:00:00Z");
  EXPECT_EQ(s.contact("c").state, verified_close);
  const Event& approval = s.last();
  EXPECT_EQ(approval.kind, EventKind::close_approved);
  EXPECT_EQ(approval.rule, Rule::approved_by_silence);
  EXPECT_FALSE(approval.actor.present()) << "the system";
  EXPECT_EQ(approval.amount, eur(900));
  EXPECT_EQ(approval.refers_to, entry);
  EXPECT_EQ(approval.occurred_at, at("2026-01-08T00:00:00Z"));
  EXPECT_EQ(s.deal_of("c").credited, s.actor("ana"));
  EXPECT_EQ(s.contact("c").due_kind, DueKind::none);
  EXPECT_EQ(difference(s.state(), s.replayed()), "");
}

TEST(Silence, CountsInThePeriodInWhichItFellDue) {
  Silent s;
  s.set_clock("2026-01-28T09:00:00Z");
  s.close();
  s.advance_to("2026-02-03T09:00:00Z");
  EXPECT_EQ(s.last().rule, Rule::approved_by_silence);
  EXPECT_EQ(s.last().period, month("2026-01")) << "due on the 31st, done on the 3rd";
}

TEST(Silence, IsBrokenByAnyWord) {
  for (int word = 0; word < 4; ++word) {
    Silent s;
    s.close();
    if (word == 0)
      s.give(commands::Hold{
          .actor = "root", .contact = "c", .reason = "deposit", .due = s.now() + Duration::hours(1)});
    if (word == 1) s.give(commands::Reject{.actor = "root", .contact = "c", .reason = "no"});
    if (word == 2) s.give(commands::WithdrawClose{.actor = "ana", .contact = "c"});
    if (word == 3) {
      s.give(commands::Approve{.actor = "root", .contact = "c", .amount = eur(5)});
      s.give(commands::RevokeApproval{.actor = "root", .contact = "c", .reason = "error"});
    }
    const std::size_t events = s.events().size();
    s.advance_to("2026-01-30T00:00:00Z");
    EXPECT_EQ(s.events().size(), events) << word;
    EXPECT_NE(s.contact("c").state, verified_close) << word;
  }
}

TEST(Silence, IsOffWithoutAPolicyThatSaysSo) {
  Silent s(Silent::patient(0));
  s.close();
  EXPECT_EQ(s.contact("c").due_kind, DueKind::none);
  s.advance_to("2026-01-30T00:00:00Z");
  EXPECT_EQ(s.contact("c").state, pending_verification);
}

TEST(Silence, ApprovesNothingThatSomethingSpeaksAgainst) {
  struct Case {
    void (*arrange)(Silent&);
    Money amount;
    Rule rule;
  };
  const Case cases[] = {
      {[](Silent& s) {
         s.give(commands::AdoptPolicy{.actor = "root", .document = "d"}, s.compile(Silent::patient(0)));
       },
       eur(900), Rule::silence_ended},
      {[](Silent& s) {
         Policy policy = Silent::patient(2);
         policy.require_invoice = true;
         s.give(commands::AdoptPolicy{.actor = "root", .document = "d"}, s.compile(policy));
       },
       eur(900), Rule::invoice_missing},
      {[](Silent&) {}, Money::minor(900, currency("USD")), Rule::currency_not_of_plan},
  };
  for (const Case& each : cases) {
    Silent s;
    s.close(each.amount);
    each.arrange(s);
    s.advance_to("2026-01-08T00:00:00Z");
    EXPECT_EQ(s.last().kind, EventKind::close_held) << name_of(each.rule);
    EXPECT_EQ(s.last().rule, each.rule);
    EXPECT_EQ(s.contact("c").state, pending_verification);
    const std::size_t events = s.events().size();
    s.advance_to("2026-01-30T00:00:00Z");
    EXPECT_EQ(s.events().size(), events) << "said once";
    EXPECT_EQ(difference(s.state(), s.replayed()), "");
  }
}

}  // namespace
}  // namespace firstlog_test
