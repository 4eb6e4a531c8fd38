// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The text of capi/include/firstlog_numbers.h, made of the core's own tables.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "firstlog/base/result.hpp"
#include "firstlog/core/command.hpp"
#include "firstlog/core/command_table.hpp"
#include "firstlog/core/event.hpp"
#include "firstlog/core/outcome.hpp"
#include "firstlog/journal/verify.hpp"
#include "firstlog/rules/balance.hpp"
#include "firstlog/rules/match_key.hpp"
#include "firstlog/rules/rule_table.hpp"

namespace firstlog_test {

class NumbersHeader {
 public:
  std::string text() {
    using namespace firstlog;
    text_ =
        "/* Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0\n"
        " *\n"
        " * Every number of the library by its name. Numbers are fixed for ever and only ever added. Written "
        "by\n"
        " * tests/capi (FIRSTLOG_UPDATE=1) from the tables of the core: do not edit.\n"
        " */\n"
        "/* clang-format off */\n#ifndef FIRSTLOG_NUMBERS_H\n#define FIRSTLOG_NUMBERS_H\n";
    group("What a call answers (firstlog_status).", "STATUS", 64, [](int n) {
      return n == 0 || name_of(static_cast<Status>(n)) != "internal" ||
                     n == static_cast<int>(Status::internal)
                 ? name_of(static_cast<Status>(n))
                 : std::string_view();
    });
    group("What the rules answered (firstlog_outcome::verdict).", "VERDICT", 16,
          [](int n) { return name_of(static_cast<Verdict>(n)); });
    begin("What there is to know about an accepted command: bits of firstlog_outcome::notices.");
    add("NOTICE", "no_recent_connect", static_cast<int>(Notice::no_recent_connect));
    add("NOTICE", "self_approved", static_cast<int>(Notice::self_approved));
    add("NOTICE", "replayed", static_cast<int>(Notice::replayed));
    add("NOTICE", "provisional", static_cast<int>(Notice::provisional));
    end();
    group("Commands (firstlog_command::kind).", "COMMAND", static_cast<int>(command_number_end),
          [](int n) { return n == 0 ? std::string_view("none") : name_of(static_cast<CommandKind>(n)); });
    group("Fields of a command: FIRSTLOG_GIVEN(field), firstlog_outcome::field.", "FIELD", 64,
          [](int n) { return name_of(static_cast<Field>(n)); });
    group("Events (firstlog_event::kind).", "EVENT", 256,
          [](int n) { return name_of(static_cast<EventKind>(n)); });
    begin("What an event does beyond its kind: bits of firstlog_event::flags.");
    for (const auto& [name, flag] : event_flags) add("EVENT_FLAG", name, static_cast<int>(flag));
    end();
    begin("Why an answer is what it is (firstlog_outcome::rule, firstlog_event::rule).");
    for (const RuleRow& row : rule_rows) add("RULE", row.name, static_cast<int>(row.rule));
    end();
    group("Roles; sets of them have the bits 1 << role.", "ROLE", role_count,
          [](int n) { return name_of(static_cast<Role>(n)); });
    group("Kinds of touches (firstlog_command::touch).", "TOUCH", touch_count,
          [](int n) { return name_of(static_cast<Touch>(n)); });
    group("How a touch ended (firstlog_command::disposition).", "DISPOSITION", disposition_count,
          [](int n) { return name_of(static_cast<Disposition>(n)); });
    group("Which way of contacting is barred (firstlog_command::scope).", "SUPPRESSION",
          suppression_scope_count, [](int n) { return name_of(static_cast<SuppressionScope>(n)); });
    group("What a match key is of (firstlog_match_key::kind).", "MATCH", match_kind_count,
          [](int n) { return name_of(static_cast<MatchKind>(n)); });
    group("Opening balances (firstlog_opening_balance::kind).", "BALANCE", balance_kind_count,
          [](int n) { return name_of(static_cast<BalanceKind>(n)); });
    group("What is wrong with a journal (firstlog_verification::damage).", "DAMAGE", 32,
          [](int n) { return name_of(static_cast<Damage>(n)); });
    begin("How much a report matters (firstlog_log).");
    add("LOG", "debug", 0);
    add("LOG", "info", 1);
    add("LOG", "warning", 2);
    add("LOG", "error", 3);
    end();
    text_ += "\n#endif /* FIRSTLOG_NUMBERS_H */\n";
    return text_;
  }

  struct NamedFlag {
    std::string_view name;
    firstlog::EventFlag flag;
  };
  static constexpr NamedFlag event_flags[] = {
      {"establishes_claim", firstlog::EventFlag::establishes_claim},
      {"assigns", firstlog::EventFlag::assigns},
      {"starts_cycle", firstlog::EventFlag::starts_cycle},
      {"sets_due", firstlog::EventFlag::sets_due},
      {"no_recent_connect", firstlog::EventFlag::no_recent_connect},
      {"self_approved", firstlog::EventFlag::self_approved},
      {"inactive", firstlog::EventFlag::inactive},
      {"inbound", firstlog::EventFlag::inbound},
      {"confirmed", firstlog::EventFlag::confirmed},
      {"prior_period", firstlog::EventFlag::prior_period},
      {"imported", firstlog::EventFlag::imported},
      {"moves_claim", firstlog::EventFlag::moves_claim},
      {"valid_entry", firstlog::EventFlag::valid_entry},
      {"overdue", firstlog::EventFlag::overdue},
  };

 private:
  void begin(std::string_view what) {
    text_.append("\n/* ").append(what).append(" */\nenum {");
    first_ = true;
  }
  void add(std::string_view prefix, std::string_view name, int number) {
    text_.append(first_ ? "\n" : ",\n").append("  FIRSTLOG_").append(prefix).append("_");
    first_ = false;
    for (char c : name) text_ += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    text_.append(" = ").append(std::to_string(number));
  }
  void end() { text_ += "\n};\n"; }
  template <class NameOf>
  void group(std::string_view what, std::string_view prefix, int end_number, NameOf name_of_number) {
    begin(what);
    for (int n = 0; n < end_number; ++n)
      if (const std::string_view name = name_of_number(n); !name.empty()) add(prefix, name, n);
    end();
  }

  std::string text_;
  bool first_ = true;
};

}  // namespace firstlog_test
