// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What an engine adds to a decision: idempotency keys, and digests of what it holds.
#pragma once

#include "support/engine_world.hpp"
#include "tables/exploration.hpp"

namespace firstlog_test {

inline void explore_keys(Exploration& e) {
  for (const CommandRow& row : command_rows) {
    World world;
    world.small_team();
    for (const IdempotencyKey& key :
         {IdempotencyKey{.text = "used"}, IdempotencyKey{.producer = "p", .sequence = 5}})
      EXPECT_TRUE(accepts(world.give(
          commands::LogActivity{.actor = "root", .contact = "pool", .talk_seconds = 3, .idempotency = key})));
    Command other = forms_of(row, at("2026-01-05T10:00:00Z"), false)[0];
    other.actor = "ana";
    for (const IdempotencyKey& key :
         {IdempotencyKey{.text = "used"}, IdempotencyKey{.producer = "p", .sequence = 4},
          IdempotencyKey{.producer = "p"}}) {
      other.idempotency = key;
      e.into().take(row.kind, world.give(other));
    }
  }
}

// The digests are filled by the engine, which holds vault and documents.
inline void explore_digests(Exploration& e) {
  World world;
  world.small_team();
  const Bytes words = as_bytes("words");
  world.give(commands::RegisterContact{.actor = "root", .key = "told of", .personal = words});
  world.give(commands::AddNote{.actor = "root", .contact = "bakery", .personal = words});
  world.give(commands::LogClose{.actor = "ana", .contact = "bakery", .amount = eur(100)});
  world.give(commands::Reject{.actor = "root", .contact = "bakery", .reason = "no", .personal = words});
  world.give(commands::LogClose{.actor = "ana", .contact = "bakery", .amount = eur(100)});
  world.give(commands::Reject{.actor = "root", .contact = "bakery", .reason = "no"});
  for (const std::string_view number : {"D-1", "D-2", "D-3", "D-4", "D-5"}) {
    const bool told = number != "D-5";
    const Outcome line = world.give(commands::Adjust{
        .actor = "root", .rep = "ana", .period = month("2026-01"), .amount = eur(1), .reason = "bonus"});
    world.give(commands::OpenDispute{.actor = "ana",
                                     .rep = "ana",
                                     .refers_to = line.position,
                                     .document_number = number,
                                     .reason = "too_little",
                                     .personal = told ? words : Bytes()});
  }
  for (const std::string_view number : {"D-1", "D-2"})
    world.give(commands::AcceptDispute{.actor = "root",
                                       .document_number = number,
                                       .reason = "right",
                                       .personal = number == "D-1" ? words : Bytes()});
  for (const std::string_view number : {"D-3", "D-4"})
    world.give(commands::RejectDispute{.actor = "root",
                                       .document_number = number,
                                       .reason = "wrong",
                                       .personal = number == "D-3" ? words : Bytes()});
  constexpr std::uint64_t digest = std::uint64_t{1} << (event_member_count - 1);
  static_assert(event_members[event_member_count - 1].name == "digest");
  Observed engine;
  const Journal journal = journal_of(world.store());
  for (const Event& event : journal.events) engine.take(CommandKind::none, event);
  for (auto& [kind, filled] : engine.filled) {
    Filled& into = e.into().filled[kind];
    into.in_every |= filled.in_every & digest;
    into.in_some |= filled.in_some & digest;
  }
}

}  // namespace firstlog_test
