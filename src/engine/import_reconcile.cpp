// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What the journal holds of an import: a fold over its events, from the first to the last.
#include <algorithm>
#include <map>
#include <unordered_map>

#include "engine/engine_impl.hpp"
#include "engine/import_fold.hpp"
#include "firstlog/engine/import.hpp"
#include "firstlog/journal/commit.hpp"
#include "firstlog/store/store.hpp"

namespace firstlog::inline v1 {

namespace {

bool add_to(ImportAmount& amount, Money money) {
  ++amount.closes;
  for (Money& sum : amount.money)
    if (sum.currency() == money.currency()) {
      const std::optional<Money> more = checked_add(sum, money);
      if (more) sum = *more;
      return more.has_value();
    }
  amount.money.push_back(money);
  return true;
}

class Reconciling final : public detail::ImportFold {
 public:
  explicit Reconciling(std::string_view batch)
      : ImportFold({.batch = batch, .no_memory = "no memory to reconcile the import"}) {}

  Result<ImportReconciliation> finish(Engine& engine, std::string_view organisation) {
    if (Result<void> r = outcome(); !r) return r.error();
    std::map<std::string, ImportReconciliation::Rep> reps;
    auto rep = [&](ActorId id) -> Result<ImportReconciliation::Rep*> {
      Result<std::string> key = engine.actor_key(organisation, id);
      if (!key) return key.error();
      ImportReconciliation::Rep& one = reps[*key];
      one.rep = *key;
      return &one;
    };
    for (const auto& [contact, claimant] : claims_) {
      if (!claimant.present()) continue;
      Result<ImportReconciliation::Rep*> one = rep(claimant);
      if (!one) return one.error();
      ++(*one)->claims;
    }
    for (const auto& [actor, entries] : contested_) {
      Result<ImportReconciliation::Rep*> one = rep(actor);
      if (!one) return one.error();
      (*one)->contested += entries;
    }
    for (const auto& [number, deal] : deals_) {
      ImportAmount* into = deal.status == CloseStatus::pending    ? &whole_.pending
                           : deal.status == CloseStatus::verified ? &whole_.verified
                           : deal.status == CloseStatus::rejected ? &whole_.rejected
                                                                  : &whole_.withdrawn;
      fits_ = add_to(*into, deal.amount) && fits_;
      if (!deal.rep.present() || (into != &whole_.pending && into != &whole_.verified)) continue;
      Result<ImportReconciliation::Rep*> one = rep(deal.rep);
      if (!one) return one.error();
      fits_ = add_to(into == &whole_.pending ? (*one)->pending : (*one)->verified, deal.amount) && fits_;
    }
    if (!fits_)
      return Error(Status::overflow, batch_, "a sum exceeds 64 bits of minor units",
                   "split the import or use a larger currency unit");
    for (auto& [key, one] : reps) whole_.reps.push_back(std::move(one));
    return std::move(whole_);
  }

 private:
  struct Deal {
    CloseStatus status = CloseStatus::none;
    ActorId rep;
    Money amount;
  };

  void fold(const Event& event) override {
    if (event.kind == EventKind::import_undone && event.batch == batch_) {
      deals_.clear();
      claims_.clear();
      contested_.clear();
      whole_ = ImportReconciliation();
    }
    const bool own = has(event.flags, EventFlag::imported) && event.batch == batch_;
    if (own && event.actor.present()) entry(event);
    // A close of the import may have been decided since.
    const auto found = event.deal.present() ? deals_.find(event.deal.number()) : deals_.end();
    if (found == deals_.end()) return;
    Deal& deal = found->second;
    switch (event.kind) {
      case EventKind::close_approved:
        deal.status = CloseStatus::verified;
        deal.amount = event.amount;
        deal.rep = event.rep;
        break;
      case EventKind::close_rejected: deal.status = CloseStatus::rejected; break;
      case EventKind::close_withdrawn: deal.status = CloseStatus::withdrawn; break;
      default: break;
    }
  }

  void entry(const Event& event) {
    ImportReconciliation::Side& side = whole_.journal;
    const bool claims =
        has(event.flags, EventFlag::establishes_claim) || has(event.flags, EventFlag::moves_claim);
    if (claims) claims_[event.contact.number()] = event.rep;
    switch (event.kind) {
      case EventKind::command_refused:
      case EventKind::actor_registered:
      case EventKind::actor_changed: return;
      case EventKind::contact_registered: ++side.contacts; return;
      case EventKind::interest_contested: ++contested_[event.actor]; break;
      case EventKind::close_logged: {
        fits_ = add_to(side.closes, event.amount) && fits_;
        const ActorId rep = event.rep.present() ? event.rep : claims_[event.contact.number()];
        deals_[event.deal.number()] = {CloseStatus::pending, rep, event.amount};
        break;
      }
      case EventKind::close_approved: fits_ = add_to(side.approvals, event.amount) && fits_; break;
      default: break;
    }
    ++side.entries;
  }

  ImportReconciliation whole_;
  std::map<std::uint32_t, Deal> deals_;
  std::unordered_map<std::uint32_t, ActorId> claims_;  // by contact: of its newest cycle
  std::map<ActorId, std::uint64_t> contested_;
  bool fits_ = true;
};

}  // namespace

Result<ImportReconciliation> reconcile_import(Engine& engine, std::string_view organisation,
                                              std::string_view batch) {
  return detail::guarded(organisation, [&]() -> Result<ImportReconciliation> {
    Reconciling all(batch);
    if (Result<void> r = engine.read_commits(organisation, Position(1), all); !r) return r.error();
    return all.finish(engine, organisation);
  });
}

}  // namespace firstlog::inline v1
