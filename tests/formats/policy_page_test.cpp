// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// docs/policy.md is written from the schema's descriptions and the code's defaults. The test fails
// where the page is stale; FIRSTLOG_UPDATE=1 writes it anew.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>

#include "firstlog/formats/policy_json.hpp"
#include "formats/policy_support.hpp"

namespace {

using namespace firstlog;
using nlohmann::ordered_json;

class Page {
 public:
  Page()
      : schema_(
            ordered_json::parse(policy_test::read_file(policy_test::root() + "/schema/policy.schema.json"))),
        policy_(*parse_policy(policy_test::minimal)),
        written_(ordered_json::parse(policy_to_whole_json(policy_))) {
    const ordered_json canonical = ordered_json::parse(policy_to_json(policy_));
    const std::pair<const char*, const char*> parts[] = {
        {"", ""}, {"state", "/pipeline/states/0"}, {"row", "/pipeline/rows/0"}, {"quota", "/quota"}};
    for (const auto& [definition, place] : parts) {
      const ordered_json::json_pointer at(place);
      for (const auto& [name, member] : written_[at].items())
        if (!canonical[at].contains(name)) added_.insert({definition, name});
    }
  }

  std::string text() {
    add(R"(# The policy document

<!-- Written by tests/formats/policy_page_test.cpp from schema/policy.schema.json and the defaults of
the code. Change those, then run test_formats with FIRSTLOG_UPDATE=1. -->

All the rules of an organisation stand in one JSON document. It is read by `parse_policy()`
(`firstlog/formats/policy_json.hpp`), described by the JSON Schema in `schema/policy.schema.json`, and
adopted by a command whose event carries the document's canonical text. Whatever a document leaves
out has the default given here; only the plan's currency has none, so that this is a whole policy:

```json
{"plan": {"currency": "EUR"}}
```

This one says a little more:

```json
)");
    add(example().dump(2));
    add(R"(
```

- Rates, shares and amounts are text, because they are exact: `"0.15"`, `"15%"`, `"2/3"`, `"1000.00"`. A JSON
  number is refused there, and a fraction or an exponent is refused everywhere.
- A member that is not listed here is refused, and so is one that stands twice. An error names the path
  (`policy.plan.tiers[2].rate`), the reason and the remedy; where the text is no JSON, its line and column.
- The canonical text, which is hashed and kept in the journal, holds every member in the order of these tables, but
  for those marked ⁺: they came later, stand there only where they are not the default, and their default never
  changes. So a policy adopted once keeps its text and its meaning, whatever a later version adds.
- A document has at most )");
    add(std::to_string(policy_bytes_max / 1024 / 1024) + " MiB and " + std::to_string(policy_values_max) +
        " values, in at most " + std::to_string(policy_depth_max) + " levels.\n");
    add(R"(
Each default names its source: **S** is stated by the trade that the library serves, **D** is the
library's own choice where the trade is silent. A dash stands where a document must say something itself.

## The document

)");
    table(schema_, "", written_);
    section("Calendars", "period_calendar", {});
    section("Pipeline", "pipeline", written_["pipeline"]);
    section("States", "state", {});
    section("Rows", "row", {});
    default_pipeline();
    section("Role table", "role_row", {});
    section("Assignment rules", "assignment_rule", {});
    section("Reps who take turns", "pool_member", {});
    section("Release", "release", written_["release"]);
    section("Calling", "calling", written_["calling"]);
    section("Plan", "plan", written_["plan"]);
    section("Tiers", "tier", {});
    section("Plans", "commission_plan", {});
    section("Components", "plan_component", {});
    section("Carries", "plan_carry", {});
    section("When pay is payable", "payable_part", {});
    section("Clawback", "clawback", {});
    section("Points of a clawback", "clawback_point", {});
    section("Plan check", "plan_check", written_["plan_check"]);
    section("Exchange rates", "exchange_rate", {});
    section("Quota", "quota", written_["quota"]);
    section("Zones of one's own", "quota_zone", {});
    section("Quotas of reps and teams", "quota_row", {});
    section("Floors", "floors", written_["floors"]);
    return page_;
  }

  ordered_json example() const {
    return ordered_json::parse(R"({
      "version": 1, "name": "north agency 2026", "zone": "Europe/Vienna", "holidays": ["2026-12-25"],
      "claim_by": "any_rep",
      "assignment": [
        {"name": "roofers", "niche": "roofing", "rep": "ann"},
        {"name": "A to K", "to": "K", "rep": "bob"},
        {"name": "L to Z", "from": "L", "rep": "cem"}],
      "plan": {"currency": "EUR", "tiers": [
        {"from": "0.00", "rate": "0.15"}, {"from": "5000.00", "rate": "0.175"}]},
      "quota": {"closes": 4, "amber_from": "2/3"}})");
  }

 private:
  void add(const std::string& text) { page_ += text; }

  const ordered_json& resolved(const ordered_json& part) const {
    if (!part.contains("$ref")) return part;
    return schema_["$defs"][part["$ref"].get<std::string>().substr(8)];
  }

  void section(const std::string& title, const std::string& definition, const ordered_json& written) {
    const ordered_json& part = schema_["$defs"][definition];
    add("\n## " + title + "\n\n" + part["description"].get<std::string>() + "\n\n");
    table(part, definition, written);
  }

  static std::string code(const ordered_json& value) { return "`" + value.dump() + "`"; }

  // The default as the code writes it; within lists the schema's, which PolicySchema compares with the
  // code. Of lists and objects that have a place of their own, where that is.
  std::string default_of(const std::string& definition, const std::string& name, const ordered_json& member,
                         const ordered_json& written) const {
    if (member.contains("default")) {
      const ordered_json& value = written.is_object() ? written.at(name) : member["default"];
      if (definition == "pipeline" && (name == "states" || name == "rows"))
        return "[below](#the-default-pipeline)";
      return code(value);
    }
    if (name == "version") return "`1`";
    if (resolved(member).value("type", ordered_json()) == "object") {
      std::string place = name;
      std::replace(place.begin(), place.end(), '_', '-');
      return "[below](#" + place + ")";
    }
    return "—";
  }

  // What may stand there, as far as one cannot see it from the default.
  std::string values_of(const ordered_json& member) const {
    const ordered_json& part = resolved(member);
    if (part.contains("enum")) {
      std::string names;
      for (const ordered_json& name : part["enum"])
        names += (names.empty() ? " One of " : ", ") +
                 ("`" + (name.is_null() ? std::string("null") : name.get<std::string>()) + "`");
      return names.size() > 300 ? std::string() : names + ".";
    }
    if (part.contains("minimum"))
      return " From " + part["minimum"].dump() + " to " + part["maximum"].dump() + ".";
    return "";
  }

  void table(const ordered_json& part, const std::string& definition, const ordered_json& written) {
    add("| member | default | source | meaning |\n|---|---|---|---|\n");
    for (const auto& [name, member] : part["properties"].items())
      add("| `" + name + "`" + (added_.count({definition, name}) != 0 ? "⁺" : "") + " | " +
          default_of(definition, name, member, written) + " | " + member.value("x-source", std::string("—")) +
          " | " + member["description"].get<std::string>() + values_of(member) + " |\n");
  }

  void default_pipeline() {
    add("\n## The default pipeline\n\n`cold_call`, its states in their order:\n\n| state | flags | recycles "
        "|\n|---|---|---|\n");
    const Pipeline& p = policy_.pipeline;
    for (const PipelineState& state : p.states) {
      std::string flags;
      auto flag = [&flags](bool set, const char* name) {
        if (set) flags += (flags.empty() ? "`" : ", `") + std::string(name) + "`";
      };
      flag(state.locks, "locks");
      flag(state.callable, "callable");
      flag(state.awaits_verification, "awaits_verification");
      flag(state.warm, "warm");
      flag(state.won, "won");
      flag(state.lost, "lost");
      flag(state.awaits_callback, "awaits_callback");
      add("| " + state.name + " | " + flags + " | " +
          (state.recycles_after_days ? "after " + std::to_string(*state.recycles_after_days) + " days"
                                     : "never") +
          " |\n");
    }
    add("\nIts rows:\n\n| from | trigger | to | who | |\n|---|---|---|---|---|\n");
    for (const PipelineRow& row : p.rows) {
      const std::string& named = p.states[row.to - 1U].name;
      std::string who;
      auto may = [&who](bool set, const char* name) {
        if (set) who += (who.empty() ? "" : ", ") + std::string(name);
      };
      may(row.who.assignee, "assignee");
      may(row.who.manager, "manager");
      may(row.who.system, "system");
      add("| " + p.states[row.from - 1U].name + " | " + std::string(name_of(row.trigger)) + " | " +
          (row.target == Target::same ? "stays"
           : row.target == Target::before
               ? "the state before; " + named + " where that was " + p.states[p.initial - 1U].name
               : named) +
          " | " + who + " | " +
          (row.establishes_claim ? "establishes the claim"
           : row.starts_cycle    ? "starts the next cycle"
                                 : "") +
          " |\n");
    }
  }

  ordered_json schema_;
  Policy policy_;
  ordered_json written_;
  // Definitions and those of their members that the canonical text leaves out where they are the default.
  std::set<std::pair<std::string, std::string>> added_;
  std::string page_;
};

TEST(PolicyPage, SaysWhatTheCodeDoes) {
  const std::string path = policy_test::root() + "/docs/policy.md";
  Page page;
  const std::string text = page.text();
  if (policy_test::update()) policy_test::write_file(path, text);
  EXPECT_TRUE(text == policy_test::read_file(path))
      << "docs/policy.md is stale: run this test with FIRSTLOG_UPDATE=1, then read what changed";
}

TEST(PolicyPage, ExampleIsAPolicy) {
  const Result<Policy> read = parse_policy(Page().example().dump());
  EXPECT_EQ(policy_test::told(read), "ok");
}

}  // namespace
