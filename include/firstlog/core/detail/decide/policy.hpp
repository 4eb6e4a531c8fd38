// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Which policy is in force, and from when. One adopted for an instant to come waits in the state's
// schedule, in the order of (instant, position); at its instant it is in force by itself, before
// whatever else is due then is decided.
#pragma once

#include <algorithm>

#include "firstlog/core/detail/decide/decision.hpp"

namespace firstlog::inline v1::detail {

inline Event& adopt_event(Decision& d) {
  Event& event = d.add(EventKind::policy_adopted);
  event.document = d.command.document;
  event.policy = d.document;
  event.key = d.document->collator_version();
  return event;
}

// Names a contact that the document's rules leave to nobody. Answers whether there is one and the policy
// asks.
inline bool tell_gap(const Decision& d, Event& event) {
  const Policy& policy = d.document->policy();
  if (policy.assignment_gaps == GapCheck::off) return false;
  const std::vector<AssignmentGap> gaps = assignment_gaps(policy.assignment, d.document->collator());
  if (gaps.empty()) return false;
  event.place = gaps.front().place;
  event.sort_key = d.document->sort_key(gaps.front().name);
  return true;
}
inline bool requires_no_gap(const Decision& d) noexcept {
  return d.document->policy().assignment_gaps == GapCheck::require;
}
inline Outcome refused_gap(Decision& d, const Event& witness) {
  const Place place = witness.place;
  const SortKey name = witness.sort_key;
  Outcome outcome = d.refused(Rule::assignment_leaves_gap);
  outcome.notices = outcome.notices | Notice::leaves_gaps;
  if (d.events.size() == 1) {
    d.events[0].place = place;
    d.events[0].sort_key = name;
  }
  return outcome;
}

// Whether names of contacts known would be sorted by another collation than they are.
inline bool resorts_names(const Decision& d) noexcept {
  const CompiledPolicy& before = d.state.policy();
  if (before.policy().collation == d.document->policy().collation &&
      before.collator_version() == d.document->collator_version())
    return false;
  for (std::uint32_t i = 1; i <= d.state.contact_count(); ++i)
    if (d.state.contact(ContactId(i)).sort_key.present()) return true;
  return false;
}

// Whether contacts that stand in the states of `before` can stand there under `next`. What a state waits
// for is counted per rep and per organisation meanwhile. Where a extends b and b extends c, a extends c.
inline bool extends(const CompiledPolicy& next, const CompiledPolicy& before) {
  const auto& had = before.policy().pipeline.states;
  const auto& has = next.policy().pipeline.states;
  return has.size() >= had.size() &&
         std::equal(had.begin(), had.end(), has.begin(), [](const PipelineState& a, const PipelineState& b) {
           return a.name == b.name && a.awaits_callback == b.awaits_callback &&
                  a.awaits_verification == b.awaits_verification;
         });
}

inline Outcome adopt(Decision& d) {
  if (d.document == nullptr) return d.malformed(Rule::policy_malformed, Field::document);
  const Instant from = d.gives(Field::due) ? d.command.due : d.now;
  // Every policy must extend the one before it; the neighbours in the schedule speak for the rest. One for
  // the same instant is replaced: nobody will ever have stood in its states.
  const CompiledPolicy* before = &d.state.policy();
  const CompiledPolicy* after = nullptr;
  for (const ScheduledPolicy& one : d.state.scheduled_policies()) {
    if (one.effective_at < from) before = one.policy;
    if (one.effective_at > from) {
      after = one.policy;
      break;
    }
  }
  if (!extends(*d.document, *before) || (after != nullptr && !extends(*after, *d.document)))
    return d.refused(Rule::pipeline_not_extended);
  if (d.document->policy().plan.currency != d.state.policy().policy().plan.currency)
    return d.refused(Rule::currency_not_of_plan);
  const bool confirmed = d.gives(Field::confirm) && d.command.confirm;
  if (from < d.now && !confirmed) return d.refused(Rule::effective_in_past);
  if (resorts_names(d)) return d.refused(Rule::collation_fixed);
  Event& event = adopt_event(d);
  const bool leaves_gap = tell_gap(d, event);
  if (leaves_gap && requires_no_gap(d)) return refused_gap(d, event);
  if (from != d.now) event.effective_at = from;
  if (from == d.now || (from < d.now && from >= d.state.organisation().policy_since))
    event.due = d.document->freeze_of(d.state.organisation().oldest_open);
  Outcome outcome = d.accepted(event, Rule::none);
  if (leaves_gap) outcome.notices = outcome.notices | Notice::leaves_gaps;
  return outcome;
}

inline Outcome cancel_policy(Decision& d) {
  for (const ScheduledPolicy& one : d.state.scheduled_policies())
    if (one.effective_at == d.command.due) {
      Event& event = d.add(EventKind::policy_cancelled);
      event.refers_to = one.adoption;
      event.effective_at = one.effective_at;
      return d.accepted(event, Rule::none);
    }
  return d.refused(Rule::policy_not_scheduled);
}

// The next one of the schedule, where its instant has come.
inline void due_policy(Decision& d) {
  const auto& scheduled = d.state.scheduled_policies();
  if (scheduled.empty() || scheduled.front().effective_at > d.now) return;
  const ScheduledPolicy& next = scheduled.front();
  Event& event = d.add(EventKind::policy_effective);
  event.refers_to = next.adoption;
  event.effective_at = next.effective_at;
  event.occurred_at = next.effective_at;
  event.due = next.policy->freeze_of(d.state.organisation().oldest_open);
  event.policy = next.policy;
}

}  // namespace firstlog::inline v1::detail
