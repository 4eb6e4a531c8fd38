// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "derive.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "lisbon.hpp"

namespace firstlog_demo {
namespace {

constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t minute = 60 * second;

constexpr std::int64_t opens = 9 * 3'600;             // seconds of the day
constexpr std::int64_t closes = 18 * 3'600;           // callbacks are agreed before that
constexpr std::int64_t dialling_seconds = 8 * 3'600;  // last call of the day begins at 17:00
constexpr int second_life_gap_days = 100;
constexpr std::uint32_t interest_seconds = 600;
constexpr std::uint32_t callback_seconds = 300;
constexpr std::uint32_t connect_seconds = 30;
constexpr std::uint32_t attempts_max = 8;

struct Trade {
  std::string_view niche;
  std::string_view word;
};
constexpr std::array<Trade, job_count> trades = {{
    {"office", "Office"},       // admin.
    {"trades", "Works"},        // blue-collar
    {"owners", "Ventures"},     // entrepreneur
    {"trades", "Homes"},        // housemaid
    {"office", "Partners"},     // management
    {"private", "Leisure"},     // retired
    {"owners", "Studio"},       // self-employed
    {"services", "Services"},   // services
    {"private", "Campus"},      // student
    {"technical", "Systems"},   // technician
    {"private", "Placements"},  // unemployed
    {"unclassified", "Trade"},  // unknown
}};
constexpr std::array<std::string_view, 26> beginnings = {
    "Al", "Be", "Ca", "Do",  "Es", "Fa", "Ga", "Ho", "In", "Ju", "Ki", "La", "Mo",
    "No", "Or", "Pe", "Qui", "Ri", "Sa", "Te", "Ur", "Va", "Wi", "Xa", "Yo", "Ze"};
constexpr std::array<std::string_view, 9> endings = {"bran", "delo", "fira",  "gosta", "lmar",
                                                     "ndal", "rvel", "stora", "vento"};
constexpr std::array<std::string_view, 4> refusals = {"no_money", "has_provider", "not_now", "no_need"};

std::string five_digits(std::uint32_t number) {
  std::string digits = std::to_string(number);
  return digits.size() < 5 ? std::string(5 - digits.size(), '0') + digits : digits;
}

// The days and times of one contact's calls, first to last.
struct Calls {
  std::vector<std::int64_t> begins;
  std::vector<Day> days;
  std::uint32_t first_life = 0;  // calls before the contact was lost and recycled; 0: one life only
};

bool has_second_life(const CampaignRow& row, std::uint32_t number, Day last_day) {
  return row.calls >= 6 && number % 4 == 0 && last_day >= day_of({.year = 2008, .month = 10, .day = 1});
}

Calls call_times(const CampaignRow& row, std::uint32_t number, Day last_day, std::int64_t last_seconds) {
  Calls calls;
  const std::uint32_t count = row.calls;
  calls.first_life = has_second_life(row, number, last_day) ? count / 2 : 0;
  calls.days.resize(count);
  calls.begins.resize(count);
  calls.days[count - 1] = last_day;
  for (std::uint32_t call = count - 1; call > 0; --call) {
    Day day = working_days_before(calls.days[call], 1);
    if (call == calls.first_life) {
      day = calls.days[call] - second_life_gap_days;
      while (weekday_of(day) > 5) --day;
    }
    calls.days[call - 1] = day;
  }
  for (std::uint32_t call = 0; call < count; ++call) {
    const std::int64_t spread =
        (number * std::int64_t{7'919} + call * std::int64_t{104'729}) % dialling_seconds;
    calls.begins[call] = lisbon(calls.days[call], opens + (call + 1 == count ? last_seconds : spread));
  }
  return calls;
}

// Writes one contact's actions in order of time.
class Story {
 public:
  Story(const CampaignRow& row, std::uint32_t place, const Calls& calls, std::vector<DemoAction>& actions)
      : row_(row), place_(place), number_(place + 1), calls_(calls), actions_(actions) {}

  void tell() {
    arrive();
    for (std::uint32_t call = 0; call + 1 < row_.calls; ++call) earlier_call(call);
    last_call();
  }

 private:
  // Which of the earlier calls did more than ring.
  bool bought_before() const {
    return row_.previous_outcome == PreviousOutcome::success && calls_.first_life == 0;
  }
  bool callback_agreed() const {
    if (row_.calls < 2) return false;
    return row_.subscribed ? number_ % 2 == 0 : row_.duration_seconds >= callback_seconds && number_ % 3 == 0;
  }
  bool contested() const { return number_ % 25 == 0; }

  DemoAction& add(std::int64_t at, ActionKind kind, Who who = Who::assignee) {
    DemoAction& action = actions_.emplace_back();
    action.microseconds = at;
    action.contact = place_;
    action.kind = kind;
    action.who = who;
    return action;
  }

  void arrive() {
    YearMonthDay date = date_of(calls_.days.front());
    date.day = 1;
    add(lisbon(day_of(date), 7 * 3'600), ActionKind::import_contact, Who::importer);
  }

  // A contact that no niche rule takes is in the pool at the beginning of each life.
  void take_from_pool(std::uint32_t call) {
    if (row_.job != Job::unknown) return;
    if (call == 0 || call == calls_.first_life) {
      add(calls_.begins[call], ActionKind::take, Who::pool_rep).rep_offset = number_;
    }
  }

  // Answers when the call ended.
  std::int64_t log_call(std::uint32_t call, CallResult result, std::uint32_t talk_seconds) {
    const std::int64_t end = calls_.begins[call] + talk_seconds * second;
    DemoAction& action = add(end, ActionKind::call);
    action.result = result;
    action.talk_seconds = talk_seconds;
    return end;
  }

  void log_interest(std::int64_t at) {
    add(at, ActionKind::log_interest);
    contest(at);
    interested_ = true;
  }

  // Another rep believes to have been first.
  void contest(std::int64_t at) {
    if (!contested()) return;
    add(at + (10 + number_ / 25 % 20) * minute, ActionKind::log_interest, Who::other_rep).rep_offset =
        1 + number_ / 25 % 3;
  }

  void earlier_call(std::uint32_t call) {
    take_from_pool(call);
    const std::uint32_t talk = 90 + number_ % 120;
    if (calls_.first_life > 0 && call + 1 == calls_.first_life) {
      const std::int64_t end = log_call(call, CallResult::connect, talk);
      add(end, ActionKind::mark_not_interested).reason = refusals[number_ / 4 % refusals.size()];
      interested_ = false;
    } else if (calls_.first_life > 0 && call == 0 && number_ % 8 == 0) {
      log_interest(log_call(call, CallResult::connect, talk));
    } else if (callback_agreed() && call + 2 == row_.calls) {
      const std::int64_t end = log_call(call, CallResult::connect, talk);
      if (bought_before() && call == 0) {
        log_interest(end);
      }
      agree_callback(end, call + 1);
    } else if (bought_before() && call == 0) {
      log_interest(log_call(call, CallResult::connect, talk));
    } else {
      unanswered_call(call);
    }
  }

  void unanswered_call(std::uint32_t call) {
    constexpr std::array<CallResult, 10> results = {
        CallResult::no_answer,  CallResult::no_answer, CallResult::no_answer, CallResult::no_answer,
        CallResult::no_answer,  CallResult::busy,      CallResult::busy,      CallResult::voicemail,
        CallResult::gatekeeper, CallResult::gatekeeper};
    const CallResult result = results[(number_ * 7 + call * 13) % results.size()];
    std::uint32_t talk = 0;
    if (result == CallResult::voicemail) talk = 15;
    if (result == CallResult::gatekeeper) talk = 20 + (number_ + call) % 40;
    const std::int64_t end = log_call(call, result, talk);
    if (result == CallResult::no_answer || result == CallResult::busy) {
      add(end, ActionKind::schedule_retry).due_microseconds = calls_.begins[call + 1];
    }
  }

  void agree_callback(std::int64_t at, std::uint32_t next) {
    const std::int64_t talk = next + 1 == row_.calls ? row_.duration_seconds : 0;
    std::int64_t due = calls_.begins[next] + talk * second + number_ % 5 * minute;
    if (number_ % 11 == 0) due = calls_.begins[next] - 120 * minute;  // the rep will be late
    const std::int64_t earliest = lisbon(calls_.days[next], opens);
    const std::int64_t latest = lisbon(calls_.days[next], closes - 60);
    add(at, ActionKind::schedule_callback).due_microseconds = std::clamp(due, earliest, latest);
    if (!interested_) contest(at);
    callback_ = true;
  }

  void last_call() {
    const std::uint32_t call = row_.calls - 1;
    take_from_pool(call);
    const std::uint32_t talk = row_.duration_seconds;
    if (row_.subscribed) {
      const std::int64_t end = log_call(call, CallResult::connect, talk);
      if (!interested_ && !callback_) log_interest(end);
      close(callback_ ? end : end + (45 + number_ % 60) * minute);
    } else if (talk >= interest_seconds && !callback_) {
      const std::int64_t end = log_call(call, CallResult::connect, talk);
      if (!interested_) log_interest(end);
    } else if (talk >= connect_seconds) {
      const std::int64_t end = log_call(call, CallResult::connect, talk);
      add(end, ActionKind::mark_not_interested).reason = refusals[number_ % refusals.size()];
    } else {
      give_up(call, talk);
    }
  }

  void give_up(std::uint32_t call, std::uint32_t talk) {
    if (talk > 0 && number_ % 7 == 0) {
      const std::int64_t end = log_call(call, CallResult::wrong_number, talk);
      add(end, ActionKind::mark_unworkable).reason = "wrong_number";
      return;
    }
    const std::int64_t end = log_call(call, talk == 0 ? CallResult::no_answer : CallResult::gatekeeper, talk);
    if (row_.calls >= attempts_max) add(end, ActionKind::mark_unworkable).reason = "attempts_used_up";
  }

  // A close is logged, looked at on the next working day, and approved in the end.
  void close(std::int64_t at) {
    const std::int64_t euros = 400 + 10 * std::int64_t{row_.age} +
                               row_.duration_seconds / 60 * std::int64_t{20} +
                               50 * (static_cast<std::int64_t>(row_.job) + 1);
    const std::int64_t claimed = euros * 100;
    add(at, ActionKind::log_close).amount_minor = claimed;
    Day day = calls_.days.back();
    const auto next_working_day = [&](std::int64_t seconds_of_day) {
      day = working_days_before(day, -1);
      return lisbon(day, seconds_of_day);
    };
    const std::int64_t desk = 11 * 3'600 + number_ % 300 * std::int64_t{20};  // the manager's hours
    if (number_ % 40 == 7) {
      add(next_working_day(desk), ActionKind::reject, Who::manager).reason = "contract_missing";
      add(next_working_day(10 * 3'600), ActionKind::log_close).amount_minor = claimed;
    } else if (number_ % 50 == 3) {
      DemoAction& hold = add(next_working_day(desk), ActionKind::hold, Who::manager);
      hold.reason = "identity_check";
      hold.due_microseconds = lisbon(working_days_before(day, -3), desk + 3'600);
      next_working_day(desk);
      next_working_day(desk);
    }
    add(next_working_day(desk), ActionKind::approve, Who::manager).amount_minor =
        number_ % 10 == 1 ? claimed / 10 * 9 : claimed;
  }

  const CampaignRow& row_;
  std::uint32_t place_;
  std::uint32_t number_;
  const Calls& calls_;
  std::vector<DemoAction>& actions_;
  bool interested_ = false;
  bool callback_ = false;
};

// Every Monday from the first action's week to the last one's, and the morning after the last.
void add_mondays(std::vector<DemoAction>& actions) {
  const auto [first, last] = std::minmax_element(
      actions.begin(), actions.end(),
      [](const DemoAction& a, const DemoAction& b) { return a.microseconds < b.microseconds; });
  const auto day_number = [](std::int64_t microseconds) {
    return static_cast<Day>(microseconds / (86'400 * second));
  };
  const Day begin = day_number(first->microseconds) + 1;
  const Day end = day_number(last->microseconds) + 1;
  for (Day day = begin; day <= end; ++day) {
    if (weekday_of(day) != 1 && day != end) continue;
    DemoAction tick;
    tick.microseconds = lisbon(day, 6 * 3'600);
    actions.push_back(tick);
  }
}

// Within one instant the order of telling stays.
std::vector<DemoAction> in_order_of_time(const std::vector<DemoAction>& actions) {
  std::vector<std::size_t> order(actions.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return actions[a].microseconds != actions[b].microseconds
               ? actions[a].microseconds < actions[b].microseconds
               : a < b;
  });
  std::vector<DemoAction> sorted;
  sorted.reserve(actions.size());
  for (const std::size_t index : order) sorted.push_back(actions[index]);
  return sorted;
}

}  // namespace

DemoContact derive_contact(const CampaignRow& row, std::uint32_t place) {
  const std::uint32_t number = place + 1;
  const std::string digits = five_digits(number);
  const Trade& trade = trades[static_cast<std::size_t>(row.job)];
  DemoContact contact;
  contact.key = "uci-" + digits;
  contact.name = std::string(beginnings[number * 7 % beginnings.size()]) +
                 std::string(endings[number / 26 % endings.size()]) + ' ' + std::string(trade.word) + ' ' +
                 digits;
  contact.niche = trade.niche;
  return contact;
}

std::vector<std::int32_t> derive_last_days(const std::vector<CampaignRow>& rows) {
  std::vector<Day> days;
  days.reserve(rows.size());
  int year = 2008;
  int month = 0;
  int weekday = 0;
  Day day = 0;
  for (const CampaignRow& row : rows) {
    if (row.month != month) {
      if (row.month < month) ++year;
      month = row.month;
      weekday = 0;
      day = day_of({.year = year, .month = month, .day = 1}) - 1;
    }
    if (row.weekday != weekday) {
      weekday = row.weekday;
      do ++day;
      while (weekday_of(day) != weekday);
      if (date_of(day).month != month) return {};
    }
    days.push_back(day);
  }
  return days;
}

std::vector<DemoAction> derive_actions(const std::vector<CampaignRow>& rows) {
  const std::vector<Day> days = derive_last_days(rows);
  std::vector<DemoAction> actions;
  if (days.empty()) return actions;
  actions.reserve(rows.size() * 8);
  std::size_t first_of_day = 0;
  std::size_t end_of_day = 0;
  for (std::size_t place = 0; place < rows.size(); ++place) {
    if (place == end_of_day) {
      first_of_day = place;
      while (end_of_day < rows.size() && days[end_of_day] == days[first_of_day]) ++end_of_day;
    }
    const auto seconds = static_cast<std::int64_t>(place - first_of_day) * dialling_seconds /
                         static_cast<std::int64_t>(end_of_day - first_of_day);
    const auto number = static_cast<std::uint32_t>(place + 1);
    const Calls calls = call_times(rows[place], number, days[place], seconds);
    Story(rows[place], static_cast<std::uint32_t>(place), calls, actions).tell();
  }
  add_mondays(actions);
  return in_order_of_time(actions);
}

}  // namespace firstlog_demo
