// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Any byte of the file changed that alters what a read returns is caught: an engine over a damaged
// file answers as before, or with an error, or says in `verify` that the journal is damaged.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "firstlog/engine/audit.hpp"
#include "firstlog/engine/records.hpp"
#include "firstlog/store/sqlite.hpp"
#include "firstlog/views/claim.hpp"
#include "firstlog/views/statement.hpp"
#include "support/engine_world.hpp"
#include "support/sqlite_place.hpp"

namespace {

using namespace firstlog;
using namespace firstlog_test;

constexpr int contact_count = 6;

std::string contact(int i) {
  return "contact-" + std::to_string(i);
}

class DamagedFile : public ::testing::Test {
 protected:
  DamagedFile() : folder(true), path(folder.file("team.db")) {
    const std::string document = policy_to_json(euro_policy());
    auto store = must(open_sqlite_store(path));
    Engine engine = must(Engine::open(*store, options()));
    auto give = [&](const Command& command) {
      clock.pass(Duration::minutes(1));
      return must(engine.submit("acme", command));
    };
    give(commands::FoundOrganisation{.actor = "root", .key = "acme", .document = document});
    for (const char* rep : {"ana", "bob"})
      give(commands::RegisterActor{.actor = "root", .key = rep, .roles = Role::rep});
    for (int i = 0; i < contact_count; ++i)
      give(commands::RegisterContact{.actor = "root", .key = contact(i), .rep = i % 2 == 0 ? "ana" : "bob"});
    for (int i = 0; i < contact_count; ++i) {
      give(commands::LogInterest{.actor = i % 2 == 0 ? "ana" : "bob", .contact = contact(i)});
      give(commands::LogInterest{.actor = i % 2 == 0 ? "bob" : "ana", .contact = contact(i)});
    }
    give(commands::LogClose{.actor = "ana", .contact = contact(0), .amount = *Money::parse("1800.00 EUR")});
    give(commands::Approve{.actor = "root", .contact = contact(0), .amount = *Money::parse("1800.00 EUR")});
    give(commands::LogClose{.actor = "bob", .contact = contact(1), .amount = *Money::parse("900.00 EUR")});
    give(commands::AddNote{.actor = "ana", .contact = contact(0), .personal = as_bytes("rings after six")});
    receipt = must(receipt_of("acme", give(commands::LogActivity{.actor = "ana", .contact = contact(2)})));
  }

  EngineOptions options() {
    EngineOptions options;
    options.clock = &clock;
    options.random = &random;
    options.snapshot_every_events = 0;
    return options;
  }

  // Everything that can be read, as text; "caught" as soon as anything says that it cannot be trusted.
  std::string everything() {
    auto store = open_sqlite_store(path);
    if (!store) return "caught";
    auto opened = Engine::open(**store, options());
    if (!opened) return "caught";
    Engine& engine = *opened;
    std::string all;
    auto head = engine.head("acme");
    if (!head) return "caught";
    all += std::to_string(head->position.number()) + head->time.to_string() +
           std::to_string(head->commit_number);
    auto verified =
        verify(engine, "acme", {.receipts = {&receipt, 1}, .checkpoints = {}, .checkpoint_key = {}});
    if (!verified || !verified->ok) return "caught";
    auto pipeline = engine.pipeline("acme");
    if (!pipeline) return "caught";
    for (const auto& count : *pipeline) all += count.state + std::to_string(count.contacts);
    for (int i = 0; i < contact_count; ++i) {
      auto record = engine.contact("acme", contact(i));
      auto log = engine.history("acme", contact(i));
      auto claim = engine.explain_claim("acme", contact(i));
      if (!record || !log || !claim) return "caught";
      all += record->state + record->assignee_key + record->claimant_key + record->claimed_at.to_string();
      for (const Event& event : *log) {
        all += std::string(name_of(event.kind)) + std::to_string(event.position.number()) +
               event.recorded_at.to_string() + std::to_string(event.actor.number()) +
               event.amount.to_string() + std::string(event.key) + std::string(event.reason);
        if (event.kind != EventKind::note_added) continue;
        auto note = engine.personal("acme", "root", event.digest);
        if (!note) return "caught";
        all += as_text(*note);
      }
      all += std::to_string(claim->winning_position.number()) + std::to_string(claim->contenders.size());
    }
    auto board = engine.leaderboard("acme", "root");
    auto pending = engine.pending("acme", "root");
    if (!board || !pending) return "caught";
    for (const LeaderboardRow& row : board->rows)
      all += std::to_string(row.rank) + row.revenue.to_string() + row.commission->to_string();
    for (const PendingClose& close : *pending) all += close.claimed.to_string();
    for (const char* rep : {"ana", "bob"}) {
      auto statement = engine.statement("acme", "root", rep);
      if (!statement) return "caught";
      for (const StatementLine& line : statement->lines)
        all +=
            line.invoiced.to_string() + line.commission.to_string() + std::to_string(line.position.number());
    }
    return all;
  }

  Folder folder;
  std::string path;
  TestClock clock;
  FixedRandom random;
  Receipt receipt;
};

TEST_F(DamagedFile, NoChangedByteChangesAnAnswerUnnoticed) {
  const std::string whole = read_file(path);
  const std::string expected = everything();
  ASSERT_NE(expected, "caught");
  ASSERT_FALSE(std::filesystem::exists(path + "-wal")) << "the file alone is what there is";
  // Every byte takes a minute or two; the ordinary run takes every so many-th, from another beginning
  // for each seed.
  const bool soak = std::getenv("FIRSTLOG_SOAK_SECONDS") != nullptr;
  const std::size_t step = soak ? 1 : 37;
  const std::size_t begin = static_cast<std::size_t>(test_seed(1)) % step;
  std::size_t caught = 0;
  std::size_t harmless = 0;
  for (std::size_t at = begin; at < whole.size(); at += step) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << (at / step % 8)));
    std::filesystem::remove(path + "-wal");
    std::filesystem::remove(path + "-shm");
    write_file(path, damaged);
    const std::string answer = everything();
    if (answer == "caught")
      ++caught;
    else {
      ++harmless;
      ASSERT_EQ(answer, expected) << "byte " << at << " of " << whole.size();
    }
  }
  // Most of a small file's pages are room for more; the rest must have been caught.
  EXPECT_GT(caught, harmless / 20);
  RecordProperty("caught", static_cast<int>(caught));
  RecordProperty("harmless", static_cast<int>(harmless));
}

}  // namespace
