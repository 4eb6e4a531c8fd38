// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>

#include "firstlog/core/assign.hpp"

namespace firstlog::inline v1 {

namespace detail {

// Rule::none where the rep can be served.
inline Rule why_not_served(const State& state, const CompiledPolicy& policy, ActorId rep,
                           const std::optional<int>& capacity, Instant now, ActorId excluded) noexcept {
  if (!rep.present()) return Rule::unknown_rep;
  const ActorRow& row = state.actor(rep);
  if (!row.active) return Rule::rep_inactive;
  if (!row.roles.has(Role::rep)) return Rule::rep_not_a_rep;
  if (row.absence != 0 && state.absence_of(rep, policy.date_of(now)) != nullptr) return Rule::rep_absent;
  if (rep == excluded) return Rule::assigned_on_recycle_excluded;
  if (capacity && row.open >= static_cast<std::uint32_t>(*capacity)) return Rule::rep_full;
  return Rule::none;
}

// Those of a rule's reps who can be served, in the order of the rule.
struct Pool {
  struct Seat {
    ActorId rep;
    std::uint32_t weight;
    std::uint32_t served;
  };
  std::array<Seat, 256> seats;  // the first `count` are set
  std::size_t count = 0;
  std::uint64_t weights = 0;
  std::uint64_t share = 0;
  bool excludes = false;  // somebody was passed over because he is excluded

  // Each of the first N contacts has a time, 1 to N. A rep's k-th is due in the window of times at
  // which its part of the time, rounded up, has reached k and, rounded down, not yet passed it.
  // Serving the open window that ends first keeps every rep inside, because some order does.
  const Seat* turn() const noexcept {
    std::uint64_t time = 1;
    for (std::size_t i = 0; i < count; ++i) time += seats[i].served;
    const Seat* first = nullptr;
    std::uint64_t first_end = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const Seat& seat = seats[i];
      if (seat.served * weights >= time * seat.weight) continue;  // has its part, rounded up
      const std::uint64_t end = ((seat.served + 1ULL) * weights + seat.weight - 1) / seat.weight;
      if (first == nullptr || end < first_end) {
        first = &seat;
        first_end = end;
      }
    }
    return first;
  }
};

inline void fill_pool(const State& state, const CompiledPolicy& policy, const Assignment& found, Instant now,
                      ActorId excluded, Pool& pool) {
  pool.share = found.pool;
  auto mix = [&pool](std::uint64_t number) {
    pool.share = (pool.share ^ number) * 0x9E3779B97F4A7C15ULL;
    pool.share ^= pool.share >> 29U;
  };
  for (const PoolMember& member : found.by->reps) {
    const ActorId rep = state.find(ActorRef(member.rep));
    const Rule why = why_not_served(state, policy, rep, member.capacity, now, excluded);
    pool.excludes = pool.excludes || why == Rule::assigned_on_recycle_excluded;
    if (why != Rule::none) continue;
    const auto weight = static_cast<std::uint32_t>(member.weight);
    pool.seats[pool.count++] = {rep, weight, 0};
    pool.weights += weight;
    mix(rep.number());
    mix(weight);
  }
  if (pool.share == 0) pool.share = 1;
  for (std::size_t i = 0; i < pool.count; ++i)
    pool.seats[i].served = state.served(pool.share, pool.seats[i].rep);
}

}  // namespace detail

FIRSTLOG_INLINE bool is_full(const State& state, const CompiledPolicy& policy, ActorId rep) noexcept {
  const std::optional<int> capacity = policy.capacity_of(state.key_of(rep));
  return capacity && state.actor(rep).open >= static_cast<std::uint32_t>(*capacity);
}

FIRSTLOG_INLINE ContactTraits traits_of(const State& state, ContactId contact) noexcept {
  const ContactRow& row = state.contact(contact);
  return {.place = row.place, .niche = state.niche_of(row.niche), .sort_key = row.sort_key};
}

FIRSTLOG_INLINE AssignedRep assigned_rep(const State& state, const CompiledPolicy& policy,
                                         const ContactTraits& traits, Instant now, ActorId excluded) {
  const Assignment found = policy.assignment_for(traits);
  if (found.by == nullptr) return {};
  if (found.by->reps.empty()) {
    const ActorId rep = state.find(ActorRef(found.rep));
    const Rule why = detail::why_not_served(state, policy, rep, policy.capacity_of(found.rep), now, excluded);
    if (why == Rule::none) return {rep, found.rule, 0};
    if (why == Rule::assigned_on_recycle_excluded) return {{}, why, 0};
    return {{}, Rule::assigned_to_nobody_free, 0};
  }
  detail::Pool pool;
  detail::fill_pool(state, policy, found, now, excluded, pool);
  if (pool.count == 0)
    return {{}, pool.excludes ? Rule::assigned_on_recycle_excluded : Rule::assigned_to_nobody_free, 0};
  if (pool.count == 1) return {pool.seats[0].rep, found.rule, 0};
  return {pool.turn()->rep, found.rule, pool.share};
}

FIRSTLOG_INLINE AssignmentExplanation explain_assignment(const State& state, const CompiledPolicy& policy,
                                                         const ContactTraits& traits, Instant now,
                                                         ActorId excluded) {
  AssignmentExplanation told;
  told.answer = assigned_rep(state, policy, traits, now, excluded);
  told.rules = explain_rules(policy.policy().assignment, traits, policy.collator());
  const Assignment found = policy.assignment_for(traits);
  if (found.by == nullptr) return told;
  auto tell = [&](std::string_view key, const std::optional<int>& capacity, std::uint64_t share) {
    const ActorId rep = state.find(ActorRef(key));
    RepAnswer answer;
    answer.rep = key;
    answer.why = detail::why_not_served(state, policy, rep, capacity, now, excluded);
    answer.chosen = rep.present() && rep == told.answer.rep;
    answer.served = share == 0 || !rep.present() ? 0 : state.served(share, rep);
    told.reps.push_back(answer);
  };
  if (found.by->reps.empty()) tell(found.rep, policy.capacity_of(found.rep), 0);
  for (const PoolMember& member : found.by->reps) tell(member.rep, member.capacity, told.answer.share);
  return told;
}

}  // namespace firstlog::inline v1
