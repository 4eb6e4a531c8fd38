// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What stands in the way of undoing an import, read from the journal.
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "engine/engine_impl.hpp"
#include "engine/import_fold.hpp"
#include "firstlog/core/detail/evolve/imports.hpp"
#include "firstlog/engine/import.hpp"
#include "firstlog/journal/commit.hpp"
#include "firstlog/store/store.hpp"

namespace firstlog::inline v1 {

namespace {

class Obstacles final : public detail::ImportFold {
 public:
  Obstacles(std::string_view batch, std::size_t count_max)
      : ImportFold({.batch = batch, .no_memory = "no memory to look through the journal"}),
        count_max_(count_max) {}

  Result<std::vector<ImportObstacle>> finish(Engine& engine, std::string_view organisation) {
    if (Result<void> r = outcome(); !r) return r.error();
    std::vector<ImportObstacle> all;
    for (Found& found : found_) {
      if (all.size() == count_max_) break;
      if (found.contact.present()) {
        Result<std::string> contact = engine.contact_key(organisation, found.contact);
        if (!contact) return contact.error();
        found.told.contact = std::move(*contact);
      }
      if (found.actor.present()) {
        Result<std::string> actor = engine.actor_key(organisation, found.actor);
        if (!actor) return actor.error();
        found.told.actor = std::move(*actor);
      }
      all.push_back(std::move(found.told));
    }
    return all;
  }

 private:
  void fold(const Event& event) override {
    if (event.kind == EventKind::import_undone) forget(event.batch);
    if (event.kind == EventKind::organisation_founded) first_period_ = event.period;
    note_pay(event);
    const bool freezes = event.kind == EventKind::organisation_founded ||
                         event.kind == EventKind::period_closed ||
                         (event.kind == EventKind::policy_effective && event.due != Instant()) ||
                         (event.kind == EventKind::policy_adopted && event.due != Instant());
    if (freezes) freeze_due_ = event.due;
    before_ = event.recorded_at;
    if (!event.contact.present() || event.kind == EventKind::command_refused ||
        event.kind == EventKind::entries_undone)
      return;
    const bool own = has(event.flags, EventFlag::imported) && event.batch == batch_;
    Contact& contact = contacts_[event.contact.number()];
    if (event.kind == EventKind::contact_registered) {
      contact = Contact{.registered = own};
      if (!event.other.present()) return;
    }
    if (own && !contact.registered) {
      contact.wrote = true;
      if (!detail::may_be_undone(event)) add(Rule::import_wrote_elsewhere, event, event.contact);
      return;
    }
    // What time alone does follows from what stands.
    if (own || !event.actor.present()) return;
    if (contact.registered)
      add(Rule::import_in_use, event, event.contact);
    else if (contact.wrote)
      add(Rule::import_wrote_elsewhere, event, event.contact);
    else if (const auto other = contacts_.find(event.other.number());
             event.other.present() && other != contacts_.end()) {
      if (other->second.registered) add(Rule::import_in_use, event, event.contact);
      if (other->second.wrote) add(Rule::import_wrote_elsewhere, event, event.contact);
    }
  }

  // A period that froze since it approved a close that pays, and a dispute about such a close.
  void note_pay(const Event& event) {
    if (event.kind == EventKind::close_approved && has(event.flags, EventFlag::imported) &&
        event.batch == batch_) {
      approved_.insert(event.deal.number());
      pays_ = pays_ || event.period >= first_period_;
    }
    // See OrganisationRow::frozen.
    const bool froze =
        event.kind == EventKind::period_closed && (event.actor.present() || freeze_due_ > before_);
    if (froze && pays_) add(Rule::import_in_use, event, ContactId());
    if (event.kind == EventKind::dispute_opened && approved_.count(event.deal.number()) != 0) {
      disputes_.insert_or_assign(std::string(event.document_number), event.position);
      add(Rule::import_in_use, event, ContactId());
    }
    const bool resolves = event.kind == EventKind::dispute_accepted ||
                          event.kind == EventKind::dispute_rejected ||
                          event.kind == EventKind::dispute_withdrawn;
    if (!resolves) return;
    if (const auto at = disputes_.find(std::string(event.document_number)); at != disputes_.end())
      std::erase_if(found_, [&](const Found& one) { return one.told.position == at->second; });
  }

  // What an import that was undone had written stands in nobody's way.
  void forget(std::string_view batch) {
    std::erase_if(found_, [&](const Found& one) { return one.told.batch == batch; });
    if (batch != batch_) return;
    contacts_.clear();
    found_.clear();
    approved_.clear();
    disputes_.clear();
    pays_ = false;
  }

  void add(Rule rule, const Event& event, ContactId contact) {
    Found& one = found_.emplace_back();
    one.told.rule = rule;
    one.told.position = event.position;
    one.told.recorded_at = event.recorded_at;
    one.told.kind = event.kind;
    one.told.batch = event.batch;
    one.told.row = event.row;
    one.contact = contact;
    one.actor = event.actor;
  }

  struct Contact {
    bool registered = false;  // by this import
    bool wrote = false;       // it did, on one that it had not registered
  };
  struct Found {
    ImportObstacle told;
    ContactId contact;
    ActorId actor;
  };
  std::size_t count_max_;
  std::unordered_map<std::uint32_t, Contact> contacts_;
  std::vector<Found> found_;
  std::unordered_set<std::uint32_t> approved_;          // deals
  std::unordered_map<std::string, Position> disputes_;  // opened about them, by number
  Instant freeze_due_;                                  // of the oldest open period
  Instant before_;                                      // time of the event before
  YearMonth first_period_;                              // those before it are born closed and pay nothing
  bool pays_ = false;
};

}  // namespace

Result<std::vector<ImportObstacle>> import_obstacles(Engine& engine, std::string_view organisation,
                                                     std::string_view batch, std::size_t count_max) {
  return detail::guarded(organisation, [&]() -> Result<std::vector<ImportObstacle>> {
    Obstacles all(batch, count_max);
    if (Result<void> r = engine.read_commits(organisation, Position(1), all); !r) return r.error();
    return all.finish(engine, organisation);
  });
}

}  // namespace firstlog::inline v1
