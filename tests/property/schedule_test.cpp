// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The schedule of policies against a map from instants to policies, under random adoptions,
// cancellations and passing time.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "support/scenario.hpp"
#include "support/state_compare.hpp"

namespace firstlog_test {
namespace {

// A policy whose pipeline has `more` states than the default: one extends the other where it has no fewer.
const CompiledPolicy* policy_with(Scenario& s, int number, int more) {
  Policy policy = euro_policy();
  policy.name = std::to_string(number);
  for (int i = 0; i < more; ++i) {
    policy.pipeline.states.push_back({.name = "more " + std::to_string(i), .lost = true});
    policy.pipeline.rows.push_back({.from = static_cast<StateNumber>(policy.pipeline.states.size() - 1),
                                    .trigger = i == 0 ? Trigger::approve : Trigger::hold,
                                    .to = static_cast<StateNumber>(policy.pipeline.states.size()),
                                    .who = {.manager = true}});
  }
  return s.compile(std::move(policy));
}

struct Oracle {
  struct One {
    int number = 0;
    int more = 0;
  };
  One in_force;
  std::map<Instant, One> waiting;

  void pass_to(Instant now) {
    while (!waiting.empty() && waiting.begin()->first <= now) {
      in_force = waiting.begin()->second;
      waiting.erase(waiting.begin());
    }
  }
  Rule adopt(Instant from, Instant now, One one) {
    One before = in_force;
    const auto after = waiting.upper_bound(from);
    for (auto each = waiting.begin(); each != waiting.end() && each->first < from; ++each)
      before = each->second;
    if (one.more < before.more || (after != waiting.end() && after->second.more < one.more))
      return Rule::pipeline_not_extended;
    if (from < now) return Rule::effective_in_past;
    if (from == now)
      in_force = one;
    else
      waiting[from] = one;
    return Rule::none;
  }
  Rule cancel(Instant from) { return waiting.erase(from) == 1 ? Rule::none : Rule::policy_not_scheduled; }
};

TEST(ScheduleProperty, IsAMapFromInstants) {
  EXPECT_TRUE(rc::check([] {
    Scenario s;
    Oracle oracle;
    Instant clock = at("2026-01-06T00:00:00Z");
    int number = 0;
    using Step = std::tuple<int, int, int>;
    const auto steps = *rc::gen::container<std::vector<Step>>(
        rc::gen::tuple(rc::gen::inRange(0, 8), rc::gen::inRange(-2, 12), rc::gen::inRange(0, 3)));
    for (const auto& [kind, hours, more] : steps) {
      clock = clock + Duration::minutes(10);
      s.set_clock(clock);
      oracle.pass_to(clock);
      // Instants on a grid, so that some of them meet.
      const Instant from =
          at("2026-01-06T00:00:00Z") +
          Duration::hours((clock - at("2026-01-06T00:00:00Z")).microseconds() / 3'600'000'000 + hours);
      Outcome outcome;
      Rule expected = Rule::none;
      if (kind < 4) {
        outcome = s.give(commands::AdoptPolicy{.actor = "root", .document = "d", .due = from},
                         policy_with(s, ++number, more));
        // What is due comes first and takes time: the command stands at its own instant.
        const Instant now = s.last().recorded_at;
        expected = oracle.adopt(from, now, {number, more});
      } else if (kind == 4) {
        outcome =
            s.give(commands::AdoptPolicy{.actor = "root", .document = "d"}, policy_with(s, ++number, more));
        const Instant now = s.last().recorded_at;
        expected = oracle.adopt(now, now, {number, more});
      } else if (kind == 5) {
        outcome = s.give(commands::CancelPolicy{.actor = "root", .due = from});
        expected = oracle.cancel(from);
      } else {
        clock = clock + Duration::hours(kind == 6 ? 1 : hours < 0 ? 24 : hours);
        s.set_clock(clock);
        s.advance();
        oracle.pass_to(clock);
      }
      RC_ASSERT(outcome.rule == expected);
      RC_ASSERT(oracle.in_force.number == 0 ||
                s.state().policy().policy().name == std::to_string(oracle.in_force.number));
      RC_ASSERT(s.state().scheduled_policies().size() == oracle.waiting.size());
      auto waiting = oracle.waiting.begin();
      for (const ScheduledPolicy& one : s.state().scheduled_policies()) {
        RC_ASSERT(one.effective_at == waiting->first);
        RC_ASSERT(one.policy->policy().name == std::to_string(waiting->second.number));
        ++waiting;
      }
    }
    RC_ASSERT(difference(s.state(), s.replayed()) == "");
  }));
}

}  // namespace
}  // namespace firstlog_test
