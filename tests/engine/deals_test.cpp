// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Deals and their corrections through the engine: asked, snapshotted, taken over by another engine.
#include <gtest/gtest.h>
#include "firstlog/engine/records.hpp"

#include <vector>

#include "support/books.hpp"
#include "support/engine_world.hpp"

namespace {

using namespace firstlog;
using namespace firstlog_test;

class DealQueries : public testing::Test {
 protected:
  void SetUp() override { world.small_team(); }
  Engine& engine() { return world.engine(); }
  Outcome done(const Command& command) {
    const Outcome outcome = world.give(command);
    EXPECT_EQ(outcome.verdict, Verdict::accepted) << describe(outcome);
    return outcome;
  }
  Position sell(std::int64_t cents) {
    done(commands::LogClose{.actor = "ana", .contact = "bakery", .amount = eur(cents)});
    return done(commands::Approve{.actor = "root", .contact = "bakery", .amount = eur(cents)}).position;
  }
  World world;
};

TEST_F(DealQueries, EveryDealOfAContactInTheirOrder) {
  EXPECT_EQ(must(engine().deals("acme", "bakery")).size(), 0U);
  const Position approval = sell(90'000);
  done(commands::Reverse{.actor = "root", .contact = "bakery", .reason = "refund", .amount = eur(10'000)});
  done(commands::OpenDeal{.actor = "ana", .contact = "bakery"});
  const CreditShare halves[] = {{"bob", Rate::of(1, 2)}, {"ana", Rate::of(1, 2)}};
  done(commands::LogClose{.actor = "ana", .contact = "bakery", .amount = eur(5'000)});
  done(commands::AmendClose{.actor = "root", .contact = "bakery", .credits = halves});
  for (int engines = 0; engines < 2; ++engines) {
    const std::vector<DealRecord> deals = must(engine().deals("acme", "bakery"));
    ASSERT_EQ(deals.size(), 2U);
    EXPECT_EQ(deals[0].status, CloseStatus::verified);
    EXPECT_FALSE(deals[0].current);
    EXPECT_EQ(deals[0].cycle, 1U);
    EXPECT_EQ(deals[0].invoiced, eur(90'000));
    EXPECT_EQ(deals[0].reversed, eur(10'000));
    EXPECT_EQ(deals[0].decided_position, approval);
    EXPECT_EQ(deals[1].status, CloseStatus::pending);
    EXPECT_TRUE(deals[1].current);
    EXPECT_EQ(deals[1].cycle, 2U);
    ASSERT_EQ(deals[1].credits.size(), 2U);
    EXPECT_EQ(deals[1].credits[0].rep.id, must(engine().actor_id("acme", "bob")));
    world.reopen();
  }
  EXPECT_EQ(engine().deals("acme", "nowhere").status(), Status::not_found);
}

TEST_F(DealQueries, CorrectionsOfOneBatchSeeEachOther) {
  done(commands::LogClose{.actor = "ana", .contact = "bakery", .amount = eur(900)});
  const Position head = must(engine().head("acme")).position;
  const std::vector<Command> batch = {
      commands::Approve{.actor = "root", .contact = "bakery", .amount = eur(900)},
      commands::Reverse{.actor = "root", .contact = "bakery", .reason = "refund", .amount = eur(100)},
      commands::Reinstate{.actor = "root", .contact = "bakery", .refers_to = head.plus(2)},
      commands::AmendClose{
          .actor = "root", .contact = "bakery", .amount = eur(5), .refers_to = head.plus(2)}};
  std::vector<Outcome> outcomes(batch.size());
  must(engine().submit("acme", batch, outcomes));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(accepts(outcomes[static_cast<std::size_t>(i)])) << i;
  EXPECT_TRUE(refuses(outcomes[3], Rule::corrects_a_correction));
}

TEST_F(DealQueries, ASnapshotKeepsStatementsDocumentsAndReversals) {
  sell(90'000);
  const Position reversal =
      done(commands::Reverse{.actor = "root", .contact = "bakery", .reason = "refund", .amount = eur(10'000)})
          .position;
  done(commands::RecordInvoice{
      .actor = "root", .contact = "bakery", .amount = eur(90'000), .document_number = "I-1"});
  done(commands::Adjust{
      .actor = "root", .rep = "ana", .period = month("2026-01"), .amount = eur(-500), .reason = "advance"});
  const CreditShare thirds[] = {{"bob", Rate::of(1, 3)}, {"ana", Rate::of(2, 3)}};
  done(commands::AmendClose{.actor = "root", .contact = "bakery", .credits = thirds});
  for (std::string_view now : {"2026-01-30T09:00:00Z", "2026-02-09T09:00:00Z"}) {
    world.clock.set(now);
    done(commands::AddNote{.actor = "root", .contact = "garage", .personal = as_bytes("a day's work")});
  }
  done(commands::RevokeApproval{.actor = "root", .contact = "bakery", .reason = "error"});
  done(commands::Approve{.actor = "root", .contact = "bakery", .amount = eur(80'000)});
  std::vector<Statement> before;
  for (std::string_view rep : {"ana", "bob"})
    for (std::string_view period : {"2026-01", "2026-02"})
      before.push_back(must(engine().statement("acme", "root", rep, month(period))));
  EXPECT_TRUE(before[0].frozen);
  EXPECT_EQ(before[0].adjustments, eur(-500));
  FIRSTLOG_ASSERT_DONE(engine().snapshot("acme"));
  world.reopen();
  std::size_t at = 0;
  for (std::string_view rep : {"ana", "bob"})
    for (std::string_view period : {"2026-01", "2026-02"})
      EXPECT_EQ(
          statement_difference(before[at++], must(engine().statement("acme", "root", rep, month(period)))),
          "");
  EXPECT_TRUE(refuses(world.give(commands::RecordInvoice{
                          .actor = "root", .contact = "bakery", .amount = eur(1), .document_number = "I-1"}),
                      Rule::document_taken));
  EXPECT_TRUE(
      refuses(world.give(commands::Reinstate{.actor = "root", .contact = "bakery", .refers_to = reversal}),
              Rule::not_a_reversal))
      << "it was of the approval before";
  done(commands::Reverse{.actor = "root", .contact = "bakery", .reason = "refund"});
  EXPECT_EQ(must(engine().statement("acme", "root", "bob", month("2026-02"))).closes.rate(), Rate::of(-1, 3))
      << "counted in January, taken back in February";
}

}  // namespace
