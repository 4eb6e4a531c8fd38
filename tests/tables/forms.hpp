// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What a field of a command can say, and every form of a command that comes of it. A new field needs its
// values here.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "firstlog/core/command_table.hpp"
#include "support/engine_world.hpp"

namespace firstlog_test {

inline const std::array<std::byte, 65537> too_much{};

using Setting = void (*)(Command&, Instant now);

// Of the standing that is explored; any other position where it has none.
inline Position newest_reversal{2};
inline Position newest_amendment{2};
inline Position disputed{2};  // of the dispute "taken"

// The first is one that most commands take.
inline std::vector<Setting> values_of(Field field) {
  using C = Command;
  using I = Instant;
  switch (field) {
    case Field::contact:
      return {[](C& c, I) { c.contact = "c"; },           [](C& c, I) { c.contact = "fresh"; },
              [](C& c, I) { c.contact = "sold"; },        [](C& c, I) { c.contact = "lost roofer"; },
              [](C& c, I) { c.contact = "lost baker"; },  [](C& c, I) { c.contact = "lost german"; },
              [](C& c, I) { c.contact = "lost welder"; }, [](C& c, I) { c.contact = "unheard of"; }};
    case Field::rep:
      return {[](C& c, I) { c.rep = "cleo"; },      [](C& c, I) { c.rep = "ana"; },
              [](C& c, I) { c.rep = "ina"; },       [](C& c, I) { c.rep = "max"; },
              [](C& c, I) { c.rep = "abe"; },       [](C& c, I) { c.rep = "root"; },
              [](C& c, I) { c.rep = "unheard of"; }};
    case Field::deal: return {[](C& c, I) { c.deal = DealId(1); }, [](C& c, I) { c.deal = DealId(999); }};
    case Field::amount:
      return {[](C& c, I) { c.amount = eur(5000); }, [](C& c, I) { c.amount = eur(0); },
              [](C& c, I) { c.amount = Money::minor(5000, currency("USD")); },
              [](C& c, I) { c.amount = eur(10'000'000'000'001); }, [](C& c, I) { c.amount = Money(); }};
    case Field::due:
      return {[](C& c, I now) { c.due = now + Duration::hours(24); }, [](C& c, I now) { c.due = now; },
              [](C& c, I now) { c.due = now + Duration::hours(24 * 400); },
              [](C& c, I now) { c.due = now - Duration::hours(1); }};
    case Field::occurred_at: return {[](C& c, I now) { c.occurred_at = now - Duration::hours(1); }};
    case Field::key:
      return {[](C& c, I) { c.key = "new"; }, [](C& c, I) { c.key = "ana"; }, [](C& c, I) { c.key = "c"; },
              [](C& c, I) { c.key = ""; }};
    case Field::reason: return {[](C& c, I) { c.reason = "why"; }, [](C& c, I) { c.reason = ""; }};
    case Field::niche:
      return {[](C& c, I) { c.niche = "roofing"; }, [](C& c, I) { c.niche = "plumbing"; },
              [](C& c, I) { c.niche = "welding"; }, [](C& c, I) { c.niche = ""; }};
    case Field::sort_key:
      return {[](C& c, I) { c.sort_key = fold_name("Baker"); },
              [](C& c, I) { c.sort_key = fold_name("Zinc"); }};
    case Field::document: return {[](C& c, I) { c.document = "policy"; }, [](C& c, I) { c.document = ""; }};
    case Field::roles:
      return {[](C& c, I) { c.roles = Role::rep; }, [](C& c, I) { c.roles = Role::manager; },
              [](C& c, I) { c.roles = Roles(); }};
    case Field::active: return {[](C& c, I) { c.active = true; }, [](C& c, I) { c.active = false; }};
    case Field::touch:
      return {[](C& c, I) { c.touch = Touch::email; }, [](C& c, I) { c.touch = static_cast<Touch>(99); }};
    case Field::disposition:
      return {[](C& c, I) { c.disposition = Disposition::connect; },
              [](C& c, I) { c.disposition = static_cast<Disposition>(99); }};
    case Field::inbound: return {[](C& c, I) { c.inbound = true; }, [](C& c, I) { c.inbound = false; }};
    case Field::talk_seconds: return {[](C& c, I) { c.talk_seconds = 61; }};
    case Field::confirm: return {[](C& c, I) { c.confirm = true; }, [](C& c, I) { c.confirm = false; }};
    case Field::period:
      return {[](C& c, I) { c.period = month("2026-01"); }, [](C& c, I) { c.period = month("2025-12"); },
              [](C& c, I) { c.period = month("2026-02"); }};
    case Field::personal:
      return {[](C& c, I) { c.personal = as_bytes("hello"); }, [](C& c, I) { c.personal = Bytes(too_much); }};
    case Field::place:
      return {[](C& c, I) { c.place = Place::of("DE", "", "10115"); },
              [](C& c, I) { c.place = Place::of("D3", "", ""); }};
    case Field::refers_to:
      return {[](C& c, I) { c.refers_to = Position(1); }, [](C& c, I) { c.refers_to = Position(1'000'000); },
              [](C& c, I) { c.refers_to = newest_reversal; }, [](C& c, I) { c.refers_to = newest_amendment; },
              [](C& c, I) { c.refers_to = disputed; }};
    case Field::other:
      return {[](C& c, I) { c.other = "fresh"; }, [](C& c, I) { c.other = "c"; },
              [](C& c, I) { c.other = "unheard of"; }};
    case Field::with_claim: return {[](C& c, I) { c.with_claim = true; }};
    case Field::match_keys: {
      static const MatchKey keys[] = {{MatchKind::phone, {std::byte{1}}}, {MatchKind::email, {std::byte{2}}}};
      return {[](C& c, I) { c.match_keys = keys; }};
    }
    case Field::scope:
      return {[](C& c, I) { c.scope = SuppressionScope::calls; },
              [](C& c, I) { c.scope = static_cast<SuppressionScope>(99); }};
    case Field::lines: {
      static const DealLine lines[] = {{.product = "sign", .quantity = 2, .net = eur(5000)}};
      static const DealLine others[] = {{.product = "sign", .quantity = 2, .net = eur(4999)}};
      return {[](C& c, I) { c.lines = lines; }, [](C& c, I) { c.lines = others; }};
    }
    case Field::tax: return {[](C& c, I) { c.tax = eur(950); }, [](C& c, I) { c.tax = eur(-1); }};
    case Field::signed_on: return {[](C& c, I) { c.signed_on = day("2026-01-05"); }};
    case Field::invoiced_on: return {[](C& c, I) { c.invoiced_on = day("2026-01-06"); }};
    case Field::paid_on: return {[](C& c, I) { c.paid_on = day("2026-01-07"); }};
    case Field::document_number:
      return {[](C& c, I) { c.document_number = "I-1"; }, [](C& c, I) { c.document_number = "taken"; },
              [](C& c, I) { c.document_number = "resolved"; }};
    case Field::credits: {
      static const CreditShare halves[] = {{"ana", Rate::of(1, 2)}, {"ben", Rate::of(1, 2)}};
      static const CreditShare less[] = {{"ana", Rate::of(1, 2)}};
      static const CreditShare twice[] = {{"ana", Rate::of(1, 2)}, {"ana", Rate::of(1, 2)}};
      static const CreditShare fine[] = {{"ana", Rate::of(1, 1009)}, {"ben", Rate::of(1008, 1009)}};
      static const CreditShare managers[] = {{"max", Rate::of(1, 1)}};
      static const CreditShare strangers[] = {{"unheard of", Rate::of(1, 1)}};
      return {[](C& c, I) { c.credits = halves; },   [](C& c, I) { c.credits = less; },
              [](C& c, I) { c.credits = twice; },    [](C& c, I) { c.credits = fine; },
              [](C& c, I) { c.credits = managers; }, [](C& c, I) { c.credits = strangers; }};
    }
    case Field::team: return {[](C& c, I) { c.team = "north"; }};
    case Field::cover:
      return {[](C& c, I) { c.cover = "ben"; },       [](C& c, I) { c.cover = "cleo"; },
              [](C& c, I) { c.cover = "ina"; },       [](C& c, I) { c.cover = "max"; },
              [](C& c, I) { c.cover = "abe"; },       [](C& c, I) { c.cover = "leo"; },
              [](C& c, I) { c.cover = "unheard of"; }};
    case Field::from:
      return {[](C& c, I) { c.from = day("2026-01-05"); }, [](C& c, I) { c.from = day("2025-12-31"); },
              [](C& c, I) { c.from = day("2026-01-07"); }};
    case Field::until:
      return {[](C& c, I) { c.until = day("2026-01-09"); }, [](C& c, I) { c.until = day("2026-01-04"); }};
    case Field::reps: {
      static const ActorRef reps[] = {"ben", "dora"};
      static const ActorRef self[] = {"cleo"};
      static const ActorRef idle[] = {"ina"};
      static const ActorRef no_rep[] = {"max"};
      static const ActorRef away[] = {"abe"};
      static const ActorRef twice[] = {"ben", "ben"};
      static const ActorRef unknown[] = {"unheard of"};
      return {[](C& c, I) { c.reps = reps; },   [](C& c, I) { c.reps = self; },
              [](C& c, I) { c.reps = idle; },   [](C& c, I) { c.reps = no_rep; },
              [](C& c, I) { c.reps = away; },   [](C& c, I) { c.reps = twice; },
              [](C& c, I) { c.reps = unknown; }};
    }
    case Field::batch: return {[](C& c, I) { c.batch = "old crm"; }, [](C& c, I) { c.batch = ""; }};
    case Field::row: return {[](C& c, I) { c.row = 1; }};
    case Field::importer: return {[](C& c, I) { c.importer = "root"; }};
    case Field::balances: {
      static const OpeningBalance balances[] = {{.kind = BalanceKind::draw_debt, .amount = eur(100)}};
      static const OpeningBalance dollars[] = {
          {.kind = BalanceKind::draw_debt, .amount = Money::minor(100, currency("USD"))}};
      return {[](C& c, I) { c.balances = balances; }, [](C& c, I) { c.balances = dollars; }};
    }
    case Field::kind:
    case Field::actor:
    case Field::idempotency: break;
  }
  return {};
}

// Every form of a command: all it needs; each needed field missing; one it does not know; each known
// field with each value, and where `pairs`, any two of them.
inline std::vector<Command> forms_of(const CommandRow& row, Instant now, bool pairs) {
  Command plain;
  plain.kind = row.kind;
  std::vector<std::pair<Field, Setting>> settings;
  Command surplus;
  for (int n = 0; n < field_count; ++n) {
    const auto field = static_cast<Field>(n);
    const std::vector<Setting> values = values_of(field);
    EXPECT_FALSE(values.empty()) << name_of(field);
    if (row.needs.has(field)) {
      plain.given.add(field);
      values[0](plain, now);
    } else if (!row.knows.has(field)) {
      surplus.given.add(field);
      continue;
    }
    for (Setting value : values) settings.emplace_back(field, value);
  }
  std::vector<Command> forms{plain};
  forms.push_back(plain);
  forms.back().given.add(surplus.given.first());
  for (int n = 0; n < field_count; ++n)
    if (const auto field = static_cast<Field>(n); row.needs.has(field)) {
      forms.push_back(plain);
      forms.back().given = plain.given.without(field);
    }
  for (std::size_t i = 0; i < settings.size(); ++i) {
    const auto& [field, value] = settings[i];
    Command one = plain;
    one.given.add(field);
    value(one, now);
    forms.push_back(one);
    for (std::size_t j = i + 1; pairs && j < settings.size(); ++j) {
      if (settings[j].first == field) continue;
      forms.push_back(one);
      forms.back().given.add(settings[j].first);
      settings[j].second(forms.back(), now);
    }
  }
  return forms;
}

}  // namespace firstlog_test
