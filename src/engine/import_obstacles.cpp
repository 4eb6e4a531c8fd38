// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What stands in the way of undoing an import, read from the journal.
#include <unordered_map>

#include "engine/engine_impl.hpp"
#include "engine/import_fold.hpp"
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
    for (std::size_t i = 0; i < found_.size(); ++i) {
      Result<std::string> contact = engine.contact_key(organisation, contacts_[i]);
      if (!contact) return contact.error();
      found_[i].contact = std::move(*contact);
      if (!actors_[i].present()) continue;
      Result<std::string> actor = engine.actor_key(organisation, actors_[i]);
      if (!actor) return actor.error();
      found_[i].actor = std::move(*actor);
    }
    return std::move(found_);
  }

 private:
  void fold(const Event& event) override {
    if (event.kind == EventKind::import_undone && event.batch == batch_) {
      registered_.clear();
      found_.clear();
      contacts_.clear();
      actors_.clear();
    }
    if (!event.contact.present() || event.kind == EventKind::command_refused) return;
    const bool own = has(event.flags, EventFlag::imported) && event.batch == batch_;
    if (event.kind == EventKind::contact_registered) {
      registered_[event.contact.number()] = own;
      return;
    }
    const bool of_own = registered_[event.contact.number()];
    // What time alone does on its contacts is part of their history.
    if (own ? of_own : !uses(event, of_own)) return;
    if (found_.size() == count_max_) return;
    ImportObstacle& one = found_.emplace_back();
    one.rule = own ? Rule::import_wrote_elsewhere : Rule::import_in_use;
    one.position = event.position;
    one.recorded_at = event.recorded_at;
    one.kind = event.kind;
    one.batch = event.batch;
    one.row = event.row;
    contacts_.push_back(event.contact);
    actors_.push_back(event.actor);
  }

  bool uses(const Event& event, bool of_own) const {
    if (!event.actor.present()) return false;
    const auto other = event.other.present() ? registered_.find(event.other.number()) : registered_.end();
    return of_own || (other != registered_.end() && other->second);
  }

  std::size_t count_max_;
  std::unordered_map<std::uint32_t, bool> registered_;  // by contact: by this import
  std::vector<ImportObstacle> found_;
  std::vector<ContactId> contacts_;
  std::vector<ActorId> actors_;
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
