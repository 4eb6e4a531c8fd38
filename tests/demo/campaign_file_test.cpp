// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A campaign file is read exactly or refused with the place and a remedy.
#include "../../examples/demo/campaign_file.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

namespace firstlog_demo {
namespace {

const std::string header =
    R"("age";"job";"marital";"education";"default";"housing";"loan";"contact";"month";"day_of_week";)"
    R"("duration";"campaign";"pdays";"previous";"poutcome";"emp.var.rate";"cons.price.idx";)"
    R"("cons.conf.idx";"euribor3m";"nr.employed";"y")"
    "\r\n";
const std::string good =
    R"(56;"housemaid";"married";"basic.4y";"no";"no";"no";"telephone";"may";"mon";261;2;999;0;"nonexistent";)"
    R"(1.1;93.994;-36.4;4.857;5191;"no")"
    "\r\n";

std::string with(std::string line, const std::string& from, const std::string& to) {
  line.replace(line.find(from), from.size(), to);
  return line;
}

void expect_refused(const std::string& text, std::size_t line, std::size_t column, const std::string& what) {
  const Campaign campaign = parse_campaign(text, "f.csv");
  EXPECT_TRUE(campaign.rows.empty());
  ASSERT_TRUE(campaign.error) << what;
  EXPECT_EQ(campaign.error->line, line) << campaign.error->to_string();
  EXPECT_EQ(campaign.error->column, column) << campaign.error->to_string();
  EXPECT_NE(campaign.error->what.find(what), std::string::npos) << campaign.error->to_string();
  EXPECT_FALSE(campaign.error->remedy.empty());
}

TEST(CampaignFile, ReadsEveryFieldOfARow) {
  const Campaign campaign = parse_campaign(header + good, "f.csv");
  ASSERT_FALSE(campaign.error) << campaign.error->to_string();
  ASSERT_EQ(campaign.rows.size(), 1U);
  const CampaignRow& row = campaign.rows[0];
  EXPECT_EQ(row.age, 56U);
  EXPECT_EQ(row.job, Job::housemaid);
  EXPECT_EQ(row.marital, Marital::married);
  EXPECT_EQ(row.education, Education::basic_4y);
  EXPECT_EQ(row.contact_kind, ContactKind::telephone);
  EXPECT_EQ(row.month, 5);
  EXPECT_EQ(row.weekday, 1);
  EXPECT_EQ(row.duration_seconds, 261U);
  EXPECT_EQ(row.calls, 2U);
  EXPECT_EQ(row.previous_days, 999U);
  EXPECT_EQ(row.previous_calls, 0U);
  EXPECT_EQ(row.previous_outcome, PreviousOutcome::nonexistent);
  EXPECT_FALSE(row.subscribed);
}

TEST(CampaignFile, LastLineMayEndWithoutNewline) {
  EXPECT_EQ(parse_campaign(header + good + good.substr(0, good.size() - 2), "f.csv").rows.size(), 2U);
}

TEST(CampaignFile, RefusesWithPlaceAndRemedy) {
  expect_refused("", 1, 1, "empty");
  expect_refused("\"age\";\"jobs\"\n", 1, 11, "header");
  expect_refused(header + with(good, "56;", "x;"), 2, 1, "age");
  expect_refused(header + with(good, "56;", "-1;"), 2, 1, "age");
  expect_refused(header + with(good, "56;", "4294967296;"), 2, 1, "age");
  expect_refused(header + good + with(good, "\"housemaid\"", "\"butler\""), 3, 4, "job");
  expect_refused(header + with(good, "\"housemaid\"", "housemaid"), 2, 4, "job is not in double quotes");
  expect_refused(header + with(good, "\"housemaid\"", "\""), 2, 4, "job is not in double quotes");
  expect_refused(header + with(good, "\"mon\"", "\"sun\""), 2, 70, "day_of_week");
  expect_refused(header + with(good, "261;2;", "261;0;"), 2, 80, "campaign");
  expect_refused(header + with(good, "261;2;", "261;;"), 2, 80, "campaign");
  expect_refused(header + with(good, "93.994", "93.9.94"), 2, 106, "cons.price.idx");
  expect_refused(header + with(good, "93.994", "nan"), 2, 106, "cons.price.idx");
  expect_refused(header + with(good, ";\"no\"\r\n", ";\"no\";1\r\n"), 2, 135, "more fields");
  expect_refused(header + with(good, ";\"no\"\r\n", "\r\n"), 2, 129, "ends before the field y");
  expect_refused(header + "\r\n", 2, 1, "age");
}

TEST(CampaignFile, ErrorsReadAsOneLine) {
  const Campaign campaign = parse_campaign(header + with(good, "56;", "x;"), "f.csv");
  ASSERT_TRUE(campaign.error);
  EXPECT_EQ(campaign.error->to_string(),
            "f.csv, line 2, column 1: age is not a whole number in its range: write a number from 1 to 130");
}

class Packed : public testing::Test {
 protected:
  void SetUp() override {
    std::ifstream in(FIRSTLOG_EXAMPLES_DIR "/data/uci_bank_marketing/bank-additional-full.csv.xz",
                     std::ios::binary);
    bytes_.assign(std::istreambuf_iterator<char>(in), {});
    ASSERT_EQ(bytes_.size(), 292'812U);
  }
  void TearDown() override { std::remove(path_.c_str()); }

  std::string refused(const std::string& bytes) {
    std::ofstream(path_, std::ios::binary) << bytes;
    const Campaign campaign = read_campaign(path_);
    EXPECT_TRUE(campaign.rows.empty());
    return campaign.error ? campaign.error->what : "";
  }

  std::string bytes_;
  std::string path_ = testing::TempDir() + "/campaign_" + std::to_string(getpid()) + ".csv.xz";
};

TEST_F(Packed, TruncatedFilesAreRefused) {
  for (const std::size_t size : {std::size_t{20}, bytes_.size() / 2, bytes_.size() - 1}) {
    EXPECT_EQ(refused(bytes_.substr(0, size)), "it is truncated") << size;
  }
}

TEST_F(Packed, AChangedByteIsRefused) {
  for (const std::size_t at : {std::size_t{8}, bytes_.size() / 3, bytes_.size() - 40, bytes_.size() - 3}) {
    std::string changed = bytes_;
    changed[at] = static_cast<char>(changed[at] ^ 0x10);
    EXPECT_NE(refused(changed), "") << at;
  }
}

TEST_F(Packed, OtherFilesAreRefused) {
  EXPECT_EQ(refused(header + good), "it is not an .xz file");
  EXPECT_NE(refused(""), "");
  EXPECT_EQ(refused(bytes_ + "more than a header's worth of bytes"), "its content is damaged");
}

TEST_F(Packed, AMissingFileIsNamed) {
  const Campaign campaign = read_campaign("/nowhere/campaign.csv.xz");
  ASSERT_TRUE(campaign.error);
  EXPECT_EQ(campaign.error->file, "/nowhere/campaign.csv.xz");
  EXPECT_EQ(campaign.error->what, "the file cannot be opened");
}

}  // namespace
}  // namespace firstlog_demo
