// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "engine/what_if_replay.hpp"

#include <algorithm>

#include "firstlog/engine/policy_report.hpp"
#include "firstlog/formats/policy_change.hpp"
#include "firstlog/formats/policy_json.hpp"

namespace firstlog::inline v1::detail {

void PositionMap::add(Position from, Position to, std::uint32_t count) {
  if (!runs_.empty()) {
    Run& last = runs_.back();
    if (last.from + last.count == from.number() && last.to + last.count == to.number()) {
      last.count += count;
      return;
    }
  }
  runs_.push_back({from.number(), to.number(), count});
}

Position PositionMap::find(Position from) const noexcept {
  auto behind = std::upper_bound(runs_.begin(), runs_.end(), from.number(),
                                 [](std::uint64_t number, const Run& run) { return number < run.from; });
  if (behind == runs_.begin()) return {};
  const Run& run = *--behind;
  const std::uint64_t offset = from.number() - run.from;
  return offset < run.count ? Position(run.to + offset) : Position();
}

namespace {

template <class Tag>
void learn(std::vector<std::string>& keys, Id<Tag> id, std::string_view key) {
  if (keys.size() < id.number()) keys.resize(id.number());
  keys[id.index()] = key;
}
template <class Tag>
std::string_view known(const std::vector<std::string>& keys, Id<Tag> id) noexcept {
  return id.present() && id.number() <= keys.size() ? std::string_view(keys[id.index()]) : std::string_view();
}

bool is_the_engines_own(const Command& command) noexcept {
  return command.kind == CommandKind::advance && !command.actor.present();
}

}  // namespace

void WhatIfReplay::learn_keys(const CommitReader& reader) {
  Event event;
  for (std::uint32_t i = 0; i < reader.event_count(); ++i) {
    if (!reader.event(i, event)) continue;
    if (event.kind == EventKind::contact_registered) learn(contact_keys_, event.contact, event.key);
    if (event.kind == EventKind::actor_registered) learn(actor_keys_, event.rep, event.key);
  }
}

ActorRef WhatIfReplay::by_key(ActorRef actor) const noexcept {
  return actor.id.present() ? ActorRef(known(actor_keys_, actor.id)) : actor;
}
ContactRef WhatIfReplay::by_key(ContactRef contact) const noexcept {
  return contact.id.present() ? ContactRef(known(contact_keys_, contact.id)) : contact;
}

Result<std::string> WhatIfReplay::would_be_key(ActorId actor) {
  if (!actor.present()) return std::string();
  if (const std::string_view key = known(would_be_actor_keys_, actor); !key.empty()) return std::string(key);
  Result<std::string> key = to_.actor_key(organisation_, actor);
  if (key) learn(would_be_actor_keys_, actor, *key);
  return key;
}

bool WhatIfReplay::is_passed_over_by_rules(CommandKind kind) const noexcept {
  if (kind == CommandKind::confirm_clock) return true;
  return !rules_.document.empty() &&
         (kind == CommandKind::adopt_policy || kind == CommandKind::cancel_policy);
}

Result<std::string> WhatIfReplay::other_document(std::string_view document) const {
  // Readings of the clock were believed, or confirmed, when they were taken.
  constexpr std::string_view believing = R"({"clock_behind_minutes": 525600, "clock_ahead_days": 36500})";
  Result<std::string> other = !rules_.document.empty() ? Result<std::string>(std::string(rules_.document))
                                                       : change_policy(document, rules_.change);
  if (other) other = change_policy(*other, believing);
  if (!other) return other.error();
  Result<PolicyReport> report = to_.policy_report(*other);
  if (!report) return report.error();
  if (report->fault) return *report->fault;
  const Result<Policy> was = parse_policy(document);
  if (!was) return was.error();
  const Result<Policy> is = parse_policy(*other);
  if (!is) return is.error();
  if (was->plan.currency != is->plan.currency)
    return Error(Status::invalid_argument, "policy.plan.currency",
                 "the journal's amounts are in another currency",
                 "try a policy in the organisation's currency");
  if (was->collation != is->collation)
    return Error(Status::invalid_argument, "policy.collation",
                 "names are not in the journal, so that they cannot be sorted by another order",
                 "try a policy with the organisation's collation");
  return other;
}

Result<std::string_view> WhatIfReplay::document_for(const Command& command) {
  if (const auto at = documents_.find(command.document); at != documents_.end())
    return std::string_view(at->second);
  Result<std::string> other = other_document(command.document);
  if (!other) return other.error();
  return std::string_view(documents_.emplace(command.document, std::move(*other)).first->second);
}

// Says the command by keys and by the other history's deals and positions. False where what it refers to
// is not in that history.
bool WhatIfReplay::translate(Command& command) {
  command.idempotency = {};  // every recorded command was the first of its key
  command.actor = by_key(command.actor);
  if (command.given.has(Field::contact)) command.contact = by_key(command.contact);
  if (command.given.has(Field::other)) command.other = by_key(command.other);
  if (command.given.has(Field::rep)) command.rep = by_key(command.rep);
  if (command.given.has(Field::cover)) command.cover = by_key(command.cover);
  if (command.given.has(Field::importer)) command.importer = by_key(command.importer);
  if (command.given.has(Field::reps)) {
    std::vector<ActorRef>& reps = reps_.emplace_back(command.reps.begin(), command.reps.end());
    for (ActorRef& rep : reps) rep = by_key(rep);
    command.reps = reps;
  }
  if (command.given.has(Field::credits)) {
    std::vector<CreditShare>& credits = credits_.emplace_back(command.credits.begin(), command.credits.end());
    for (CreditShare& credit : credits) credit.rep = by_key(credit.rep);
    command.credits = credits;
  }
  if (command.given.has(Field::deal)) {
    if (!command.deal.present() || command.deal.number() > deals_.size()) return false;
    command.deal = deals_[command.deal.index()];
    if (!command.deal.present()) return false;
  }
  if (command.given.has(Field::refers_to)) {
    command.refers_to = positions_.find(command.refers_to);
    if (!command.refers_to.present()) return false;
  }
  return true;
}

Result<void> WhatIfReplay::plan_one(const RecordedCommand& recorded, Instant at) {
  Command command = recorded.command;
  if (is_passed_over_by_rules(command.kind)) return {};
  if (is_the_engines_own(command)) {
    // What is due the engine does by itself, here as then: before whatever it is told, meaningless or not.
    commands_.emplace_back();
    recorded_.emplace_back();
    return {};
  }
  if (command.given.has(Field::document)) {
    Result<std::string_view> document = document_for(command);
    if (!document) return document.error();
    command.document = *document;
  }
  if (!translate(command)) return compare(recorded, at, nullptr);
  recorded_.push_back(recorded);
  commands_.push_back(command);
  return {};
}

Result<void> WhatIfReplay::plan(const CommitReader& reader) {
  recorded_.clear();
  commands_.clear();
  reps_.clear();
  credits_.clear();
  RecordedCommand recorded;
  for (std::uint32_t i = 0; i < reader.command_count(); ++i) {
    if (!reader.command(i, recorded))
      return Error(Status::unsupported, organisation_,
                   "the journal holds a command that this version does not know",
                   "use the version that wrote it");
    if (Result<void> r = plan_one(recorded, reader.header().first_time); !r) return r;
  }
  return {};
}

Result<bool> WhatIfReplay::take(const CommitReader& reader) {
  if (reader.header().first_position > until_) return false;
  learn_keys(reader);
  if (Result<void> r = plan(reader); !r) return r.error();
  clock_.set(std::max(clock_.now(), reader.header().first_time));
  if (commands_.empty()) return reader.last_position() < until_;
  outcomes_.assign(commands_.size(), Outcome());
  if (Result<void> r = to_.submit(organisation_, commands_, outcomes_); !r) return r.error();
  for (std::size_t i = 0; i < recorded_.size(); ++i) {
    if (commands_[i].kind == CommandKind::none) continue;
    if (Result<void> r = compare(recorded_[i], reader.header().first_time, &outcomes_[i]); !r)
      return r.error();
  }
  return reader.last_position() < until_;
}

Result<void> WhatIfReplay::compare(const RecordedCommand& recorded, Instant at, const Outcome* would_be) {
  const Outcome& was = recorded.outcome;
  ++(would_be == nullptr ? into_.passed_over : into_.commands);
  const std::string_view winner = known(actor_keys_, was.winner);
  Result<std::string> would_be_winner = would_be_key(would_be == nullptr ? ActorId() : would_be->winner);
  if (!would_be_winner) return would_be_winner.error();
  if (would_be != nullptr) {
    const bool stands = would_be->verdict != Verdict::refused || was.verdict == Verdict::refused;
    if (stands && was.position.present() && would_be->position.present())
      // Where they left another number of events, the entry itself is the first.
      positions_.add(was.position, would_be->position,
                     was.event_count == would_be->event_count ? was.event_count : 1);
    if (stands && was.deal.present() && would_be->deal.present()) {
      if (deals_.size() < was.deal.number()) deals_.resize(was.deal.number());
      if (!deals_[was.deal.index()].present()) deals_[was.deal.index()] = would_be->deal;
    }
    if (was.verdict == would_be->verdict && was.rule == would_be->rule && winner == *would_be_winner)
      return {};
  }
  if (into_.answers.size() >= rules_.answers_max) {
    ++into_.answers_left_out;
    return {};
  }
  const Command& command = recorded.command;
  WhatIfAnswer& answer = into_.answers.emplace_back();
  answer.position = was.position;
  answer.recorded_at = was.position.present() ? was.recorded_at : at;
  answer.command = command.kind;
  answer.actor_key = by_key(command.actor).key;
  if (command.given.has(Field::contact))
    answer.contact_key = by_key(command.contact).key;
  else if (command.kind == CommandKind::register_contact)
    answer.contact_key = command.key;
  answer.verdict = was.verdict;
  answer.rule = was.rule;
  answer.winner_key = winner;
  if (would_be == nullptr) return {};
  answer.would_be_verdict = would_be->verdict;
  answer.would_be_rule = would_be->rule;
  answer.would_be_winner_key = std::move(*would_be_winner);
  return {};
}

}  // namespace firstlog::inline v1::detail
