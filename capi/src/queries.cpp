// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Questions about organisations, contacts, actors and claims, answered as documents.
#include <array>
#include "firstlog/engine/assignment_reasons.hpp"
#include "firstlog/engine/duplicates.hpp"
#include "firstlog/engine/import_record.hpp"
#include "firstlog/engine/policy_report.hpp"
#include "firstlog/engine/records.hpp"
#include "firstlog/views/claim.hpp"
#include "firstlog/views/departure.hpp"

#include "answer.hpp"
#include "json.hpp"

namespace firstlog_c {

using namespace firstlog;

namespace {

std::string_view name_of_due(DueKind kind) noexcept {
  constexpr std::array<std::string_view, 13> names = {
      "none",          "callback",        "missed_warning",        "recycle",
      "retry",         "claim_warning",   "claim_lapse",           "release_idle",
      "release_stage", "release_overdue", "release_first_contact", "release_failed_attempts",
      "silence"};
  const auto number = static_cast<std::size_t>(kind);
  return number < names.size() ? names[number] : std::string_view("none");
}

Json roles_json(Roles roles) {
  List list;
  for (int i = 0; i < role_count; ++i)
    if (roles.has(static_cast<Role>(i))) list.add(Json(name_of(static_cast<Role>(i))));
  return list.take();
}

Json document_of(const ContactRecord& r, const Names& names) {
  Object object(&names);
  object.text("key", r.key).number("id", r.id.number()).text("state", r.state);
  object.instant("status_since", r.status_since).text("assignee", r.assignee_key);
  object.instant("assigned_since", r.assigned_since).rule("assigned_by", r.assigned_by);
  object.text("claimant", r.claimant_key).position("claim_position", r.claim_position);
  object.instant("claimed_at", r.claimed_at).number("cycle", r.cycle).number("attempts", r.attempts);
  object.instant("due", r.due);
  if (r.due_kind != DueKind::none) object.name("due_kind", name_of_due(r.due_kind));
  object.flag("overdue", r.overdue).flag("locked", r.locked).deal("deal", r.deal);
  object.key("cluster", r.cluster).key("merged_into", r.merged_into).key("parent", r.parent);
  if (r.suppressed.any())
    object.any("suppressed", Object()
                                 .flag("calls", r.suppressed.calls)
                                 .flag("messages", r.suppressed.messages)
                                 .flag("email", r.suppressed.email)
                                 .take());
  return object.take();
}

Json document_of(const DealRecord& r, const Names& names) {
  Object object(&names);
  object.number("id", r.id.number()).number("cycle", r.cycle).flag("current", r.current);
  object.name("status", name_of(r.status)).key("closer", r.closer).key("decider", r.decider);
  object.key("credited", r.credited);
  if (!r.credits.empty())
    object.any("credits", list_of(r.credits, [&](const CreditShare& credit) {
                 return Object(&names).key("rep", credit.rep.id).rate("share", credit.share).take();
               }));
  object.money("claimed", r.claimed).money("invoiced", r.invoiced).money("reversed", r.reversed);
  object.money("billed", r.billed).money("received", r.received).instant("closed_at", r.closed_at);
  object.instant("decided_at", r.decided_at).instant("hold_until", r.hold_until);
  object.position("closed_position", r.closed_position).position("decided_position", r.decided_position);
  if (r.status == CloseStatus::verified) object.period("period", r.period);
  object.date("signed_on", r.signed_on).date("invoiced_on", r.invoiced_on).date("paid_on", r.paid_on);
  return object.number("closes", r.closes).take();
}

Json document_of(const Contender& c, const Names& names) {
  Object object(&names);
  object.key("rep", c.rep).position("position", c.position).instant("recorded_at", c.recorded_at);
  if (c.occurred_at) object.instant("occurred_at", *c.occurred_at);
  if (c.delay) object.number("delay_microseconds", c.delay->microseconds());
  object.name("kind", name_of(c.kind)).rule("rule", c.rule).flag("wins", c.wins).flag("valid", c.valid);
  return object.position("retracted_by", c.retracted_by).take();
}

Json document_of(const ClaimChange& c, const Names& names) {
  Object object(&names);
  object.name("kind", name_of(c.kind)).position("position", c.position).instant("recorded_at", c.recorded_at);
  object.key("actor", c.actor).key("from", c.from).key("to", c.to).position("refers_to", c.refers_to);
  return object.flag("moves_claim", c.moves_claim).rule("rule", c.rule).text("reason", c.reason).take();
}

Json document_of(const ClaimExplanation& c, const Names& names) {
  Object object(&names);
  object.key("contact", c.contact).number("cycle", c.cycle).key("winner", c.winner);
  object.position("winning_position", c.winning_position).instant("winning_time", c.winning_time);
  object.key("assignee", c.assignee);
  object.any("contenders",
             list_of(c.contenders, [&](const Contender& one) { return document_of(one, names); }));
  object.any("changes", list_of(c.changes, [&](const ClaimChange& one) { return document_of(one, names); }));
  return object.any("history", list_of(c.history, [](Position p) { return Json(p.number()); })).take();
}

Json document_of(const Duplicates& d, const Names& names) {
  Object object(&names);
  object.key("cluster", d.cluster).key("claimant", d.claimant).key("claim_contact", d.claim_contact);
  object.position("claim_position", d.claim_position).instant("claimed_at", d.claimed_at);
  object.number("attempts", static_cast<std::int64_t>(d.attempts));
  return object
      .any("others", list_of(d.others,
                             [&](const SuspectedDuplicate& one) {
                               Object other(&names);
                               other.text("key", one.key).text("state", one.state);
                               other.any("shares", list_of(one.shares, [](MatchKind kind) {
                                           return Json(name_of(kind));
                                         }));
                               other.key("merged_into", one.merged_into).key("assignee", one.assignee);
                               other.key("claimant", one.claimant);
                               other.position("claim_position", one.claim_position);
                               other.instant("claimed_at", one.claimed_at);
                               return other.flag("locked", one.locked).take();
                             }))
      .take();
}

Json document_of(const ActingSuppression& s, const Names& names) {
  Object object(&names);
  object.position("position", s.position).instant("since", s.since).name("scope", name_of(s.scope));
  object.text("source", s.source).key("by", s.by).text("contact", s.contact_key);
  return object.flag("keys_only", s.keys_only).take();
}

Json document_of(const AssignmentReasons& a, const Names&) {
  Object object;
  object.text("contact", a.contact_key).text("assignee", a.assignee_key).rule("assigned_by", a.assigned_by);
  object.instant("assigned_since", a.assigned_since)
      .text("answer", a.answer_key)
      .rule("answer_rule", a.answer);
  object.any("rules", list_of(a.rules, [](const AssignmentReasons::RuleReason& r) {
               Object rule;
               rule.number("place", r.place).text("name", r.name);
               if (r.failed != AssignmentCondition::none) rule.name("failed", name_of(r.failed));
               return rule.flag("decides", r.decides).take();
             }));
  return object
      .any("reps", list_of(a.reps,
                           [](const AssignmentReasons::RepReason& r) {
                             Object rep;
                             rep.text("key", r.key).rule("why_not", r.why_not).flag("chosen", r.chosen);
                             return rep.number("served", r.served).take();
                           }))
      .take();
}

Json document_of(const ActorRecord& a, const Names&) {
  Object object;
  object.text("key", a.key).number("id", a.id.number()).any("roles", roles_json(a.roles));
  object.flag("active", a.active).number("contacts", a.contacts).number("open", a.open);
  object.any("day", Json(a.day.to_string()))
      .text("team", a.team)
      .text("lead", a.lead_key)
      .flag("absent", a.absent);
  if (a.absent) object.date("absent_from", a.absent_from).date("absent_until", a.absent_until);
  return object.text("cover", a.cover_key).take();
}

Json document_of(const OwnedContact& c, const Names& names) {
  Object object(&names);
  object.text("key", c.key).text("state", c.state).flag("warm", c.warm).text("claimant", c.claimant_key);
  if (c.warm) {
    const ContactStanding& s = c.standing;
    object.number("cycle", s.cycle).position("claim_position", s.claim_position);
    object.instant("claimed_at", s.claimed_at).instant("due", s.due).flag("overdue", s.overdue);
    object.position("last_action", s.last_action);
    if (s.last_action.present()) object.name("last_action_kind", name_of(s.last_action_kind));
    object.instant("last_action_at", s.last_action_at).key("last_action_by", s.last_action_by);
    object.any("notes", list_of(s.notes, [](Position p) { return Json(p.number()); }));
  }
  return object.key("next", c.next).flag("claim_moved", c.claim_moved).take();
}

Json document_of(const Departure& d, const Names& names) {
  Object object(&names);
  object.text("rep", d.rep_key).flag("departed", d.departed).position("position", d.position);
  object.instant("departed_at", d.departed_at);
  object.any("contacts", list_of(d.contacts, [&](const OwnedContact& c) { return document_of(c, names); }));
  object.any("pending", list_of(d.pending, [&](const PendingClose& c) { return pending_json(c, names); }));
  return object.money("earned", d.earned).money("paid", d.paid).money("owed", d.owed).take();
}

Json document_of(const SplitOwnership& s, const Names&) {
  Object object;
  object.text("contact", s.contact_key).text("state", s.state).text("claimant", s.claimant_key);
  object.position("claim_position", s.claim_position).instant("claimed_at", s.claimed_at);
  return object.text("assignee", s.assignee_key).instant("assigned_since", s.assigned_since).take();
}

Json document_of(const ImportRecord& r, const Names& names) {
  Object object(&names);
  object.text("batch", r.batch).name("status", name_of(r.status)).key("begun_by", r.begun_by);
  object.position("begun", r.begun).number("contacts", r.contacts).position("first_use", r.first_use);
  return object.flag("wrote_elsewhere", r.wrote_elsewhere).take();
}

Json document_of(const Engine::StateCount& c, const Names&) {
  return Object().text("state", c.state).number("contacts", static_cast<std::int64_t>(c.contacts)).take();
}

Json document_of(const WaitingPolicy& p, const Names&) {
  return Object()
      .instant("effective_at", p.effective_at)
      .position("adoption", p.adoption)
      .text("name", p.name)
      .take();
}

// Asks, and writes the answer down.
template <class Ask>
firstlog_status answer_document(firstlog_engine* engine, const char* organisation,
                                firstlog_document** document, firstlog_error* error, Ask ask) {
  return answer_text(engine, organisation, document, error,
                     [&](Engine& of, std::string_view key) -> Result<std::string> {
                       auto answer = ask(of, key);
                       if (!answer) return answer.error();
                       return document_of(*answer, Names(of, key)).text();
                     });
}

// The same for a list, as a member of that name.
template <class Ask>
firstlog_status answer_list(const char* member, firstlog_engine* engine, const char* organisation,
                            firstlog_document** document, firstlog_error* error, Ask ask) {
  return answer_text(
      engine, organisation, document, error, [&](Engine& of, std::string_view key) -> Result<std::string> {
        auto answer = ask(of, key);
        if (!answer) return answer.error();
        const Names names(of, key);
        const Json list = list_of(*answer, [&](const auto& one) { return document_of(one, names); });
        return Object().any(member, list).dump();
      });
}

// What is done to an organisation as a whole.
firstlog_status run(firstlog_engine* engine, const char* organisation, firstlog_error* error,
                    std::string_view place, Result<void> (Engine::*step)(std::string_view)) {
  return guard(error, place, [&]() -> Result<void> {
    const Result<std::string_view> key = enter(engine, organisation);
    return key ? ((*engine->engine).*step)(*key) : Result<void>(key.error());
  });
}

template <class Id>
firstlog_status answer_id(firstlog_engine* engine, const char* organisation, const char* of,
                          std::uint32_t* id, firstlog_error* error,
                          Result<Id> (Engine::*find)(std::string_view, std::string_view)) {
  return guard(error, "query", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(id);
    if (of == nullptr) return is_null("key");
    const Result<std::string_view> key = enter(engine, organisation);
    if (!key) return key.error();
    const Result<Id> found = ((*engine->engine).*find)(*key, of);
    if (!found) return found.error();
    *id = found->number();
    return {};
  });
}

template <class Id>
firstlog_status answer_key(firstlog_engine* engine, const char* organisation, Id id, char* buffer,
                           std::uint64_t capacity, std::uint64_t* size, firstlog_error* error,
                           Result<std::string> (Engine::*find)(std::string_view, Id)) {
  return guard(error, "query", [&]() -> Result<void> {
    const Result<std::string_view> key = enter(engine, organisation);
    if (!key) return key.error();
    const Result<std::string> found = ((*engine->engine).*find)(*key, id);
    return found ? put_text(*found, buffer, capacity, size) : Result<void>(found.error());
  });
}

}  // namespace

Json pending_json(const PendingClose& c, const Names& names) {
  Object object(&names);
  object.key("contact", c.contact).deal("deal", c.deal).key("closer", c.closer).key("rep", c.rep);
  object.money("claimed", c.claimed).instant("closed_at", c.closed_at).position("position", c.position);
  object.instant("hold_until", c.hold_until).number("age_microseconds", c.age.microseconds());
  return object.flag("hold_is_past", c.hold_is_past).take();
}

}  // namespace firstlog_c

using namespace firstlog_c;
using namespace firstlog;

firstlog_status firstlog_organisation_refresh(firstlog_engine* engine, const char* organisation,
                                              firstlog_error* error) {
  return run(engine, organisation, error, "refresh", &Engine::refresh);
}

firstlog_status firstlog_organisation_close(firstlog_engine* engine, const char* organisation,
                                            firstlog_error* error) {
  return run(engine, organisation, error, "close", &Engine::close);
}

firstlog_status firstlog_organisation_snapshot(firstlog_engine* engine, const char* organisation,
                                               firstlog_error* error) {
  return run(engine, organisation, error, "snapshot", &Engine::snapshot);
}

firstlog_status firstlog_organisation_head(firstlog_engine* engine, const char* organisation,
                                           firstlog_head* head, firstlog_error* error) {
  return guard(error, "head", [&]() -> Result<void> {
    if (head == nullptr) return is_null("head");
    const Result<std::string_view> key = enter(engine, organisation);
    if (!key) return key.error();
    const Result<HeadSummary> found = engine->engine->head(*key);
    if (!found) return found.error();
    firstlog_head to{};
    to.commit_number = found->commit_number;
    to.last_position = found->position.number();
    to.last_time = found->time.microseconds();
    std::memcpy(to.hash, found->hash.bytes.data(), sizeof to.hash);
    *head = to;
    return {};
  });
}

firstlog_status firstlog_organisation_pipeline(firstlog_engine* engine, const char* organisation,
                                               firstlog_document** document, firstlog_error* error) {
  return answer_list("states", engine, organisation, document, error,
                     [](Engine& of, std::string_view key) { return of.pipeline(key); });
}

firstlog_status firstlog_organisation_split_ownership(firstlog_engine* engine, const char* organisation,
                                                      const char* viewer, firstlog_document** document,
                                                      firstlog_error* error) {
  return answer_list("contacts", engine, organisation, document, error,
                     [&](Engine& of, std::string_view key) -> Result<std::vector<SplitOwnership>> {
                       FIRSTLOG_NOT_NULL(viewer);
                       return of.split_ownership(key, viewer);
                     });
}

firstlog_status firstlog_organisation_imports(firstlog_engine* engine, const char* organisation,
                                              firstlog_document** document, firstlog_error* error) {
  return answer_list("imports", engine, organisation, document, error,
                     [](Engine& of, std::string_view key) { return of.imports(key); });
}

firstlog_status firstlog_organisation_waiting_policies(firstlog_engine* engine, const char* organisation,
                                                       const char* viewer, firstlog_document** document,
                                                       firstlog_error* error) {
  return answer_list("policies", engine, organisation, document, error,
                     [&](Engine& of, std::string_view key) -> Result<std::vector<WaitingPolicy>> {
                       FIRSTLOG_NOT_NULL(viewer);
                       return of.waiting_policies(key, viewer);
                     });
}

firstlog_status firstlog_contact_id(firstlog_engine* engine, const char* organisation, const char* contact,
                                    uint32_t* id, firstlog_error* error) {
  return answer_id(engine, organisation, contact, id, error, &Engine::contact_id);
}

firstlog_status firstlog_actor_id(firstlog_engine* engine, const char* organisation, const char* actor,
                                  uint32_t* id, firstlog_error* error) {
  return answer_id(engine, organisation, actor, id, error, &Engine::actor_id);
}

firstlog_status firstlog_contact_key(firstlog_engine* engine, const char* organisation, uint32_t id,
                                     char* buffer, uint64_t capacity, uint64_t* size, firstlog_error* error) {
  return answer_key(engine, organisation, ContactId(id), buffer, capacity, size, error, &Engine::contact_key);
}

firstlog_status firstlog_actor_key(firstlog_engine* engine, const char* organisation, uint32_t id,
                                   char* buffer, uint64_t capacity, uint64_t* size, firstlog_error* error) {
  return answer_key(engine, organisation, ActorId(id), buffer, capacity, size, error, &Engine::actor_key);
}

firstlog_status firstlog_contact_record(firstlog_engine* engine, const char* organisation,
                                        const char* contact, firstlog_document** document,
                                        firstlog_error* error) {
  return answer_document(engine, organisation, document, error,
                         [&](Engine& of, std::string_view key) -> Result<ContactRecord> {
                           FIRSTLOG_NOT_NULL(contact);
                           return of.contact(key, contact);
                         });
}

firstlog_status firstlog_contact_history(firstlog_engine* engine, const char* organisation,
                                         const char* contact, firstlog_events** events,
                                         firstlog_error* error) {
  return guard(error, "history", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(events);
    *events = nullptr;
    FIRSTLOG_NOT_NULL(contact);
    const Result<std::string_view> key = enter(engine, organisation);
    if (!key) return key.error();
    Result<EventLog> log = engine->engine->history(*key, contact);
    if (!log) return log.error();
    return hand_out(std::move(*log), events);
  });
}

firstlog_status firstlog_contact_deals(firstlog_engine* engine, const char* organisation, const char* contact,
                                       firstlog_document** document, firstlog_error* error) {
  return answer_list("deals", engine, organisation, document, error,
                     [&](Engine& of, std::string_view key) -> Result<std::vector<DealRecord>> {
                       FIRSTLOG_NOT_NULL(contact);
                       return of.deals(key, contact);
                     });
}

firstlog_status firstlog_contact_duplicates(firstlog_engine* engine, const char* organisation,
                                            const char* contact, firstlog_document** document,
                                            firstlog_error* error) {
  return answer_document(engine, organisation, document, error,
                         [&](Engine& of, std::string_view key) -> Result<Duplicates> {
                           FIRSTLOG_NOT_NULL(contact);
                           return of.duplicates(key, contact);
                         });
}

firstlog_status firstlog_contact_suppression(firstlog_engine* engine, const char* organisation,
                                             const char* contact, firstlog_document** document,
                                             firstlog_error* error) {
  return answer_list("suppressions", engine, organisation, document, error,
                     [&](Engine& of, std::string_view key) -> Result<std::vector<ActingSuppression>> {
                       FIRSTLOG_NOT_NULL(contact);
                       return of.suppression(key, contact);
                     });
}

firstlog_status firstlog_contact_assignment(firstlog_engine* engine, const char* organisation,
                                            const char* contact, firstlog_document** document,
                                            firstlog_error* error) {
  return answer_document(engine, organisation, document, error,
                         [&](Engine& of, std::string_view key) -> Result<AssignmentReasons> {
                           FIRSTLOG_NOT_NULL(contact);
                           return of.explain_assignment(key, contact);
                         });
}

firstlog_status firstlog_claim_explain(firstlog_engine* engine, const char* organisation, const char* contact,
                                       uint32_t cycle, firstlog_document** document, firstlog_error* error) {
  return answer_document(engine, organisation, document, error,
                         [&](Engine& of, std::string_view key) -> Result<ClaimExplanation> {
                           FIRSTLOG_NOT_NULL(contact);
                           return of.explain_claim(key, contact, cycle_of(cycle));
                         });
}

firstlog_status firstlog_actor_record(firstlog_engine* engine, const char* organisation, const char* actor,
                                      const char* day, firstlog_document** document, firstlog_error* error) {
  return answer_document(
      engine, organisation, document, error, [&](Engine& of, std::string_view key) -> Result<ActorRecord> {
        FIRSTLOG_NOT_NULL(actor);
        if (day == nullptr) return of.actor(key, actor);
        const Result<Date> date = Date::parse(day);
        if (!date) return Error(date.status(), "day", date.error().reason.view(), "write it as 2026-01-31");
        return of.actor(key, actor, *date);
      });
}

firstlog_status firstlog_actor_departure(firstlog_engine* engine, const char* organisation,
                                         const char* viewer, const char* rep, firstlog_document** document,
                                         firstlog_error* error) {
  return answer_document(engine, organisation, document, error,
                         [&](Engine& of, std::string_view key) -> Result<Departure> {
                           FIRSTLOG_NOT_NULL(viewer);
                           FIRSTLOG_NOT_NULL(rep);
                           return of.departure(key, viewer, rep);
                         });
}

firstlog_status firstlog_personal_read(firstlog_engine* engine, const char* organisation, const char* actor,
                                       const uint8_t digest[32], firstlog_sink sink, void* self,
                                       firstlog_error* error) {
  return guard(error, "personal", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(actor);
    FIRSTLOG_NOT_NULL(digest);
    FIRSTLOG_NOT_NULL(sink);
    const Result<std::string_view> key = enter(engine, organisation);
    if (!key) return key.error();
    const Result<std::vector<std::byte>> bytes =
        engine->engine->personal(*key, actor, Digest::copy_of(digest));
    if (!bytes) return bytes.error();
    const Gate::Inside inside(&engine->gate);
    sink(self, bytes->data(), bytes->size());
    return {};
  });
}

firstlog_status firstlog_personal_erase(firstlog_engine* engine, const char* organisation, const char* actor,
                                        const uint8_t digest[32], firstlog_error* error) {
  return guard(error, "personal", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(actor);
    FIRSTLOG_NOT_NULL(digest);
    const Result<std::string_view> key = enter(engine, organisation);
    if (!key) return key.error();
    return engine->engine->erase_personal(*key, actor, Digest::copy_of(digest));
  });
}
