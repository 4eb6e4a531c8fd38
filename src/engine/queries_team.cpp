// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Who is who on which day, why a contact is whose, and what a rep leaves.
#include <queue>

#include "engine/ask.hpp"
#include "engine/found_row.hpp"
#include "firstlog/core/assign.hpp"
#include "firstlog/engine/assignment_reasons.hpp"
#include "firstlog/engine/policy_report.hpp"
#include "firstlog/engine/records.hpp"
#include "firstlog/formats/policy_json.hpp"
#include "firstlog/rules/policy_check.hpp"
#include "firstlog/views/departure.hpp"

namespace firstlog::inline v1 {

using detail::ask;
using detail::no_such;
using detail::Organisation;

Result<ActorRecord> Engine::actor(std::string_view organisation, ActorRef actor, std::optional<Date> day) {
  const Instant now = impl_->around.clock->now();
  return ask<ActorRecord>(*impl_, organisation, [&](const Organisation& o) -> Result<ActorRecord> {
    const State& state = o.state();
    const ActorId id = state.find(actor);
    if (!id.present()) return no_such("actor");
    const ActorRow& row = state.actor(id);
    auto key_of = [&state](ActorId one) { return one.present() ? state.key_of(one) : std::string_view(); };
    ActorRecord record;
    record.id = id;
    record.key = state.key_of(id);
    record.roles = row.roles;
    record.active = row.active;
    record.contacts = row.contacts;
    record.open = row.open;
    record.day = day.value_or(state.policy().date_of(now));
    const TeamOfDay team = state.team_of(id, record.day);
    record.team = state.team_name(team.team);
    record.lead_key = key_of(team.lead);
    if (const AbsenceRow* absence = state.absence_of(id, record.day)) {
      record.absent = true;
      record.absent_from = absence->from;
      record.absent_until = absence->until;
      record.cover_key = key_of(state.cover_of(id, record.day));
    }
    return record;
  });
}

Result<AssignmentReasons> Engine::explain_assignment(std::string_view organisation, ContactRef contact) {
  const Instant now = impl_->around.clock->now();
  return ask<AssignmentReasons>(
      *impl_, organisation, [&](const Organisation& o) -> Result<AssignmentReasons> {
        const State& state = o.state();
        const ContactId id = state.find(contact);
        if (!id.present()) return no_such("contact");
        const ContactRow& row = state.contact(id);
        const AssignmentExplanation told =
            firstlog::explain_assignment(state, state.policy(), traits_of(state, id), now);
        AssignmentReasons reasons;
        reasons.contact = id;
        reasons.contact_key = state.key_of(id);
        if (row.assignee.present()) reasons.assignee_key = state.key_of(row.assignee);
        reasons.assigned_by = row.assigned_by;
        reasons.assigned_since = row.assigned_since;
        if (told.answer.rep.present()) reasons.answer_key = state.key_of(told.answer.rep);
        reasons.answer = told.answer.rule;
        const std::vector<AssignmentRule>& rules = state.policy().policy().assignment;
        for (const AssignmentStep& step : told.rules)
          reasons.rules.push_back({step.rule, rules[step.rule].name, step.failed, step.decides});
        for (const RepAnswer& rep : told.reps)
          reasons.reps.push_back({std::string(rep.rep), rep.why, rep.chosen, rep.served});
        return reasons;
      });
}

Result<PolicyReport> Engine::policy_report(std::string_view document) {
  return detail::guarded("policy", [&]() -> Result<PolicyReport> {
    PolicyReport report;
    Result<CompiledPolicy> compiled = impl_->policies->check(document);
    if (compiled) {
      const PlanFindings findings = check_policy_plans(*compiled);
      report.fault = fault_of(findings);
      for (const Finding& one : findings.findings)
        report.plans.push_back({std::string(name_of(one.kind)), one.severity == Severity::refuse, one.path,
                                one.sentence, one.remedy});
    } else {
      if (compiled.error().status == Status::out_of_memory) return compiled.error();
      report.fault = compiled.error();
    }
    Result<Policy> policy = read_policy(document);
    if (!policy) return report;
    Result<const Collator*> collator = impl_->policies->collator(policy->collation);
    const bool sorts = collator.ok() && (policy->collation.empty() || *collator != nullptr);
    if (!sorts || !check_assignment_rules(policy->assignment, *collator)) return report;
    report.overlaps = assignment_overlaps(policy->assignment, *collator);
    report.gaps = assignment_gaps(policy->assignment, *collator);
    return report;
  });
}

Result<Adoption> Engine::adopt_policy(std::string_view organisation, const commands::AdoptPolicy& command) {
  Result<PolicyReport> report = policy_report(command.document);
  if (!report) return report.error();
  Result<Outcome> outcome = submit(organisation, command);
  if (!outcome) return outcome.error();
  return Adoption{*outcome, std::move(*report)};
}

namespace {

// A contact of the rep, and its newest event while it was his.
struct Owned {
  OwnedContact contact;
  Position newest;
};

// What the departure at `position` handed on: the events of its command that assign.
Result<std::vector<Owned>> handed_on(Session& session, std::string_view organisation, Position position) {
  CommitReader reader;
  detail::FoundRow row(reader);
  row.result = Error(Status::corrupt, organisation, "a position of the journal is missing");
  if (Result<void> r = session.read(organisation, position, row); !r) return r.error();
  if (!row.result) return row.result.error();
  const Position first = reader.header().first_position;
  if (position < first || position >= first.plus(reader.event_count()))
    return Error(Status::corrupt, organisation,
                 "the store delivered another position than the one asked for");
  std::vector<Owned> all;
  Event event;
  auto at = static_cast<std::uint32_t>(position.number() - first.number());
  if (!reader.event(at, event) || event.kind != EventKind::departed)
    return Error(Status::corrupt, organisation, "the departure is not where the state has it");
  const std::uint32_t command = event.command;
  for (++at; at < reader.event_count() && reader.event(at, event) && event.command == command; ++at) {
    if (!has(event.flags, EventFlag::assigns)) continue;
    Owned& owned = all.emplace_back();
    owned.contact.contact = event.contact;
    owned.contact.standing.state = event.state_from;
    owned.contact.next = event.rep;
    owned.contact.claim_moved = has(event.flags, EventFlag::moves_claim);
    owned.newest = event.previous;
  }
  return all;
}

// Where each of them stood, from its own events. The journal is read from its end, so that each commit that
// holds any of them is read once, however many of them it holds.
Result<void> read_standings(Session& session, std::string_view organisation, std::vector<Owned*> warm) {
  struct Wanted {
    Position at;
    std::size_t of;
    bool operator<(const Wanted& other) const noexcept { return at < other.at; }
  };
  std::vector<EventLog> histories(warm.size());
  std::priority_queue<Wanted> wanted;
  for (std::size_t i = 0; i < warm.size(); ++i)
    if (warm[i]->newest.present()) wanted.push({warm[i]->newest, i});
  CommitReader reader;
  detail::FoundRow row(reader);
  Position first;
  std::uint32_t count = 0;
  Event event;
  while (!wanted.empty()) {
    const auto [at, of] = wanted.top();
    wanted.pop();
    if (count == 0 || at < first) {
      row.result = Error(Status::corrupt, organisation, "a position of the journal is missing");
      if (Result<void> r = session.read(organisation, at, row); !r) return r;
      if (!row.result) return row.result;
      first = reader.header().first_position;
      count = reader.event_count();
    }
    if (at < first || at >= first.plus(count))
      return Error(Status::corrupt, organisation,
                   "the store delivered another position than the one asked for");
    reader.event(static_cast<std::uint32_t>(at.number() - first.number()), event);
    if (event.contact != warm[of]->contact.contact || event.previous >= at)
      return Error(Status::corrupt, organisation, "a contact's history does not link up",
                   "verify the journal and restore it from a copy that does");
    histories[of].add(event);
    if (event.previous.present()) wanted.push({event.previous, of});
  }
  for (std::size_t i = 0; i < warm.size(); ++i) {
    histories[i].reverse();
    warm[i]->contact.standing = standing_after(histories[i].events());
  }
  return {};
}

void fill_money(const Performance& performance, Instant now, Departure& departure) {
  const RepBalance balance = performance.balance(departure.rep);
  departure.earned = Money::minor(balance.commission.minor_units() + balance.adjustments.minor_units(),
                                  balance.commission.currency());
  departure.paid = balance.paid;
  departure.owed = balance.owed;
  for (const PendingClose& close : performance.pending(now))
    if (close.rep == departure.rep) departure.pending.push_back(close);
}

}  // namespace

Result<Departure> Engine::departure(std::string_view organisation, ActorRef viewer, ActorRef rep) {
  const Instant now = impl_->around.clock->now();
  return detail::guarded(organisation, [&]() -> Result<Departure> {
    std::vector<Owned> all;
    Result<Departure> told =
        ask<Departure>(*impl_, organisation, [&](const Organisation& o) -> Result<Departure> {
          const State& state = o.state();
          const ActorId id = state.find(viewer);
          if (!id.present()) return no_such("viewer");
          if (!detail::shows_all(state.actor(id))) return detail::not_yours("departure");
          Departure departure;
          departure.rep = state.find(rep);
          if (!departure.rep.present()) return no_such("rep");
          departure.rep_key = state.key_of(departure.rep);
          const ActorRow& row = state.actor(departure.rep);
          departure.departed = !row.active && row.departed.present();
          if (departure.departed) departure.position = row.departed;
          fill_money(o.performance(), now, departure);
          for (std::uint32_t i = 1; !departure.departed && i <= state.contact_count(); ++i) {
            const ContactRow& contact = state.contact(ContactId(i));
            if (contact.assignee != departure.rep) continue;
            Owned& owned = all.emplace_back();
            owned.contact.contact = ContactId(i);
            owned.contact.standing.state = contact.state;
            owned.newest = contact.last;
          }
          return departure;
        });
    if (!told) return told;
    auto found = impl_->organisation(organisation);
    if (!found) return found.error();
    detail::BorrowedSession session(**found);
    if (!session.result()) return session.result().error();
    if (told->departed) {
      CommitReader reader;
      EventLog log;
      if (Result<void> r = detail::read_one_event(*session, organisation, told->position, reader, log); !r)
        return r.error();
      if (!log.empty()) told->departed_at = log[0].at();
      Result<std::vector<Owned>> handed = handed_on(*session, organisation, told->position);
      if (!handed) return handed.error();
      all = std::move(*handed);
    }
    std::vector<PipelineState> states;
    Result<void> named = (*found)->look([&](const Organisation& o) {
      states = o.state().policy().policy().pipeline.states;
      for (Owned& owned : all) owned.contact.key = o.state().key_of(owned.contact.contact);
    });
    if (!named) return named.error();
    std::vector<Owned*> warm;
    for (Owned& owned : all) {
      if (owned.contact.standing.state - 1U >= states.size()) continue;
      const PipelineState& state = states[owned.contact.standing.state - 1U];
      owned.contact.state = state.name;
      owned.contact.warm = state.warm;
      if (state.warm) warm.push_back(&owned);
    }
    if (Result<void> r = read_standings(*session, organisation, std::move(warm)); !r) return r.error();
    for (Owned& owned : all) told->contacts.push_back(std::move(owned.contact));
    named = (*found)->look([&](const Organisation& o) {
      for (OwnedContact& contact : told->contacts)
        if (contact.standing.claimant.present())
          contact.claimant_key = o.state().key_of(contact.standing.claimant);
    });
    if (!named) return named.error();
    return told;
  });
}

}  // namespace firstlog::inline v1
