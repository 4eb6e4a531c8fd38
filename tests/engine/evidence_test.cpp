// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A verdict on a claim as a file (formats/evidence_json.hpp): it proves itself, and whatever is changed in
// it is named.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "firstlog/engine/audit.hpp"
#include "firstlog/engine/records.hpp"
#include "firstlog/formats/evidence_json.hpp"
#include "support/altered_bytes.hpp"
#include "support/engine_world.hpp"

namespace firstlog_test {
namespace {

using testing::HasSubstr;

class ClaimFile : public ::testing::Test {
 protected:
  void SetUp() override {
    Policy policy = euro_policy();
    policy.claim_by = ClaimBy::any_rep;
    world.small_team(policy);
    world.actor("cleo", Role::rep);
    entry_ = world.give(commands::LogInterest{
        .actor = "ana", .contact = "bakery", .occurred_at = at("2026-01-05T08:00:00Z")});
    world.give(commands::LogInterest{.actor = "bob", .contact = "garage"});
    contest_ = world.give(commands::LogInterest{.actor = "bob", .contact = "bakery"});
    world.give(commands::AddNote{
        .actor = "ana", .contact = "bakery", .personal = as_bytes("her mother's telephone number")});
    world.give(commands::Retract{
        .actor = "root", .contact = "bakery", .refers_to = entry_.position, .reason = "wrong_number"});
  }
  std::string file(const Evidence& evidence = {}, std::optional<std::uint32_t> cycle = std::nullopt) {
    return must(export_claim_evidence(world.engine(), "acme", "bakery", evidence, cycle));
  }
  static EvidenceVerification verified(std::string_view text) { return must(verify_evidence(text)); }

  World world;
  Outcome entry_;
  Outcome contest_;
};

TEST_F(ClaimFile, SaysWhoHasTheClaimAndProvesIt) {
  const std::string text = file();
  const EvidenceVerification answer = verified(text);
  EXPECT_TRUE(answer.ok) << answer.place << ": " << answer.reason;
  EXPECT_EQ(answer.organisation, "acme");
  EXPECT_EQ(answer.contact, "bakery");
  EXPECT_EQ(answer.cycle, 1U);
  EXPECT_EQ(answer.winner, "bob");
  EXPECT_EQ(answer.winning_position, contest_.position);
  EXPECT_EQ(answer.winning_time, contest_.recorded_at);
  EXPECT_EQ(answer.events, 5U);
  EXPECT_EQ(answer.vouched_events, 0U);
  EXPECT_THAT(answer.not_excluded, HasSubstr("written all of it anew"));
  EXPECT_THAT(answer.not_excluded, HasSubstr("behind position"));
}

TEST_F(ClaimFile, IsReadByPeopleAndHoldsNothingPersonal) {
  const std::string text = file();
  for (const char* wanted : {"\"winner\":\"bob\"", "\"rep\":\"ana\"",
                             "\"delay_microseconds\":", "\"retracted_by\":", "wrong_number", "claim_passed",
                             "the claim passed to the next valid entry of the cycle"})
    EXPECT_THAT(text, HasSubstr(wanted));
  EXPECT_EQ(text.find("mother"), std::string::npos);
  EXPECT_EQ(text.find("cleo"), std::string::npos) << "who has nothing to do with it";
  EXPECT_EQ(text.find("garage"), std::string::npos);
}

TEST_F(ClaimFile, NeedsNoEngineToBeChecked) {
  const std::string text = file();
  world.store();
  EXPECT_TRUE(verified(std::string(text)).ok);
  // The same bytes again, whoever asks and in whichever program.
  world.reopen();
  EXPECT_EQ(file(), text);
}

TEST_F(ClaimFile, ReceiptsAndACheckpointVouchForIt) {
  const Receipt receipt = must(receipt_of("acme", entry_));
  const std::vector<Receipt> receipts{receipt};
  {
    const std::string text = file({.receipts = receipts, .checkpoints = {}, .checkpoint_key = {}});
    EXPECT_THAT(text, HasSubstr(receipt.to_string()));
    const EvidenceVerification answer = verified(text);
    EXPECT_TRUE(answer.ok) << answer.place << ": " << answer.reason;
    EXPECT_EQ(answer.vouched_events, 1U);
    EXPECT_THAT(answer.not_excluded, HasSubstr("For 4 of 5 events"));
  }
  SigningSeed seed;
  for (std::byte& b : seed.bytes) b = std::byte{7};
  const std::vector<Checkpoint> checkpoints{must(checkpoint(world.engine(), "acme", seed))};
  const std::string text =
      file({.receipts = receipts, .checkpoints = checkpoints, .checkpoint_key = verify_key_of(seed)});
  const EvidenceVerification answer = verified(text);
  EXPECT_TRUE(answer.ok) << answer.place << ": " << answer.reason;
  EXPECT_EQ(answer.vouched_events, 5U);
  EXPECT_THAT(answer.not_excluded, HasSubstr("whoever knows the key"));
}

TEST_F(ClaimFile, ACheckpointInTheMiddleVouchesForWhatIsBeforeIt) {
  SigningSeed seed;
  seed.bytes[0] = std::byte{1};
  const std::vector<Checkpoint> checkpoints{must(checkpoint(world.engine(), "acme", seed))};
  world.give(commands::LogInterest{.actor = "cleo", .contact = "bakery"});
  const EvidenceVerification answer =
      verified(file({.receipts = {}, .checkpoints = checkpoints, .checkpoint_key = verify_key_of(seed)}));
  EXPECT_TRUE(answer.ok) << answer.place << ": " << answer.reason;
  EXPECT_EQ(answer.events, 6U);
  EXPECT_EQ(answer.vouched_events, 5U);
}

TEST_F(ClaimFile, AReceiptThatTheJournalDoesNotFitIsFoundOut) {
  Receipt receipt = must(receipt_of("acme", entry_));
  receipt.commit_hash.bytes[0] ^= std::byte{1};
  const std::vector<Receipt> receipts{receipt};
  const Result<std::string> text = export_claim_evidence(
      world.engine(), "acme", "bakery", {.receipts = receipts, .checkpoints = {}, .checkpoint_key = {}});
  EXPECT_EQ(text.status(), Status::corrupt);
  SigningSeed seed;
  std::vector<Checkpoint> checkpoints{must(checkpoint(world.engine(), "acme", seed))};
  EXPECT_EQ(export_claim_evidence(world.engine(), "acme", "bakery",
                                  {.receipts = {}, .checkpoints = checkpoints, .checkpoint_key = {}})
                .status(),
            Status::corrupt)
      << "another's key";
}

TEST_F(ClaimFile, TellsOfACycleThatIsOver) {
  world.give(commands::MarkNotInterested{.actor = "ana", .contact = "bakery"});
  world.give(commands::Reopen{.actor = "root", .contact = "bakery", .reason = "again"});
  EXPECT_EQ(verified(file()).winner, "");
  EXPECT_EQ(verified(file()).cycle, 2U);
  EXPECT_EQ(verified(file({}, 1)).winner, "bob");
  EXPECT_EQ(export_claim_evidence(world.engine(), "acme", "bakery", {}, 3).status(), Status::not_found);
  EXPECT_EQ(export_claim_evidence(world.engine(), "acme", "nowhere").status(), Status::not_found);
}

// Every n-th byte changed in two ways, cut and doubled: the file no longer passes, and a place is named.
TEST_F(ClaimFile, AnAlteredByteAnywhereIsNamed) {
  SigningSeed seed;
  const std::vector<Receipt> receipts{must(receipt_of("acme", entry_))};
  const std::vector<Checkpoint> checkpoints{must(checkpoint(world.engine(), "acme", seed))};
  const std::string good =
      file({.receipts = receipts, .checkpoints = checkpoints, .checkpoint_key = verify_key_of(seed)});
  expect_every_change_is_named(good, verified, [](std::size_t) { return std::size_t{11}; });
}

// The line and the member that do not fit, not merely that something does not.
TEST_F(ClaimFile, NamesWhatDoesNotFit) {
  const std::string good = file();
  auto with = [&good](std::string_view from, std::string_view to) {
    std::string text = good;
    const std::size_t where = text.find(from);
    EXPECT_NE(where, std::string::npos) << from;
    return verified(text.replace(where, from.size(), to));
  };
  const EvidenceVerification winner = with("\"winner\":\"bob\"", "\"winner\":\"ana\"");
  EXPECT_EQ(winner.place, "line 1, $.winner");
  const EvidenceVerification time = with("\"kind\":\"contact_registered\"", "\"kind\":\"assigned\"");
  EXPECT_EQ(time.place, "line 2, $.event.kind");

  // Whole lines: an event left out, two exchanged, one that is another file's.
  std::vector<std::string> lines;
  for (std::size_t from = 0; from < good.size();) {
    const std::size_t end = good.find('\n', from);
    lines.push_back(good.substr(from, end - from + 1));
    from = end + 1;
  }
  auto without = [&lines](std::size_t line) {
    std::string text;
    for (std::size_t i = 0; i < lines.size(); ++i)
      if (i + 1 != line) text += lines[i];
    return verified(text);
  };
  EXPECT_EQ(without(4).place, "line 4, $.event.previous");
  EXPECT_THAT(without(4).reason, HasSubstr("left out"));
  EXPECT_EQ(without(2).place, "line 2, $.event");
  EXPECT_FALSE(without(1).ok);
  EXPECT_FALSE(without(lines.size()).ok) << "a registration";
  // The end can be cut off only with a verdict that says so.
  EXPECT_EQ(without(6).place, "line 1, $.winner");
}

}  // namespace
}  // namespace firstlog_test
