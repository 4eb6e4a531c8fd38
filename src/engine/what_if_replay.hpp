// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The commands of a journal, given again to an engine that goes by other rules.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/engine/what_if.hpp"
#include "firstlog/journal/commit.hpp"

namespace firstlog::inline v1::detail {

// Where positions of one history stand in another, as runs of neighbours. Added in rising order.
class PositionMap {
 public:
  void add(Position from, Position to, std::uint32_t count);
  Position find(Position from) const noexcept;  // absent: nowhere

 private:
  struct Run {
    std::uint64_t from = 0;
    std::uint64_t to = 0;
    std::uint64_t count = 0;
  };
  std::vector<Run> runs_;
};

class WhatIfReplay {
 public:
  // `until`: the journal's last position that counts. What is pointed to must outlive it.
  WhatIfReplay(std::string_view organisation, const WhatIfRules& rules, Position until, Engine& to,
               ManualClock& clock, WhatIf& into)
      : organisation_(organisation), rules_(rules), until_(until), to_(to), clock_(clock), into_(into) {}

  // Whether there may be more. The reader must have read the commands.
  Result<bool> take(const CommitReader& reader);

  // Keys by handle of the journal that is read.
  const std::vector<std::string>& contact_keys() const noexcept { return contact_keys_; }

 private:
  void learn_keys(const CommitReader& reader);
  Result<void> plan(const CommitReader& reader);
  Result<void> plan_one(const RecordedCommand& recorded, Instant at);
  bool is_passed_over_by_rules(CommandKind kind) const noexcept;
  Result<std::string_view> document_for(const Command& command);
  Result<std::string> other_document(std::string_view document) const;
  bool translate(Command& command);
  Result<void> compare(const RecordedCommand& recorded, Instant at, const Outcome* would_be);

  ActorRef by_key(ActorRef actor) const noexcept;
  ContactRef by_key(ContactRef contact) const noexcept;
  Result<std::string> would_be_key(ActorId actor);

  const std::string organisation_;
  const WhatIfRules& rules_;
  const Position until_;
  Engine& to_;
  ManualClock& clock_;
  WhatIf& into_;
  std::vector<std::string> contact_keys_;
  std::vector<std::string> actor_keys_;
  std::vector<std::string> would_be_actor_keys_;
  std::map<std::string, std::string, std::less<>> documents_;  // by the one that the journal holds
  PositionMap positions_;
  std::vector<DealId> deals_;  // by DealId::index of the journal; absent: opened nowhere
  // Of the commit under way.
  std::vector<RecordedCommand> recorded_;
  std::vector<Command> commands_;
  std::vector<Outcome> outcomes_;
  std::deque<std::vector<ActorRef>> reps_;
  std::deque<std::vector<CreditShare>> credits_;
};

}  // namespace firstlog::inline v1::detail
