// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The numbers of the C header are those of the core, none missing, none renamed; every member of the core's
// command and event has its namesake in C.
#include "numbers.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

#include "capi.hpp"
#include "support/sqlite_place.hpp"

namespace {

using namespace firstlog_test;

const std::string include_dir = FIRSTLOG_C_INCLUDE;

TEST(CNumbers, AreThoseOfTheCore) {
  const std::string made = NumbersHeader().text();
  if (std::getenv("FIRSTLOG_UPDATE") != nullptr) write_file(include_dir + "/firstlog_numbers.h", made);
  EXPECT_EQ(read_file(include_dir + "/firstlog_numbers.h"), made)
      << "run this test with FIRSTLOG_UPDATE=1 and look at the difference";
}

// The flags have no table in the core: what the header knows must be all that an event can carry.
TEST(CNumbers, EveryEventFlagIsNamed) {
  const std::string core = read_file(std::string(FIRSTLOG_TESTS_DIR) + "/../include/firstlog/core/event.hpp");
  const std::string body = core.substr(core.find("enum class EventFlag"));
  std::set<std::string> named;
  for (const auto& [name, flag] : NumbersHeader::event_flags) named.insert(std::string(name));
  std::size_t at = 0;
  const std::string enumerators = body.substr(0, body.find("};"));
  std::set<std::string> there;
  while ((at = enumerators.find("\n  ", at)) != std::string::npos) {
    at += 3;
    const std::size_t end = enumerators.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", at);
    if (end != std::string::npos && enumerators.compare(end, 3, " = ") == 0)
      there.insert(enumerators.substr(at, end - at));
  }
  there.erase("none");
  EXPECT_EQ(there, named);
}

TEST(CNumbers, NamesAreGivenBack) {
  for (int number = 0; number < static_cast<int>(firstlog::command_number_end); ++number) {
    const std::string name = firstlog_command_name(static_cast<std::uint16_t>(number));
    if (number != 0 && !name.empty()) {
      EXPECT_EQ(firstlog_command_kind(name.c_str()), number);
    }
  }
  EXPECT_EQ(firstlog_command_kind("no such"), FIRSTLOG_COMMAND_NONE);
  EXPECT_EQ(firstlog_command_kind(nullptr), FIRSTLOG_COMMAND_NONE);
  EXPECT_STREQ(firstlog_rule_name(FIRSTLOG_RULE_FIRST_LOG_WINS), "first_log_wins");
  EXPECT_STREQ(firstlog_rule_name(65'535), "");
  EXPECT_STREQ(firstlog_rule_sentence(65'535), "");
  EXPECT_STREQ(firstlog_status_name(-1), "");
  EXPECT_STREQ(firstlog_status_name(FIRSTLOG_STATUS_INTERNAL), "internal");
  EXPECT_STREQ(firstlog_verdict_name(200), "");
  EXPECT_STREQ(firstlog_event_name(9'999), "");
  EXPECT_STREQ(firstlog_field_name(50), "");
  EXPECT_EQ(firstlog_abi_version(), static_cast<std::uint32_t>(FIRSTLOG_ABI_VERSION));
  EXPECT_STREQ(firstlog_version(), FIRSTLOG_VERSION);
}

TEST(CValues, TextIsReadBack) {
  std::int64_t instant = 0;
  FIRSTLOG_OK(firstlog_instant_parse("2026-01-31T10:30:00.25+01:00", &instant, &error));
  char buffer[64];
  std::uint64_t size = 0;
  ASSERT_EQ(firstlog_instant_format(instant, buffer, sizeof buffer, &size), FIRSTLOG_STATUS_OK);
  EXPECT_STREQ(buffer, "2026-01-31T09:30:00.250000Z");
  EXPECT_EQ(size, 27U);
  EXPECT_EQ(firstlog_instant_format(instant, buffer, 5, &size), FIRSTLOG_STATUS_OUT_OF_RANGE);
  EXPECT_STREQ(buffer, "2026") << "what fits, and an end";
  EXPECT_EQ(size, 27U);
  EXPECT_EQ(firstlog_instant_format(instant, nullptr, 0, nullptr), FIRSTLOG_STATUS_INVALID_ARGUMENT);
  firstlog_money money{};
  FIRSTLOG_OK(firstlog_money_parse("-0.05 GBP", &money, &error));
  EXPECT_EQ(money.minor_units, -5);
  EXPECT_STREQ(money.currency, "GBP");
  ASSERT_EQ(firstlog_money_format(&money, buffer, sizeof buffer, nullptr), FIRSTLOG_STATUS_OK);
  EXPECT_STREQ(buffer, "-0.05 GBP");
  firstlog_error error = FIRSTLOG_ERROR_INIT;
  EXPECT_EQ(firstlog_money_parse("0.005 GBP", &money, &error), FIRSTLOG_STATUS_OUT_OF_RANGE);
  EXPECT_EQ(error.status, FIRSTLOG_STATUS_OUT_OF_RANGE);
  EXPECT_EQ(firstlog_money_parse("1.00 GBP", &money, &error), FIRSTLOG_STATUS_OK);
  EXPECT_STREQ(error.reason, "") << "success clears the error";
  firstlog_rate rate{};
  FIRSTLOG_OK(firstlog_rate_parse("12.5%", &rate, &error));
  EXPECT_EQ(rate.numerator, 1);
  EXPECT_EQ(rate.denominator, 8);
  ASSERT_EQ(firstlog_rate_format(&rate, buffer, sizeof buffer, nullptr), FIRSTLOG_STATUS_OK);
  EXPECT_STREQ(buffer, "0.125");
  std::int32_t days = 0;
  FIRSTLOG_OK(firstlog_date_parse("2026-01-31", &days, &error));
  ASSERT_EQ(firstlog_date_format(days, buffer, sizeof buffer, nullptr), FIRSTLOG_STATUS_OK);
  EXPECT_STREQ(buffer, "2026-01-31");
  EXPECT_EQ(firstlog_date_format(INT32_MAX, buffer, sizeof buffer, nullptr), FIRSTLOG_STATUS_OUT_OF_RANGE);
  char sort_key[8];
  FIRSTLOG_OK(firstlog_name_fold("Ångström & Co", sort_key, &error));
  EXPECT_EQ(std::string(sort_key, 8), "ANGSTROM");
  firstlog_place place{};
  FIRSTLOG_OK(firstlog_place_fold("at", "9", "A-1010", &place, &error));
  EXPECT_EQ(std::string(place.country, 2), "AT");
  EXPECT_EQ(firstlog_place_fold("Austria", nullptr, nullptr, &place, nullptr),
            FIRSTLOG_STATUS_INVALID_ARGUMENT);
  firstlog_match_key one{};
  firstlog_match_key other{};
  FIRSTLOG_OK(
      firstlog_match_key_compute(FIRSTLOG_MATCH_PHONE, "+431234", {"0123456789abcdef", 16}, &one, &error));
  FIRSTLOG_OK(
      firstlog_match_key_compute(FIRSTLOG_MATCH_PHONE, "+431234", {"0123456789abcdef", 16}, &other, &error));
  EXPECT_EQ(std::memcmp(&one, &other, sizeof one), 0);
  EXPECT_EQ(firstlog_match_key_compute(FIRSTLOG_MATCH_PHONE, "+431234", {"short", 5}, &one, nullptr),
            FIRSTLOG_STATUS_INVALID_ARGUMENT);
}

}  // namespace
