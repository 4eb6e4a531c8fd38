// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// schema/policy.schema.json says what the code does: the same members, the same defaults, the same
// ranges and names. It is checked by a validator of the few keywords that it uses.
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <string>

#include "firstlog/formats/policy_json.hpp"
#include "formats/policy_support.hpp"

namespace {

using namespace firstlog;
using nlohmann::json;
using policy_test::minimal;
using policy_test::told;

const json& schema() {
  static const json read =
      json::parse(policy_test::read_file(policy_test::root() + "/schema/policy.schema.json"));
  return read;
}

const json& resolved(const json& part) {
  if (!part.contains("$ref")) return part;
  const std::string name = part["$ref"].get<std::string>().substr(std::string("#/$defs/").size());
  return schema()["$defs"][name];
}

std::size_t characters(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

bool is_of_type(const json& value, const std::string& type) {
  return type == "object"    ? value.is_object()
         : type == "array"   ? value.is_array()
         : type == "string"  ? value.is_string()
         : type == "boolean" ? value.is_boolean()
         : type == "integer" ? value.is_number_integer()
         : type == "null"    ? value.is_null()
                             : throw std::logic_error("no type " + type);
}

// The path of the first violation, or nothing.
std::string violation(const json& part, const json& value, const std::string& at) {
  for (const auto& [keyword, k] : part.items()) {
    if (keyword == "$ref") {
      const std::string inside = violation(resolved(part), value, at);
      if (!inside.empty()) return inside;
    } else if (keyword == "type") {
      bool any = false;
      for (const json& type : k.is_array() ? k : json::array({k})) any = any || is_of_type(value, type);
      if (!any) return at;
    } else if (keyword == "properties" && value.is_object()) {
      for (const auto& [name, member] : k.items())
        if (value.contains(name)) {
          const std::string inside = violation(member, value[name], at + "." + name);
          if (!inside.empty()) return inside;
        }
    } else if (keyword == "additionalProperties" && value.is_object()) {
      EXPECT_EQ(k, json(false));
      for (const auto& [name, member] : value.items())
        if (!part["properties"].contains(name)) return at + "." + name;
    } else if (keyword == "required" && value.is_object()) {
      for (const std::string name : k)
        if (!value.contains(name)) return at + "." + name;
    } else if (keyword == "dependentRequired" && value.is_object()) {
      for (const auto& [name, others] : k.items())
        for (const std::string other : others)
          if (value.contains(name) && !value.contains(other)) return at + "." + other;
    } else if (keyword == "anyOf") {
      bool any = false;
      for (const json& choice : k) any = any || violation(choice, value, at).empty();
      if (!any) return at;
    } else if (keyword == "items" && value.is_array()) {
      for (std::size_t i = 0; i < value.size(); ++i) {
        const std::string inside = violation(k, value[i], at + "[" + std::to_string(i) + "]");
        if (!inside.empty()) return inside;
      }
    } else if (keyword == "enum") {
      if (std::find(k.begin(), k.end(), value) == k.end()) return at;
    } else if (keyword == "const") {
      if (value != k) return at;
    } else if (keyword == "minimum" && value.is_number()) {
      if (value < k) return at;
    } else if (keyword == "maximum" && value.is_number()) {
      if (value > k) return at;
    } else if (keyword == "minLength" && value.is_string()) {
      if (characters(value) < k.get<std::size_t>()) return at;
    } else if (keyword == "maxLength" && value.is_string()) {
      if (characters(value) > k.get<std::size_t>()) return at;
    } else if (keyword == "minItems" && value.is_array()) {
      if (value.size() < k.get<std::size_t>()) return at;
    } else if (keyword == "maxItems" && value.is_array()) {
      if (value.size() > k.get<std::size_t>()) return at;
    } else if (keyword == "uniqueItems" && value.is_array()) {
      if (std::set<json>(value.begin(), value.end()).size() != value.size()) return at;
    } else if (keyword == "pattern" && value.is_string()) {
      static std::map<std::string, std::regex> compiled;
      const auto known = compiled.try_emplace(k.get<std::string>(), k.get<std::string>()).first;
      if (!std::regex_search(value.get<std::string>(), known->second)) return at;
    }
  }
  return {};
}

std::string violation(const json& document) {
  return violation(schema(), document, "policy");
}

json canonical(const std::string& document) {
  const Result<Policy> read = parse_policy(document);
  EXPECT_TRUE(read.ok()) << told(read);
  return json::parse(policy_to_json(*read));
}

// With every member, those too whose default the canonical text leaves out.
json whole(const std::string& document) {
  const Result<Policy> read = parse_policy(document);
  EXPECT_TRUE(read.ok()) << told(read);
  return json::parse(policy_to_whole_json(*read));
}

// Every member optional in the schema, with its path, its schema and the value that the code gives
// where a document leaves it out.
void compare_members(const json& part_or_ref, const json& written, const std::string& at, int& compared) {
  const json& part = resolved(part_or_ref);
  ASSERT_EQ(part["type"], "object") << at;
  ASSERT_EQ(part["additionalProperties"], json(false)) << at;
  for (const auto& [name, member] : written.items())
    EXPECT_TRUE(part["properties"].contains(name)) << at << "." << name << " is not in the schema";
  const json required = part.value("required", json::array());
  for (const auto& [name, member] : part["properties"].items()) {
    const std::string path = at + "." + name;
    if (!written.contains(name)) {
      ADD_FAILURE() << path << " is in the schema, but not in the document";
      continue;
    }
    ++compared;
    EXPECT_TRUE(member.contains("description") || resolved(member).contains("description")) << path;
    const bool must = std::find(required.begin(), required.end(), json(name)) != required.end();
    if (resolved(member).value("type", json()) == "object") {
      compare_members(member, written[name], path, compared);
    } else if (must || path == "policy.pipeline.rows[].to") {
      EXPECT_FALSE(member.contains("default")) << path << " has no default";
    } else if (member.contains("default")) {
      EXPECT_EQ(member["default"], written[name]) << path;
    } else {
      ADD_FAILURE() << path << " has no default in the schema";
    }
  }
}

TEST(PolicySchema, HasTheMembersAndTheDefaultsOfTheCode) {
  int compared = 0;
  json everything = whole(minimal);
  // In lists the schema's default is as short as the canonical text; of what stands in them, below.
  everything["pipeline"] = canonical(minimal)["pipeline"];
  compare_members(schema(), everything, "policy", compared);
  EXPECT_EQ(compared, 46 + 4 + 5 + 6 + 16 + 5 + 8 + 4);
  // What stands in lists, each written with nothing but what it needs.
  const json small = whole(
      R"({"plan":{"currency":"EUR"},"calendars":[{"name":"c","starts":["2026-01-05","2026-01-19"]}],)"
      R"("roles":[{"command":"approve","roles":["manager"]}],)"
      R"("exchange_rates":[{"from":"USD","on":"2026-01-02","rate":"0.9","source":"s"}],)"
      R"("quota":{"zones":[{"name":"low","from":"0","zone":"red"}],"rows":[{"rep":"ann","target":"2"}]},)"
      R"("assignment":[{"niche":"x","rep":"ann"},{"reps":[{"rep":"bob"}]}],"pipeline":{"states":[{"name":"open"},{"name":"sold","won":true}],)"
      R"("rows":[{"from":"open","trigger":"approve","to":"sold","who":["manager"]}]},)"
      R"("plans":[{"name":"p","components":[{"name":"c","span":"month","carries":[{"input":"i","value":"s"}],)"
      R"("steps":[{"name":"s","total":{"of":"amount"}}]},{"name":"d","payable":[{"part":"1"}],"clawback":{"points":[{"age":0,"part":"1"}]},)"
      R"("steps":[{"name":"s","sum":{"terms":[{"times":["amount"]}]}}]}]}]})");
  compared = 0;
  compare_members(schema()["$defs"]["state"], small["pipeline"]["states"][0], "policy.pipeline.states[]",
                  compared);
  compare_members(schema()["$defs"]["row"], small["pipeline"]["rows"][0], "policy.pipeline.rows[]", compared);
  compare_members(schema()["$defs"]["role_row"], small["roles"][0], "policy.roles[]", compared);
  compare_members(schema()["$defs"]["tier"], small["plan"]["tiers"][0], "policy.plan.tiers[]", compared);
  json rule = small["assignment"][0];
  rule["niche"] = "";  // one condition had to be written
  rule["rep"] = "";    // and somebody who gets the contacts: a rep or several
  compare_members(schema()["$defs"]["assignment_rule"], rule, "policy.assignment[]", compared);
  compare_members(schema()["$defs"]["pool_member"], small["assignment"][1]["reps"][0],
                  "policy.assignment[].reps[]", compared);
  compare_members(schema()["$defs"]["quota_zone"], small["quota"]["zones"][0], "policy.quota.zones[]",
                  compared);
  json quota = small["quota"]["rows"][0];
  quota["rep"] = "";  // or a team
  compare_members(schema()["$defs"]["quota_row"], quota, "policy.quota.rows[]", compared);
  compare_members(schema()["$defs"]["exchange_rate"], small["exchange_rates"][0], "policy.exchange_rates[]",
                  compared);
  const json plan = small["plans"][0];
  compare_members(schema()["$defs"]["commission_plan"], plan, "policy.plans[]", compared);
  json component = plan["components"][0];
  compare_members(schema()["$defs"]["plan_carry"], component["carries"][0],
                  "policy.plans[].components[].carries[]", compared);
  const json other = plan["components"][1];
  compare_members(schema()["$defs"]["payable_part"], other["payable"][0],
                  "policy.plans[].components[].payable[]", compared);
  compare_members(schema()["$defs"]["clawback_point"], other["clawback"]["points"][0],
                  "policy.plans[].components[].clawback.points[]", compared);
  component["span"] = "deal";  // these two had to be written
  component["carries"] = json::array();
  compare_members(schema()["$defs"]["plan_component"], component, "policy.plans[].components[]", compared);
  compare_members(schema()["$defs"]["period_calendar"], small["calendars"][0], "policy.calendars[]",
                  compared);
  EXPECT_EQ(compared, 11 + 8 + 2 + 2 + 11 + 3 + 3 + 5 + 4 + 9 + 3 + 4 + 2 + 13 + 2 + 3 + 3);
}

// A keyword that the validator here passes over would check nothing.
void expect_known_keywords(const json& part, const std::string& at) {
  static const std::set<std::string> known = {"$schema",
                                              "$id",
                                              "$defs",
                                              "$ref",
                                              "title",
                                              "description",
                                              "type",
                                              "enum",
                                              "const",
                                              "properties",
                                              "required",
                                              "items",
                                              "additionalProperties",
                                              "default",
                                              "minimum",
                                              "maximum",
                                              "minLength",
                                              "maxLength",
                                              "minItems",
                                              "maxItems",
                                              "uniqueItems",
                                              "pattern",
                                              "x-source",
                                              "anyOf",
                                              "dependentRequired"};
  for (const auto& [keyword, k] : part.items()) {
    EXPECT_TRUE(known.count(keyword)) << at << ": " << keyword;
    if (keyword == "properties" || keyword == "$defs")
      for (const auto& [name, member] : k.items()) expect_known_keywords(member, at + "." + name);
    if (keyword == "items") expect_known_keywords(k, at + "[]");
    if (keyword == "anyOf")
      for (const json& choice : k) expect_known_keywords(choice, at);
  }
}

TEST(PolicySchema, UsesKeywordsThatAreCheckedHere) {
  EXPECT_EQ(schema()["$schema"], "https://json-schema.org/draft/2020-12/schema");
  expect_known_keywords(schema(), "policy");
}

TEST(PolicySchema, AcceptsWhatTheCodeWrites) {
  EXPECT_EQ(violation(canonical(minimal)), "");
  EXPECT_EQ(violation(whole(minimal)), "");
  EXPECT_EQ(violation(json::parse(minimal)), "");
  policy_test::RandomPolicies random(policy_test::seed());
  for (int round = 0; round < 100; ++round) {
    const std::string text = policy_to_json(random.next());
    ASSERT_EQ(violation(json::parse(text)), "") << text;
    const std::string everything = policy_to_whole_json(*parse_policy(text));
    ASSERT_EQ(violation(json::parse(everything)), "") << everything;
  }
}

// Each member alone, made wrong: schema and code refuse the same, at the same place.
TEST(PolicySchema, RefusesWhatTheCodeRefuses) {
  const json good = whole(minimal);
  const json others[] = {
      nullptr,         true, -1, 2'000'000, "?", "", json::array(), json::array({"?"}), json::object(),
      json({{"?", 1}})};
  int refused = 0;
  for (const json& pointer_holder : {good.flatten(), json({{"/pipeline", 0},
                                                           {"/plan", 0},
                                                           {"/quota", 0},
                                                           {"/plan_check", 0},
                                                           {"/release", 0},
                                                           {"/calling", 0},
                                                           {"/floors", 0}})})
    for (const auto& [pointer, old] : pointer_holder.items())
      for (const json& other : others) {
        json document = good;
        document[json::json_pointer(pointer)] = other;
        const Result<Policy> read = parse_policy(document.dump());
        const std::string by_schema = violation(document);
        if (!by_schema.empty()) {
          EXPECT_FALSE(read.ok()) << pointer << " = " << other << ": only the schema refuses it";
          ++refused;
        }
        // Beyond the schema: whatever relates one member to another, or counts bytes.
        if (by_schema.empty() && !read.ok()) {
          const std::string_view place = read.error().place.view();
          EXPECT_TRUE(place.substr(0, 16) == "policy.pipeline." || place.substr(0, 13) == "policy.quota." ||
                      place.substr(0, 12) == "policy.plan." || place.substr(0, 15) == "policy.calling." ||
                      place.substr(0, 14) == "policy.floors." || place == "policy.zone")
              << told(read) << " is not in the schema: " << pointer << " = " << other;
        }
      }
  EXPECT_GT(refused, 500);
}

TEST(PolicySchema, NamesTheRangesOfTheCode) {
  int ranges = 0;
  auto expect_range = [&ranges](const std::string& name, const json& member, auto&& document_of) {
    if (!member.contains("minimum")) return;
    ++ranges;
    const std::int64_t low = member["minimum"];
    const std::int64_t high = member["maximum"];
    for (const std::int64_t inside : {low, high})
      EXPECT_TRUE(parse_policy(document_of(inside).dump()).ok()) << name << " = " << inside;
    for (const std::int64_t outside : {low - 1, high + 1}) {
      const Result<Policy> read = parse_policy(document_of(outside).dump());
      ASSERT_FALSE(read.ok()) << name << " = " << outside;
      EXPECT_NE(read.error().place.view().find(name), std::string_view::npos) << told(read);
    }
  };
  for (const auto& [member_name, member] : schema()["properties"].items()) {
    const std::string name = member_name;
    expect_range(name, member, [&](std::int64_t n) {
      json document = json::parse(minimal);
      document[name] = n;
      return document;
    });
  }
  for (const char* days : {"recycles_after_days", "protection_days"})
    expect_range(days, schema()["$defs"]["state"]["properties"][days], [days](std::int64_t n) {
      json document = canonical(minimal);
      document["pipeline"]["states"][5][days] = n;
      return document;
    });
  for (const std::string part : {"release", "quota", "calling", "floors"})
    for (const auto& [member_name, member] : schema()["$defs"][part]["properties"].items()) {
      const std::string name = member_name;
      expect_range(part + "." + name, member, [&](std::int64_t n) {
        json document = json::parse(minimal);
        document[part][name] = n;
        if (name == "heartbeat_minutes") document[part]["lease_minutes"] = 1440;
        if (name == "lease_minutes") document[part]["heartbeat_minutes"] = 1;
        return document;
      });
    }
  EXPECT_EQ(ranges, 32);
}

TEST(PolicySchema, NamesTheEnumeratorsOfTheCode) {
  std::vector<std::string> commands;
  for (const CommandRow& row : command_rows)
    if (row.roles != Roles(Role::system)) commands.emplace_back(row.name);
  EXPECT_EQ(schema()["$defs"]["command"]["enum"], json(commands));
  std::vector<std::string> roles;
  for (int i = 0; i < role_count; ++i) roles.emplace_back(name_of(static_cast<Role>(i)));
  EXPECT_EQ(schema()["$defs"]["role"]["enum"], json(roles));
  std::vector<std::string> triggers;
  for (int i = 1; i < trigger_count; ++i) triggers.emplace_back(name_of(static_cast<Trigger>(i)));
  EXPECT_EQ(schema()["$defs"]["trigger"]["enum"], json(triggers));
  std::vector<std::string> fields;
  for (int i = 0; i < field_count; ++i)
    if (!name_of(static_cast<Field>(i)).empty()) fields.emplace_back(name_of(static_cast<Field>(i)));
  EXPECT_EQ(schema()["$defs"]["field"]["enum"], json(fields));
  // Of these every name must be read, and the reader says which there are.
  const struct {
    const char* member;
    std::string path;
    const json& names;
  } others[] = {
      {"claim_by", "/claim_by", schema()["properties"]["claim_by"]["enum"]},
      {"interest_needs_connect", "/interest_needs_connect",
       schema()["properties"]["interest_needs_connect"]["enum"]},
      {"assignment_gaps", "/assignment_gaps", schema()["properties"]["assignment_gaps"]["enum"]},
      {"period_date", "/period_date", schema()["properties"]["period_date"]["enum"]},
      {"rate_date", "/rate_date", schema()["properties"]["rate_date"]["enum"]},
      {"boundary", "/plan/boundary", schema()["$defs"]["plan"]["properties"]["boundary"]["enum"]},
      {"rounding", "/plan/rounding", schema()["$defs"]["plan"]["properties"]["rounding"]["enum"]},
  };
  for (const auto& other : others) {
    std::string listed;
    for (const json& name : other.names) {
      json document = json::parse(minimal);
      document[json::json_pointer(other.path)] = name;
      EXPECT_TRUE(parse_policy(document.dump()).ok()) << other.member << " = " << name;
      listed += (listed.empty() ? "" : ", ") + name.get<std::string>();
    }
    json document = json::parse(minimal);
    document[json::json_pointer(other.path)] = "?";
    EXPECT_EQ(parse_policy(document.dump()).error().remedy.view(), "write one of: " + listed);
  }
}

}  // namespace
