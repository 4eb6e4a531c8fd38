// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Disputes about lines of statements (DOMAIN 11): who may open and resolve them, which lines they may be
// about, their deadline.
#include <gtest/gtest.h>

#include <string_view>
#include <vector>

#include "support/scenario.hpp"
#include "support/state_compare.hpp"

namespace firstlog_test {
namespace {

class Disputes : public ::testing::Test {
 protected:
  explicit Disputes(Policy policy = euro_policy()) : s(std::move(policy)) {
    for (std::string_view rep : {"ana", "ben", "cleo"}) s.add_actor(rep, Role::rep);
    s.add_actor("mia", Role::manager);
    approval = sell("c", "ana");
  }
  Position sell(std::string_view key, std::string_view rep, std::span<const CreditShare> credits = {}) {
    s.add_contact(key, rep);
    s.give(commands::LogClose{.actor = rep, .contact = key, .amount = eur(1000)});
    const Outcome outcome =
        s.give(commands::Approve{.actor = "mia", .contact = key, .amount = eur(1000), .credits = credits});
    EXPECT_TRUE(accepts(outcome));
    return outcome.position;
  }
  Outcome open(std::string_view number, std::string_view rep = "ana", std::string_view actor = "ana") {
    return open_at(approval, number, rep, actor);
  }
  Outcome open_at(Position line, std::string_view number, std::string_view rep = "ana",
                  std::string_view actor = "ana") {
    return s.give(commands::OpenDispute{
        .actor = actor, .rep = rep, .refers_to = line, .document_number = number, .reason = "too_little"});
  }
  Outcome accept(std::string_view number, Position answer = {}) {
    return s.give(commands::AcceptDispute{
        .actor = "mia", .document_number = number, .reason = "right", .refers_to = answer});
  }
  Outcome reject(std::string_view number, std::string_view actor = "mia") {
    return s.give(commands::RejectDispute{.actor = actor, .document_number = number, .reason = "as_agreed"});
  }
  Outcome withdraw(std::string_view number, std::string_view actor = "ana") {
    return s.give(commands::WithdrawDispute{.actor = actor, .document_number = number});
  }
  const DisputeRow& row(std::string_view number) const {
    const std::uint32_t at = s.state().find_dispute(number);
    EXPECT_NE(at, 0U) << number;
    return s.state().dispute(at);
  }
  Position adjust(std::string_view rep) {
    const Outcome outcome = s.give(commands::Adjust{
        .actor = "mia", .rep = rep, .period = month("2026-01"), .amount = eur(5), .reason = "answer"});
    EXPECT_TRUE(accepts(outcome));
    return outcome.position;
  }
  ~Disputes() override { EXPECT_EQ(difference(s.state(), s.replayed()), ""); }

  Scenario s;
  Position approval;
};

TEST_F(Disputes, AreOpenedByTheRepOrAManagerUnderANumberOfTheHosts) {
  const Outcome outcome = open("D-1");
  EXPECT_TRUE(accepts(outcome));
  EXPECT_EQ(outcome.rep, s.actor("ana"));
  EXPECT_EQ(s.last().kind, EventKind::dispute_opened);
  EXPECT_EQ(s.last().refers_to, approval);
  EXPECT_EQ(s.last().deal, DealId(1));
  EXPECT_EQ(row("D-1").status, DisputeStatus::open);
  EXPECT_EQ(row("D-1").line, approval);
  EXPECT_EQ(row("D-1").opener, s.actor("ana"));
  const Position other = sell("d", "ben");
  EXPECT_TRUE(refuses(open_at(other, "D-2", "ben", "ana"), Rule::dispute_of_another));
  EXPECT_TRUE(accepts(open_at(other, "D-2", "ben", "mia")));
}

TEST_F(Disputes, ATakenNumberNamesWhoTookIt) {
  EXPECT_TRUE(accepts(open("D-1")));
  const Position first = s.last().position;
  const Outcome again = open_at(sell("d", "ana"), "D-1");
  EXPECT_TRUE(refuses(again, Rule::document_taken));
  EXPECT_EQ(again.winner, s.actor("ana"));
  EXPECT_EQ(again.winning_position, first);
}

TEST_F(Disputes, OnlyOneIsOpenAboutALine) {
  EXPECT_TRUE(accepts(open("D-1")));
  const Position first = s.last().position;
  const Outcome again = open("D-2");
  EXPECT_TRUE(refuses(again, Rule::dispute_open));
  EXPECT_EQ(again.winning_position, first);
  EXPECT_TRUE(accepts(withdraw("D-1")));
  EXPECT_TRUE(accepts(open("D-2"))) << "another one once the first is resolved";
}

TEST_F(Disputes, TheLineIsOneOfTheReps) {
  EXPECT_TRUE(refuses(open("D-1", "ben", "mia"), Rule::line_unknown)) << "nothing of that sale is ben's";
  for (const Position nothing : {Position(1), Position(approval.number() - 1), Position(10'000)})
    EXPECT_TRUE(refuses(open_at(nothing, "D-1"), Rule::line_unknown)) << nothing.number();
  const CreditShare halves[] = {{"ben", Rate::of(1, 2)}, {"cleo", Rate::of(1, 2)}};
  const Position shared = sell("shared", "ana", halves);
  EXPECT_TRUE(refuses(open_at(shared, "D-1"), Rule::line_unknown)) << "ana's claim, but no share of hers";
  EXPECT_TRUE(accepts(open_at(shared, "D-1", "ben", "ben")));
  EXPECT_TRUE(accepts(open_at(shared, "D-2", "cleo", "cleo"))) << "each has a line of the same entry";
}

TEST_F(Disputes, EveryEntryThatPostsMoneyCanBeDisputed) {
  const Position reversal =
      s.give(commands::Reverse{.actor = "mia", .contact = "c", .reason = "refund", .amount = eur(100)})
          .position;
  const Position reinstated =
      s.give(commands::Reinstate{.actor = "mia", .contact = "c", .refers_to = reversal}).position;
  const Position amended =
      s.give(commands::AmendClose{.actor = "mia", .contact = "c", .amount = eur(900)}).position;
  const Position adjusted = adjust("ana");
  const Position revoked =
      s.give(commands::RevokeApproval{.actor = "mia", .contact = "c", .reason = "error"}).position;
  const Position of_pending =
      s.give(commands::AmendClose{.actor = "mia", .contact = "c", .amount = eur(800)}).position;
  int number = 0;
  for (const Position line : {reversal, reinstated, amended, adjusted, revoked})
    EXPECT_TRUE(accepts(open_at(line, "D-" + std::to_string(++number)))) << number;
  EXPECT_TRUE(refuses(open_at(of_pending, "D-9"), Rule::line_unknown)) << "a pending close pays nothing";
  EXPECT_TRUE(refuses(open_at(adjusted, "D-9", "ben", "mia"), Rule::line_unknown));
}

TEST_F(Disputes, AreResolvedByAManagerWithAReason) {
  EXPECT_TRUE(rejects(accept("D-1"), Rule::unknown_dispute, Field::document_number));
  open("D-1");
  EXPECT_TRUE(refuses(reject("D-1", "ana"), Rule::role_not_allowed));
  EXPECT_TRUE(refuses(withdraw("D-1", "ben"), Rule::dispute_of_another));
  const Outcome done = reject("D-1");
  EXPECT_TRUE(accepts(done));
  EXPECT_EQ(row("D-1").status, DisputeStatus::rejected);
  EXPECT_EQ(row("D-1").resolver, s.actor("mia"));
  EXPECT_EQ(s.last().reason, "as_agreed");
  for (const Outcome& again : {accept("D-1"), reject("D-1"), withdraw("D-1")}) {
    EXPECT_TRUE(refuses(again, Rule::dispute_resolved));
    EXPECT_EQ(again.winner, s.actor("mia"));
    EXPECT_EQ(again.winning_position, done.position);
  }
}

TEST_F(Disputes, AnAcceptedOneMayNameItsAnswer) {
  const Position before = adjust("ana");
  open("D-1");
  const Position other_rep = adjust("ben");
  const Position other_deal = sell("d", "ana");
  for (const Position wrong : {before, approval, other_rep, other_deal, Position(10'000)})
    EXPECT_TRUE(refuses(accept("D-1", wrong), Rule::answer_unknown)) << wrong.number();
  const Position answer = adjust("ana");
  EXPECT_TRUE(accepts(accept("D-1", answer)));
  EXPECT_EQ(row("D-1").status, DisputeStatus::accepted);
  EXPECT_EQ(s.last().refers_to, answer);
  open("D-2");
  const Outcome amended = s.give(commands::AmendClose{.actor = "mia", .contact = "c", .amount = eur(2000)});
  EXPECT_TRUE(accepts(accept("D-2", amended.position)));
  open("D-3");
  EXPECT_TRUE(accepts(accept("D-3"))) << "or none";
}

// Monday 5 January: ten working days are over when the 20th begins.
TEST_F(Disputes, AreOverdueWhenTheirWorkingDaysAreOver) {
  open("D-1");
  EXPECT_EQ(row("D-1").due, at("2026-01-20T00:00:00Z"));
  s.advance_to("2026-01-19T23:59:59Z");
  EXPECT_FALSE(row("D-1").overdue);
  s.advance_to("2026-01-20T09:00:00Z");
  EXPECT_TRUE(row("D-1").overdue);
  EXPECT_EQ(row("D-1").status, DisputeStatus::open);
  const Event& event = s.back(0);
  EXPECT_EQ(event.kind, EventKind::dispute_overdue);
  EXPECT_EQ(event.refers_to, row("D-1").opened);
  EXPECT_EQ(event.rep, s.actor("ana"));
  EXPECT_EQ(event.occurred_at, at("2026-01-20T00:00:00Z")) << "when it was due";
  EXPECT_FALSE(event.actor.present());
  const std::size_t events = s.events().size();
  s.advance_to("2026-01-25T09:00:00Z");
  EXPECT_EQ(s.events().size(), events) << "once";
  EXPECT_TRUE(accepts(reject("D-1"))) << "late, but not too late";
}

TEST_F(Disputes, TheEarliestDeadlineComesFirstAndResolvedOnesHaveNone) {
  open("D-1");
  s.set_clock("2026-01-06T09:00:00Z");
  const Position second = sell("d", "ben");
  open_at(second, "D-2", "ben", "ben");
  s.set_clock("2026-01-07T09:00:00Z");
  const Position third = sell("e", "cleo");
  open_at(third, "D-3", "cleo", "cleo");
  EXPECT_TRUE(accepts(withdraw("D-2", "ben")));
  s.advance_to("2026-01-29T09:00:00Z");
  std::vector<Position> overdue;
  for (const Event& event : s.events())
    if (event.kind == EventKind::dispute_overdue) overdue.push_back(event.refers_to);
  EXPECT_EQ(overdue, (std::vector<Position>{row("D-1").opened, row("D-3").opened}));
}

TEST_F(Disputes, WithoutADeadlineTheyAreNeverOverdue) {
  Policy policy = euro_policy();
  policy.dispute_working_days = 0;
  s.give(commands::AdoptPolicy{.actor = "root", .document = "d"}, s.compile(policy));
  open("D-1");
  EXPECT_EQ(row("D-1").due, Instant());
  EXPECT_FALSE(s.state().anything_due(at("2026-01-31T00:00:00Z")));
}

TEST_F(Disputes, AJournalThatDoesNotFollowIsRefused) {
  open("D-1");
  auto spoilt = [&](auto change) {
    Event event = s.last();
    event.position = event.position.plus(1);
    event.recorded_at = event.recorded_at + Duration::seconds(1);
    event.document_number = "D-2";
    change(event);
    State state(&s.state());
    return evolve(state, event);
  };
  EXPECT_TRUE(spoilt([](Event&) {}));
  EXPECT_FALSE(spoilt([](Event& e) { e.document_number = "D-1"; }));
  EXPECT_FALSE(spoilt([](Event& e) { e.document_number = ""; }));
  EXPECT_FALSE(spoilt([](Event& e) { e.rep = {}; }));
  EXPECT_FALSE(spoilt([](Event& e) { e.refers_to = e.position; }));
  EXPECT_FALSE(spoilt([](Event& e) { e.deal = DealId(9); }));
  for (const EventKind kind :
       {EventKind::dispute_accepted, EventKind::dispute_rejected, EventKind::dispute_withdrawn}) {
    EXPECT_FALSE(spoilt([&](Event& e) { e.kind = kind; })) << "of a number that nobody opened";
    EXPECT_TRUE(spoilt([&](Event& e) {
      e.kind = kind;
      e.document_number = "D-1";
    }));
  }
  EXPECT_FALSE(spoilt([](Event& e) { e.kind = EventKind::dispute_overdue; }));
  EXPECT_TRUE(spoilt([&](Event& e) {
    e.kind = EventKind::dispute_overdue;
    e.refers_to = s.last().position;
  }));
}

}  // namespace
}  // namespace firstlog_test
