// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Whatever the plans, the closes, the corrections and the freezes: everything that was posted sums to
// what the plans say of the closes as they stand in the end, and no frozen statement moves.
#include <cstdlib>
#include <map>
#include <random>

#include "plans/oracle.hpp"
#include "plans/random_corrections.hpp"
#include "plans/support.hpp"

namespace firstlog_test {
namespace {

class RandomBooks {
 public:
  explicit RandomBooks(std::uint64_t seed) : random_(seed), books_(policy()) {}

  void run() {
    Scenario& s = books_.scenario();
    for (int step = 0; step < 60; ++step) {
      s.pass(Duration::hours(number(1, 60)));
      const std::string contact =
          contacts_.empty()
              ? ""
              : contacts_[static_cast<std::size_t>(number(0, static_cast<int>(contacts_.size()) - 1))];
      switch (number(0, 9)) {
        case 0:
        case 1:
        case 2:
        case 3:
        case 4: sell(); break;
        case 5:
          try_to(commands::AmendClose{.actor = "mia", .contact = contact, .amount = eur(cents())});
          break;
        case 6:
          try_to(commands::Reverse{
              .actor = "mia", .contact = contact, .reason = "refund", .amount = part(contact)});
          break;
        case 7:
          try_to(commands::RevokeApproval{.actor = "mia", .contact = contact, .reason = "error"});
          try_to(commands::Approve{.actor = "mia", .contact = contact, .amount = eur(cents())});
          break;
        case 8:
          if (number(0, 2) == 0) books_.adopt(policy());
          break;
        default: try_to_reinstate(books_, contact); break;
      }
      keep_frozen();
    }
  }

  void check() {
    const OraclePay expected = PlanOracle(books_.scenario().events()).pay();
    std::map<std::pair<ActorId, DealId>, std::int64_t> closes;
    std::map<std::tuple<ActorId, std::string, Date>, std::int64_t> spans;
    for (const std::string_view rep : {"ana", "ben", "cleo"})
      for (YearMonth month = firstlog_test::month("2026-01"); month < firstlog_test::month("2026-12");
           month = *month.plus_months(1)) {
        const Statement s = books_.performance().statement(books_.actor(rep), month, books_.scenario().now());
        std::int64_t sum = 0;
        for (const StatementLine& line : s.lines) {
          sum += line.commission.minor_units();
          if (line.component != 0)
            spans[{line.rep, s.components[line.component - 1U].component, line.from}] +=
                line.commission.minor_units();
          else
            closes[{line.rep, line.deal}] += line.commission.minor_units();
        }
        EXPECT_EQ(sum, s.commission.minor_units());
      }
    drop_zeros(closes);
    drop_zeros(spans);
    OraclePay told = expected;
    drop_zeros(told.closes);
    drop_zeros(told.spans);
    EXPECT_TRUE(closes == told.closes);
    EXPECT_EQ(texts(spans), texts(told.spans));
    for (const auto& [key, frozen] : frozen_)
      EXPECT_EQ(statement_difference(
                    frozen, books_.performance().statement(key.first, key.second, frozen_at_[key.second])),
                "");
    // What explains a deal sums to its lines.
    for (const auto& [key, cents] : told.closes) {
      const Result<PayExplanation> why = books_.performance().explain(key.first, key.second);
      ASSERT_TRUE(why.ok());
      EXPECT_EQ(why->total, eur(cents));
      Exact sum;
      for (const PayComponent& one : why->components) {
        sum += one.value + one.rounding + one.refunds;
        for (const PayStep& step : one.steps) {
          Exact parts;
          for (const TracePart& part : step.parts) parts += part.amount;
          EXPECT_EQ(parts, step.value) << step.name;
        }
      }
      EXPECT_EQ(sum, Exact::of_money(why->total));
    }
  }
  std::size_t lines() { return books_.performance().lines().size(); }

 private:
  int number(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }
  std::int64_t cents() {
    return number(1, 9) == 1 ? number(1, 99) : number(1, 200) * 1000 + number(0, 3) * 33;
  }

  // One plan of two or three components, by the dice; names and spans are the same in every version.
  Policy policy() {
    if (shape_ < 0) shape_ = number(0, 99);
    const char* modes[] = {"marginal", "slab"};
    const char* negatives[] = {"original_rate", "rerate", "from_the_top"};
    const char* spans[] = {"week", "month", "quarter", "year"};
    const char* roundings[] = {"half_up", "half_even", "down", "up", "ceil", "floor"};
    const std::string negative = negatives[shape_ % 3];
    const std::string first = "0.0" + std::to_string(number(1, 9));
    const std::string second = "0.1" + std::to_string(number(0, 9)) + "7";
    const std::string version = number(0, 1) == 0 ? "carry" : "restart";
    const std::string threshold = std::to_string(number(1, 4) * 250);
    std::string components =
        R"({"name":"commission","span":")" + std::string(spans[shape_ / 3 % 4]) + R"(","negative":")" +
        negative + R"(","at_version":")" + version + R"(","rounding":")" + roundings[number(0, 5)] +
        R"(","steps":[{"name":"line","table":{"measure":"amount","accumulate":"running","table":{"mode":")" +
        modes[shape_ / 12 % 2] + R"(","boundary":"upper","tiers":[{"from":"0","to":")" + threshold +
        R"(","rate":")" + first + R"("},{"from":")" + threshold + R"(","rate":")" + second +
        R"("}]}}}]},)"
        R"({"name":"bonus","span":")" +
        std::string(spans[shape_ / 24 % 4]) + R"(","at_version":")" + version + R"(","negative":")" +
        negatives[shape_ / 7 % 3] +
        R"(","steps":[{"name":"closes","total":{"of":"count"}},{"name":"bonus","table":{"measure":"closes","table":{"mode":"lookup","boundary":"upper","rate_unit":"amount",)"
        R"("tiers":[{"from":"0","to":"2","rate":"0"},{"from":"2","to":"4","rate":"50"},{"from":"4","rate":"125.5"}]}}}]},)"
        R"({"name":"each","negative":")" +
        negatives[shape_ / 5 % 3] +
        R"(","steps":[{"name":"each","sum":{"terms":[{"times":["amount","share","1/300"]}]}}]})";
    return policy_with(base_plan(components),
                       R"("freeze_after_working_days":)" + std::to_string(number(0, 9)));
  }

  void sell() {
    const char* reps[] = {"ana", "ben", "cleo"};
    const std::string contact = "c" + std::to_string(contacts_.size());
    contacts_.push_back(contact);
    const std::string rep = reps[number(0, 2)];
    const std::int64_t amount = cents();
    std::vector<CreditShare> credits;
    if (number(0, 3) == 0) credits = {{"ana", Rate::of(1, 3)}, {"ben", Rate::of(2, 3)}};
    books_.log(rep, contact, amount);
    books_.scenario().pass(Duration::hours(number(0, 100)));
    books_.approve(contact, amount, credits);
  }
  Outcome try_to(const Command& command) { return books_.scenario().give(command); }
  std::optional<Money> part(const std::string& contact) {
    if (contact.empty() || number(0, 2) == 0) return std::nullopt;
    return part_of(books_, contact, number(2, 4));
  }
  void keep_frozen() {
    books_.scenario().advance();
    const YearMonth open = books_.scenario().state().organisation().oldest_open;
    for (YearMonth month = firstlog_test::month("2026-01"); month < open; month = *month.plus_months(1)) {
      if (frozen_at_.count(month) != 0) continue;
      frozen_at_[month] = books_.scenario().now();
      for (const std::string_view rep : {"ana", "ben", "cleo"})
        frozen_[{books_.actor(rep), month}] =
            books_.performance().statement(books_.actor(rep), month, books_.scenario().now());
    }
  }
  static std::vector<std::string> texts(
      const std::map<std::tuple<ActorId, std::string, Date>, std::int64_t>& spans) {
    std::vector<std::string> all;
    for (const auto& [key, cents] : spans)
      all.push_back(std::to_string(std::get<0>(key).number()) + " " + std::get<1>(key) + " " +
                    std::get<2>(key).to_string() + " " + std::to_string(cents));
    return all;
  }
  template <class Map>
  static void drop_zeros(Map& map) {
    std::erase_if(map, [](const auto& entry) { return entry.second == 0; });
  }

  std::mt19937_64 random_;
  int shape_ = -1;
  Books books_;
  std::vector<std::string> contacts_;
  std::map<std::pair<ActorId, YearMonth>, Statement> frozen_;
  std::map<YearMonth, Instant> frozen_at_;
};

TEST(PlansProperty, WhatIsPostedSumsToWhatThePlansSay) {
  const char* given = std::getenv("FIRSTLOG_SEED");
  const std::uint64_t seed = given == nullptr ? 20260101 : std::strtoull(given, nullptr, 10);
  std::size_t lines = 0;
  for (std::uint64_t round = 0; round < 120 && !::testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE("FIRSTLOG_SEED=" + std::to_string(seed) + " round " + std::to_string(round));
    RandomBooks books(seed * 1000 + round);
    books.run();
    books.check();
    lines += books.lines();
  }
  EXPECT_GT(lines, 2000U);
}

}  // namespace
}  // namespace firstlog_test
