// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Ours: 5,000 assignment rules, compiled, asked for one contact after the other. See README.md.
#include <benchmark/benchmark.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assignment/territory.hpp"
#include "bare_state.hpp"
#include "firstlog/core/assign.hpp"
#include "firstlog/core/commands.hpp"
#include "firstlog/rules/policy.hpp"
#include "status_change/scenario.hpp"

namespace firstlog_benchmarks {
namespace {

namespace commands = firstlog::commands;
using firstlog::CompiledPolicy;
using firstlog::ContactTraits;
using firstlog::Place;
using Clock = std::chrono::steady_clock;

std::string rep_key(std::uint32_t rep) {
  return "rep-" + territory::digits(rep, 2);
}

// Where rule r stands in the policy's list: what decides must not be the order there.
constexpr std::uint32_t place_of(std::uint32_t rule) {
  return rule * 2'473U % territory::rule_count;
}

firstlog::Policy policy_of(const std::vector<territory::Rule>& rules) {
  firstlog::Policy policy;
  if (const auto euro = firstlog::Currency::parse("EUR"); euro) policy.plan.currency = *euro;
  policy.assignment.resize(rules.size());
  for (std::uint32_t r = 0; r < rules.size(); ++r) {
    const territory::Rule& rule = rules[r];
    firstlog::AssignmentRule& made = policy.assignment[place_of(r)];
    made.name = "rule " + std::to_string(r);
    made.country = rule.country;
    made.region = rule.region;
    made.postcode_prefix = rule.postcode_prefix;
    made.postcode_from = rule.postcode_from;
    made.postcode_to = rule.postcode_to;
    made.niche = rule.niche;
    made.from = rule.name_from;
    made.to = rule.name_to;
    if (r == territory::shared_rule)
      for (std::uint32_t i = 0; i < 4; ++i) made.reps.push_back({.rep = rep_key((rule.rep + i) % 100)});
    else
      made.rep = rep_key(rule.rep);
  }
  return policy;
}

std::unique_ptr<BareState> team_of(const std::vector<territory::Rule>& rules, std::string& why) {
  auto team = std::make_unique<BareState>();
  auto compiled = CompiledPolicy::compile(policy_of(rules), firstlog::Zone::utc());
  if (!compiled) {
    why = "the policy is refused: " + words_of(compiled.error());
    return nullptr;
  }
  team->policy = std::move(*compiled);
  bool right =
      team->give(commands::FoundOrganisation{.actor = "manager", .key = "benchmark", .document = "policy"},
                 &team->policy);
  for (std::uint32_t rep = 0; rep < territory::rep_count; ++rep)
    right = right && team->give(commands::RegisterActor{
                         .actor = "manager", .key = rep_key(rep), .roles = firstlog::Role::rep});
  if (!right) why = "the reps could not be registered";
  return right ? std::move(team) : nullptr;
}

// What rules ask, from what people write: folding is part of the work.
ContactTraits traits_of(const territory::Contact& contact) {
  return {.place = Place::of(contact.country, contact.region, contact.postcode),
          .niche = contact.niche,
          .sort_key = firstlog::fold_name(contact.name)};
}

struct ByRule {
  static std::uint32_t answer(const BareState& team, const territory::Contact& contact) {
    const firstlog::Assignment found = team.policy.assignment_for(traits_of(contact));
    return found.by == nullptr
               ? territory::rule_count
               : static_cast<std::uint32_t>(found.by - team.policy.policy().assignment.data());
  }
  static bool right(const BareState&, const territory::Rule&, std::uint32_t rule, std::uint32_t answer) {
    return answer == place_of(rule);
  }
};

struct ByRep {
  static std::uint32_t answer(const BareState& team, const territory::Contact& contact) {
    return firstlog::assigned_rep(team.state, team.policy, traits_of(contact), firstlog::Instant{})
        .rep.number();
  }
  static bool right(const BareState& team, const territory::Rule& rule, std::uint32_t number,
                    std::uint32_t answer) {
    const std::string_view key = team.state.key_of(firstlog::ActorId(answer));
    if (number != territory::shared_rule) return key == rep_key(rule.rep);
    for (std::uint32_t i = 0; i < 4; ++i)
      if (key == rep_key((rule.rep + i) % territory::rep_count)) return true;
    return false;
  }
};

template <class By>
void ours(benchmark::State& state) {
  const std::int64_t asked = contacts_from_environment("FIRSTLOG_BENCHMARK_CONTACTS_ASSIGNMENT", 1'000'000);
  constexpr std::uint64_t distinct = 20'000;
  const std::vector<territory::Rule> rules = territory::rules();
  std::vector<territory::Contact> contacts;
  for (std::uint64_t i = 0; i < distinct; ++i) contacts.push_back(territory::contact(i));
  std::string why;
  const std::unique_ptr<BareState> team = team_of(rules, why);
  if (!team) {
    state.SkipWithError(why.c_str());
    return;
  }
  std::vector<std::uint32_t> answers(distinct);
  for (std::uint64_t i = 0; i < distinct; ++i) {
    const std::uint32_t rule = territory::rule_of(rules, contacts[i]);
    answers[i] = By::answer(*team, contacts[i]);
    if (!By::right(*team, rules[rule], rule, answers[i])) {
      why = "contact " + std::to_string(i) + " is not answered as the rules say";
      state.SkipWithError(why.c_str());
      return;
    }
  }
  for (auto _ : state) {
    std::int64_t wrong = 0;
    std::uint64_t at = 0;
    const auto started = Clock::now();
    for (std::int64_t i = 0; i < asked; ++i) {
      wrong += By::answer(*team, contacts[at]) == answers[at] ? 0 : 1;
      at = at + 1 == distinct ? 0 : at + 1;
    }
    const auto stopped = Clock::now();
    if (wrong != 0) {
      state.SkipWithError("an answer changed from one time to the next");
      return;
    }
    state.SetIterationTime(std::chrono::duration<double>(stopped - started).count());
  }
  state.SetItemsProcessed(state.iterations() * asked);
}

BENCHMARK_TEMPLATE(ours, ByRule)
    ->Name("assignment/ours/rule")
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_TEMPLATE(ours, ByRep)
    ->Name("assignment/ours/rep")
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace firstlog_benchmarks
