// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// docs/commands.md is written from the tables of the code and from what effects_test.cpp observed. The
// test fails where the page is stale; FIRSTLOG_UPDATE=1 writes it anew.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "firstlog/core/command_effects.hpp"
#include "firstlog/core/command_table.hpp"
#include "firstlog/rules/rule_table.hpp"
#include "formats/policy_support.hpp"
#include "tables/observed.hpp"

namespace firstlog_test {
namespace {

std::string_view name_of(RuleKind kind) {
  switch (kind) {
    case RuleKind::none: return "none";
    case RuleKind::malformed: return "malformed";
    case RuleKind::refusal: return "refusal";
    case RuleKind::contest: return "contest";
    case RuleKind::acceptance: return "acceptance";
  }
  return "";
}

// Names one after the other; a dash where there is none.
class Names {
 public:
  void add(std::string_view name) {
    if (!text_.empty()) text_ += ", ";
    text_ += name;
  }
  void add_linked(std::string_view prefix, std::string_view name) {
    add("[" + std::string(name) + "](#" + std::string(prefix) + std::string(name) + ")");
  }
  std::string text() const { return text_.empty() ? "—" : text_; }

 private:
  std::string text_;
};

class Page {
 public:
  std::string text() {
    add(R"(# Commands, rules, events

<!-- Written by tests/tables/commands_page_test.cpp from the tables of the code and from what
tests/tables/effects_test.cpp observed. Change those, then run test_tables with FIRSTLOG_UPDATE=1. -->

Everything that can be asked, everything that can be answered, everything that can have happened. The
tables of the code are `firstlog/core/command_table.hpp`, `firstlog/core/command_effects.hpp`,
`firstlog/rules/rule_table.hpp` and `firstlog/core/event.hpp`; numbers and names are fixed for ever and the same in
the journal, in JSON and in every language. Which events a command can produce, which rules can answer it and which
members an event fills is observed: a test gives every command in every form, by everybody, in every standing of a
contact, under policies that differ in what matters here.

- [Commands](#commands)
- [Rules](#rules)
- [Events](#events)

## Commands

**Roles** are those of the default table; a policy may name others (`roles` in [policy.md](policy.md)). **Needed** fields
must be given, **known** ones may be, any other is refused; besides, every command has an `actor` and may have an
idempotency key. **Rules** are those that can answer under some policy, besides those of the next paragraph. *none* among
them: it can be accepted without a rule that had to decide.

)");
    before_their_own();
    for (std::size_t i = 0; i < std::size(command_rows); ++i) command(command_rows[i]);
    rules();
    events();
    return page_;
  }

 private:
  void add(std::string_view text) { page_ += text; }

  void before_their_own() {
    add("Before its own rules, each command is asked what its fields call for. Every command can be answered "
        "by ");
    Rules shared = admission_rules(command_rows[0].kind);
    Names all;
    Names founded;
    Names called_for;
    for (const RuleRow& rule : rule_rows) {
      std::size_t of = 0;
      for (const CommandRow& row : command_rows) of += admission_rules(row.kind).has(rule.rule) ? 1U : 0U;
      if (of == 0) continue;
      const bool of_founding = shared.has(rule.rule);
      if (of == std::size(command_rows))
        all.add_linked("rule-", rule.name);
      else if (of == std::size(command_rows) - 1 && !of_founding)
        founded.add_linked("rule-", rule.name);
      else
        called_for.add_linked("rule-", rule.name);
    }
    add(all.text() + "; every command but found_organisation by " + founded.text() +
        ". By the fields that it needs or knows, also by " + called_for.text() + ".\n\n");
    Names silent;
    for (const CommandRow& row : command_rows)
      if (!events_of(row.kind).has(EventKind::command_refused)) silent.add(row.name);
    add("A refusal is recorded as [command_refused](#event-command_refused) unless the policy turns that "
        "off; it is not\n"
        "repeated below. What can be refused: every command but " +
        silent.text() + ".\n");
    Names own;
    for (const CommandRow& row : command_rows)
      if (!importable(row.kind)) own.add(row.name);
    add("\nWhat was done elsewhere and is brought in carries `batch`, `row`, `importer` and `occurred_at`, "
        "all "
        "four, beside the\nfields below ([import.md](import.md)). Every command may, but the organisation's "
        "own: " +
        own.text() + ".\n");
  }

  static std::string fields(Fields fields) {
    Names names;
    for (int n = 0; n < field_count; ++n)
      if (fields.has(static_cast<Field>(n))) names.add(firstlog::name_of(static_cast<Field>(n)));
    return names.text();
  }

  static std::string roles(Roles roles) {
    if (roles == detail::anyone) return "everybody";
    if (roles == Roles(Role::system)) return "the engine alone";
    Names names;
    for (int n = 0; n < role_count; ++n)
      if (roles.has(static_cast<Role>(n))) names.add(firstlog::name_of(static_cast<Role>(n)));
    return names.text();
  }

  void command(const CommandRow& row) {
    const CommandEffects& effects = *effects_of(row.kind);
    Names events;
    for (int n = 1; n < 256; ++n)
      if (const auto kind = static_cast<EventKind>(n); effects.events.has(kind))
        events.add_linked("event-", firstlog::name_of(kind));
    Names rules;
    for (const RuleRow& rule : rule_rows)
      if (effects.rules.has(rule.rule)) rules.add_linked("rule-", rule.name);
    add("\n### " + std::string(row.name) + "\n\nNumber " + std::to_string(static_cast<int>(row.kind)) + ": " +
        std::string(effects.sentence) + ".\n\n| | |\n|---|---|\n| roles | " + roles(row.roles) +
        " |\n| needed | " + fields(row.needs) + " |\n| known | " + fields(row.knows) + " |\n| events | " +
        events.text() + " |\n| rules | " + rules.text() + " |\n");
  }

  void rules() {
    add(R"(
## Rules

Why an answer is what it is. A **malformed** command leaves no trace; a **refusal** changes nothing; a **contest** is
recorded, but somebody else's entry counts; an **acceptance** says what made a command right. Where several rules speak
against a command, the answer names the first of them in the order of the checks.

| number | name | kind | sentence | remedy |
|---|---|---|---|---|
)");
    for (const RuleRow& rule : rule_rows)
      add("| " + std::to_string(static_cast<int>(rule.rule)) + " | <a id=\"rule-" + std::string(rule.name) +
          "\"></a>" + std::string(rule.name) + " | " + std::string(name_of(rule.kind)) + " | " +
          std::string(rule.sentence) + " | " + (rule.remedy.empty() ? "—" : std::string(rule.remedy)) +
          " |\n");
  }

  void events() {
    add(R"(
## Events

Every event has a `position`, a `recorded_at`, its `kind` and `flags`, the place of its `command` in the commit and,
where it concerns a contact, the `previous` event of that contact. These are the members beyond that, and the flags that
it can carry. **Every** one of the kind fills the first; **some** fill the second: those that the command gave, that the
contact's standing or the policy calls for, or whose value is not the member's default. **Rules** are those that the event
can name as what decided.

| number | name | every one fills | some fill | flags of every one | of some | rules |
|---|---|---|---|---|---|---|
)");
    for (const auto& [kind, filled] : observed().filled) {
      Names always;
      Names sometimes;
      for (std::size_t i = 0; i < event_member_count; ++i)
        if ((filled.in_every >> i & 1U) != 0)
          always.add(event_members[i].name);
        else if ((filled.in_some >> i & 1U) != 0)
          sometimes.add(event_members[i].name);
      Names flags;
      Names some_flags;
      for (const FlagName& flag : event_flags)
        if ((filled.flags_in_every & static_cast<unsigned>(flag.flag)) != 0)
          flags.add(flag.name);
        else if ((filled.flags_in_some & static_cast<unsigned>(flag.flag)) != 0)
          some_flags.add(flag.name);
      Names rules;
      for (const RuleRow& rule : rule_rows)
        if (kind != EventKind::command_refused && rule.rule != Rule::none &&
            filled.rules.count(rule.rule) != 0)
          rules.add_linked("rule-", rule.name);
      add("| " + std::to_string(static_cast<int>(kind)) + " | <a id=\"event-" +
          std::string(firstlog::name_of(kind)) + "\"></a>" + std::string(firstlog::name_of(kind)) + " | " +
          always.text() + " | " + sometimes.text() + " | " + flags.text() + " | " + some_flags.text() +
          " | " + (kind == EventKind::command_refused ? "every refusal" : rules.text()) + " |\n");
    }
  }

  std::string page_;
};

// The name lists above are whole: no flag and no kind of rule is without one.
TEST(CommandsPage, NamesEveryFlagThatOccurs) {
  unsigned named = 0;
  for (const FlagName& flag : event_flags) named |= static_cast<unsigned>(flag.flag);
  for (const auto& [kind, filled] : observed().filled)
    EXPECT_EQ(filled.flags_in_some & ~named, 0U) << firstlog::name_of(kind);
}

TEST(CommandsPage, SaysWhatTheCodeDoes) {
  const std::string path = policy_test::root() + "/docs/commands.md";
  const std::string text = Page().text();
  if (policy_test::update()) policy_test::write_file(path, text);
  EXPECT_TRUE(text == policy_test::read_file(path))
      << "docs/commands.md is stale: run this test with FIRSTLOG_UPDATE=1, then read what changed";
}

}  // namespace
}  // namespace firstlog_test
