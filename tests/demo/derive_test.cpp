// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The demo's story is the file's: its totals are exact, its days are the file's days, and every action is
// one that the default pipeline allows at that moment.
#include "../../examples/demo/derive.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "../../examples/demo/campaign_file.hpp"
#include "../../examples/demo/lisbon.hpp"

namespace firstlog_demo {
namespace {

constexpr std::int64_t day_microseconds = std::int64_t{86'400} * 1'000'000;

const std::vector<CampaignRow>& rows() {
  static const std::vector<CampaignRow> all = [] {
    Campaign campaign =
        read_campaign(FIRSTLOG_EXAMPLES_DIR "/data/uci_bank_marketing/bank-additional-full.csv.xz");
    EXPECT_FALSE(campaign.error) << campaign.error->to_string();
    return std::move(campaign.rows);
  }();
  return all;
}

const std::vector<DemoAction>& actions() {
  static const std::vector<DemoAction> all = derive_actions(rows());
  return all;
}

// Lisbon's day and second of the day, found by trying both offsets against lisbon().
struct LocalTime {
  Day day = 0;
  std::int64_t seconds = 0;
};
LocalTime local_time(std::int64_t microseconds) {
  for (const std::int64_t offset : {0, 3'600}) {
    const std::int64_t local = microseconds / 1'000'000 + offset;
    const LocalTime time{.day = static_cast<Day>(local / 86'400), .seconds = local % 86'400};
    if (lisbon(time.day, time.seconds) == microseconds) return time;
  }
  ADD_FAILURE() << "no such local time";
  return {};
}

TEST(Derive, TotalsAreThoseOfTheFile) {
  std::array<std::size_t, action_kind_count> counts{};
  std::vector<std::uint32_t> calls(rows().size(), 0);
  for (const DemoAction& action : actions()) {
    ++counts[static_cast<std::size_t>(action.kind)];
    if (action.kind == ActionKind::call) ++calls[action.contact];
  }
  const auto count = [&](ActionKind kind) { return counts[static_cast<std::size_t>(kind)]; };
  EXPECT_EQ(rows().size(), 41'188U);
  EXPECT_EQ(count(ActionKind::import_contact), 41'188U);
  EXPECT_EQ(count(ActionKind::call), 105'754U);
  EXPECT_EQ(count(ActionKind::approve), 4'640U);
  EXPECT_EQ(count(ActionKind::log_close), 4'640U + count(ActionKind::reject));
  EXPECT_GT(count(ActionKind::reject), 0U);
  EXPECT_GT(count(ActionKind::hold), 0U);
  EXPECT_GT(count(ActionKind::schedule_callback), 1'000U);
  for (std::size_t place = 0; place < rows().size(); ++place) {
    ASSERT_EQ(calls[place], rows()[place].calls) << "row " << place + 1;
  }
}

TEST(Derive, LastCallsAreOnTheFilesDays) {
  const std::vector<Day> days = derive_last_days(rows());
  ASSERT_EQ(days.size(), rows().size());
  EXPECT_EQ(days.front(), day_of({.year = 2008, .month = 5, .day = 5}));
  EXPECT_EQ(days.back(), day_of({.year = 2010, .month = 11, .day = 26}));
  std::vector<std::int64_t> last(rows().size(), 0);
  std::vector<std::uint32_t> talk(rows().size(), 0);
  for (const DemoAction& action : actions()) {
    if (action.kind != ActionKind::call) continue;
    last[action.contact] = action.microseconds;
    talk[action.contact] = action.talk_seconds;
  }
  for (std::size_t place = 0; place < rows().size(); ++place) {
    const Day day = local_time(last[place]).day;
    ASSERT_EQ(day, days[place]) << "row " << place + 1;
    ASSERT_EQ(date_of(day).month, rows()[place].month);
    ASSERT_EQ(weekday_of(day), rows()[place].weekday);
    ASSERT_EQ(talk[place], rows()[place].duration_seconds);
    if (place > 0) {
      ASSERT_GE(days[place], days[place - 1]);
    }
  }
}

TEST(Derive, CallsBeginInWorkingHours) {
  for (const DemoAction& action : actions()) {
    if (action.kind != ActionKind::call) continue;
    const LocalTime begin = local_time(action.microseconds - action.talk_seconds * std::int64_t{1'000'000});
    ASSERT_LE(weekday_of(begin.day), 5);
    ASSERT_GE(begin.seconds, 9 * 3'600);
    ASSERT_LT(begin.seconds, 17 * 3'600);
  }
}

TEST(Derive, TimeNeverRunsBackwardsAndNeverStandsStillForLong) {
  for (std::size_t i = 1; i < actions().size(); ++i) {
    ASSERT_GE(actions()[i].microseconds, actions()[i - 1].microseconds);
    ASSERT_LE(actions()[i].microseconds - actions()[i - 1].microseconds,
              7 * day_microseconds + 3'600'000'000);
  }
}

// A plain reading of the default pipeline, one contact at a time; returns what is wrong with an action.
class Pipeline {
 public:
  std::string apply(const DemoAction& action) {
    if (state_ == "not_interested" && action.microseconds - lost_ >= 91 * day_microseconds) {
      state_ = "new";  // recycled: 90 days are over
      ++lives;
    }
    const auto is = [&](std::initializer_list<const char*> states) {
      for (const char* state : states) {
        if (state_ == state) return true;
      }
      return false;
    };
    if (action.kind == ActionKind::import_contact) {
      if (!is({""})) return "imported twice";
      state_ = "new";
      return "";
    }
    if (is({""})) return "not imported yet";
    switch (action.kind) {
      case ActionKind::take:
      case ActionKind::call:
        return is({"new", "interested", "callback_scheduled"}) ? "" : "a call from " + state_;
      case ActionKind::log_interest:
        if (action.who == Who::other_rep) {
          ++contests;
          return claimed_ && is({"interested", "callback_scheduled"}) ? ""
                                                                      : "nothing to contest in " + state_;
        }
        claimed_ = true;
        return go(is({"new"}), "interested");
      case ActionKind::schedule_callback:
        if (action.due_microseconds <= action.microseconds) return "a callback in the past";
        if (action.due_microseconds > action.microseconds + 90 * day_microseconds)
          return "beyond the horizon";
        claimed_ = true;
        return go(is({"new", "interested"}), "callback_scheduled");
      case ActionKind::schedule_retry:
        if (action.due_microseconds <= action.microseconds) return "a retry in the past";
        return is({"new", "interested"}) ? "" : "a retry from " + state_;
      case ActionKind::mark_not_interested:
        if (action.reason.empty()) return "no reason";
        lost_ = action.microseconds;
        claimed_ = false;
        return go(is({"new", "interested", "callback_scheduled"}), "not_interested");
      case ActionKind::mark_unworkable:
        return go(is({"new", "interested", "callback_scheduled"}), "unworkable");
      case ActionKind::log_close:
        if (action.amount_minor <= 0) return "no amount";
        before_close_ = state_;
        return go(is({"new", "interested", "callback_scheduled"}), "pending_verification");
      case ActionKind::approve:
        if (action.amount_minor <= 0) return "no amount";
        return go(is({"pending_verification"}), "verified_close");
      case ActionKind::reject: return go(is({"pending_verification"}), before_close_);
      case ActionKind::hold:
        if (action.due_microseconds <= action.microseconds) return "held until the past";
        return is({"pending_verification"}) ? "" : "a hold from " + state_;
      default: return "an action of no contact";
    }
  }

  const std::string& state() const { return state_; }
  int lives = 1;
  int contests = 0;

 private:
  std::string go(bool allowed, const std::string& to) {
    if (!allowed) return "to " + to + " from " + state_;
    state_ = to;
    return "";
  }

  std::string state_;
  std::string before_close_;
  std::int64_t lost_ = 0;
  bool claimed_ = false;
};

TEST(Derive, EveryActionIsOneThePipelineAllows) {
  std::vector<Pipeline> contacts(rows().size());
  for (const DemoAction& action : actions()) {
    if (action.kind == ActionKind::advance) continue;
    const std::string wrong = contacts[action.contact].apply(action);
    ASSERT_EQ(wrong, "") << "row " << action.contact + 1;
  }
  std::map<std::string, int> states;
  int contests = 0;
  int second_lives = 0;
  for (std::size_t place = 0; place < contacts.size(); ++place) {
    ++states[contacts[place].state()];
    contests += contacts[place].contests;
    second_lives += contacts[place].lives - 1;
    ASSERT_EQ(contacts[place].state() == "verified_close", rows()[place].subscribed) << "row " << place + 1;
  }
  EXPECT_EQ(states["verified_close"], 4'640);
  EXPECT_EQ(states["pending_verification"], 0);
  EXPECT_EQ(states["callback_scheduled"], 0);
  EXPECT_GT(states["interested"], 500);
  EXPECT_GT(states["unworkable"], 100);
  EXPECT_GT(contests, 200);
  EXPECT_GT(second_lives, 50);
}

TEST(Derive, OnlyThePoolIsTaken) {
  std::set<std::uint32_t> taken;
  for (const DemoAction& action : actions()) {
    if (action.kind == ActionKind::take) taken.insert(action.contact);
  }
  EXPECT_EQ(taken.size(), 330U);
  for (const std::uint32_t place : taken) {
    EXPECT_EQ(derive_contact(rows()[place], place).niche, "unclassified");
  }
}

TEST(Derive, NeverAreMoreCallbacksOpenThanOneRepMayHave) {
  std::multiset<std::int64_t> open;  // by due time, all reps together
  std::size_t most = 0;
  for (const DemoAction& action : actions()) {
    while (!open.empty() && *open.begin() < action.microseconds) open.erase(open.begin());
    if (action.kind == ActionKind::schedule_callback) open.insert(action.due_microseconds);
    most = std::max(most, open.size());
  }
  EXPECT_LE(most, 100U);
}

TEST(Derive, NamesSpreadOverTheAlphabetAndKeysAreUnique) {
  std::map<char, int> letters;
  std::set<std::string> keys;
  std::set<std::string> names;
  for (std::size_t place = 0; place < rows().size(); ++place) {
    const DemoContact contact = derive_contact(rows()[place], static_cast<std::uint32_t>(place));
    ++letters[contact.name.front()];
    keys.insert(contact.key);
    names.insert(contact.name);
  }
  EXPECT_EQ(letters.size(), 26U);
  for (const auto& [letter, count] : letters) EXPECT_NEAR(count, 1'584, 2) << letter;
  EXPECT_EQ(keys.size(), 41'188U);
  EXPECT_EQ(names.size(), 41'188U);
  EXPECT_EQ(*keys.begin(), "uci-00001");
}

TEST(Derive, TheSameRowsGiveTheSameStory) {
  const std::vector<DemoAction> again = derive_actions(rows());
  ASSERT_EQ(again.size(), actions().size());
  for (std::size_t i = 0; i < again.size(); ++i) {
    ASSERT_EQ(again[i].microseconds, actions()[i].microseconds);
    ASSERT_EQ(again[i].contact, actions()[i].contact);
    ASSERT_EQ(again[i].kind, actions()[i].kind);
    ASSERT_EQ(again[i].amount_minor, actions()[i].amount_minor);
  }
}

TEST(Derive, OneRowsAmountsFollowTheStatedRule) {
  // Row 76, the file's first subscription: 41 years, blue-collar, 1575 seconds, one call.
  ASSERT_TRUE(rows()[75].subscribed);
  ASSERT_EQ(rows()[75].age, 41U);
  ASSERT_EQ(rows()[75].duration_seconds, 1'575U);
  const std::int64_t claimed = (400 + 410 + 26 * 20 + 50 * 2) * 100;
  for (const DemoAction& action : actions()) {
    if (action.contact != 75) continue;
    if (action.kind == ActionKind::log_close || action.kind == ActionKind::approve) {
      EXPECT_EQ(action.amount_minor, claimed);
    }
  }
}

TEST(Derive, RowsOutOfOrderGiveNoStory) {
  std::vector<CampaignRow> two(2);
  two[0].month = two[1].month = 5;
  two[0].weekday = 5;
  std::vector<CampaignRow> many;
  for (int i = 0; i < 20; ++i) {  // twenty Mondays and Fridays do not fit into one month
    many.push_back(two[static_cast<std::size_t>(i % 2)]);
  }
  EXPECT_TRUE(derive_actions(many).empty());
  EXPECT_TRUE(derive_actions({}).empty());
}

TEST(Lisbon, KnowsSummerAndDays) {
  const Day july = day_of({.year = 2008, .month = 7, .day = 1});
  EXPECT_EQ(weekday_of(july), 2);
  EXPECT_EQ(lisbon(july, 9 * 3'600), 1'214'899'200'000'000);  // 08:00 UTC
  const Day november = day_of({.year = 2008, .month = 11, .day = 3});
  EXPECT_EQ(lisbon(november, 9 * 3'600), 1'225'702'800'000'000);     // 09:00 UTC
  const Day friday = day_of({.year = 2009, .month = 3, .day = 27});  // summer time began that Sunday
  EXPECT_EQ(lisbon(friday + 3, 9 * 3'600) - lisbon(friday, 9 * 3'600), 3 * day_microseconds - 3'600'000'000);
  EXPECT_EQ(working_days_before(friday, -1), friday + 3);
  EXPECT_EQ(working_days_before(friday + 3, 1), friday);
  for (Day day = day_of({.year = 1999, .month = 12, .day = 1});
       day < day_of({.year = 2012, .month = 4, .day = 1}); ++day) {
    ASSERT_EQ(day_of(date_of(day)), day);
  }
}

}  // namespace
}  // namespace firstlog_demo
