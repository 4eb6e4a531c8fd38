// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "engine/organisation.hpp"
#include "firstlog/base/text.hpp"
#include "firstlog/core/cluster.hpp"
#include "firstlog/journal/commitment.hpp"
#include "firstlog/journal/merkle.hpp"

namespace firstlog::inline v1::detail {

namespace {

Error broken(std::string_view organisation, std::string_view reason) {
  return Error(Status::internal, organisation, reason, "report this: the library broke a promise of its own");
}

Outcome malformed(Rule rule, Field field) noexcept {
  Outcome outcome;
  outcome.verdict = Verdict::malformed;
  outcome.rule = rule;
  outcome.field = field;
  return outcome;
}

bool well_formed(const IdempotencyKey& key) noexcept {
  if (!key.producer.empty()) return key.text.empty() && key.sequence > 0 && valid_key(key.producer);
  return valid_key(key.text);
}

}  // namespace

Result<void> Draft::begin(const State& base, const KeyWindow& keys, const Head& head, Instant now) {
  if (branch_ && base_ == &base) {
    branch_->restart();
  } else {
    branch_.emplace(&base);
    base_ = &base;
  }
  keys_ = KeyWindow(&keys);
  events_.clear();
  decided_.forget_lists();
  outcomes_.clear();
  recorded_.clear();
  replays_.clear();
  repeats_.clear();
  vault_puts_.clear();
  vault_contents_.clear();
  vault_keys_.clear();
  command_count_ = 0;
  if (Result<void> r = next_commit_id(); !r) return r;
  builder_.start(organisation_, head, now, commit_id_);
  first_position_ = builder_.next_position();
  first_time_ = now;
  return {};
}

// Ids are drawn ahead. A forked child never draws the same ones: its engine is closed.
Result<void> Draft::next_commit_id() {
  if (commit_ids_used_ == commit_ids_.size()) {
    if (Result<void> r = around_.random->fill(std::as_writable_bytes(std::span(commit_ids_))); !r) return r;
    commit_ids_used_ = 0;
  }
  commit_id_ = commit_ids_[commit_ids_used_++];
  return {};
}

bool Draft::answered_by_key(const Command& command, Outcome& outcome) {
  if (!well_formed(command.idempotency)) {
    outcome = malformed(Rule::field_malformed, Field::idempotency);
    return true;
  }
  const Instant oldest =
      branch_->founded()
          ? first_time_ - Duration::days_of_24_hours(branch_->policy().policy().idempotency_days)
          : first_time_;
  KeyRecord record;
  fingerprint_ = fingerprint_of(command, *branch_);
  switch (keys_.find(command.idempotency, fingerprint_, oldest, record)) {
    case KeyWindow::Seen::no: return false;
    case KeyWindow::Seen::same:
      if (record.position == first_position_)
        repeats_.push_back({&outcome, record.index});
      else
        replays_.push_back({&outcome, record});
      return true;
    case KeyWindow::Seen::reused:
      outcome = malformed(Rule::idempotency_key_reused, Field::idempotency);
      return true;
    case KeyWindow::Seen::passed: outcome = malformed(Rule::sequence_passed, Field::idempotency); return true;
  }
  return false;
}

void Draft::answer_repeats() noexcept {
  for (const Repeat& repeat : repeats_) {
    *repeat.outcome = *recorded_[repeat.of];
    repeat.outcome->notices = repeat.outcome->notices | Notice::replayed;
  }
}

void Draft::note_history(const State& state, ContactId contact) {
  const bool known = std::any_of(histories_.begin(), histories_.end(),
                                 [&](const ContactHistory& one) { return one.contact == contact; });
  if (!contact.present() || known) return;
  ContactHistory& history = histories_.emplace_back();
  history.contact = contact;
  history.newest = state.contact(contact).last;
}

// What else the commit does may make other contacts duplicates of the one retracted on, so that the clusters
// of all that it could join are wanted.
void Draft::note_histories(const State& state, std::span<const Command> commands) {
  auto note = [&](ContactId contact) {
    if (!contact.present()) return;
    for (const ContactId member : cluster_members(state, contact)) note_history(state, member);
  };
  for (const Command& command : commands) {
    const bool joins = command.given.shares(Field::other | Field::match_keys);
    if (command.given.has(Field::contact) && (joins || command.kind == CommandKind::retract))
      note(state.find(command.contact));
    if (command.given.has(Field::other)) note(state.find(command.other));
    if (command.given.has(Field::match_keys))
      for (const ContactId oldest : clusters_with(state, command.match_keys)) note(oldest);
  }
}

bool Draft::wants_histories(std::span<const Command> commands) noexcept {
  return std::any_of(commands.begin(), commands.end(),
                     [](const Command& command) { return command.kind == CommandKind::retract; });
}

void Draft::add_history(ContactId contact, std::vector<Event>& out) const {
  for (const ContactHistory& one : histories_)
    if (one.contact == contact) out.insert(out.end(), one.events.begin(), one.events.end());
  for (const Event& event : events_)
    if (event.contact == contact) out.push_back(event);
}

void Draft::gather_histories(ContactId contact) {
  history_.clear();
  cluster_history_.clear();
  if (!contact.present()) return;
  add_history(contact, history_);
  for (const ContactId member : cluster_members(*branch_, contact))
    if (member != contact) add_history(member, cluster_history_);
}

Result<void> Draft::fetch_referred(Session& session, const Head& head, std::span<const Command> commands) {
  for (ContactHistory& history : histories_) {
    if (history.fetched) continue;
    if (Result<void> r =
            read_history(session, organisation_, history.contact, history.newest, history.events);
        !r)
      return r;
    history.fetched = true;
  }
  CommitReader reader;
  for (const Command& command : commands) {
    if (!command.given.has(Field::refers_to)) continue;
    const Position position = command.refers_to;
    const bool known = std::any_of(referred_.begin(), referred_.end(),
                                   [&](const Event& event) { return event.position == position; });
    if (known || !position.present() || position > head.last_position) continue;
    if (Result<void> r = read_one_event(session, organisation_, position, reader, referred_); !r) return r;
  }
  return {};
}

const Event* Draft::event_at(Position position) const noexcept {
  if (position >= first_position_) {
    const std::uint64_t place = position.number() - first_position_.number();
    return place < events_.size() ? &events_[place] : nullptr;
  }
  for (const Event& event : referred_.events())
    if (event.position == position) return &event;
  return nullptr;
}

// What an import names is looked up once for all that asks for it, and recorded by its handle.
Result<void> Draft::decide_one(const Command& command, Outcome& outcome) {
  const bool resorts = command.given.has(Field::sort_key) && !command.name.empty() && branch_->founded() &&
                       branch_->policy().collator() != nullptr;
  if (!command.given.has(Field::batch) && !resorts) return decide_resolved(command, outcome);
  resolved_ = command;
  if (resorts) resolved_.sort_key = branch_->policy().sort_key(command.name);
  if (!command.given.has(Field::batch)) return decide_resolved(resolved_, outcome);
  resolved_.actor.id = branch_->find(command.actor);
  if (command.given.has(Field::importer)) resolved_.importer.id = branch_->find(command.importer);
  if (command.given.has(Field::contact)) resolved_.contact.id = branch_->find(command.contact);
  return decide_resolved(resolved_, outcome);
}

Result<void> Draft::decide_resolved(const Command& command, Outcome& outcome) {
  outcome = Outcome();
  if (command.idempotency.present() && answered_by_key(command, outcome)) return {};
  if (branch_->anything_due(builder_.next_time()))
    if (Result<void> r = due_transitions(); !r) return r;
  if (command.given.has(Field::batch) && branch_->founded())
    if (Result<void> r = due_before(command); !r) return r;

  static const CompiledPolicy no_policy;
  const CompiledPolicy* document_policy = nullptr;
  if (command.given.has(Field::document))
    if (Result<const CompiledPolicy*> compiled = around_.policies->admit(command.document); compiled)
      document_policy = *compiled;
  const CompiledPolicy& policy = branch_->founded()           ? branch_->policy()
                                 : document_policy != nullptr ? *document_policy
                                                              : no_policy;
  const bool retracts = command.kind == CommandKind::retract;
  if (retracts) gather_histories(branch_->find(command.contact));
  outcome = decide(
      *branch_, command, policy, builder_.next_time(), decided_,
      {.document_policy = document_policy,
       .referred = command.given.has(Field::refers_to) ? event_at(command.refers_to) : nullptr,
       .history = retracts ? std::span<const Event>(history_) : std::span<const Event>(),
       .cluster_history = retracts ? std::span<const Event>(cluster_history_) : std::span<const Event>()});
  if (outcome.verdict == Verdict::malformed) return {};

  Digest commitment;
  if (command.given.has(Field::personal) && outcome.verdict == Verdict::accepted)
    if (Result<void> r = keep_personal(command, commitment); !r) return r;
  if (decided_.size() != 0) {
    outcome.position = builder_.next_position();
    outcome.event_count = static_cast<std::uint32_t>(decided_.size());
    outcome.recorded_at = builder_.next_time();
  }
  if (Result<void> r = take_events(); !r) return r;
  for (std::size_t i = 0; i < decided_.size(); ++i)
    if ((has(decided_[i].flags, EventFlag::establishes_claim) && !outcome.winning_position.present()) ||
        gives_claim_itself(decided_[i])) {
      outcome.winning_position = decided_[i].position;
      outcome.winning_time = decided_[i].at();
    }
  if (command.idempotency.present()) {
    // A command may register what it names, and then says something else than before; never an imported one.
    if (!command.given.has(Field::batch)) fingerprint_ = fingerprint_of(command, *branch_);
    keys_.add(command.idempotency, {fingerprint_, first_position_, command_count_}, first_time_);
  }
  builder_.add_command(command, outcome, commitment);
  outcomes_.push_back(&outcome);
  recorded_.push_back(&outcome);
  ++command_count_;
  return {};
}

Result<void> Draft::take_events() {
  for (std::size_t i = 0; i < decided_.size(); ++i)
    if (Result<void> r = stamp(decided_[i]); !r) return r;
  return {};
}

Result<void> Draft::stamp(Event& event) {
  event.position = builder_.next_position();
  event.recorded_at = builder_.next_time();
  event.command = command_count_;
  if (event.contact.present() && event.contact.number() <= branch_->contact_count())
    event.previous = branch_->contact(event.contact).last;
  if (event.kind == EventKind::policy_adopted) event.digest = document_digest(as_bytes(event.document));
  if (!evolve(*branch_, event)) return broken(organisation_, "a decided event does not follow the state");
  builder_.add_event(event);
  events_.push_back(event);
  return {};
}

// What is due takes effect before the next command, recorded as an `advance` of the engine's own
// (DESIGN 3.12), so that every event has the command that led to it. The order is (due time, contact),
// also for what one such transition makes due in its turn. A policy is in force before the period of the
// same instant freezes, a dispute is overdue behind both, and all come before the contacts of that instant.
Result<void> Draft::due_transitions() {
  Outcome outcome = begin_advance();
  const std::size_t before = events_.size();
  for (bool progress = true; progress;) {
    progress = false;
    const Instant now = builder_.next_time();
    const Instant freeze = branch_->freeze_due();
    const auto& scheduled = branch_->scheduled_policies();
    const Instant policy = scheduled.empty() ? freeze : scheduled.front().effective_at;
    const Instant dispute = branch_->organisation().dispute_due;
    // Of what stands before the contacts of its instant.
    const Instant first = std::min({policy, freeze, dispute});
    branch_->due_contacts(now, 1024, due_);
    due_again_.clear();
    const bool before_contacts = first <= now && (due_.empty() || first <= due_[0].due);
    if (before_contacts && !scheduled.empty() && policy == first) {
      decide_policy(*branch_, branch_->policy(), now, decided_);
      progress = decided_.size() != 0;
      if (Result<void> r = take_events(); !r) return r;
      continue;
    }
    if (before_contacts) {
      if (freeze == first)
        decide_freeze(*branch_, branch_->policy(), now, decided_);
      else
        decide_dispute(*branch_, branch_->policy(), now, decided_);
      progress = decided_.size() != 0;
      if (Result<void> r = take_events(); !r) return r;
      continue;
    }
    for (std::size_t next = 0; next < due_.size();) {
      DueEntry entry = due_[next];
      if (!due_again_.empty() && later(entry, due_again_.front())) {
        std::pop_heap(due_again_.begin(), due_again_.end(), later);
        entry = due_again_.back();
        due_again_.pop_back();
      } else {
        ++next;
      }
      if (first <= now && first <= entry.due) break;
      // Something else of the contact's may be due meanwhile; it has, or gets, an entry of its own.
      if (branch_->next_due(entry.contact).due > entry.due) continue;
      decide_due(*branch_, entry.contact, branch_->policy(), builder_.next_time(), decided_);
      if (decided_.size() == 0) continue;
      progress = true;
      if (Result<void> r = take_events(); !r) return r;
      const NextDue again = branch_->next_due(entry.contact);
      if (again.kind != DueKind::none && again.due <= now) {
        due_again_.push_back({again.due, entry.contact});
        std::push_heap(due_again_.begin(), due_again_.end(), later);
      }
    }
  }
  end_advance(outcome, before);
  return {};
}

// On a contact that an import under way registered, what was due by the row's own time happens first.
Result<void> Draft::due_before(const Command& imported) {
  Outcome outcome = begin_advance();
  const std::size_t before = events_.size();
  for (;;) {
    decide_due_before(*branch_, imported, branch_->policy(), decided_);
    if (decided_.size() == 0) break;
    if (Result<void> r = take_events(); !r) return r;
  }
  end_advance(outcome, before);
  return {};
}

Outcome Draft::begin_advance() const noexcept {
  Outcome outcome;
  outcome.verdict = Verdict::accepted;
  outcome.position = builder_.next_position();
  outcome.recorded_at = builder_.next_time();
  return outcome;
}

void Draft::end_advance(Outcome& outcome, std::size_t events_before) {
  outcome.event_count = static_cast<std::uint32_t>(events_.size() - events_before);
  if (outcome.event_count == 0) return;
  Command advance;
  advance.kind = CommandKind::advance;
  builder_.add_command(advance, outcome);
  recorded_.push_back(nullptr);
  ++command_count_;
}

Result<void> Draft::keep_personal(const Command& command, Digest& commitment) {
  Salt salt;
  if (Result<void> r = around_.random->fill(salt.bytes); !r) return r;
  commitment = commit_to(command.personal, salt);
  std::vector<std::byte>& content = vault_contents_.emplace_back();
  if (Result<void> r = vault_content(command.personal, salt, content); !r) return r;
  const Digest& key = vault_keys_.emplace_back(commitment);
  vault_puts_.push_back({key.view(), content});
  if (decided_.size() != 0) decided_[0].digest = commitment;
  return {};
}

}  // namespace firstlog::inline v1::detail
