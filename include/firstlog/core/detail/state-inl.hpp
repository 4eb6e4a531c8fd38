// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "firstlog/core/detail/document_key.hpp"
#include "firstlog/core/detail/share_key.hpp"
#include "firstlog/core/state.hpp"

namespace firstlog::inline v1 {

FIRSTLOG_INLINE State::State(const State* base)
    : base_(base),
      policy_(base->policy_),
      scheduled_(base->scheduled_),
      organisation_(base->organisation_),
      actor_keys_(&base->actor_keys_),
      contact_keys_(&base->contact_keys_),
      niches_(&base->niches_),
      share_keys_(&base->share_keys_),
      team_keys_(&base->team_keys_),
      document_keys_(&base->document_keys_),
      actors_(&base->actors_),
      contacts_(&base->contacts_),
      deals_(&base->deals_),
      shares_(&base->shares_),
      timers_(&base->timers_),
      matches_(&base->matches_),
      barred_keys_(&base->barred_keys_),
      codes_(&base->codes_),
      kin_(&base->kin_),
      merges_(&base->merges_),
      suppressions_(&base->suppressions_),
      bars_(&base->bars_),
      barred_(&base->barred_),
      memberships_(&base->memberships_),
      absences_(&base->absences_),
      credits_(&base->credits_),
      reversals_(&base->reversals_),
      exchanges_(&base->exchanges_),
      documents_(&base->documents_),
      import_keys_(&base->import_keys_),
      imports_(&base->imports_),
      imported_(&base->imported_),
      saved_contacts_(&base->saved_contacts_),
      saved_deals_(&base->saved_deals_),
      dispute_keys_(&base->dispute_keys_),
      disputes_(&base->disputes_) {}

FIRSTLOG_INLINE void State::absorb_into(State& base) {
  base.organisation_ = organisation_;
  base.policy_ = policy_;
  base.scheduled_ = scheduled_;
  actor_keys_.absorb_into(base.actor_keys_);
  contact_keys_.absorb_into(base.contact_keys_);
  niches_.absorb_into(base.niches_);
  share_keys_.absorb_into(base.share_keys_);
  team_keys_.absorb_into(base.team_keys_);
  document_keys_.absorb_into(base.document_keys_);
  actors_.absorb_into(base.actors_);
  contacts_.absorb_into(base.contacts_);
  deals_.absorb_into(base.deals_);
  shares_.absorb_into(base.shares_);
  timers_.absorb_into(base.timers_);
  matches_.absorb_into(base.matches_);
  barred_keys_.absorb_into(base.barred_keys_);
  codes_.absorb_into(base.codes_);
  kin_.absorb_into(base.kin_);
  merges_.absorb_into(base.merges_);
  suppressions_.absorb_into(base.suppressions_);
  bars_.absorb_into(base.bars_);
  barred_.absorb_into(base.barred_);
  memberships_.absorb_into(base.memberships_);
  absences_.absorb_into(base.absences_);
  credits_.absorb_into(base.credits_);
  reversals_.absorb_into(base.reversals_);
  exchanges_.absorb_into(base.exchanges_);
  documents_.absorb_into(base.documents_);
  import_keys_.absorb_into(base.import_keys_);
  imports_.absorb_into(base.imports_);
  imported_.absorb_into(base.imported_);
  saved_contacts_.absorb_into(base.saved_contacts_);
  saved_deals_.absorb_into(base.saved_deals_);
  dispute_keys_.absorb_into(base.dispute_keys_);
  disputes_.absorb_into(base.disputes_);
  for (const DueEntry& entry : due_)
    if (base.lives(entry)) base.push_due(entry);
  base.drop_stale_due();
  restart();
}

FIRSTLOG_INLINE void State::restart() {
  policy_ = base_->policy_;
  scheduled_ = base_->scheduled_;
  organisation_ = base_->organisation_;
  actor_keys_.rebase(&base_->actor_keys_);
  contact_keys_.rebase(&base_->contact_keys_);
  niches_.rebase(&base_->niches_);
  share_keys_.rebase(&base_->share_keys_);
  team_keys_.rebase(&base_->team_keys_);
  document_keys_.rebase(&base_->document_keys_);
  actors_.rebase(&base_->actors_);
  contacts_.rebase(&base_->contacts_);
  deals_.rebase(&base_->deals_);
  shares_.rebase(&base_->shares_);
  timers_.rebase(&base_->timers_);
  matches_.rebase(&base_->matches_);
  barred_keys_.rebase(&base_->barred_keys_);
  codes_.rebase(&base_->codes_);
  kin_.rebase(&base_->kin_);
  merges_.rebase(&base_->merges_);
  suppressions_.rebase(&base_->suppressions_);
  bars_.rebase(&base_->bars_);
  barred_.rebase(&base_->barred_);
  memberships_.rebase(&base_->memberships_);
  absences_.rebase(&base_->absences_);
  credits_.rebase(&base_->credits_);
  reversals_.rebase(&base_->reversals_);
  exchanges_.rebase(&base_->exchanges_);
  documents_.rebase(&base_->documents_);
  import_keys_.rebase(&base_->import_keys_);
  imports_.rebase(&base_->imports_);
  imported_.rebase(&base_->imported_);
  saved_contacts_.rebase(&base_->saved_contacts_);
  saved_deals_.rebase(&base_->saved_deals_);
  dispute_keys_.rebase(&base_->dispute_keys_);
  disputes_.rebase(&base_->disputes_);
  due_.clear();
}

FIRSTLOG_INLINE void State::push_due(const DueEntry& entry) {
  due_.push_back(entry);
  std::push_heap(due_.begin(), due_.end(), later);
}

FIRSTLOG_INLINE void State::drop_stale_due() {
  while (!due_.empty() && !lives(due_.front())) {
    std::pop_heap(due_.begin(), due_.end(), later);
    due_.pop_back();
  }
  // Entries that died below the top would otherwise pile up: a contact may change its due time often.
  const std::size_t alive_max = contacts_.size() * (timers_.empty() ? 1 : 2);
  if (due_.size() > 1024 && due_.size() > 2 * alive_max) {
    std::sort(due_.begin(), due_.end(), [](const DueEntry& a, const DueEntry& b) { return later(b, a); });
    auto same = [](const DueEntry& a, const DueEntry& b) { return a.due == b.due && a.contact == b.contact; };
    due_.erase(std::unique(due_.begin(), due_.end(), same), due_.end());  // sorted is a heap still
    std::erase_if(due_, [this](const DueEntry& entry) { return !lives(entry); });
  }
}

FIRSTLOG_INLINE std::uint32_t State::served(std::uint64_t share, ActorId rep) const noexcept {
  const std::uint32_t number = share_keys_.find(detail::share_key(share, rep).view());
  return number == 0 ? 0 : shares_[number - 1].served;
}

FIRSTLOG_INLINE TeamOfDay State::team_of(ActorId rep, Date day) const noexcept {
  const MembershipRow* found = nullptr;
  for (std::uint32_t at = actor(rep).membership; at != 0; at = memberships_[at - 1].before) {
    const MembershipRow& row = memberships_[at - 1];
    if (!row.dropped && row.from <= day && (found == nullptr || row.from > found->from)) found = &row;
  }
  return found == nullptr ? TeamOfDay() : TeamOfDay{found->team, found->lead};
}

FIRSTLOG_INLINE const AbsenceRow* State::absence_of(ActorId rep, Date day) const noexcept {
  for (std::uint32_t at = actor(rep).absence; at != 0; at = absences_[at - 1].before) {
    const AbsenceRow& row = absences_[at - 1];
    if (!row.dropped && row.from <= day && day <= row.until) return &row;
  }
  return nullptr;
}

FIRSTLOG_INLINE bool State::is_absent(ActorId rep, Date from, Date until) const noexcept {
  for (std::uint32_t at = actor(rep).absence; at != 0; at = absences_[at - 1].before) {
    const AbsenceRow& row = absences_[at - 1];
    if (!row.dropped && row.from <= until && from <= row.until) return true;
  }
  return false;
}

FIRSTLOG_INLINE ActorId State::cover_of(ActorId rep, Date day) const noexcept {
  const AbsenceRow* absence = absence_of(rep, day);
  if (absence == nullptr || !absence->cover.present()) return ActorId();
  const bool there = actor(absence->cover).active && absence_of(absence->cover, day) == nullptr;
  return there ? absence->cover : ActorId();
}

FIRSTLOG_INLINE std::uint32_t State::find_document(DocumentKind kind,
                                                   std::string_view number) const noexcept {
  return number.size() > document_number_bytes_max
             ? 0
             : document_keys_.find(detail::DocumentKey(kind, number).view());
}

FIRSTLOG_INLINE bool State::anything_due(Instant now) const noexcept {
  if (!founded()) return false;
  if (freeze_due() <= now || organisation_.dispute_due <= now) return true;
  if (!scheduled_.empty() && scheduled_.front().effective_at <= now) return true;
  // A top may be dead by now: then due_contacts finds nothing, which is harmless.
  for (const State* layer = this; layer != nullptr; layer = layer->base_)
    if (!layer->due_.empty() && layer->due_.front().due <= now) return true;
  return false;
}

FIRSTLOG_INLINE void State::due_contacts(Instant now, std::size_t count_max,
                                         std::vector<DueEntry>& out) const {
  out.clear();
  std::vector<std::size_t> visit;
  for (const State* layer = this; layer != nullptr; layer = layer->base_) {
    const std::vector<DueEntry>& heap = layer->due_;
    // Below a heap entry that is not due yet nothing is due: visit the due part of the tree only.
    if (!heap.empty()) visit.push_back(0);
    while (!visit.empty()) {
      const std::size_t at = visit.back();
      visit.pop_back();
      if (heap[at].due > now) continue;
      if (lives(heap[at])) out.push_back(heap[at]);
      if (2 * at + 1 < heap.size()) visit.push_back(2 * at + 1);
      if (2 * at + 2 < heap.size()) visit.push_back(2 * at + 2);
    }
  }
  std::sort(out.begin(), out.end(), [](const DueEntry& a, const DueEntry& b) { return later(b, a); });
  out.erase(std::unique(out.begin(), out.end(),
                        [](const DueEntry& a, const DueEntry& b) {
                          return a.due == b.due && a.contact == b.contact;
                        }),
            out.end());
  if (out.size() > count_max) out.resize(count_max);
}

FIRSTLOG_INLINE std::size_t State::memory_bytes() const noexcept {
  return sizeof(State) + actor_keys_.memory_bytes() + contact_keys_.memory_bytes() + niches_.memory_bytes() +
         actors_.memory_bytes() + contacts_.memory_bytes() + deals_.memory_bytes() +
         share_keys_.memory_bytes() + shares_.memory_bytes() + timers_.memory_bytes() +
         matches_.memory_bytes() + barred_keys_.memory_bytes() + codes_.memory_bytes() + kin_.memory_bytes() +
         merges_.memory_bytes() + suppressions_.memory_bytes() + bars_.memory_bytes() +
         barred_.memory_bytes() + team_keys_.memory_bytes() + memberships_.memory_bytes() +
         absences_.memory_bytes() + document_keys_.memory_bytes() + credits_.memory_bytes() +
         reversals_.memory_bytes() + exchanges_.memory_bytes() + documents_.memory_bytes() +
         import_keys_.memory_bytes() + imports_.memory_bytes() + imported_.memory_bytes() +
         saved_contacts_.memory_bytes() + saved_deals_.memory_bytes() + dispute_keys_.memory_bytes() +
         disputes_.memory_bytes() + due_.capacity() * sizeof(DueEntry) +
         scheduled_.capacity() * sizeof(ScheduledPolicy);
}

}  // namespace firstlog::inline v1
