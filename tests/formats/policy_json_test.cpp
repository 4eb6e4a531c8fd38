// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The policy document keeps a policy exactly, has one text for each, and survives any input.
#include "firstlog/formats/policy_json.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "formats/policy_support.hpp"

namespace {

using namespace firstlog;
using policy_test::minimal;
using policy_test::told;

TEST(PolicyJson, LeavesEveryDefaultToTheStructure) {
  Policy expected;
  expected.plan.currency = *Currency::parse("EUR");
  const Result<Policy> read = parse_policy(minimal);
  ASSERT_TRUE(read.ok()) << told(read);
  EXPECT_TRUE(*read == expected);
}

TEST(PolicyJson, CanonicalDefaultIsTheTextCheckedIn) {
  const std::string path = policy_test::root() + "/tests/formats/policy_default.json";
  const std::string text = policy_to_json(*parse_policy(minimal)) + "\n";
  if (policy_test::update()) policy_test::write_file(path, text);
  EXPECT_EQ(text, policy_test::read_file(path))
      << "this text is hashed into journals: a change of it needs a new version of the document";
}

TEST(PolicyJson, RandomPoliciesComeBackEqual) {
  policy_test::RandomPolicies random(policy_test::seed());
  SCOPED_TRACE("FIRSTLOG_SEED=" + std::to_string(policy_test::seed()));
  for (int round = 0; round < 500; ++round) {
    const Policy policy = random.next();
    ASSERT_TRUE(policy.check().ok()) << told(policy.check());
    const std::string text = policy_to_json(policy);
    const Result<Policy> read = parse_policy(text);
    ASSERT_TRUE(read.ok()) << told(read) << "\n" << text;
    ASSERT_TRUE(*read == policy) << text;
    ASSERT_EQ(policy_to_json(*read), text);
    // With everything written out it is the same policy, though another text.
    const Result<Policy> whole = parse_policy(policy_to_whole_json(policy));
    ASSERT_TRUE(whole.ok()) << told(whole);
    ASSERT_TRUE(*whole == policy);
  }
}

// Members that came to the document after its first texts were hashed into journals: each alone is in
// the canonical text, and none of them where it holds its default.
TEST(PolicyJson, AddedMembersStandWhereTheyAreNotTheDefault) {
  const std::string without = policy_to_json(*parse_policy(minimal));
  const std::string set[] = {
      R"("retract_minutes":16)",
      R"("protection_warning_days":0)",
      R"("open_deal_protection_months":24)",
      R"("release":{"idle_days":30,"stage_days":null,"overdue_days":null,)"
      R"("first_contact_hours":null,"failed_attempts_per_week":null})",
      R"("week_starts":"sunday")",
      R"("fiscal_year_starts":4)",
      R"("dispute_working_days":7)",
      R"("calling":{"lease_minutes":20,"heartbeat_minutes":5,"attempts_per_contact":8,)"
      R"("attempts_per_day":2,"retry_hours":4,"from":"09:00","until":"18:00",)"
      R"("week":["monday","tuesday","wednesday","thursday","friday"]})",
      R"("floors":{"dials_per_session":40,"connects":"0.2",)"
      R"("enough_dials_per_session":10,"enough_dials":100})",
      R"("departed_claims_move":false)",
      R"("silence_working_days":5)",
      R"("require_deposit":true)",
      R"("require_invoice":true)",
      R"("period_date":"invoiced_on")",
      R"("rate_date":"signed_on")"};
  for (const std::string& member : set) {
    const Result<Policy> read = parse_policy(R"({"plan":{"currency":"EUR"},)" + member + "}");
    ASSERT_TRUE(read.ok()) << told(read);
    std::string text = policy_to_json(*read);
    const std::size_t at = text.find("," + member);
    ASSERT_NE(at, std::string::npos) << text;
    EXPECT_EQ(text.erase(at, member.size() + 1), without);
  }
  const Result<Policy> standard = parse_policy(
      R"({"plan":{"currency":"EUR"},"retract_minutes":15,"protection_warning_days":7,)"
      R"("open_deal_protection_months":12,"release":{"idle_days":null},"departed_claims_move":true,)"
      R"("silence_working_days":0,"require_deposit":false,"require_invoice":false,)"
      R"("period_date":"approved_at","rate_date":"closed_at"})");
  ASSERT_TRUE(standard.ok()) << told(standard);
  EXPECT_EQ(policy_to_json(*standard), without);
}

TEST(PolicyJson, StatesAndRowsSayMore) {
  const std::string states =
      R"({"plan":{"currency":"EUR"},"pipeline":{"states":[)"
      R"({"name":"open","protection_days":30,"definition":"somebody rings"},{"name":"sold","won":true}],)"
      R"("rows":[{"from":"open","trigger":"hold","target":"same","who":["manager"],"needs":["rep","reason"]},)"
      R"({"from":"open","trigger":"approve","to":"sold","who":["manager"],"needs":[]}]}})";
  const Result<Policy> read = parse_policy(states);
  ASSERT_TRUE(read.ok()) << told(read);
  EXPECT_EQ(read->pipeline.states[0].protection_days, 30);
  EXPECT_EQ(read->pipeline.states[0].definition, "somebody rings");
  EXPECT_EQ(read->pipeline.rows[0].needs, Fields(Field::rep | Field::reason).bits());
  EXPECT_EQ(read->pipeline.rows[1].needs, 0U);
  const std::string text = policy_to_json(*read);
  EXPECT_NE(text.find(R"("recycles_after_days":null,"protection_days":30,"definition":"somebody rings"})"),
            std::string::npos);
  EXPECT_NE(text.find(R"("starts_cycle":false,"needs":["rep","reason"]},)"), std::string::npos);
  EXPECT_NE(text.find(R"("starts_cycle":false}]})"), std::string::npos) << "nothing is needed: nothing said";
}

// However a document is laid out, its canonical text is the same.
TEST(PolicyJson, LayoutAndOrderDoNotMatter) {
  policy_test::RandomPolicies random(policy_test::seed());
  for (int round = 0; round < 50; ++round) {
    const std::string text = policy_to_json(random.next());
    // nlohmann::json orders members by name.
    const nlohmann::json document = nlohmann::json::parse(text);
    const Result<Policy> read = parse_policy(document.dump(3, '\t', true));
    ASSERT_TRUE(read.ok()) << told(read);
    ASSERT_EQ(policy_to_json(*read), text);
  }
}

TEST(PolicyJson, CanonicalTextHasNoWhitespaceOutsideOfText) {
  const std::string text = policy_to_json(*parse_policy(minimal));
  EXPECT_EQ(text.find_first_of(" \t\r\n"), std::string::npos);
}

TEST(PolicyJson, DecimalsAreNormalised) {
  const Result<Policy> read = parse_policy(R"({"plan":{"currency":"EUR","tiers":[
      {"from":"0","rate":"15%"},{"from":"1000.5","rate":"0.200"},{"from":"2000","rate":"2/8"}]}})");
  ASSERT_TRUE(read.ok()) << told(read);
  EXPECT_EQ(read->plan.tiers[1].from_minor, 100'050);
  const std::string text = policy_to_json(*read);
  EXPECT_NE(text.find(R"("tiers":[{"from":"0.00","rate":"0.15"},{"from":"1000.50","rate":"0.2"},)"
                      R"({"from":"2000.00","rate":"0.25"}])"),
            std::string::npos)
      << text;
}

TEST(PolicyJson, ThresholdsFollowTheCurrencyWhereverItStands) {
  const Result<Policy> yen = parse_policy(
      R"({"plan":{"tiers":[{"from":"0","rate":"0.1"},{"from":"1000","rate":"0.2"}],"currency":"JPY"}})");
  ASSERT_TRUE(yen.ok()) << told(yen);
  EXPECT_EQ(yen->plan.tiers[1].from_minor, 1000);
  const Result<Policy> dinar = parse_policy(
      R"({"plan":{"currency":"KWD","tiers":[{"from":"0","rate":"0.1"},{"from":"1.005","rate":"0.2"}]}})");
  ASSERT_TRUE(dinar.ok()) << told(dinar);
  EXPECT_EQ(dinar->plan.tiers[1].from_minor, 1005);
}

TEST(PolicyJson, SameNeedsNoTarget) {
  const std::string states =
      R"({"plan":{"currency":"EUR"},"pipeline":{"states":[{"name":"open"},{"name":"sold","won":true}],"rows":[)"
      R"({"from":"open","trigger":"approve","to":"sold","who":["manager"]},)"
      R"({"from":"open","trigger":"hold","target":"same","who":["manager"]}]}})";
  const Result<Policy> read = parse_policy(states);
  ASSERT_TRUE(read.ok()) << told(read);
  EXPECT_EQ(read->pipeline.initial, 1);
  EXPECT_EQ(read->pipeline.rows[1].to, 1);
  EXPECT_EQ(read->pipeline.rows[0].to, 2);
}

TEST(PolicyJson, EveryProperPrefixIsRefused) {
  const std::string text = policy_to_json(*parse_policy(minimal));
  for (std::size_t size = 0; size < text.size(); ++size) {
    const Result<Policy> read = parse_policy(std::string_view(text).substr(0, size));
    ASSERT_EQ(read.status(), Status::malformed) << size;
    ASSERT_FALSE(read.error().remedy.empty());
  }
}

// Whatever a byte or a piece becomes, the answer is a policy that holds its promises or an error
// that says where.
TEST(PolicyJson, MutatedDocumentsAreReadOrRefused) {
  policy_test::RandomPolicies random(policy_test::seed());
  SCOPED_TRACE("FIRSTLOG_SEED=" + std::to_string(policy_test::seed()));
  const std::string pieces[] = {
      "null", "true", "[]", "{}", "\"\"", "-1",   "1e9",  "0.5",  "99999999999999999999",
      "[[[[", "{",    ",",  ":",  "\"",   "\\u0", "\xFF", "\xC3", "\"new\""};
  int read_well = 0;
  int refused = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string text =
        round % 2 == 0 ? policy_to_json(random.next()) : policy_to_json(*parse_policy(minimal));
    for (std::int64_t n = random.number(1, 2); n > 0; --n) {
      const auto at = static_cast<std::size_t>(random.number(0, static_cast<std::int64_t>(text.size()) - 1));
      switch (random.number(0, 5)) {
        case 0: text[at] = static_cast<char>(random.number(0, 255)); break;
        case 1: text.erase(at, static_cast<std::size_t>(random.number(1, 20))); break;
        case 2: text.insert(at, pieces[random.number(0, std::size(pieces) - 1)]); break;
        case 3: text.insert(at, text.substr(at / 2, static_cast<std::size_t>(random.number(1, 60)))); break;
        case 4: {  // one digit by another
          const std::size_t digit = text.find_first_of("0123456789", at);
          if (digit != std::string::npos) text[digit] = static_cast<char>('0' + random.number(0, 9));
          break;
        }
        default: {  // a whole value by another
          const std::size_t colon = text.find(':', at);
          if (colon == std::string::npos) break;
          const std::size_t end = text.find_first_of(",}]", colon);
          text.replace(colon + 1, end - colon - 1, pieces[random.number(0, std::size(pieces) - 1)]);
        }
      }
      if (text.empty()) text = " ";
    }
    const Result<Policy> read = parse_policy(text);
    if (read.ok()) {
      ++read_well;
      ASSERT_TRUE(read->check().ok());
      const std::string canonical = policy_to_json(*read);
      const Result<Policy> again = parse_policy(canonical);
      ASSERT_TRUE(again.ok()) << told(again) << "\n" << text;
      ASSERT_EQ(policy_to_json(*again), canonical);
    } else {
      ++refused;
      ASSERT_TRUE(read.status() == Status::malformed || read.status() == Status::unsupported) << told(read);
      ASSERT_EQ(read.error().place.view().substr(0, 6), "policy") << told(read);
      ASSERT_FALSE(read.error().reason.empty());
      ASSERT_FALSE(read.error().remedy.empty()) << told(read);
    }
  }
  EXPECT_GT(read_well, 50);
  EXPECT_GT(refused, 1000);
}

}  // namespace
