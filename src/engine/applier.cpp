// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Reading commits back: into a state, and outcomes out of them.
#include "engine/found_row.hpp"
#include "engine/organisation.hpp"

namespace firstlog::inline v1::detail {

namespace {

Error at_position(Status status, std::string_view organisation, Position position, std::string_view reason,
                  std::string_view remedy) {
  Error error(status, organisation, reason, remedy);
  error.place.append(" position ").append_number(static_cast<std::int64_t>(position.number()));
  return error;
}

}  // namespace

Error RowApplier::other_collation(const Event& adoption) const {
  Error error = at_position(Status::unsupported, organisation_, adoption.position, "collation ",
                            "open it with that version, or set EngineOptions::accept_other_collations");
  error.reason.append(adoption.policy->policy().collation)
      .append(": the journal goes by ")
      .append(adoption.key)
      .append(", here is ")
      .append(adoption.policy->collator_version());
  return error;
}

Result<void> RowApplier::check_collation() const {
  if (!collation_fault_ || policies_.accepts_other_collations()) return {};
  return *collation_fault_;
}

Result<void> RowApplier::apply(const CommitRow& row, Head& head, State& state, Performance* performance,
                               KeyWindow* keys) {
  if (Result<void> r = reader_.open(row, {.commands = keys != nullptr}); !r) return r;
  if (Result<void> r = reader_.check_follows(organisation_, head); !r) return r;
  if (Result<void> r = reader_.check_hash(row.head.hash); !r) return r;
  Event event;
  for (std::uint32_t i = 0; i < reader_.event_count(); ++i) {
    reader_.event(i, event);
    event.policy = nullptr;
    if (event.kind == EventKind::policy_adopted) {
      Result<const CompiledPolicy*> policy = policies_.compile(event.document);
      if (!policy) return policy.error();
      event.policy = *policy;
      collation_fault_.reset();
      if (event.key != event.policy->collator_version()) collation_fault_ = other_collation(event);
    }
    if (event.kind == EventKind::policy_effective) event.policy = state.scheduled_policy(event.refers_to);
    if (!evolve(state, event))
      return at_position(Status::corrupt, organisation_, event.position,
                         "the event does not follow the ones before it",
                         "restore the journal from a copy that verifies");
    if (performance != nullptr)
      if (Result<void> r = performance->apply(event); !r) return r;
  }
  if (keys != nullptr) {
    RecordedCommand recorded;
    for (std::uint32_t i = 0; i < reader_.command_count(); ++i)
      if (reader_.command(i, recorded) && recorded.command.idempotency.present())
        keys->add(recorded.command.idempotency,
                  {fingerprint_of(recorded.command, state), row.first_position, i},
                  reader_.header().first_time);
  }
  head = row.head;
  return {};
}

Result<void> check_clock(const State& state, Instant reading, std::string_view organisation) {
  if (!state.founded()) return {};
  const OrganisationRow& row = state.organisation();
  const Policy& policy = state.policy().policy();
  const bool behind = reading + Duration::minutes(policy.clock_behind_minutes) < row.head_time;
  const bool ahead = reading > row.head_time + Duration::days_of_24_hours(policy.clock_ahead_days);
  const bool confirmed = row.clock_floor != Instant() && reading >= row.clock_floor;
  if (!ahead && (!behind || confirmed)) return {};
  Error error(Status::clock_suspect, organisation, "the clock reads ",
              "set the clock right, or let a manager send confirm_clock");
  error.reason.append(reading.to_string())
      .append(ahead ? ", long after the newest event, " : ", before the newest event, ")
      .append(row.head_time.to_string());
  return error;
}

Result<void> read_replay(Session& session, std::string_view organisation, CommitReader& reader,
                         const KeyRecord& record, Outcome& outcome) {
  struct Sink final : RowSink {
    CommitReader& reader;
    const KeyRecord& record;
    Outcome& outcome;
    Result<void> result = Error(Status::corrupt, "journal", "the commit of an idempotency key is missing");
    Sink(CommitReader& r, const KeyRecord& k, Outcome& o) noexcept : reader(r), record(k), outcome(o) {}
    bool take(const CommitRow& row) noexcept override {
      result = reader.open(row);
      RecordedCommand recorded;
      if (result && record.index < reader.command_count() && reader.command(record.index, recorded)) {
        outcome = recorded.outcome;
        outcome.commit_hash = row.head.hash;
        outcome.commit_number = row.head.commit_number;
        outcome.notices = outcome.notices | Notice::replayed;
      }
      return false;
    }
  } sink(reader, record, outcome);
  if (Result<void> r = session.read(organisation, record.position, sink); !r) return r;
  return sink.result;
}

Result<void> read_one_event(Session& session, std::string_view organisation, Position position,
                            CommitReader& reader, EventLog& out) {
  FoundRow row(reader);
  row.result = {};
  if (Result<void> r = session.read(organisation, position, row); !r) return r;
  if (!row.result) return row.result;
  const Position first = reader.header().first_position;
  if (position < first || position >= first.plus(reader.event_count())) return {};
  Event event;
  if (reader.event(static_cast<std::uint32_t>(position.number() - first.number()), event)) out.add(event);
  return {};
}

Result<void> read_history(Session& session, std::string_view organisation, ContactId contact, Position newest,
                          EventLog& out) {
  CommitReader reader;
  FoundRow row(reader);
  Position first;
  std::uint32_t count = 0;
  for (Position at = newest; at.present();) {
    if (count == 0 || at < first || at >= first.plus(count)) {
      row.result = Error(Status::corrupt, organisation, "a position of the journal is missing");
      if (Result<void> r = session.read(organisation, at, row); !r) return r;
      if (!row.result) return row.result;
      first = reader.header().first_position;
      count = reader.event_count();
    }
    Event event;
    if (at < first || at >= first.plus(count))
      return Error(Status::corrupt, organisation,
                   "the store delivered another position than the one asked for");
    reader.event(static_cast<std::uint32_t>(at.number() - first.number()), event);
    if (event.contact != contact || event.previous >= at)
      return Error(Status::corrupt, organisation, "a contact's history does not link up",
                   "verify the journal and restore it from a copy that does");
    out.add(event);
    at = event.previous;
  }
  out.reverse();
  return {};
}

}  // namespace firstlog::inline v1::detail
