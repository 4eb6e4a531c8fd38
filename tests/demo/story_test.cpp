// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The story that the demo tells agrees with the file and with the derivation, counted here once more
// without firstlog.
#include "../../examples/demo/story.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../../examples/demo/campaign_file.hpp"
#include "../../examples/demo/derive.hpp"
#include "../../examples/demo/lisbon.hpp"
#include "../../examples/demo/text.hpp"
#include "firstlog/formats/policy_json.hpp"
#include "firstlog/store/memory.hpp"

namespace firstlog_demo {
namespace {

using firstlog::Currency;
using firstlog::Money;
using testing::HasSubstr;

std::string contents_of(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  EXPECT_TRUE(stream) << path;
  return text.str();
}

std::vector<CampaignRow> first_rows(std::size_t count) {
  Campaign campaign =
      read_campaign(FIRSTLOG_EXAMPLES_DIR "/data/uci_bank_marketing/bank-additional-full.csv.xz");
  EXPECT_FALSE(campaign.error) << campaign.error->to_string();
  campaign.rows.resize(std::min(count, campaign.rows.size()));
  return std::move(campaign.rows);
}

// What the replay must come to, from the actions alone.
struct Expected {
  std::uint64_t approvals = 0;
  std::int64_t invoiced_cents = 0;
  std::int64_t commission_cents = 0;
  std::uint64_t second_entries = 0;
  std::uint64_t recycled = 0;
  std::uint64_t calls = 0;
  std::uint64_t in_pool = 0;
};

Expected count(const std::vector<CampaignRow>& rows, const std::vector<DemoAction>& actions) {
  Expected expected;
  for (const CampaignRow& row : rows) expected.calls += row.calls;
  for (const DemoAction& action : actions) {
    expected.second_entries += action.who == Who::other_rep;
    if (action.kind == ActionKind::approve) {
      ++expected.approvals;
      expected.invoiced_cents += action.amount_minor;
      expected.commission_cents += (action.amount_minor * 15 + 50) / 100;
    }
    if (action.kind == ActionKind::mark_not_interested) {
      // Lost for 90 days of the calendar, back at midnight.
      const auto day = static_cast<Day>((action.microseconds / 1'000'000 + 3'600) / 86'400);
      expected.recycled += lisbon(day + 90, 0) <= actions.back().microseconds;
    }
  }
  return expected;
}

// One campaign, replayed in memory.
struct Told {
  std::vector<CampaignRow> rows;
  std::vector<DemoAction> actions;
  Replay replayed;
  Findings findings;
  std::string text;
};

class Silent final : public Progress {
 public:
  void replayed(std::uint64_t calls, firstlog::Instant now) override {
    EXPECT_GE(calls, calls_);
    EXPECT_GE(now, now_);
    calls_ = calls;
    now_ = now;
  }

 private:
  std::uint64_t calls_ = 0;
  firstlog::Instant now_;
};

Told tell_of(std::size_t contacts) {
  Told told;
  told.rows = first_rows(contacts);
  told.actions = derive_actions(told.rows);
  const auto policy = firstlog::parse_policy(contents_of(FIRSTLOG_EXAMPLES_DIR "/demo/policy.json"));
  if (!policy) {
    ADD_FAILURE() << policy.error().place.view() << ": " << policy.error().reason.view();
    return told;
  }
  auto store = firstlog::open_memory_store();
  firstlog::ManualClock clock{firstlog::Instant()};
  auto engine = firstlog::Engine::open(**store, {.clock = &clock});
  Silent silent;
  auto replayed = replay(*engine, clock, firstlog::policy_to_json(*policy), told.rows, told.actions, silent);
  if (!replayed) {
    ADD_FAILURE() << replayed.error().place.view() << ": " << replayed.error().reason.view();
    return told;
  }
  told.replayed = std::move(*replayed);
  auto findings = find(*engine, **store, told.replayed, told.rows, told.actions);
  if (!findings) {
    ADD_FAILURE() << findings.error().place.view() << ": " << findings.error().reason.view();
    return told;
  }
  told.findings = std::move(*findings);
  told.text = tell(*engine, told.replayed, told.findings, told.rows);
  return told;
}

const Told& small() {
  static const Told told = tell_of(2'000);
  return told;
}
const Told& whole() {
  static const Told told = tell_of(1'000'000);
  return told;
}

void expect_totals(const Told& told) {
  const Expected expected = count(told.rows, told.actions);
  const Findings& findings = told.findings;
  EXPECT_EQ(told.replayed.commands, told.actions.size());
  EXPECT_EQ(findings.verified_closes, expected.approvals);
  EXPECT_EQ(findings.invoiced.minor_units(), expected.invoiced_cents);
  EXPECT_EQ(findings.commission.minor_units(), expected.commission_cents);
  EXPECT_EQ(told.replayed.contested, expected.second_entries);
  EXPECT_EQ(findings.events.recycled, expected.recycled);
  EXPECT_EQ(findings.events.calls, expected.calls);
  EXPECT_EQ(disagreements(told.replayed, findings, told.rows), "");

  EXPECT_THAT(told.text, HasSubstr(grouped(std::uint64_t{told.rows.size()}) + " contacts, " +
                                   grouped(expected.calls) + " telephone calls"));
  EXPECT_THAT(told.text, HasSubstr(grouped(expected.approvals) + " verified closes, " +
                                   grouped(Money::minor(expected.invoiced_cents, *Currency::parse("EUR"))) +
                                   " invoiced, " +
                                   grouped(Money::minor(expected.commission_cents, *Currency::parse("EUR"))) +
                                   " EUR commission"));
  EXPECT_THAT(told.text, HasSubstr(grouped(expected.second_entries) + " of them contested"));
}

TEST(Story, TotalsOfTwoThousandContactsAreThoseOfTheDerivation) {
  expect_totals(small());
}

TEST(Story, TotalsOfTheWholeCampaignAreThoseOfTheDerivation) {
  expect_totals(whole());
  EXPECT_GT(whole().findings.events.recycled, 0U);
  EXPECT_GT(whole().findings.events.sold_after_recycling, 0U);
}

// Where every contact stands in the end, by a machine of a few lines.
std::map<std::string, std::uint64_t> states_of(const std::vector<CampaignRow>& rows,
                                               const std::vector<DemoAction>& actions) {
  std::vector<std::string> states(rows.size(), "new");
  for (const DemoAction& action : actions) {
    std::string& state = states[action.contact];
    if (action.who == Who::other_rep) continue;
    if (action.kind == ActionKind::log_interest) state = "interested";
    if (action.kind == ActionKind::schedule_callback) state = "callback_scheduled";
    if (action.kind == ActionKind::mark_unworkable) state = "unworkable";
    if (action.kind == ActionKind::log_close) state = "pending_verification";
    if (action.kind == ActionKind::reject) state = "interested";
    if (action.kind == ActionKind::approve) state = "verified_close";
    if (action.kind != ActionKind::mark_not_interested) continue;
    const auto day = static_cast<Day>((action.microseconds / 1'000'000 + 3'600) / 86'400);
    state = lisbon(day + 90, 0) <= actions.back().microseconds ? "new" : "not_interested";
  }
  std::map<std::string, std::uint64_t> counts;
  for (const std::string& state : states) ++counts[state];
  return counts;
}

TEST(Story, EveryContactHasOneOwnerAndOneState) {
  const Findings& findings = whole().findings;
  std::map<std::string, std::uint64_t> expected = states_of(whole().rows, whole().actions);
  for (const auto& state : findings.states) {
    EXPECT_EQ(state.contacts, expected[state.state]) << state.state;
    expected.erase(state.state);
  }
  EXPECT_TRUE(expected.empty()) << expected.begin()->first;
  ASSERT_EQ(findings.owners.size(), rep_keys.size() + 1);
  for (std::size_t state = 0; state < findings.states.size(); ++state) {
    std::uint64_t contacts = 0;
    for (const Owner& owner : findings.owners) contacts += owner.by_state[state];
    EXPECT_EQ(contacts, findings.states[state].contacts) << findings.states[state].state;
  }
  for (const Owner& owner : findings.owners) EXPECT_GT(owner.contacts, 0U) << owner.key;
}

void expect_first_log_wins(const Told& told) {
  ASSERT_TRUE(told.replayed.contest && told.findings.claim);
  const Contest& contest = *told.replayed.contest;
  const auto& contenders = told.findings.claim->contenders;
  ASSERT_GE(contenders.size(), 2U);
  EXPECT_TRUE(std::is_sorted(contenders.begin(), contenders.end(),
                             [](const auto& a, const auto& b) { return a.position < b.position; }));
  EXPECT_TRUE(contenders.front().wins);
  EXPECT_EQ(contenders.front().rep, told.findings.claim->winner);
  EXPECT_NE(contest.answer.actor, told.findings.claim->winner);
  EXPECT_EQ(contest.answer.winning_position, contenders.front().position);
  // As long after the first entry as the derivation says.
  const std::uint32_t number = contest.place + 1;
  const std::int64_t gap = (contest.answer.recorded_at - contenders.front().recorded_at).microseconds();
  EXPECT_NEAR(gap / 1'000'000, (10 + number / 25 % 20) * 60, 1);
  // A sale was contested wherever there was such a contest.
  const bool sale_contested =
      std::any_of(told.actions.begin(), told.actions.end(), [&](const DemoAction& action) {
        return action.who == Who::other_rep && told.rows[action.contact].subscribed;
      });
  EXPECT_EQ(told.rows[contest.place].subscribed, sale_contested);
}

TEST(Story, TheContestGoesToTheLowestPosition) {
  expect_first_log_wins(small());
  expect_first_log_wins(whole());
  EXPECT_TRUE(whole().rows[whole().replayed.contest->place].subscribed);
}

TEST(Story, TheJournalVerifiesWithTheReceiptAndNotWithAFlippedBit) {
  for (const Told* told : {&small(), &whole()}) {
    const Findings& findings = told->findings;
    ASSERT_TRUE(told->replayed.contest && told->replayed.contest->receipt);
    EXPECT_TRUE(findings.verification.ok) << findings.verification.reason.view();
    EXPECT_GE(findings.verification.vouched_until, told->replayed.contest->receipt->position);
    ASSERT_TRUE(findings.altered);
    EXPECT_FALSE(findings.altered->ok);
    EXPECT_EQ(findings.altered->commits + 1, told->replayed.contest->receipt->commit_number);
  }
}

TEST(Story, EveryLineOfTheStatementIsInvoicedTimesRateRoundedOnce) {
  const firstlog::Statement& statement = whole().findings.statement;
  ASSERT_FALSE(statement.lines.empty());
  std::int64_t invoiced = 0;
  std::int64_t commission = 0;
  for (const firstlog::StatementLine& line : statement.lines) {
    EXPECT_EQ(line.commission.minor_units(), (line.invoiced.minor_units() * 15 + 50) / 100);
    invoiced += line.invoiced.minor_units();
    commission += line.commission.minor_units();
  }
  EXPECT_EQ(statement.revenue.minor_units(), invoiced);
  EXPECT_EQ(statement.commission.minor_units(), commission);
  EXPECT_EQ(statement.lines.size(), whole().findings.manager_board.rows.front().verified_closes);
}

TEST(Story, ARepSeesNobodyElsesCommission) {
  const Findings& findings = whole().findings;
  ASSERT_FALSE(findings.rep_board.rows.empty());
  for (const firstlog::LeaderboardRow& row : findings.rep_board.rows)
    EXPECT_EQ(row.commission.has_value(), row.own);
  for (const firstlog::LeaderboardRow& row : findings.manager_board.rows) EXPECT_TRUE(row.commission);
}

TEST(Story, TheLoserOfTheContestIsRefusedTheClose) {
  ASSERT_TRUE(small().findings.refusal);
  EXPECT_EQ(small().findings.refusal->verdict, firstlog::Verdict::refused);
  EXPECT_EQ(small().findings.refusal->rule, firstlog::Rule::not_assignee);
}

TEST(Story, FitsAHundredColumnsAndAboutAHundredLines) {
  const std::string& text = whole().text;
  EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 110);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(line.size(), 100U) << line;
    EXPECT_TRUE(line.empty() || line.back() != ' ') << line;
  }
}

TEST(Story, WhatDoesNotFitTogetherIsShown) {
  Replay replayed = small().replayed;
  replayed.surprises.push_back(
      {ActionKind::approve, firstlog::Verdict::refused, firstlog::Rule::four_eyes, 3, "uci-00007"});
  --replayed.approved_minor;
  const std::string wrong = disagreements(replayed, small().findings, small().rows);
  EXPECT_THAT(wrong, HasSubstr("3 x approve: refused, four_eyes, first for uci-00007"));
  EXPECT_THAT(wrong, HasSubstr("cents approved and cents invoiced"));
}

TEST(Text, NumbersSpansAndLinesForPeople) {
  EXPECT_EQ(grouped(std::uint64_t{0}), "0");
  EXPECT_EQ(grouped(std::uint64_t{999}), "999");
  EXPECT_EQ(grouped(std::uint64_t{1'000}), "1,000");
  EXPECT_EQ(grouped(Money::minor(-566'288'900, *Currency::parse("EUR"))), "-5,662,889.00");
  EXPECT_EQ(grouped(Money::minor(1'234, *Currency::parse("JPY"))), "1,234");
  EXPECT_EQ(seconds_text(999), "999 ms");
  EXPECT_EQ(seconds_text(12'099), "12.0 s");
  EXPECT_EQ(span_text(firstlog::Duration::microseconds(1'619'999'997)), "27 min");
  EXPECT_EQ(span_text(firstlog::Duration::seconds(90)), "1 min 30 s");
  EXPECT_EQ(span_text(firstlog::Duration::hours(76)), "3 d 04 h");
  EXPECT_EQ(wrapped("   " + std::string(60, 'a') + ' ' + std::string(60, 'b')),
            "   " + std::string(60, 'a') + "\n   " + std::string(60, 'b') + "\n");
  Table table({"a", ">b"});
  table.add({"long", "1"});
  EXPECT_EQ(table.text(), "   a     b\n   long  1\n");
}

}  // namespace
}  // namespace firstlog_demo
