// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What a command must look like: each field missing, each field too many, each content that does not
// follow its format, each name that names nothing. None of it leaves a trace.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "firstlog/core/command_table.hpp"
#include "support/match_keys.hpp"
#include "support/scenario.hpp"
#include "support/state_compare.hpp"

namespace firstlog_test {
namespace {

// A command of that kind with every field that it needs and knows, well formed.
Command full_command(const CommandRow& row, const Scenario& s) {
  Command command;
  command.kind = row.kind;
  command.actor = "root";
  command.given = row.needs | row.knows;
  command.contact = "c";
  command.rep = "ana";
  command.amount = eur(100);
  command.due = s.now() + Duration::hours(1);
  command.occurred_at = s.now();
  command.key = "new key";
  command.reason = "code";
  command.niche = "bakery";
  command.sort_key = fold_name("Backstube");
  command.place = Place::of("AT", "9", "1010");
  command.document = "policy";
  command.roles = Role::rep;
  command.period = month("2026-01");
  command.personal = as_bytes("note");
  static const MatchKey keys[] = {phone(1), email(2)};
  command.match_keys = keys;
  command.other = "d";
  command.refers_to = Position(1);
  static const ActorRef successors[] = {"root"};
  command.team = "north";
  command.cover = "root";
  command.from = day("2026-01-05");
  command.until = day("2026-01-06");
  command.reps = successors;
  static const DealLine lines[] = {{.product = "sign", .net = eur(100)}};
  static const CreditShare credits[] = {{"ana", Rate::one()}};
  command.tax = eur(19);
  command.lines = lines;
  command.credits = credits;
  command.signed_on = command.invoiced_on = command.paid_on = day("2026-01-05");
  command.document_number = "I-1";
  command.batch = "old crm";
  static const OpeningBalance balances[] = {{.kind = BalanceKind::draw_debt, .amount = eur(100)}};
  command.balances = balances;
  return command;
}

class Malformed : public ::testing::Test {
 protected:
  Malformed() {
    s_.add_actor("ana", Role::rep);
    s_.give(commands::ChangeActor{
        .actor = "root", .rep = "root", .roles = Role::admin | Role::manager | Role::importer});
    s_.add_contact("c", "ana");
    s_.add_contact("d");
    document_ = s_.compile(euro_policy());
  }
  Outcome give(const Command& command) {
    const std::size_t events = s_.events().size();
    const State before = s_.replayed();
    const Outcome outcome = s_.give(command, document_);
    if (outcome.verdict == Verdict::malformed) {
      EXPECT_EQ(s_.events().size(), events);
      EXPECT_EQ(difference(s_.state(), before), "");
      EXPECT_FALSE(outcome.position.present());
    }
    return outcome;
  }

  Scenario s_;
  const CompiledPolicy* document_ = nullptr;
};

TEST_F(Malformed, EachMissingFieldIsNamed) {
  for (const CommandRow& row : command_rows)
    for (int i = 0; i < field_count; ++i) {
      const auto field = static_cast<Field>(i);
      if (!row.needs.has(field)) continue;
      Command command = full_command(row, s_);
      command.given = command.given.without(field);
      EXPECT_TRUE(rejects(give(command), Rule::field_missing, field)) << row.name;
    }
}

TEST_F(Malformed, EachSurplusFieldIsNamed) {
  for (const CommandRow& row : command_rows)
    for (int i = 0; i < field_count; ++i) {
      const auto field = static_cast<Field>(i);
      if (row.needs.has(field) || row.knows.has(field)) continue;
      Command command = full_command(row, s_);
      command.given.add(field);
      // A batch says that the command was given elsewhere: then it lacks the rest of what says so.
      if (field == Field::batch && importable(row.kind))
        EXPECT_EQ(give(command).rule, Rule::field_missing) << row.name;
      else
        EXPECT_TRUE(rejects(give(command), Rule::field_not_allowed, field)) << row.name;
    }
}

// The fields named are also the only ones: without them the command is read.
TEST_F(Malformed, WhatIsNeededIsEnough) {
  const Outcome line = give(commands::Adjust{
      .actor = "root", .rep = "ana", .period = month("2026-01"), .amount = eur(1), .reason = "bonus"});
  give(commands::OpenDispute{.actor = "root",
                             .rep = "ana",
                             .refers_to = line.position,
                             .document_number = "I-1",
                             .reason = "too_little"});
  for (const CommandRow& row : command_rows) {
    if (row.kind == CommandKind::found_organisation) continue;
    for (const Fields given : {row.needs, row.needs | row.knows}) {
      Command command = full_command(row, s_);
      command.given = given.without(Field::deal);
      if (row.kind == CommandKind::register_contact || row.kind == CommandKind::register_actor) {
        command.key = given == row.needs ? std::string_view("first") : std::string_view("second");
      }
      const Outcome outcome = give(command);
      EXPECT_NE(outcome.verdict, Verdict::malformed) << row.name << " " << name_of(outcome.rule);
    }
  }
}

TEST_F(Malformed, EachContentThatDoesNotFollowItsFormat) {
  const std::string long_key(129, 'k');
  const std::string long_code(65, 'k');
  const std::vector<std::byte> much(65537);
  static const MatchKey unknown_kind[] = {phone(1), match_key(static_cast<MatchKind>(match_kind_count), 1)};
  struct Case {
    CommandKind kind;
    Field field;
    void (*spoil)(Command&, std::string_view, std::string_view, Bytes);
  };
#define FIRSTLOG_SPOIL(assignment)                                                              \
  [](Command& c, [[maybe_unused]] std::string_view key, [[maybe_unused]] std::string_view code, \
     [[maybe_unused]] Bytes bytes) { assignment; }
  const Case cases[] = {
      {CommandKind::register_actor, Field::key, FIRSTLOG_SPOIL(c.key = {})},
      {CommandKind::register_actor, Field::key, FIRSTLOG_SPOIL(c.key = key)},
      {CommandKind::register_contact, Field::key, FIRSTLOG_SPOIL(c.key = "a\nb")},
      {CommandKind::register_contact, Field::key, FIRSTLOG_SPOIL(c.key = "\xFF")},
      {CommandKind::register_contact, Field::niche, FIRSTLOG_SPOIL(c.niche = {})},
      {CommandKind::register_contact, Field::niche, FIRSTLOG_SPOIL(c.niche = code)},
      {CommandKind::register_contact, Field::niche, FIRSTLOG_SPOIL(c.niche = "\xC3")},
      {CommandKind::register_contact, Field::sort_key,
       FIRSTLOG_SPOIL(c.sort_key = SortKey::from_folded(std::string_view("A\0B", 3)))},
      {CommandKind::register_contact, Field::place, FIRSTLOG_SPOIL(c.place = Place())},
      {CommandKind::register_contact, Field::place, FIRSTLOG_SPOIL(c.place = Place::of("Austria", "", ""))},
      {CommandKind::register_contact, Field::place, FIRSTLOG_SPOIL(c.place = Place::of("A", "", ""))},
      {CommandKind::register_contact, Field::place, FIRSTLOG_SPOIL(c.place = Place::of("A1", "", ""))},
      {CommandKind::register_contact, Field::place, FIRSTLOG_SPOIL(c.place = Place::of("AT", "B-1", ""))},
      {CommandKind::register_contact, Field::place, FIRSTLOG_SPOIL(c.place = Place::of("AT", "WIEN", ""))},
      {CommandKind::register_contact, Field::personal, FIRSTLOG_SPOIL(c.personal = bytes)},
      {CommandKind::reject, Field::reason, FIRSTLOG_SPOIL(c.reason = {})},
      {CommandKind::reject, Field::reason, FIRSTLOG_SPOIL(c.reason = code)},
      {CommandKind::reject, Field::reason, FIRSTLOG_SPOIL(c.reason = "a\x7F")},
      {CommandKind::approve, Field::amount, FIRSTLOG_SPOIL(c.amount = Money())},
      {CommandKind::register_actor, Field::roles, FIRSTLOG_SPOIL(c.roles = Roles())},
      {CommandKind::register_actor, Field::roles, FIRSTLOG_SPOIL(c.roles = Role::system | Role::rep)},
      {CommandKind::change_actor, Field::roles, FIRSTLOG_SPOIL(c.roles = Roles())},
      {CommandKind::log_activity, Field::touch, FIRSTLOG_SPOIL(c.touch = static_cast<Touch>(touch_count))},
      {CommandKind::log_activity, Field::disposition,
       FIRSTLOG_SPOIL(c.disposition = static_cast<Disposition>(disposition_count))},
      {CommandKind::adopt_policy, Field::document, FIRSTLOG_SPOIL(c.document = {})},
      {CommandKind::register_contact, Field::match_keys, FIRSTLOG_SPOIL(c.match_keys = {})},
      {CommandKind::suppress, Field::match_keys, FIRSTLOG_SPOIL(c.match_keys = unknown_kind)},
      {CommandKind::suppress, Field::scope,
       FIRSTLOG_SPOIL(c.scope = static_cast<SuppressionScope>(suppression_scope_count))},
      {CommandKind::suppress, Field::reason, FIRSTLOG_SPOIL(c.reason = {})},
      {CommandKind::unmerge, Field::refers_to, FIRSTLOG_SPOIL(c.refers_to = {})},
      {CommandKind::approve, Field::tax, FIRSTLOG_SPOIL(c.tax = Money())},
      {CommandKind::approve, Field::lines, FIRSTLOG_SPOIL(c.lines = {})},
      {CommandKind::approve, Field::credits, FIRSTLOG_SPOIL(c.credits = {})},
      {CommandKind::approve, Field::refers_to, FIRSTLOG_SPOIL(c.refers_to = Position())},
      {CommandKind::approve, Field::signed_on, FIRSTLOG_SPOIL(c.signed_on = Date())},
      {CommandKind::approve, Field::invoiced_on, FIRSTLOG_SPOIL(c.invoiced_on = Date())},
      {CommandKind::record_receipt, Field::paid_on, FIRSTLOG_SPOIL(c.paid_on = Date())},
      {CommandKind::record_invoice, Field::document_number, FIRSTLOG_SPOIL(c.document_number = code)},
      {CommandKind::adjust, Field::document_number, FIRSTLOG_SPOIL(c.document_number = {})},
  };
#undef FIRSTLOG_SPOIL
  for (const Case& each : cases) {
    Command command = full_command(*row_of(each.kind), s_);
    command.given = command.given.without(Field::deal);
    each.spoil(command, long_key, long_code, much);
    EXPECT_TRUE(rejects(give(command), Rule::field_malformed, each.field))
        << name_of(each.kind) << " " << name_of(each.field);
  }
}

TEST_F(Malformed, LongestContentsAreTaken) {
  const std::string key(128, 'k');
  const std::string code(64, 'k');
  const std::vector<std::byte> much(65536);
  EXPECT_TRUE(
      accepts(give(commands::RegisterContact{
                  .actor = "root", .key = key, .niche = code, .name = "ZZZZZZZZZZZZ", .personal = much}),
              Rule::assigned_to_nobody));
  EXPECT_EQ(s_.state().key_of(s_.state().find(ContactRef(key))), key);
}

TEST_F(Malformed, AKindThatNobodyKnows) {
  for (int number : {0, 9, 34, 53, 66, 127, 128, 65535}) {
    Command command;
    command.kind = static_cast<CommandKind>(number);
    command.actor = "root";
    EXPECT_TRUE(rejects(give(command), Rule::field_malformed, Field::kind)) << number;
  }
}

TEST_F(Malformed, NamesOfNothing) {
  EXPECT_TRUE(rejects(give(commands::Advance{.actor = "nobody"}), Rule::unknown_actor, Field::actor));
  EXPECT_TRUE(rejects(give(commands::Advance{}), Rule::unknown_actor, Field::actor));
  EXPECT_TRUE(rejects(give(commands::Advance{.actor = ActorId(9)}), Rule::unknown_actor, Field::actor));
  EXPECT_TRUE(rejects(give(commands::Take{.actor = "ana", .contact = "nowhere"}), Rule::unknown_contact,
                      Field::contact));
  EXPECT_TRUE(rejects(give(commands::Take{.actor = "ana", .contact = ContactId(3)}), Rule::unknown_contact,
                      Field::contact));
  EXPECT_TRUE(rejects(give(commands::Assign{.actor = "root", .contact = "c", .rep = "nobody"}),
                      Rule::unknown_rep, Field::rep));
  EXPECT_TRUE(rejects(give(commands::Merge{.actor = "root", .contact = "c", .other = "x", .reason = "same"}),
                      Rule::unknown_contact, Field::other));
  EXPECT_TRUE(rejects(give(commands::SetParent{.actor = "root", .contact = "c", .other = ContactId(9)}),
                      Rule::unknown_contact, Field::other));
  const CreditShare stranger[] = {{"nobody", Rate::one()}};
  EXPECT_TRUE(rejects(give(commands::AmendClose{.actor = "root", .contact = "c", .credits = stranger}),
                      Rule::unknown_rep, Field::credits));
  Command approve = commands::Approve{.actor = "root", .contact = "c", .amount = eur(5)};
  approve.deal = DealId(1);
  approve.given.add(Field::deal);
  EXPECT_TRUE(rejects(give(approve), Rule::unknown_deal, Field::deal)) << "no close yet";
  give(commands::LogClose{.actor = "ana", .contact = "c", .amount = eur(5)});
  approve.deal = DealId(2);
  EXPECT_TRUE(rejects(give(approve), Rule::unknown_deal, Field::deal)) << "another's deal";
  approve.deal = DealId(1);
  EXPECT_TRUE(accepts(give(approve)));
}

TEST_F(Malformed, KeysAreTakenOnce) {
  EXPECT_TRUE(
      rejects(give(commands::RegisterContact{.actor = "root", .key = "c"}), Rule::key_taken, Field::key));
  EXPECT_TRUE(rejects(give(commands::RegisterActor{.actor = "root", .key = "ana", .roles = Role::rep}),
                      Rule::key_taken, Field::key));
  // An actor and a contact may have one key.
  EXPECT_TRUE(
      accepts(give(commands::RegisterContact{.actor = "root", .key = "ana"}), Rule::assigned_to_nobody));
}

TEST_F(Malformed, PoliciesThatCouldNotBeRead) {
  document_ = nullptr;
  EXPECT_TRUE(rejects(give(commands::AdoptPolicy{.actor = "root", .document = "{"}), Rule::policy_malformed,
                      Field::document));
}

TEST(Founding, IsTheFirstCommandAndComesOnce) {
  State state;
  Events events;
  Result<CompiledPolicy> policy = CompiledPolicy::compile(euro_policy(), Zone::utc());
  ASSERT_TRUE(policy);
  const Instant now = at("2026-01-05T09:00:00Z");
  EXPECT_TRUE(rejects(decide(state, commands::Advance{.actor = "root"}, *policy, now, events),
                      Rule::organisation_not_founded, Field::kind));
  const Command found = commands::FoundOrganisation{.actor = "root", .key = "acme", .document = "policy"};
  EXPECT_TRUE(rejects(decide(state, found, *policy, now, events), Rule::policy_malformed, Field::document));
  Command by_handle = found;
  by_handle.actor = ActorId(1);
  EXPECT_TRUE(rejects(decide(state, by_handle, *policy, now, events, {.document_policy = &*policy}),
                      Rule::field_malformed, Field::actor));
  EXPECT_EQ(events.size(), 0U);
  EXPECT_FALSE(state.anything_due(now));
  decide_freeze(state, *policy, now, events);
  EXPECT_EQ(events.size(), 0U) << "what is not founded has no period";

  Scenario s;
  EXPECT_TRUE(
      rejects(s.give(found, s.compile(euro_policy())), Rule::organisation_already_founded, Field::kind));
  EXPECT_EQ(s.state().organisation().active_managers, 1U);
  EXPECT_EQ(s.state().actor(s.actor("root")).roles, Role::admin | Role::manager);
  EXPECT_EQ(s.state().organisation().oldest_open, month("2026-01"));
}

TEST(Referring, HandlesCountWhereBothAreGiven) {
  Scenario s;
  const ActorId ana = s.add_actor("ana", Role::rep);
  s.add_actor("ben", Role::rep);
  const ContactId c = s.add_contact("c");
  s.add_contact("d");
  Command take = commands::Take{.actor = ana, .contact = c};
  take.actor.key = "ben";
  take.contact.key = "d";
  EXPECT_TRUE(accepts(s.give(take), Rule::assigned_explicitly));
  EXPECT_EQ(s.assignee_of("c"), "ana");
  EXPECT_EQ(s.assignee_of("d"), "");
}

}  // namespace
}  // namespace firstlog_test
