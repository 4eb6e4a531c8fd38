// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A journal leaves one store and enters another with its bytes and hashes.
#include "firstlog/engine/transfer.hpp"
#include "firstlog/engine/records.hpp"
#include "firstlog/views/statement.hpp"

#include <gtest/gtest.h>

#include <string>

#include "firstlog/engine/audit.hpp"
#include "support/engine_world.hpp"

namespace firstlog_test {
namespace {

struct Text final : TextSink {
  std::string all;
  int pieces_max = 1'000'000;
  bool take(std::string_view text) noexcept override {
    all += text;
    return --pieces_max > 0;
  }
};

class Transfer : public ::testing::Test {
 protected:
  Transfer() {
    world.small_team();
    world.give(commands::LogInterest{.actor = "ana", .contact = "bakery"});
    world.give(commands::LogInterest{.actor = "bob", .contact = "bakery"});
    world.give(
        commands::LogClose{.actor = "ana", .contact = "bakery", .amount = *Money::parse("1800.00 EUR")});
    world.give(
        commands::Approve{.actor = "root", .contact = "bakery", .amount = *Money::parse("1800.00 EUR")});
    must(export_journal(world.engine(), "acme", text));
  }

  void same_bytes(Store& store) {
    const Journal here = journal_of(world.store());
    const Journal there = journal_of(store);
    ASSERT_EQ(here.rows.size(), there.rows.size());
    for (std::size_t i = 0; i < here.rows.size(); ++i) {
      EXPECT_EQ(here.rows[i].record, there.rows[i].record) << i;
      EXPECT_TRUE(here.rows[i].view().head == there.rows[i].view().head) << i;
    }
  }

  World world;
  Text text;
};

TEST_F(Transfer, KeepsBytesHashesAndAnswers) {
  auto store = must(open_memory_store());
  const Head head = must(import_journal(*store, "acme", text.all));
  EXPECT_EQ(head.hash, must(world.engine().head("acme")).hash);
  same_bytes(*store);
  EngineOptions options = world.options();
  Engine engine = must(Engine::open(*store, options));
  EXPECT_EQ(must(engine.statement("acme", "root", "ana")).commission.to_string(), "270.00");
  EXPECT_TRUE(must(verify(engine, "acme")).ok);
  Text again;
  must(export_journal(engine, "acme", again));
  EXPECT_EQ(again.all, text.all);
  // The copy lives on as a journal of its own.
  EXPECT_EQ(must(engine.submit("acme", commands::LogActivity{.actor = "ana", .contact = "bakery"})).verdict,
            Verdict::accepted);
}

TEST_F(Transfer, GoesOnBehindWhatIsThere) {
  auto store = must(open_memory_store());
  const std::size_t third_line = text.all.find('\n', text.all.find('\n', text.all.find('\n') + 1) + 1) + 1;
  must(import_journal(*store, "acme", std::string_view(text.all).substr(0, third_line)));
  must(import_journal(*store, "acme", text.all));
  must(import_journal(*store, "acme", text.all));
  same_bytes(*store);
}

TEST_F(Transfer, RefusesAnotherJournalOfThatName) {
  World other;
  other.found();
  other.actor("zoe", Role::rep);
  const Journal before = journal_of(other.store());
  const auto refused = import_journal(other.store(), "acme", text.all);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.status(), Status::conflict);
  EXPECT_EQ(journal_of(other.store()).rows.size(), before.rows.size());
}

TEST_F(Transfer, WritesNothingOfDamagedText) {
  for (std::size_t at = 11; at < text.all.size(); at += 97) {
    std::string damaged = text.all;
    if (damaged[at] == '\n') continue;
    damaged[at] = damaged[at] == '7' ? '8' : '7';
    auto store = must(open_memory_store());
    const auto read = import_journal(*store, "acme", damaged);
    if (read.ok()) {
      same_bytes(*store);  // a byte that says nothing, such as the last bits of base64
    } else {
      EXPECT_NE(std::string(read.error().place.view()).find("line"), std::string::npos) << told(read.error());
      EXPECT_TRUE(journal_of(*store).rows.empty()) << at;
    }
  }
}

TEST_F(Transfer, RefusesAnotherOrganisationsJournal) {
  auto store = must(open_memory_store());
  EXPECT_FALSE(import_journal(*store, "other", text.all).ok());
  EXPECT_TRUE(journal_of(*store, "other").rows.empty());
}

TEST_F(Transfer, StopsWhereTheReceiverStops) {
  Text short_text;
  short_text.pieces_max = 2;
  EXPECT_EQ(export_journal(world.engine(), "acme", short_text).status(), Status::cancelled);
}

TEST_F(Transfer, ReceiptsAndProofsOfTheOldJournalHoldInTheNewOne) {
  const Outcome outcome = world.give(commands::LogActivity{.actor = "ana", .contact = "bakery"});
  const Receipt receipt = must(receipt_of("acme", outcome));
  EXPECT_EQ(must(Receipt::parse(receipt.to_string())), receipt);
  SigningSeed seed;
  seed.bytes[3] = std::byte{7};
  const Checkpoint signed_head = must(checkpoint(world.engine(), "acme", seed));
  text.all.clear();
  must(export_journal(world.engine(), "acme", text));
  auto store = must(open_memory_store());
  must(import_journal(*store, "acme", text.all));
  Engine engine = must(Engine::open(*store, world.options()));
  const Verification verification = must(verify(
      engine, "acme",
      {.receipts = {&receipt, 1}, .checkpoints = {&signed_head, 1}, .checkpoint_key = verify_key_of(seed)}));
  EXPECT_TRUE(verification.ok) << verification.reason.view();
  EXPECT_EQ(verification.vouched_until, outcome.position);
  const InclusionProof proof = must(prove(engine, "acme", outcome.position));
  Event event;
  must(check_proof(proof, receipt, event));
  EXPECT_EQ(event.kind, EventKind::activity_logged);
  EXPECT_EQ(prove(engine, "acme", outcome.position.plus(1)).status(), Status::not_found);
  EXPECT_EQ(receipt_of("acme", Outcome()).status(), Status::invalid_argument);
}

}  // namespace
}  // namespace firstlog_test
