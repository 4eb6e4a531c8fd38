// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The mapping document: every fault is named with path and remedy; the published schema knows the same
// members and commands as the code.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>

#include "firstlog/core/command_table.hpp"
#include "firstlog/formats/import_mapping.hpp"
#include "firstlog/store/zone_files.hpp"
#include "formats/import_targets.hpp"
#include "formats/policy_support.hpp"
#include "formats/time_format.hpp"

namespace {

using namespace firstlog;
using nlohmann::json;

std::string with_command(std::string_view members) {
  return R"({"currency": "EUR", "tables": [{"name": "t", "occurred_at": "{at}", "commands": [{)" +
         std::string(members) + "}]}]}";
}
std::string told(const std::string& document) {
  const Result<ImportMapping> mapping = parse_import_mapping(document);
  if (mapping) return "read";
  return std::string(mapping.error().place.view()) + ": " + std::string(mapping.error().reason.view()) +
         ": " + std::string(mapping.error().remedy.view());
}

// Amounts as CRMs export them; what is not grouped by threes is a slip, not an amount.
TEST(ImportMapping, ThousandsStandApartAsItSays) {
  auto content = [](std::string_view signs, std::string_view amount) {
    return told(
        with_command(R"("command": "log_close", "actor": "a", "contact": "c", "amount": {"column": "x", )" +
                     std::string(signs) + R"("default": ")" + std::string(amount) + "\"}"));
  };
  constexpr std::string_view commas = R"("grouping": ",", )";
  constexpr std::string_view points = R"("decimal": ",", "grouping": ".", )";
  for (const char* amount : {"1,800.00", "1800.00", "12,345,678.90", "-1,800", "180", "999.5"})
    EXPECT_EQ(content(commas, amount), "read") << amount;
  for (const char* amount :
       {"18,00.00", "1,8000", ",800", "1,800,", "1800,000.00", "1,800.00,0", "1.800,00", "1,,800"})
    EXPECT_NE(content(commas, amount), "read") << amount;
  EXPECT_EQ(content(points, "1.800,00"), "read");
  EXPECT_EQ(content(R"("grouping": " ", )", "1 800.00"), "read");
  EXPECT_EQ(content(R"("grouping": "'", )", "1'800.00"), "read");
  EXPECT_NE(content("", "1,800.00").find("grouping"), std::string::npos) << "says what to do";
  EXPECT_NE(content(R"("grouping": ".", )", "1").find("it is the decimal sign"), std::string::npos);
  EXPECT_NE(content(R"("grouping": ";", )", "1").find("none of the characters"), std::string::npos);
}

TEST(ImportMapping, ReadsWhatItSays) {
  const Result<ImportMapping> read = parse_import_mapping(R"({
    "name": "crm", "order": "file", "zone": "Europe/Vienna", "currency": "EUR", "empty": ["-", "NULL"],
    "tables": [{"name": "calls", "separator": ";",
      "group": {"by": "id", "sum": ["price"], "count": "n"},
      "commands": [{"command": "log_close", "actor": "{user}", "contact": "c-{id}",
        "when": {"column": "state", "is": ["won", "sold"], "empty": false},
        "once": "{id}",
        "occurred_at": {"column": "day", "format": ["%d.%m.%Y", "%Y-%m-%d"], "plus_days": 1},
        "amount": {"first_of": ["price", "offer"], "decimal": ",", "grouping": ".", "default": "1.000,00"}}]}]})");
  ASSERT_TRUE(read) << told("");
  EXPECT_EQ(read->order, ImportOrder::file);
  EXPECT_EQ(read->empty, (std::vector<std::string>{"-", "NULL"}));
  const ImportTableMapping& table = read->tables.at(0);
  EXPECT_EQ(table.separator, ';');
  EXPECT_EQ(table.group.by, std::vector<std::string>{"id"});
  const ImportCommand& command = table.commands.at(0);
  EXPECT_EQ(command.kind, CommandKind::log_close);
  EXPECT_EQ(command.when.at(0).is.size(), 2U);
  EXPECT_EQ(command.when.at(0).empty, false);
  for (const auto& [target, value] : command.members) {
    EXPECT_EQ(value.zone, "Europe/Vienna");
    if (target == ImportTarget::amount) {
      EXPECT_EQ(value.first_of.size(), 2U);
      EXPECT_EQ(value.fallback, "1.000,00");
      EXPECT_EQ(value.grouping, '.');
    }
    if (target == ImportTarget::occurred_at) {
      EXPECT_EQ(value.plus_days, 1);
    }
  }
  EXPECT_TRUE(read->digest.present());
}

TEST(ImportMapping, EveryFaultIsNamed) {
  const std::pair<std::string, std::string_view> faults[] = {
      {"{", "import, line 1, column 2"},
      {"[]", "import: an object belongs here, not a list"},
      {R"({"tables": [], "tables": []})", "import.tables: the member stands here twice"},
      {R"({"order": "time"})", "import.tables: this member is missing"},
      {R"({"tables": []})", "import.tables: there must be 1 to 64 tables"},
      {R"({"version": 2, "tables": []})", "import.version: this library reads version 1"},
      {R"({"ordr": "time", "tables": []})", "import.ordr: there is no such member: did you mean \"order\"?"},
      {R"({"order": "tim", "tables": []})", "import.order: that is none of what belongs here: did you mean"},
      {R"({"currency": "EURO", "tables": []})", "import.currency: that is no currency"},
      {R"({"tables": [{"name": "t", "separator": "x", "commands": []}]})", "import.tables[0].separator"},
      {R"({"tables": [{"name": "t", "commands": []}, {"name": "t", "commands": []}]})",
       "import.tables[1].name: another table has this name"},
      {with_command(R"("command": "log_intrest", "actor": "a")"),
       "import.tables[0].commands[0].command: that is no command that an import can bring: did you mean "
       "\"log_interest\"?"},
      {with_command(R"("command": "adopt_policy", "actor": "a")"), "import.tables[0].commands[0].command"},
      {with_command(R"("command": "log_interest", "actor": "a")"),
       "import.tables[0].commands[0]: the command \"log_interest\" needs contact"},
      {with_command(R"("command": "log_interest", "contact": "c")"),
       "import.tables[0].commands[0].actor: who gave the command is missing"},
      {with_command(R"("command": "log_interest", "actor": "a", "contact": "c", "amount": "1")"),
       "import.tables[0].commands[0].amount: the command \"log_interest\" has no such member"},
      {with_command(R"("command": "log_interest", "actor": "{a", "contact": "c")"),
       "import.tables[0].commands[0].actor: a brace is not closed"},
      {with_command(R"("command": "log_interest", "actor": {}, "contact": "c")"),
       "import.tables[0].commands[0].actor: a value comes from exactly one of text, column and first_of"},
      {with_command(R"("command": "log_interest", "actor": "a", "contact": "c", "when": {"column": "x"})"),
       "import.tables[0].commands[0].when: the condition asks nothing"},
      {with_command(R"("command": "log_interest", "actor": "a", "contact": "c", "unless_known": true)"),
       "import.tables[0].commands[0].unless_known"},
      {with_command(
           R"("command": "log_interest", "actor": "a", "contact": "c", "occurred_at": {"column": "d", "format": "%Y"})"),
       "import.tables[0].commands[0].occurred_at.format: it says no day"},
      {with_command(R"("command": "log_interest", "actor": "a", "contact": "c", "occurred_at": "yesterday")"),
       "import.tables[0].commands[0].occurred_at: it is no time"},
      {with_command(R"("command": "log_close", "actor": "a", "contact": "c", "amount": "1.005")"),
       "import.tables[0].commands[0].amount: the amount has more decimals than its currency"},
      {with_command(R"("command": "log_close", "actor": "a", "contact": "c", "amount": 1.5)"),
       "import.tables[0].commands[0].amount: an object belongs here, not a number"},
      {with_command(R"("command": "register_actor", "actor": "a", "key": "k", "roles": "boss")"),
       "import.tables[0].commands[0].roles: it names a role that there is not"},
      {with_command(
           R"("command": "log_activity", "actor": "a", "contact": "c", "touch": {"column": "t", "map": {"x": "phone"}})"),
       "import.tables[0].commands[0].touch.map: it is no name that the member knows"},
      {R"({"tables": [{"name": "t", "commands": [{"command": "log_interest", "actor": "a", "contact": "c"}]}]})",
       "import.tables[0].commands[0].occurred_at: when it happened is missing"},
      {R"({"tables": [{"name": "t", "occurred_at": "{at}", "commands": [{"command": "log_close", "actor": "a", "contact": "c", "amount": "1"}]}]})",
       "import.tables[0].commands[0].amount: the amount has no currency"},
  };
  for (const auto& [document, expected] : faults) {
    const std::string what = told(document);
    EXPECT_EQ(what.substr(0, expected.size()), expected) << what << "\n" << document;
    EXPECT_NE(what.substr(what.size() - 2), ": ") << "no remedy: " << what;
  }
}

TEST(ImportMapping, TheSchemaKnowsTheSameNames) {
  const json schema = json::parse(policy_test::read_file(policy_test::root() + "/schema/import.schema.json"));
  std::set<std::string> members;
  for (const auto& [name, value] : schema["$defs"]["command"]["properties"].items()) members.insert(name);
  std::set<std::string> known{"command", "when", "once", "unless_known"};
  for (const detail::ImportTargetRow& row : detail::import_targets) {
    known.insert(std::string(row.name));
    EXPECT_EQ(&detail::row_of(row.target), &row);
    EXPECT_EQ(name_of(row.target), row.name);
  }
  EXPECT_EQ(members, known);
  std::set<std::string> commands;
  for (const json& name : schema["$defs"]["command"]["properties"]["command"]["enum"])
    commands.insert(name.get<std::string>());
  std::set<std::string> importable_ones;
  for (const CommandRow& row : command_rows)
    if (importable(row.kind)) importable_ones.insert(std::string(row.name));
  EXPECT_EQ(commands, importable_ones);
}

// Times as people write them, in a zone with daylight saving.
TEST(ImportTimes, AreReadByTheirFormat) {
  const Result<Zone> zone = zone_from_system("America/Sao_Paulo");
  ASSERT_TRUE(zone);
  auto read = [&](std::string_view text, std::string_view format, std::int64_t days = 0) -> std::string {
    const auto time = detail::read_time(text, format);
    return time ? detail::instant_of(*time, *zone, days, 0).to_string() : "no";
  };
  EXPECT_EQ(read("2018-07-01 09:30:15", "%Y-%m-%d %H:%M:%S"), "2018-07-01T12:30:15.000000Z");
  EXPECT_EQ(read("1.7.18 9:05", "%d.%m.%y %H:%M"), "2018-07-01T12:05:00.000000Z");
  EXPECT_EQ(read("07/01/2018 12:05 AM", "%m/%d/%Y %I:%M %p"), "2018-07-01T03:05:00.000000Z");
  EXPECT_EQ(read("01-Jul-2018", "%d-%b-%Y"), "2018-07-01T03:00:00.000000Z");
  EXPECT_EQ(read("2011-10-01T00:38:44.546+02:00", "%Y-%m-%dT%H:%M:%S%f%z"), "2011-09-30T22:38:44.546000Z");
  EXPECT_EQ(read("2011-10-01T00:38:44Z", "%Y-%m-%dT%H:%M:%S%f%z"), "2011-10-01T00:38:44.000000Z");
  EXPECT_EQ(read("1530444615", "%s"), "2018-07-01T11:30:15.000000Z");
  EXPECT_EQ(read("1530444615250", "%Q"), "2018-07-01T11:30:15.250000Z");
  // Midnight was skipped on 2018-11-04: the skip's end; repeated on 2018-02-17: the first one.
  EXPECT_EQ(read("2018-11-04", "%Y-%m-%d"), "2018-11-04T03:00:00.000000Z");
  EXPECT_EQ(read("2018-02-17 23:30", "%Y-%m-%d %H:%M"), "2018-02-18T01:30:00.000000Z");
  // A day later is the same time on the wall, whatever the zone does in between.
  EXPECT_EQ(read("2018-02-17 10:00", "%Y-%m-%d %H:%M", 1), "2018-02-18T13:00:00.000000Z");
  for (std::string_view wrong : {"2018-02-30", "2018-13-01", "2018-1-", "2018-01-01 ", "x"})
    EXPECT_EQ(read(wrong, "%Y-%m-%d"), "no") << wrong;
  for (std::string_view wrong : {"24:00", "09:60", "9"})
    EXPECT_EQ(read("2018-01-01 " + std::string(wrong), "%Y-%m-%d %H:%M"), "no");
  EXPECT_TRUE(detail::fault_of_format("%Y-%m"));
  EXPECT_TRUE(detail::fault_of_format("%Y-%m-%d %k"));
  EXPECT_FALSE(detail::fault_of_format("%d/%b/%y %I%p"));
}

}  // namespace
