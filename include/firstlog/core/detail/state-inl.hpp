// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "firstlog/core/detail/share_key.hpp"
#include "firstlog/core/state.hpp"

namespace firstlog::inline v1 {

FIRSTLOG_INLINE State::State(const State* base)
    : base_(base),
      policy_(base->policy_),
      organisation_(base->organisation_),
      actor_keys_(&base->actor_keys_),
      contact_keys_(&base->contact_keys_),
      niches_(&base->niches_),
      share_keys_(&base->share_keys_),
      actors_(&base->actors_),
      contacts_(&base->contacts_),
      deals_(&base->deals_),
      shares_(&base->shares_),
      import_keys_(&base->import_keys_),
      imports_(&base->imports_),
      imported_(&base->imported_) {}

FIRSTLOG_INLINE void State::absorb_into(State& base) {
  base.organisation_ = organisation_;
  base.policy_ = policy_;
  actor_keys_.absorb_into(base.actor_keys_);
  contact_keys_.absorb_into(base.contact_keys_);
  niches_.absorb_into(base.niches_);
  share_keys_.absorb_into(base.share_keys_);
  actors_.absorb_into(base.actors_);
  contacts_.absorb_into(base.contacts_);
  deals_.absorb_into(base.deals_);
  shares_.absorb_into(base.shares_);
  import_keys_.absorb_into(base.import_keys_);
  imports_.absorb_into(base.imports_);
  imported_.absorb_into(base.imported_);
  for (const DueEntry& entry : due_)
    if (base.lives(entry)) base.push_due(entry);
  base.drop_stale_due();
  restart();
}

FIRSTLOG_INLINE void State::restart() {
  policy_ = base_->policy_;
  organisation_ = base_->organisation_;
  actor_keys_.rebase(&base_->actor_keys_);
  contact_keys_.rebase(&base_->contact_keys_);
  niches_.rebase(&base_->niches_);
  share_keys_.rebase(&base_->share_keys_);
  actors_.rebase(&base_->actors_);
  contacts_.rebase(&base_->contacts_);
  deals_.rebase(&base_->deals_);
  shares_.rebase(&base_->shares_);
  import_keys_.rebase(&base_->import_keys_);
  imports_.rebase(&base_->imports_);
  imported_.rebase(&base_->imported_);
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
  if (due_.size() > 1024 && due_.size() > 2 * contacts_.size()) {
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

FIRSTLOG_INLINE bool State::anything_due(Instant now) const noexcept {
  if (!founded()) return false;
  if (freeze_due() <= now) return true;
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
                        [](const DueEntry& a, const DueEntry& b) { return a.contact == b.contact; }),
            out.end());
  if (out.size() > count_max) out.resize(count_max);
}

FIRSTLOG_INLINE std::size_t State::memory_bytes() const noexcept {
  return sizeof(State) + actor_keys_.memory_bytes() + contact_keys_.memory_bytes() + niches_.memory_bytes() +
         actors_.memory_bytes() + contacts_.memory_bytes() + deals_.memory_bytes() +
         share_keys_.memory_bytes() + shares_.memory_bytes() + import_keys_.memory_bytes() +
         imports_.memory_bytes() + imported_.memory_bytes() + due_.capacity() * sizeof(DueEntry);
}

}  // namespace firstlog::inline v1
