// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What was done elsewhere and is brought in.
#pragma once

#include <string_view>
#include <vector>

#include "tables/exploration.hpp"

namespace firstlog_test {

// Imports of every kind, and contacts that one of them brings to every state.
inline void bring_in(Exploration& e, Scenario& s, Instant then) {
  std::uint64_t row = 100;
  auto bring = [&](const Command& command, Instant at, std::string_view batch) {
    e.take(s, commands::Imported{
                  .command = command, .batch = batch, .row = row++, .importer = "imp", .occurred_at = at});
  };
  for (std::string_view batch : {"old crm", "second", "behind", "used", "ended", "undone"})
    e.take(s, commands::BeginImport{.actor = "imp", .batch = batch, .mapping = "m", .reason = "move"});
  bring(commands::RegisterContact{.actor = "root", .key = "used once"}, then, "used");
  e.take(s, commands::AddNote{.actor = "ana", .contact = "used once", .personal = as_bytes("n")});
  e.take(s, commands::EndImport{.actor = "imp", .batch = "ended", .reason = "done"});
  e.take(s, commands::UndoImport{.actor = "imp", .batch = "undone", .reason = "wrong"});
  const Instant day = then + Duration::hours(24);
  for (std::string_view key :
       {"b new", "b claimed", "b back", "b lost", "b close", "b won", "b again", "b moved"})
    bring(commands::RegisterContact{.actor = "root", .key = key, .rep = "ana"}, then, "old crm");
  bring(commands::RegisterContact{.actor = "root", .key = "b pool"}, then, "old crm");
  bring(commands::LogInterest{.actor = "ana", .contact = "b claimed"}, day, "old crm");
  bring(commands::LogInterest{.actor = "ben", .contact = "b new"}, day, "old crm");
  bring(commands::ScheduleCallback{.actor = "ana", .contact = "b back", .due = day + Duration::hours(24)},
        day, "old crm");
  bring(commands::AddNote{.actor = "ana", .contact = "b back", .personal = as_bytes("n")},
        day + Duration::hours(120), "old crm");
  bring(commands::LogInterest{.actor = "ana", .contact = "b lost"}, day, "old crm");
  bring(commands::MarkNotInterested{.actor = "ana", .contact = "b lost"}, day + Duration::hours(1),
        "old crm");
  const Instant long_ago = day - Duration::hours(24 * 400);
  bring(commands::RegisterContact{.actor = "root", .key = "b old", .rep = "ana"}, long_ago, "old crm");
  bring(commands::LogInterest{.actor = "ana", .contact = "b old"}, long_ago, "old crm");
  bring(commands::MarkNotInterested{.actor = "ana", .contact = "b old"}, long_ago, "old crm");
  bring(commands::AddNote{.actor = "ana", .contact = "b old", .personal = as_bytes("n")}, day, "old crm");
  for (std::string_view key : {"b close", "b won", "b again"})
    bring(commands::LogClose{.actor = "ana", .contact = key, .amount = eur(100)}, day, "old crm");
  bring(commands::Approve{.actor = "ana", .contact = "b won", .amount = eur(100)}, day, "old crm");
  bring(commands::Assign{.actor = "root", .contact = "b again", .rep = "ben"}, day, "old crm");
  bring(commands::Assign{.actor = "root", .contact = "b moved", .rep = "ben"}, day, "old crm");
  bring(commands::MarkNotInterested{.actor = "ana", .contact = "b pool"}, day, "old crm");
  // The second import's note stands behind the other's, which is bound by it.
  for (std::string_view batch : {"behind", "second"})
    bring(commands::AddNote{.actor = "ana", .contact = "c", .personal = as_bytes("n")}, then, batch);
  static const OpeningBalance debt[] = {{.kind = BalanceKind::draw_debt, .amount = eur(100)}};
  e.take(s,
         commands::SetOpeningBalance{
             .actor = "root", .rep = "ana", .balances = debt, .period = month("2026-01"), .document = "d"});
}

// The form as an import carries it: by everybody on every contact; and once with everything that can be
// wrong about its import.
inline void imported_forms(Exploration& e, const State& s, const Command& form, Instant then, Instant now) {
  const Command plain = commands::Imported{.command = form,
                                           .batch = "old crm",
                                           .row = 7,
                                           .importer = "imp",
                                           .occurred_at = now - Duration::hours(1)};
  std::vector<Command> all{plain};
  if (form.given.has(Field::contact) && form.contact.key == "c") {
    for (std::string_view key : {"c", "b new", "b claimed", "b back", "b lost", "b close", "b won", "b again",
                                 "b pool", "b old", "b moved", "fresh"})
      for (Instant at : {now - Duration::hours(1), then + Duration::hours(12), then - Duration::hours(48),
                         then - Duration::hours(24 * 390)}) {
        Command command = plain;
        command.contact = key;
        command.occurred_at = at;
        if (command.given.has(Field::due)) command.due = at + (form.due - now);
        all.push_back(command);
      }
  }
  for (Field field : {Field::batch, Field::row, Field::importer, Field::occurred_at}) {
    all.push_back(plain);
    all.back().given = plain.given.without(field);
  }
  for (std::string_view batch : {"ended", "unheard of", ""}) {
    all.push_back(plain);
    all.back().batch = batch;
  }
  for (std::string_view importer : {"root", "ina", "unheard of"}) {
    all.push_back(plain);
    all.back().importer = importer;
  }
  all.push_back(plain);
  all.back().occurred_at = now + Duration::hours(1);
  for (Command& command : all)
    for (std::string_view actor : {"ana", "ben", "mia", "ina", "int", "root"}) {
      command.actor = actor;
      e.give_with_documents(s, command, now);
    }
}

// What was done elsewhere: on contacts registered live, on such that the import registered, by imports
// open, ended and unheard of, at times before and after what happened since.
inline void explore_imports(Exploration& e, const Standing& standing) {
  Policy at_first = euro_policy();
  at_first.claim_by = ClaimBy::any_rep;
  Scenario s(at_first);
  arrange_all(s, standing);
  const Instant then = s.now() - Duration::hours(240);
  bring_in(e, s, then);
  for (Variant variant : variants) {
    Policy policy = euro_policy();
    variant(policy);
    const CompiledPolicy* adopted = s.compile(std::move(policy));
    ASSERT_NE(adopted, nullptr);
    State there(&s.state());
    History kept;
    ASSERT_TRUE(accepts(
        commit(there, commands::AdoptPolicy{.actor = "root", .document = "next"}, adopted, s.now(), kept)));
    e.documents_of(s);
    History known = history_of(s);
    for (const Event& event : kept.events()) known.keep(event);
    e.refer_to(&known);
    const Instant now = after_head(there, s.now());
    for (const CommandRow& row : command_rows) {
      for (const Command& form : forms_of(row, now, false)) imported_forms(e, there, form, then, now);
      if (importable(row.kind)) continue;
      for (Command& form : forms_of(row, now, false))
        for (std::string_view actor : {"imp", "root"})
          for (std::string_view batch :
               {"old crm", "second", "behind", "used", "ended", "undone", "unheard of"}) {
            form.actor = actor;
            form.batch = batch;
            e.give_with_documents(there, form, now);
            if (!form.given.has(Field::batch)) break;
          }
    }
    e.refer_to(nullptr);
  }
}

}  // namespace firstlog_test
