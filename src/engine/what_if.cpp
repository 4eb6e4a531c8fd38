// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/engine/what_if.hpp"
#include "firstlog/engine/records.hpp"

#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "engine/ask.hpp"
#include "engine/walk_commits.hpp"
#include "engine/what_if_replay.hpp"

namespace firstlog::inline v1 {

using detail::ask;
using detail::Organisation;

namespace {

// What one of the two histories comes to.
struct Side {
  struct Row {
    StateNumber state = 0;  // 0: not registered
    std::uint32_t cycle = 0;
    ActorId claimant;
    ActorId assignee;
  };
  struct Period {
    CloseCount closes;
    Money paid;
  };
  std::vector<Row> contacts;                                 // by ContactId::index
  std::vector<std::string> states;                           // by number less one
  std::vector<std::string> actors;                           // by ActorId::index
  std::map<std::pair<std::string, std::string>, Money> pay;  // by contact and rep
  std::map<std::pair<std::string, YearMonth>, Period> periods;
  Money paid;
  std::uint64_t claims = 0;

  std::string_view actor(ActorId id) const noexcept {
    return id.present() ? std::string_view(actors[id.index()]) : std::string_view();
  }
  std::string_view state(StateNumber number) const noexcept {
    return number == 0 ? std::string_view() : std::string_view(states[number - 1U]);
  }
};

Error beyond_range() {
  return Error(Status::overflow, "what_if", "a total exceeds 64 bits of minor units",
               "try the rules on a shorter journal");
}

bool add_to(Money& sum, Money more) noexcept {
  const std::optional<Money> both = checked_add(sum, more);
  if (both) sum = *both;
  return both.has_value();
}

Side::Row row_of(const State& state, ContactId id) noexcept {
  if (state.is_undone(id)) return {};
  const ContactRow& row = state.contact(id);
  return {row.state, row.cycle, row.claimant, row.assignee};
}

Result<Side> side_of(const Organisation& o) {
  const State& state = o.state();
  Side side;
  const Money nothing = Money::zero(state.policy().policy().plan.currency);
  side.paid = nothing;
  for (const PipelineState& one : state.policy().policy().pipeline.states) side.states.push_back(one.name);
  for (std::uint32_t i = 1; i <= state.actor_count(); ++i) side.actors.emplace_back(state.key_of(ActorId(i)));
  side.contacts.reserve(state.contact_count());
  for (std::uint32_t i = 1; i <= state.contact_count(); ++i) {
    side.contacts.push_back(row_of(state, ContactId(i)));
    if (side.contacts.back().claimant.present()) ++side.claims;
  }
  for (const StatementLine& line : o.performance().lines()) {
    std::string rep(side.actor(line.rep));
    std::string contact;
    if (line.contact.present()) contact = state.key_of(line.contact);
    Money& of_contact = side.pay.try_emplace({std::move(contact), rep}, nothing).first->second;
    Side::Period& period =
        side.periods.try_emplace({std::move(rep), line.period}, Side::Period{{}, nothing}).first->second;
    const std::optional<CloseCount> closes = checked_add(period.closes, line.closes);
    if (!closes || !add_to(of_contact, line.commission) || !add_to(period.paid, line.commission) ||
        !add_to(side.paid, line.commission))
      return beyond_range();
    period.closes = *closes;
  }
  return side;
}

// Calls `both(key, was, is)` for every key of either, in order; what a side lacks is `nothing`.
template <class Key, class Value, class Both>
bool walk_both(const std::map<Key, Value>& was, const std::map<Key, Value>& is, const Value& nothing,
               Both both) {
  auto a = was.begin();
  auto b = is.begin();
  while (a != was.end() || b != is.end()) {
    const bool from_a = b == is.end() || (a != was.end() && a->first <= b->first);
    const bool from_b = a == was.end() || (b != is.end() && b->first <= a->first);
    const Key& key = from_a ? a->first : b->first;
    if (!both(key, from_a ? a->second : nothing, from_b ? b->second : nothing)) return false;
    if (from_a) ++a;
    if (from_b) ++b;
  }
  return true;
}

Result<void> compare_pay(const Side& was, const Side& is, WhatIf& what_if) {
  const Money nothing = Money::zero(was.paid.currency());
  auto less = [](Money would_pay, Money paid) { return checked_subtract(would_pay, paid); };
  bool fits = walk_both(was.pay, is.pay, nothing, [&](const auto& key, Money paid, Money would_pay) {
    const std::optional<Money> difference = less(would_pay, paid);
    if (difference && !difference->is_zero())
      what_if.pay.push_back({key.first, key.second, paid, would_pay, *difference});
    return difference.has_value();
  });
  const Side::Period empty{{}, nothing};
  fits = fits && walk_both(was.periods, is.periods, empty,
                           [&](const auto& key, const Side::Period& p, const Side::Period& would_be) {
                             const std::optional<Money> difference = less(would_be.paid, p.paid);
                             if (difference && (!difference->is_zero() || p.closes != would_be.closes))
                               what_if.periods.push_back({key.first, key.second, p.closes, would_be.closes,
                                                          p.paid, would_be.paid, *difference});
                             return difference.has_value();
                           });
  const std::optional<Money> difference = less(is.paid, was.paid);
  if (!fits || !difference) return beyond_range();
  what_if.paid = was.paid;
  what_if.would_pay = is.paid;
  what_if.difference = *difference;
  what_if.claims = was.claims;
  what_if.would_be_claims = is.claims;
  return {};
}

void compare_contact(std::string_view key, const Side& was, const Side::Row& row, const Side& is,
                     const Side::Row& would_be, WhatIf& what_if) {
  WhatIfContact contact;
  contact.state = was.state(row.state);
  contact.would_be_state = is.state(would_be.state);
  contact.claimant_key = was.actor(row.claimant);
  contact.would_be_claimant_key = is.actor(would_be.claimant);
  contact.assignee_key = was.actor(row.assignee);
  contact.would_be_assignee_key = is.actor(would_be.assignee);
  contact.cycle = row.cycle;
  contact.would_be_cycle = would_be.cycle;
  if (contact.state == contact.would_be_state && contact.claimant_key == contact.would_be_claimant_key &&
      contact.assignee_key == contact.would_be_assignee_key && contact.cycle == contact.would_be_cycle)
    return;
  contact.contact_key = key;
  what_if.contacts.push_back(std::move(contact));
}

// `keys` are those of `was`; `state` is that of `is`.
void compare_contacts(const std::vector<std::string>& keys, const Side& was, const Side& is,
                      const State& state, WhatIf& what_if) {
  std::vector<bool> met(is.contacts.size());
  for (std::size_t i = 0; i < was.contacts.size(); ++i) {
    const ContactId other = state.find(ContactRef(keys[i]));
    if (other.present()) met[other.index()] = true;
    compare_contact(keys[i], was, was.contacts[i], is,
                    other.present() ? is.contacts[other.index()] : Side::Row(), what_if);
  }
  for (std::size_t i = 0; i < met.size(); ++i)
    if (!met[i]) compare_contact(state.key_of(ContactId::at_index(i)), was, {}, is, is.contacts[i], what_if);
}

}  // namespace

Result<WhatIf> Engine::what_if(std::string_view organisation, ActorRef viewer, const WhatIfRules& rules) {
  if (rules.document.empty() == rules.change.empty())
    return Error(Status::invalid_argument, "rules", "there is not exactly one of document and change",
                 "give a whole policy, or the members that differ");
  return detail::guarded(organisation, [&]() -> Result<WhatIf> {
    if (Result<void> r = refresh(organisation); !r) return r.error();
    Head head;
    Result<Side> was = ask<Side>(*impl_, organisation, [&](const Organisation& o) -> Result<Side> {
      const ActorId id = o.state().find(viewer);
      if (!id.present()) return detail::no_such("viewer");
      if (!detail::shows_all(o.state().actor(id))) return detail::not_yours("what_if");
      head = o.head();
      return side_of(o);
    });
    if (!was) return was.error();

    WhatIf what_if;
    what_if.as_of = head.last_position;
    what_if.clock = std::make_unique<ManualClock>(Instant());
    EngineOptions options = impl_->around.options;
    options.clock = what_if.clock.get();
    options.random = nullptr;
    options.log = nullptr;
    options.snapshot_every_events = 0;
    options.commands_per_commit_max = UINT32_MAX;  // a commit is decided again as one
    options.memory_bytes_max = 0;
    Result<Engine> other = Engine::open("memory:", options);
    if (!other) return other.error();
    what_if.engine = std::make_unique<Engine>(std::move(*other));

    detail::WhatIfReplay replay(organisation, rules, head.last_position, *what_if.engine, *what_if.clock,
                                what_if);
    Result<void> replayed = detail::walk_commits(
        *this, organisation, Position(1), [&](const CommitReader& reader) { return replay.take(reader); });
    if (!replayed) return replayed.error();
    what_if.clock->set(std::max(what_if.clock->now(), head.last_time));

    Result<bool> compared =
        ask<bool>(*what_if.engine->impl_, organisation, [&](const Organisation& o) -> Result<bool> {
          const Result<Side> is = side_of(o);
          if (!is) return is.error();
          compare_contacts(replay.contact_keys(), *was, *is, o.state(), what_if);
          if (Result<void> r = compare_pay(*was, *is, what_if); !r) return r.error();
          return true;
        });
    if (!compared) return compared.error();
    return what_if;
  });
}

}  // namespace firstlog::inline v1
