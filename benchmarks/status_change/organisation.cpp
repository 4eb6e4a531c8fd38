// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "status_change/organisation.hpp"

#include <algorithm>
#include <array>

#include "firstlog/core/commands.hpp"

namespace firstlog_benchmarks {

namespace commands = firstlog::commands;
using firstlog::ActorId;
using firstlog::Command;
using firstlog::CommandKind;
using firstlog::ContactId;
using firstlog::Event;
using firstlog::EventKind;
using firstlog::Instant;
using firstlog::Money;
using firstlog::Outcome;
using firstlog::Position;
using firstlog::Result;
using firstlog::Verdict;

namespace {

constexpr std::string_view policy = R"({"version":1,"plan":{"currency":"EUR"}})";
constexpr std::string_view manager_key = "manager";
constexpr std::int64_t one_hour_microseconds = 3'600'000'000;

std::string contact_key(std::int64_t contact) {
  return "contact-" + std::to_string(contact);
}

firstlog::EngineOptions options_with(firstlog::Clock& clock) {
  firstlog::EngineOptions options;
  options.clock = &clock;
  options.snapshot_every_events = 0;
  return options;
}

std::string reason_of(const firstlog::Error& error) {
  return std::string(error.place.view()) + ": " + std::string(error.reason.view());
}

}  // namespace

std::vector<Attempt> attempts_of(std::int64_t contacts) {
  std::vector<Attempt> attempts;
  for_each_attempt(contacts, [&](const Attempt& attempt) { attempts.push_back(attempt); });
  return attempts;
}

std::vector<Attempt> accepted_attempts_of(std::int64_t contacts) {
  std::vector<Attempt> attempts = attempts_of(contacts);
  std::erase_if(attempts, [](const Attempt& attempt) { return !attempt.accepted; });
  return attempts;
}

std::unique_ptr<Organisation> Organisation::make(firstlog::Store& store, std::int64_t contacts,
                                                 std::string& why) {
  std::unique_ptr<Organisation> made(
      new Organisation(Instant::from_microseconds(start_microseconds - one_hour_microseconds)));
  Result<firstlog::Engine> engine = firstlog::Engine::open(store, options_with(made->clock_));
  if (!engine) {
    why = reason_of(engine.error());
    return nullptr;
  }
  made->engine_ = std::make_unique<firstlog::Engine>(std::move(*engine));
  return made->found(contacts, why) ? std::move(made) : nullptr;
}

bool Organisation::found(std::int64_t contacts, std::string& why) {
  const auto send = [&](const std::vector<Command>& batch, std::vector<Outcome>& outcomes) {
    outcomes.assign(batch.size(), Outcome());
    const Result<void> sent = engine_->submit(organisation_key, batch, outcomes);
    if (!sent) why = reason_of(sent.error());
    for (const Outcome& outcome : outcomes)
      if (why.empty() && outcome.verdict != Verdict::accepted) why = describe(outcome);
    return why.empty();
  };
  if (const auto euro = firstlog::Currency::parse("EUR"); euro) currency_ = *euro;
  std::vector<Outcome> outcomes;
  std::vector<std::string> keys;
  for (std::int64_t rep = 0; rep < reps; ++rep) keys.push_back("rep-" + std::to_string(rep));
  std::vector<Command> people = {
      commands::FoundOrganisation{.actor = manager_key, .key = organisation_key, .document = policy}};
  for (const std::string& key : keys)
    people.push_back(commands::RegisterActor{.actor = manager_key, .key = key, .roles = firstlog::Role::rep});
  if (!send(people, outcomes)) return false;
  for (std::int64_t rep = 0; rep < reps; ++rep)
    actors_.push_back(outcomes[static_cast<std::size_t>(rep) + 1].rep);
  actors_.push_back(outcomes[0].rep);

  constexpr std::int64_t at_once = 1'000;
  for (std::int64_t first = 0; first < contacts; first += at_once) {
    keys.clear();
    std::vector<Command> batch;
    for (std::int64_t i = first; i < first + at_once; ++i) keys.push_back(contact_key(i));
    for (std::int64_t i = 0; i < at_once; ++i)
      batch.push_back(
          commands::RegisterContact{.actor = manager_key,
                                    .key = keys[static_cast<std::size_t>(i)],
                                    .rep = actors_[static_cast<std::size_t>(assignee_of(first + i))]});
    if (!send(batch, outcomes)) return false;
    for (const Outcome& outcome : outcomes) contacts_.push_back(outcome.contact);
  }
  const Result<firstlog::HeadSummary> head = engine_->head(organisation_key);
  if (!head)
    why = reason_of(head.error());
  else
    prepared_ = head->position;
  return why.empty();
}

Command Organisation::command_of(const Attempt& attempt) const {
  const ActorId actor = actors_[static_cast<std::size_t>(attempt.actor)];
  const ContactId contact = contacts_[static_cast<std::size_t>(attempt.contact)];
  switch (attempt.trigger) {
    case Trigger::log_interest: return commands::LogInterest{.actor = actor, .contact = contact};
    case Trigger::schedule_callback:
      return commands::ScheduleCallback{
          .actor = actor, .contact = contact, .due = Instant::from_microseconds(attempt.due)};
    case Trigger::log_close:
      return commands::LogClose{
          .actor = actor, .contact = contact, .amount = Money::minor(attempt.amount, currency_)};
    case Trigger::approve: break;
  }
  return commands::Approve{
      .actor = actor, .contact = contact, .amount = Money::minor(attempt.amount, currency_)};
}

bool Organisation::run(const std::vector<Attempt>& attempts, std::size_t commands_per_commit, Tally& tally) {
  std::vector<Command> batch(commands_per_commit);
  std::vector<Outcome> outcomes(commands_per_commit);
  bool right = true;
  for (std::size_t first = 0; first < attempts.size(); first += commands_per_commit) {
    const std::size_t count = std::min(commands_per_commit, attempts.size() - first);
    for (std::size_t i = 0; i < count; ++i) batch[i] = command_of(attempts[first + i]);
    clock_.set(Instant::from_microseconds(attempts[first].microseconds));
    if (!engine_->submit(organisation_key, {batch.data(), count}, {outcomes.data(), count})) return false;
    for (std::size_t i = 0; i < count; ++i) {
      const Verdict verdict = outcomes[i].verdict;
      const bool accepted = verdict == Verdict::accepted;
      const bool refused = verdict == Verdict::refused || verdict == Verdict::contested;
      right = right && (attempts[first + i].accepted ? accepted : refused);
      tally.accepted += accepted ? 1 : 0;
      tally.refused += refused ? 1 : 0;
    }
  }
  return right;
}

std::string fault_of(firstlog::Store& store, std::int64_t contacts, bool attempted) {
  const Expected wanted = expected(contacts);
  firstlog::ManualClock clock(Instant::from_microseconds(start_microseconds + one_hour_microseconds));
  Result<firstlog::Engine> engine = firstlog::Engine::open(store, options_with(clock));
  if (!engine) return reason_of(engine.error());

  auto states = engine->pipeline(organisation_key);
  if (!states) return reason_of(states.error());
  std::int64_t verified = 0;
  for (const auto& state : *states)
    if (state.state == "verified_close") verified = static_cast<std::int64_t>(state.contacts);
  if (verified != wanted.verified_close) return "not every contact is a verified close";

  auto board = engine->leaderboard(organisation_key, manager_key);
  if (!board) return reason_of(board.error());
  std::int64_t invoiced = 0;
  for (const auto& row : board->rows) invoiced += row.revenue.minor_units();
  if (invoiced != wanted.invoiced) return "the sum invoiced is not exact";

  // The change feed reads every record and checks its hash.
  auto feed = engine->feed(organisation_key, "benchmark");
  if (!feed) return reason_of(feed.error());
  std::vector<int> history(static_cast<std::size_t>(contacts) + 1);
  std::int64_t changes = 0;
  std::int64_t refused = 0;
  firstlog::EventLog events;
  do {
    if (Result<void> polled = feed->poll(10'000, events); !polled) return reason_of(polled.error());
    for (const Event& event : events) {
      if (event.kind == EventKind::command_refused || event.kind == EventKind::interest_contested) {
        ++refused;
      } else if (event.contact.present() && event.kind != EventKind::contact_registered &&
                 event.state_from != event.state_to && event.state_to != 0) {
        ++changes;
        ++history[event.contact.number()];
      }
    }
  } while (!events.empty());
  if (changes != wanted.status_changes) return "the journal does not hold every status change once";
  if (refused != (attempted ? wanted.refused : 0)) return "the journal does not hold every refusal once";
  if (std::any_of(history.begin() + 1, history.end(), [](int entries) { return entries != 4; }))
    return "a contact's history does not have four entries";
  return {};
}

std::int64_t record_bytes_behind(firstlog::Store& store, Position position) {
  struct Sum final : firstlog::RowSink {
    Position behind;
    std::int64_t bytes = 0;
    bool take(const firstlog::CommitRow& row) noexcept override {
      if (row.first_position > behind) bytes += static_cast<std::int64_t>(row.record.size());
      return true;
    }
  } sum;
  sum.behind = position;
  auto session = store.open_session();
  if (!session || !(*session)->read(organisation_key, position.plus(1), sum)) return 0;
  return sum.bytes;
}

}  // namespace firstlog_benchmarks
