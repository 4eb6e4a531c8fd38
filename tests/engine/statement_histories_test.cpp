// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Whatever happened to closes, corrections, disputes and periods: every statement sums, its file proves
// itself, the frozen ones stay as they were, and the pay run pays what the statements say.
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "firstlog/engine/audit.hpp"
#include "firstlog/engine/records.hpp"
#include "firstlog/formats/statement_file.hpp"
#include "support/paid_world.hpp"

namespace firstlog_test {
namespace {

class History {
 public:
  explicit History(std::uint64_t seed) : random_(seed), world_("EUR", "Europe/Vienna") {
    Policy policy;
    policy.name = "by invoice";
    policy.zone = "Europe/Vienna";
    policy.plan.currency = currency("EUR");
    policy.plan.tiers = {{0, Rate::of(1, 7)}, {300'000, Rate::of(2, 9)}};
    policy.period_date = CreditDate::invoiced_on;
    policy.freeze_after_working_days = 3;
    policy.dispute_working_days = 4;
    document_ = policy_to_json(policy);
    give(commands::AdoptPolicy{.actor = "root", .document = document_});
  }

  void step() {
    switch (number(0, 9)) {
      case 0:
      case 1: log(); break;
      case 2: approve(); break;
      case 3:
        give(commands::Reverse{.actor = "root",
                               .contact = contact(),
                               .reason = "refund",
                               .amount = world_.money(number(1, 90'000))});
        break;
      case 4: amend(); break;
      case 5: give(commands::RevokeApproval{.actor = "root", .contact = contact(), .reason = "error"}); break;
      case 6:
        give(commands::Adjust{.actor = "root",
                              .rep = rep(),
                              .period = world_period(),
                              .amount = world_.money(number(-50'000, 50'000)),
                              .reason = "correction"});
        break;
      case 7: dispute(); break;
      case 8: resolve(); break;
      default: world_.clock.pass(Duration::hours(number(1, 24 * 9))); break;
    }
    world_.clock.pass(Duration::minutes(number(1, 500)));
  }

  void check() {
    world_.give(commands::Advance{.actor = "root"});
    const SigningSeed seed;
    for (const char* period : {"2026-01", "2026-02", "2026-03"}) {
      std::int64_t total = 0;
      for (const char* who : reps) {
        const StatementDocument document = world_.statement(who, period);
        total += document.statement.total.minor_units();
        const std::string text = must(statement_to_json(document));
        if (document.statement.frozen) {
          const auto [known, fresh] = frozen_.emplace(std::string(who) + period, text);
          ASSERT_TRUE(known->second == text) << "a frozen statement changed: " << who << " " << period;
        }
        const std::string file =
            must(export_statement(world_.engine(), "acme", "root", who, month(period), &seed));
        const StatementVerification answer = must(verify_statement(file, verify_key_of(seed)));
        ASSERT_TRUE(answer.ok) << who << " " << period << ": " << answer.place << ": " << answer.reason
                               << "\n"
                               << text;
        ASSERT_EQ(answer.total, document.statement.total);
        lines_ += answer.lines;
        disputes_ += document.statement.disputes.size();
      }
      const PayrollDocument payroll = must(world_.engine().payroll_document("acme", "root", month(period)));
      ASSERT_EQ(payroll.payroll.total.minor_units(), total) << period;
    }
  }

  std::size_t lines() const noexcept { return lines_; }
  std::size_t disputes() const noexcept { return disputes_; }
  std::size_t frozen() const noexcept { return frozen_.size(); }

 private:
  static constexpr const char* reps[] = {"ana", "bob", "cleo & co"};

  std::int64_t number(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random_);
  }
  const char* rep() { return reps[number(0, 2)]; }
  std::string_view contact() {
    return contacts_.empty() ? std::string_view("bakery")
                             : std::string_view(contacts_[static_cast<std::size_t>(
                                   number(0, static_cast<std::int64_t>(contacts_.size()) - 1))]);
  }
  YearMonth world_period() {
    return YearMonth::of(*Date::parse(world_.clock.now().to_string().substr(0, 10))).value_or(YearMonth());
  }
  Date a_day() { return *Date::parse(number(0, 1) == 0 ? "2026-01-20" : "2026-02-10"); }
  // Refusals are part of the history, too.
  Outcome give(const Command& command) { return world_.give(command); }

  void log() {
    const std::string key = "contact " + std::to_string(contacts_.size());
    const char* who = rep();
    world_.contact(key, who);
    contacts_.push_back(key);
    give(commands::LogClose{.actor = who, .contact = key, .amount = world_.money(number(1, 600'000))});
  }
  void approve() {
    const CreditShare thirds[] = {{"ana", Rate::of(1, 3)}, {"bob", Rate::of(2, 3)}};
    const bool shared = number(0, 3) == 0;
    give(commands::Approve{
        .actor = "root",
        .contact = contact(),
        .amount = world_.money(number(1, 600'000)),
        .invoiced_on = a_day(),
        .credits = shared ? std::span<const CreditShare>(thirds) : std::span<const CreditShare>()});
  }
  void amend() {
    const CreditShare halves[] = {{"cleo & co", Rate::of(1, 2)}, {"ana", Rate::of(1, 2)}};
    commands::AmendClose amendment{.actor = "root", .contact = contact()};
    const std::int64_t what = number(0, 2);
    if (what == 0) amendment.amount = world_.money(number(1, 600'000));
    if (what == 1) amendment.credits = halves;
    if (what == 2) amendment.invoiced_on = a_day();
    give(amendment);
  }
  void dispute() {
    const char* who = rep();
    const StatementDocument document = must(world_.engine().statement_document(
        "acme", "root", who, month(number(0, 1) == 0 ? "2026-01" : "2026-02")));
    const auto& lines = document.statement.lines;
    if (lines.empty()) return;
    const auto& line =
        lines[static_cast<std::size_t>(number(0, static_cast<std::int64_t>(lines.size()) - 1))];
    const std::string key = "D-" + std::to_string(++numbers_);
    const Outcome outcome = give(commands::OpenDispute{.actor = who,
                                                       .rep = who,
                                                       .refers_to = line.position,
                                                       .document_number = key,
                                                       .reason = "too_little"});
    EXPECT_TRUE(outcome.verdict == Verdict::accepted || outcome.rule == Rule::dispute_open)
        << "every line of a statement can be disputed: " << describe(outcome);
  }
  void resolve() {
    const std::string key = "D-" + std::to_string(number(1, std::max<std::int64_t>(numbers_, 1)));
    const std::int64_t how = number(0, 2);
    if (how == 0) give(commands::AcceptDispute{.actor = "root", .document_number = key, .reason = "right"});
    if (how == 1) give(commands::RejectDispute{.actor = "root", .document_number = key, .reason = "wrong"});
    if (how == 2) give(commands::WithdrawDispute{.actor = "root", .document_number = key});
  }

  std::mt19937_64 random_;
  PaidWorld world_;
  std::string document_;
  std::vector<std::string> contacts_;
  std::map<std::string, std::string> frozen_;
  std::int64_t numbers_ = 0;
  std::size_t lines_ = 0;
  std::size_t disputes_ = 0;
};

TEST(StatementHistories, EveryStatementProvesItselfWhateverHappened) {
  const char* given = std::getenv("FIRSTLOG_SEED");
  const std::uint64_t first = given == nullptr ? 1 : std::strtoull(given, nullptr, 10);
  std::size_t lines = 0;
  std::size_t disputes = 0;
  std::size_t frozen = 0;
  for (std::uint64_t seed = first; seed < first + 6; ++seed) {
    SCOPED_TRACE("FIRSTLOG_SEED=" + std::to_string(seed));
    History history(seed);
    for (int i = 0; i < 90 && !testing::Test::HasFatalFailure(); ++i) {
      history.step();
      if (i % 30 == 29) history.check();
    }
    lines += history.lines();
    disputes += history.disputes();
    frozen += history.frozen();
  }
  EXPECT_GT(lines, 100U) << "the histories are worth looking at";
  EXPECT_GT(disputes, 10U);
  EXPECT_GT(frozen, 5U);
}

}  // namespace
}  // namespace firstlog_test
