// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firstlog/base/text.hpp"
#include "firstlog/rules/pipeline.hpp"

namespace firstlog::inline v1 {

FIRSTLOG_INLINE Pipeline Pipeline::cold_call() {
  using namespace firstlog::cold_call;
  Pipeline pipeline;
  pipeline.name = "cold_call";
  pipeline.initial = fresh;
  pipeline.states = {
      {.name = "new", .callable = true},
      {.name = "interested", .callable = true, .warm = true},
      {.name = "callback_scheduled", .locks = true, .callable = true, .warm = true, .awaits_callback = true},
      {.name = "pending_verification", .locks = true, .awaits_verification = true, .warm = true},
      {.name = "verified_close", .won = true},
      {.name = "not_interested", .lost = true, .recycles_after_days = 90},
      {.name = "unworkable", .lost = true},
  };
  constexpr Who assignee{.assignee = true};
  constexpr Who assignee_or_manager{.assignee = true, .manager = true};
  constexpr Who assignee_or_system{.assignee = true, .system = true};
  constexpr Who manager{.manager = true};
  constexpr Who system{.system = true};
  auto& rows = pipeline.rows;
  auto move = [&rows](StateNumber from, Trigger trigger, StateNumber to, Who who, bool claims = false) {
    rows.push_back({.from = from, .trigger = trigger, .to = to, .who = who, .establishes_claim = claims});
  };
  auto stay = [&rows](StateNumber from, Trigger trigger, Who who) {
    rows.push_back({.from = from, .trigger = trigger, .target = Target::same, .to = from, .who = who});
  };
  auto back = [&rows](StateNumber from, Trigger trigger, Who who) {
    rows.push_back(
        {.from = from, .trigger = trigger, .target = Target::before, .to = interested, .who = who});
  };
  auto renew = [&rows](StateNumber from, Trigger trigger, Who who) {
    rows.push_back({.from = from, .trigger = trigger, .to = fresh, .who = who, .starts_cycle = true});
  };

  move(fresh, Trigger::log_interest, interested, assignee, true);
  move(not_interested, Trigger::log_interest, interested, assignee, true);
  for (StateNumber from : {fresh, interested, callback_scheduled}) {
    move(from, Trigger::schedule_callback, callback_scheduled, assignee, true);
    move(from, Trigger::mark_not_interested, not_interested, assignee);
    move(from, Trigger::mark_unworkable, unworkable, assignee_or_system);
    move(from, Trigger::log_close, pending_verification, assignee_or_manager, true);
  }
  stay(fresh, Trigger::schedule_retry, assignee);
  stay(interested, Trigger::schedule_retry, assignee);
  back(pending_verification, Trigger::withdraw_close, assignee);
  move(pending_verification, Trigger::approve, verified_close, manager);
  back(pending_verification, Trigger::reject, manager);
  stay(pending_verification, Trigger::hold, manager);
  renew(not_interested, Trigger::recycle, system);
  renew(not_interested, Trigger::reopen, manager);
  renew(unworkable, Trigger::reopen, manager);
  rows.push_back({.from = verified_close,
                  .trigger = Trigger::open_deal,
                  .to = interested,
                  .who = assignee_or_manager,
                  .starts_cycle = true});
  return pipeline;
}

FIRSTLOG_INLINE const PipelineRow* Pipeline::find(StateNumber from, Trigger trigger) const noexcept {
  for (const PipelineRow& row : rows)
    if (row.from == from && row.trigger == trigger) return &row;
  return nullptr;
}

namespace detail {

inline Error pipeline_error(std::string_view member, std::string_view reason, std::string_view remedy) {
  Error error(Status::malformed, "policy.pipeline.", reason, remedy);
  error.place.append(member);
  return error;
}

inline Error pipeline_error(std::string_view list, std::size_t index, std::string_view member,
                            std::string_view reason, std::string_view remedy) {
  Error error = pipeline_error(list, reason, remedy);
  error.place.append("[").append_number(static_cast<std::int64_t>(index)).append("]");
  if (!member.empty()) error.place.append(".").append(member);
  return error;
}

// States that can be reached from the initial one, a bit each. For a row that leads to the state
// before, its fallback is enough: any other state that it returns to was reached to get here.
inline std::uint64_t reachable_states(const Pipeline& pipeline) {
  std::uint64_t reached = 1ULL << (pipeline.initial - 1U);
  for (bool grew = true; grew;) {
    grew = false;
    for (const PipelineRow& row : pipeline.rows) {
      const std::uint64_t to = 1ULL << (row.to - 1U);
      if ((reached & (1ULL << (row.from - 1U))) != 0 && (reached & to) == 0) {
        reached |= to;
        grew = true;
      }
    }
  }
  return reached;
}

}  // namespace detail

FIRSTLOG_INLINE Result<void> Pipeline::check() const {
  using detail::pipeline_error;
  if (!valid_key(name))
    return pipeline_error("name", "a pipeline's name has 1 to 128 bytes of UTF-8 without control characters",
                          "name the pipeline");
  if (states.empty() || states.size() > 64)
    return pipeline_error("states", "a pipeline has 1 to 64 states", "list its states");
  bool won = false;
  for (std::size_t i = 0; i < states.size(); ++i) {
    const PipelineState& state = states[i];
    if (state.name.size() > 64 || !valid_key(state.name))
      return pipeline_error("states", i, "name",
                            "a state's name has 1 to 64 bytes of UTF-8 without control characters",
                            "name the state");
    for (std::size_t j = 0; j < i; ++j)
      if (states[j].name == state.name)
        return pipeline_error("states", i, "name", "two states have this name", "rename one of them");
    if (state.recycles_after_days && (*state.recycles_after_days < 1 || *state.recycles_after_days > 3650))
      return pipeline_error("states", i, "recycles_after_days", "recycling takes 1 to 3650 days",
                            "give a number of days in that range");
    if (state.protection_days && (*state.protection_days < 1 || *state.protection_days > 3650))
      return pipeline_error("states", i, "protection_days", "a claim is protected for 1 to 3650 days",
                            "give a number of days in that range, or leave it out: for ever");
    if (state.definition.size() > 1000 || !valid_utf8(state.definition))
      return pipeline_error("states", i, "definition", "a definition has at most 1000 bytes of UTF-8",
                            "shorten it");
    won = won || state.won;
  }
  if (!won) return pipeline_error("states", "no state is won", "flag the state of a sale as won");
  if (initial < 1 || initial > states.size())
    return pipeline_error("initial", "the initial state is not one of the states", "name a state");

  std::uint64_t left = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const PipelineRow& row = rows[i];
    if (row.from < 1 || row.from > states.size())
      return pipeline_error("rows", i, "from", "not one of the states", "name a state of this pipeline");
    if (row.to < 1 || row.to > states.size())
      return pipeline_error("rows", i, "to", "not one of the states", "name a state of this pipeline");
    if (static_cast<int>(row.trigger) < 1 || static_cast<int>(row.trigger) >= trigger_count)
      return pipeline_error("rows", i, "trigger", "not a trigger that this version knows",
                            "use one of the triggers");
    if (static_cast<int>(row.target) >= target_count)
      return pipeline_error("rows", i, "target", "not a target that this version knows",
                            "use state, same or before");
    if (row.target == Target::same && row.to != row.from)
      return pipeline_error("rows", i, "to", "the status stays, and yet another state is named",
                            "leave it out, or let the target be a state");
    if (!row.who.assignee && !row.who.manager && !row.who.system)
      return pipeline_error("rows", i, "who", "nobody may cause this transition", "name who may");
    for (std::size_t j = 0; j < i; ++j)
      if (rows[j].from == row.from && rows[j].trigger == row.trigger)
        return pipeline_error("rows", i, "trigger", "another row answers this state and trigger",
                              "remove one of the two");
    if (row.target != Target::same && row.to != row.from) left |= 1ULL << (row.from - 1U);
    if (row.trigger == Trigger::recycle && !states[row.from - 1U].recycles_after_days)
      return pipeline_error("rows", i, "trigger", "the state recycles, but does not say after how many days",
                            "set recycles_after_days on the state");
  }
  const std::uint64_t reached = detail::reachable_states(*this);
  for (std::size_t i = 0; i < states.size(); ++i) {
    const PipelineState& state = states[i];
    const auto number = static_cast<StateNumber>(i + 1);
    if ((reached & (1ULL << i)) == 0)
      return pipeline_error("states", i, "", "no row leads to this state", "add a row that does, or drop it");
    if ((left & (1ULL << i)) == 0 && !state.won && !state.lost)
      return pipeline_error("states", i, "", "no row leads out of this state, and it is neither won nor lost",
                            "add a row, or flag it as won or lost");
    if (state.awaits_verification && find(number, Trigger::approve) == nullptr)
      return pipeline_error("states", i, "awaits_verification", "no row approves this state", "add one");
    if (state.recycles_after_days && find(number, Trigger::recycle) == nullptr)
      return pipeline_error("states", i, "recycles_after_days", "no row recycles this state", "add one");
  }
  return {};
}

}  // namespace firstlog::inline v1
