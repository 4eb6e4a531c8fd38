// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// When a claim's protection lapses and when a timer puts a contact back into the pool (DOMAIN 4, 5), told
// from its rows. Evolving keeps the earliest with the contact, so that what is due is found by its time;
// what then happens is an event. Nothing from before the policy's windows or timers counts: a policy
// takes no claim and moves no contact by having been adopted.
#pragma once

#include <algorithm>

#include "firstlog/core/state.hpp"
#include "firstlog/rules/policy.hpp"

namespace firstlog::inline v1::detail {

// When the claim lapses; nothing where no window is open. The window counts from entering the stage, or
// from the claim where that came later. What is locked does not lapse until it is resolved, which changes
// the status and begins the next stage's window.
inline std::optional<Instant> lapse_of(const CompiledPolicy& policy, const OrganisationRow& organisation,
                                       const ContactRow& row, std::int32_t days_earlier = 0) noexcept {
  const PipelineState& state = policy.state(row.state);
  if (!row.claimant.present() || !state.protection_days || state.locks) return std::nullopt;
  const Instant since = std::max({row.status_since, row.claimed_at, organisation.windows_since});
  return std::max(since, policy.window_over(since, *state.protection_days - days_earlier));
}

inline void find_next_timer(const CompiledPolicy& policy, const OrganisationRow& organisation,
                            const ContactRow& row, TimerRow& timer) noexcept {
  timer.due_kind = DueKind::none;
  timer.due = Instant();
  auto consider = [&timer](DueKind kind, Instant due) {
    if (timer.due_kind != DueKind::none && timer.due <= due) return;
    timer.due_kind = kind;
    timer.due = due;
  };
  if (const std::optional<Instant> lapse = lapse_of(policy, organisation, row)) {
    const std::int32_t warning = policy.policy().protection_warning_days;
    if (warning > 0 && !timer.warned)
      consider(DueKind::claim_warning, *lapse_of(policy, organisation, row, warning));
    consider(DueKind::claim_lapse, *lapse);
  }
  const PipelineState& state = policy.state(row.state);
  const ReleaseTimers& release = policy.policy().release;
  if (!row.assignee.present() || state.won || state.lost || !release.any()) return;
  const Instant assigned = std::max(row.assigned_since, organisation.timers_since);
  // The one that is about the lock itself: the contact goes to the pool, its callback stays overdue.
  if (release.overdue_days && row.overdue && state.awaits_callback && timer.overdue_since != Instant())
    consider(DueKind::release_overdue,
             policy.window_over(std::max(timer.overdue_since, assigned), *release.overdue_days));
  if (state.locks) return;
  if (release.idle_days)
    consider(
        DueKind::release_idle,
        policy.window_over(std::max({timer.touched_at, row.status_since, assigned}), *release.idle_days));
  if (release.stage_days)
    consider(DueKind::release_stage,
             policy.window_over(std::max(row.status_since, assigned), *release.stage_days));
  if (release.first_contact_hours && !timer.contacted)
    consider(DueKind::release_first_contact, assigned + Duration::hours(*release.first_contact_hours));
  if (release.failed_attempts_per_week &&
      timer.failed_attempts >= static_cast<std::uint32_t>(*release.failed_attempts_per_week))
    consider(DueKind::release_failed_attempts, timer.failed_at);
}

}  // namespace firstlog::inline v1::detail
