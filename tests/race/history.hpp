// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What racing writers were told, held against the journal that they left.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "firstlog/engine/records.hpp"
#include "firstlog/store/sqlite.hpp"
#include "support/engine_world.hpp"
#include "support/sqlite_place.hpp"

namespace firstlog_test {

// One answer, as plain bytes that go through a pipe.
struct Told {
  std::uint32_t contact = 0;  // handle
  std::uint32_t actor = 0;
  std::uint32_t winner = 0;
  std::uint8_t verdict = 0;
  std::uint64_t position = 0;
  std::uint64_t winning_position = 0;
  std::uint64_t sequence = 0;
  std::uint32_t producer = 0;
  Digest hash;
};

inline Told told_of(const Outcome& outcome, std::uint32_t producer, std::uint64_t sequence) {
  Told told;
  told.contact = outcome.contact.number();
  told.actor = outcome.actor.number();
  told.winner = outcome.winner.number();
  told.verdict = static_cast<std::uint8_t>(outcome.verdict);
  told.position = outcome.position.number();
  told.winning_position = outcome.winning_position.number();
  told.producer = producer;
  told.sequence = sequence;
  told.hash = outcome.commit_hash;
  return told;
}

// Who has each contact, by an engine's own word.
inline std::string claims_of(Engine& engine, std::uint32_t contacts) {
  std::string claims = std::to_string(must(engine.head("acme")).position.number());
  for (std::uint32_t i = 1; i <= contacts; ++i) {
    const ContactRecord record = must(engine.contact("acme", ContactId(i)));
    claims += " " + std::to_string(record.claimant.number()) + "@" +
              std::to_string(record.claim_position.number()) + "/" + std::to_string(record.assignee.number());
  }
  return claims;
}

// One winner for each contact, at its lowest position; every answer stands where it said, under the
// hash it said; no command twice.
inline void check_history(const std::string& path, const std::vector<Told>& answers) {
  auto store = must(open_sqlite_store(path));
  const Journal journal = journal_of(*store);
  ASSERT_TRUE(sound(journal));

  std::map<std::uint32_t, const Event*> winner;  // of each contact
  for (const Event& event : journal.events) {
    if (event.kind != EventKind::interest_logged && event.kind != EventKind::interest_contested) continue;
    auto [at, first] = winner.emplace(event.contact.number(), &event);
    ASSERT_EQ(has(event.flags, EventFlag::establishes_claim), first)
        << "contact " << event.contact.number() << " position " << event.position.number();
    ASSERT_EQ(event.kind, first ? EventKind::interest_logged : EventKind::interest_contested);
    if (!first) {
      ASSERT_EQ(event.refers_to, at->second->position);
    }
  }

  std::vector<const TestRow*> row_of_position(journal.events.size() + 1);
  std::map<std::pair<std::string, std::uint64_t>, int> used;
  CommitReader reader;
  for (const TestRow& row : journal.rows) {
    for (std::uint64_t p = row.first_position.number(); p <= row.head.last_position.number(); ++p)
      row_of_position[p] = &row;
    must(reader.open(row.view()));
    RecordedCommand recorded;
    for (std::uint32_t i = 0; i < reader.command_count(); ++i)
      if (reader.command(i, recorded) && recorded.command.idempotency.present()) {
        ASSERT_EQ((++used[{std::string(recorded.command.idempotency.producer),
                           recorded.command.idempotency.sequence}]),
                  1);
      }
  }

  for (const Told& told : answers) {
    const auto verdict = static_cast<Verdict>(told.verdict);
    ASSERT_GT(told.position, 0U);
    ASSERT_LE(told.position, journal.events.size()) << "an acknowledged command is gone";
    const Event& event = journal.events[told.position - 1];
    ASSERT_EQ(event.contact.number(), told.contact);
    ASSERT_EQ(event.actor.number(), told.actor);
    ASSERT_TRUE(row_of_position[told.position]->head.hash == told.hash);
    if (told.sequence != 0) {
      ASSERT_EQ((used[{"producer-" + std::to_string(told.producer), told.sequence}]), 1);
    }
    if (verdict == Verdict::refused) continue;  // the rep's own entry stands already
    const Event& first = *winner.at(told.contact);
    ASSERT_EQ(told.winner, first.actor.number()) << "contact " << told.contact;
    ASSERT_EQ(told.winning_position, first.position.number());
    ASSERT_EQ(verdict, told.position == first.position.number() ? Verdict::accepted : Verdict::contested);
  }

  // An engine that replays it all agrees.
  Engine engine = must(Engine::open(*store));
  for (const auto& [contact, event] : winner) {
    const ContactRecord record = must(engine.contact("acme", ContactId(contact)));
    ASSERT_EQ(record.claimant, event->actor);
    ASSERT_EQ(record.claim_position, event->position);
    ASSERT_EQ(record.assignee, event->actor) << "the pool's contact went to the first";
  }
}

// "acme" with contacts "c-0"… in the pool, and reps "rep-0"….
inline void found_pool(Engine& engine, int contacts, int reps) {
  const std::string document = policy_to_json(euro_policy());
  must(engine.submit("acme",
                     commands::FoundOrganisation{.actor = "root", .key = "acme", .document = document}));
  std::vector<std::string> names;
  names.reserve(static_cast<std::size_t>(contacts + reps));
  std::vector<Command> batch;
  for (int i = 0; i < reps; ++i) {
    names.push_back("rep-" + std::to_string(i));
    batch.push_back(commands::RegisterActor{.actor = "root", .key = names.back(), .roles = Role::rep});
  }
  for (int i = 0; i < contacts; ++i) {
    names.push_back("c-" + std::to_string(i));
    batch.push_back(commands::RegisterContact{.actor = "root", .key = names.back()});
  }
  std::vector<Outcome> outcomes(batch.size());
  must(engine.submit("acme", batch, outcomes));
  for (const Outcome& outcome : outcomes) ASSERT_EQ(outcome.verdict, Verdict::accepted);
}

}  // namespace firstlog_test
