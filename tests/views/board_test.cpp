// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Who is on the leaderboard: whoever sells, and whoever has left anything to show in the month.
#include <gtest/gtest.h>

#include <string>

#include "support/books.hpp"

namespace firstlog_test {
namespace {

class Board : public ::testing::Test {
 protected:
  Scenario& s() { return b.scenario(); }
  std::string on_board(std::string_view period) {
    std::string all;
    for (const LeaderboardRow& row : b.board(period).rows)
      all += std::string(s().name(row.rep)) + std::to_string(row.rank) + " ";
    return all;
  }
  Books b;
};

TEST_F(Board, WhoLeftIsOnItWhileHeHasAnythingToShow) {
  s().add_contact("bakery", "ben");
  const Position dial = b.give(commands::LogActivity{.actor = "ben", .contact = "bakery"}).position;
  EXPECT_EQ(on_board("2026-01"), "ana1 ben1 cleo1 ");
  b.give(commands::Depart{.actor = "mia", .rep = "ben"});
  EXPECT_EQ(on_board("2026-01"), "ana1 ben1 cleo1 ") << "he dialled";
  EXPECT_EQ(on_board("2026-02"), "ana1 cleo1 ");
  b.give(commands::Retract{.actor = "mia", .contact = "bakery", .refers_to = dial, .reason = "mistake"});
  EXPECT_EQ(on_board("2026-01"), "ana1 cleo1 ");
  EXPECT_FALSE(b.performance().rank(b.actor("ben"), month("2026-01")));
}

TEST_F(Board, AnImportBringsWhoLeftAndItsUndoingTakesHimAway) {
  b.log("ana", "first", 100);  // so that January is under way
  b.approve("first", 100);
  s().add_actor("imp", Role::importer);
  b.give(commands::Depart{.actor = "mia", .rep = "ben"});
  EXPECT_EQ(on_board("2026-01"), "ana1 cleo2 ");
  auto begin = [&](std::string_view batch) {
    b.give(commands::BeginImport{.actor = "imp", .batch = batch, .mapping = "m", .reason = "move"});
  };
  std::string_view batch = "dials";
  auto bring = [&](const Command& command, std::uint64_t row) {
    b.give(commands::Imported{.command = command,
                              .batch = batch,
                              .row = row,
                              .importer = "imp",
                              .occurred_at = at("2026-01-05T08:00:00Z") + Duration::minutes(row)});
  };
  begin(batch);
  bring(commands::RegisterContact{.actor = "root", .key = "older", .rep = "ben"}, 1);
  bring(commands::LogActivity{.actor = "ben", .contact = "older"}, 2);
  EXPECT_EQ(on_board("2026-01"), "ana1 ben2 cleo2 ");
  b.give(commands::UndoImport{.actor = "imp", .batch = batch, .reason = "wrong"});
  EXPECT_EQ(on_board("2026-01"), "ana1 cleo2 ");
  batch = "crm";
  begin(batch);
  bring(commands::RegisterContact{.actor = "root", .key = "old", .rep = "ben"}, 1);
  bring(commands::LogActivity{.actor = "ben", .contact = "old"}, 2);
  EXPECT_EQ(on_board("2026-01"), "ana1 ben2 cleo2 ");
  bring(commands::LogClose{.actor = "ben", .contact = "old", .amount = eur(900)}, 3);
  bring(commands::Approve{.actor = "mia", .contact = "old", .amount = eur(900)}, 4);
  EXPECT_EQ(on_board("2026-01"), "ben1 ana2 cleo3 ");
  b.give(commands::UndoImport{.actor = "imp", .batch = batch, .reason = "wrong"});
  EXPECT_EQ(on_board("2026-01"), "ana1 cleo2 ");
}

}  // namespace
}  // namespace firstlog_test
