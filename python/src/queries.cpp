// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "queries.hpp"

#include <pybind11/stl.h>

#include <span>
#include <string>

#include "bindings.hpp"
#include "firstlog/engine/assignment_reasons.hpp"
#include "firstlog/engine/duplicates.hpp"
#include "firstlog/engine/import_record.hpp"
#include "firstlog/engine/records.hpp"
#include "firstlog/rules/rule_table.hpp"
#include "firstlog/views/claim.hpp"

namespace firstlog_python {

using firstlog::ActorId;
using firstlog::ContactId;
using firstlog::Engine;
using firstlog::Event;
using firstlog::EventFlag;
using firstlog::Result;

std::string_view name_of_due(firstlog::DueKind kind) {
  using firstlog::DueKind;
  switch (kind) {
    case DueKind::none: return "";
    case DueKind::callback: return "callback";
    case DueKind::missed_warning: return "missed_warning";
    case DueKind::recycle: return "recycle";
    case DueKind::retry: return "retry";
    case DueKind::claim_warning: return "claim_warning";
    case DueKind::claim_lapse: return "claim_lapse";
    case DueKind::release_idle: return "release_idle";
    case DueKind::release_stage: return "release_stage";
    case DueKind::release_overdue: return "release_overdue";
    case DueKind::release_first_contact: return "release_first_contact";
    case DueKind::release_failed_attempts: return "release_failed_attempts";
    case DueKind::silence: return "silence";
    default: return "";
  }
  return "";
}

namespace {

EnumName rule_name(firstlog::Rule rule) {
  return {"Rule", rule == firstlog::Rule::none ? std::string_view() : name_of(rule)};
}

std::string flags_of(const Event& event) {
  constexpr std::pair<EventFlag, std::string_view> known[] = {
      {EventFlag::establishes_claim, "establishes_claim"},
      {EventFlag::assigns, "assigns"},
      {EventFlag::starts_cycle, "starts_cycle"},
      {EventFlag::no_recent_connect, "no_recent_connect"},
      {EventFlag::self_approved, "self_approved"},
      {EventFlag::inactive, "inactive"},
      {EventFlag::inbound, "inbound"},
      {EventFlag::confirmed, "confirmed"},
      {EventFlag::prior_period, "prior_period"},
      {EventFlag::imported, "imported"},
      {EventFlag::moves_claim, "moves_claim"},
      {EventFlag::overdue, "overdue"}};
  std::string text;
  for (const auto& [flag, name] : known)
    if (has(event.flags, flag)) text += (text.empty() ? "" : " ") + std::string(name);
  return text;
}

bool is_touch(const Event& event) {
  return event.kind == firstlog::EventKind::activity_logged;
}

TablePointer record_of(const firstlog::ContactRecord& record, Names& names) {
  auto table = std::make_shared<Table>();
  const std::span rows(&record, 1);
  using Row = firstlog::ContactRecord;
  table->add("key", rows, [](const Row& r) { return std::string_view(r.key); });
  table->add("state", rows, [](const Row& r) { return std::string_view(r.state); });
  table->add("status_since", rows, [](const Row& r) { return OptionalInstant{r.status_since}; });
  table->add("assignee", rows, [](const Row& r) { return some(r.assignee_key); });
  table->add("assigned_since", rows, [](const Row& r) { return OptionalInstant{r.assigned_since}; });
  table->add("assigned_by", rows, [](const Row& r) { return rule_name(r.assigned_by); });
  table->add("claimant", rows, [](const Row& r) { return some(r.claimant_key); });
  table->add("claim_position", rows, [](const Row& r) { return r.claim_position; });
  table->add("claimed_at", rows, [](const Row& r) { return OptionalInstant{r.claimed_at}; });
  table->add("cycle", rows, [](const Row& r) { return r.cycle; });
  table->add("attempts", rows, [](const Row& r) { return r.attempts; });
  table->add("due", rows, [](const Row& r) { return OptionalInstant{r.due}; });
  table->add("due_kind", rows, [](const Row& r) { return EnumName{"DueKind", name_of_due(r.due_kind)}; });
  table->add("overdue", rows, [](const Row& r) { return r.overdue; });
  table->add("locked", rows, [](const Row& r) { return r.locked; });
  table->add("deal", rows, [](const Row& r) { return r.deal; });
  table->add("cluster", rows, [&](const Row& r) { return names.contact(r.cluster); });
  table->add("merged_into", rows, [&](const Row& r) { return names.contact(r.merged_into); });
  table->add("parent", rows, [&](const Row& r) { return names.contact(r.parent); });
  table->add("calls_suppressed", rows, [](const Row& r) { return r.suppressed.calls; });
  table->add("messages_suppressed", rows, [](const Row& r) { return r.suppressed.messages; });
  table->add("email_suppressed", rows, [](const Row& r) { return r.suppressed.email; });
  table->add("id", rows, [](const Row& r) { return r.id.number(); });
  return table;
}

Parts parts_of(const firstlog::ClaimExplanation& claim, Names& names) {
  auto head = std::make_shared<Table>();
  const std::span rows(&claim, 1);
  using Claim = firstlog::ClaimExplanation;
  head->add("contact", rows, [&](const Claim& c) { return names.contact(c.contact); });
  head->add("cycle", rows, [](const Claim& c) { return c.cycle; });
  head->add("winner", rows, [&](const Claim& c) { return names.actor(c.winner); });
  head->add("winning_position", rows, [](const Claim& c) { return c.winning_position; });
  head->add("winning_time", rows, [](const Claim& c) {
    return OptionalInstant{c.winner.present() ? c.winning_time : firstlog::Instant()};
  });
  head->add("assignee", rows, [&](const Claim& c) { return names.actor(c.assignee); });
  auto contenders = std::make_shared<Table>();
  using One = firstlog::Contender;
  contenders->add("rep", claim.contenders, [&](const One& c) { return names.actor(c.rep); });
  contenders->add("position", claim.contenders, [](const One& c) { return c.position; });
  contenders->add("recorded_at", claim.contenders, [](const One& c) { return c.recorded_at; });
  contenders->add("occurred_at", claim.contenders, [](const One& c) { return c.occurred_at; });
  contenders->add("delay", claim.contenders, [](const One& c) { return c.delay; });
  contenders->add("kind", claim.contenders,
                  [](const One& c) { return EnumName{"EventKind", name_of(c.kind)}; });
  contenders->add("rule", claim.contenders, [](const One& c) { return rule_name(c.rule); });
  contenders->add("wins", claim.contenders, [](const One& c) { return c.wins; });
  contenders->add("valid", claim.contenders, [](const One& c) { return c.valid; });
  contenders->add("retracted_by", claim.contenders, [](const One& c) { return c.retracted_by; });
  auto changes = std::make_shared<Table>();
  using Change = firstlog::ClaimChange;
  changes->add("kind", claim.changes, [](const Change& c) { return EnumName{"EventKind", name_of(c.kind)}; });
  changes->add("position", claim.changes, [](const Change& c) { return c.position; });
  changes->add("recorded_at", claim.changes, [](const Change& c) { return c.recorded_at; });
  changes->add("actor", claim.changes, [&](const Change& c) { return names.actor(c.actor); });
  changes->add("from_", claim.changes, [&](const Change& c) { return names.actor(c.from); });
  changes->add("to", claim.changes, [&](const Change& c) { return names.actor(c.to); });
  changes->add("refers_to", claim.changes, [](const Change& c) { return c.refers_to; });
  changes->add("moves_claim", claim.changes, [](const Change& c) { return c.moves_claim; });
  changes->add("rule", claim.changes, [](const Change& c) { return rule_name(c.rule); });
  changes->add("reason", claim.changes, [](const Change& c) { return some(c.reason); });
  return {{"claim", head}, {"contenders", contenders}, {"changes", changes}};
}

TablePointer table_of(const std::vector<firstlog::DealRecord>& rows, Names& names) {
  using Row = firstlog::DealRecord;
  auto table = std::make_shared<Table>();
  table->add("id", rows, [](const Row& r) { return r.id; });
  table->add("cycle", rows, [](const Row& r) { return r.cycle; });
  table->add("current", rows, [](const Row& r) { return r.current; });
  table->add("status", rows, [](const Row& r) { return EnumName{"CloseStatus", name_of(r.status)}; });
  table->add("closer", rows, [&](const Row& r) { return names.actor(r.closer); });
  table->add("decider", rows, [&](const Row& r) { return names.actor(r.decider); });
  table->add("credited", rows, [&](const Row& r) { return names.actor(r.credited); });
  table->add("claimed", rows, [](const Row& r) { return r.claimed; });
  table->add("invoiced", rows, [](const Row& r) { return r.invoiced; });
  table->add("reversed", rows, [](const Row& r) { return r.reversed; });
  table->add("billed", rows, [](const Row& r) { return r.billed; });
  table->add("received", rows, [](const Row& r) { return r.received; });
  table->add("closed_at", rows, [](const Row& r) { return OptionalInstant{r.closed_at}; });
  table->add("decided_at", rows, [](const Row& r) { return OptionalInstant{r.decided_at}; });
  table->add("hold_until", rows, [](const Row& r) { return OptionalInstant{r.hold_until}; });
  table->add("closed_position", rows, [](const Row& r) { return r.closed_position; });
  table->add("decided_position", rows, [](const Row& r) { return r.decided_position; });
  table->add("period", rows, [](const Row& r) -> std::optional<std::string> {
    if (r.status != firstlog::CloseStatus::verified) return std::nullopt;
    return r.period.to_string();
  });
  table->add("signed_on", rows, [](const Row& r) { return OptionalDate{r.signed_on}; });
  table->add("invoiced_on", rows, [](const Row& r) { return OptionalDate{r.invoiced_on}; });
  table->add("paid_on", rows, [](const Row& r) { return OptionalDate{r.paid_on}; });
  table->add("closes", rows, [](const Row& r) { return r.closes; });
  return table;
}

TablePointer table_of(const std::vector<firstlog::SplitOwnership>& rows) {
  using Row = firstlog::SplitOwnership;
  auto table = std::make_shared<Table>();
  table->add("contact", rows, [](const Row& r) { return std::string_view(r.contact_key); });
  table->add("state", rows, [](const Row& r) { return std::string_view(r.state); });
  table->add("claimant", rows, [](const Row& r) { return some(r.claimant_key); });
  table->add("claim_position", rows, [](const Row& r) { return r.claim_position; });
  table->add("claimed_at", rows, [](const Row& r) { return OptionalInstant{r.claimed_at}; });
  table->add("assignee", rows, [](const Row& r) { return some(r.assignee_key); });
  table->add("assigned_since", rows, [](const Row& r) { return OptionalInstant{r.assigned_since}; });
  return table;
}

Parts parts_of(const firstlog::Duplicates& found, Names& names) {
  auto head = std::make_shared<Table>();
  const std::span rows(&found, 1);
  using Head = firstlog::Duplicates;
  head->add("cluster", rows, [&](const Head& d) { return names.contact(d.cluster); });
  head->add("claimant", rows, [&](const Head& d) { return names.actor(d.claimant); });
  head->add("claim_contact", rows, [&](const Head& d) { return names.contact(d.claim_contact); });
  head->add("claim_position", rows, [](const Head& d) { return d.claim_position; });
  head->add("claimed_at", rows, [](const Head& d) { return OptionalInstant{d.claimed_at}; });
  head->add("attempts", rows, [](const Head& d) { return d.attempts; });
  auto others = std::make_shared<Table>();
  using Row = firstlog::SuspectedDuplicate;
  others->add("key", found.others, [](const Row& r) { return std::string_view(r.key); });
  others->add("state", found.others, [](const Row& r) { return std::string_view(r.state); });
  others->add("shares", found.others, [](const Row& r) {
    std::string text;
    for (const firstlog::MatchKind kind : r.shares)
      text += (text.empty() ? "" : " ") + std::string(name_of(kind));
    return text;
  });
  others->add("merged_into", found.others, [&](const Row& r) { return names.contact(r.merged_into); });
  others->add("assignee", found.others, [&](const Row& r) { return names.actor(r.assignee); });
  others->add("claimant", found.others, [&](const Row& r) { return names.actor(r.claimant); });
  others->add("claim_position", found.others, [](const Row& r) { return r.claim_position; });
  others->add("claimed_at", found.others, [](const Row& r) { return OptionalInstant{r.claimed_at}; });
  others->add("locked", found.others, [](const Row& r) { return r.locked; });
  return {{"cluster", head}, {"others", others}};
}

TablePointer table_of(const std::vector<firstlog::ActingSuppression>& rows, Names& names) {
  using Row = firstlog::ActingSuppression;
  auto table = std::make_shared<Table>();
  table->add("position", rows, [](const Row& r) { return r.position; });
  table->add("since", rows, [](const Row& r) { return r.since; });
  table->add("scope", rows, [](const Row& r) { return EnumName{"SuppressionScope", name_of(r.scope)}; });
  table->add("source", rows, [](const Row& r) { return std::string_view(r.source); });
  table->add("by", rows, [&](const Row& r) { return names.actor(r.by); });
  table->add("contact", rows, [](const Row& r) { return std::string_view(r.contact_key); });
  table->add("keys_only", rows, [](const Row& r) { return r.keys_only; });
  return table;
}

TablePointer table_of(const firstlog::ActorRecord& record) {
  auto table = std::make_shared<Table>();
  const std::span rows(&record, 1);
  using Row = firstlog::ActorRecord;
  table->add("key", rows, [](const Row& r) { return std::string_view(r.key); });
  table->add("roles", rows, [](const Row& r) {
    std::string text;
    for (int i = 0; i < firstlog::role_count; ++i)
      if (r.roles.has(static_cast<firstlog::Role>(i)))
        text += (text.empty() ? "" : " ") + std::string(name_of(static_cast<firstlog::Role>(i)));
    return text;
  });
  table->add("active", rows, [](const Row& r) { return r.active; });
  table->add("contacts", rows, [](const Row& r) { return r.contacts; });
  table->add("open", rows, [](const Row& r) { return r.open; });
  table->add("day", rows, [](const Row& r) { return r.day; });
  table->add("team", rows, [](const Row& r) { return some(r.team); });
  table->add("lead", rows, [](const Row& r) { return some(r.lead_key); });
  table->add("absent", rows, [](const Row& r) { return r.absent; });
  table->add("absent_from", rows, [](const Row& r) { return OptionalDate{r.absent_from}; });
  table->add("absent_until", rows, [](const Row& r) { return OptionalDate{r.absent_until}; });
  table->add("cover", rows, [](const Row& r) { return some(r.cover_key); });
  table->add("id", rows, [](const Row& r) { return r.id.number(); });
  return table;
}

Parts parts_of(const firstlog::AssignmentReasons& reasons) {
  auto head = std::make_shared<Table>();
  const std::span one(&reasons, 1);
  using Head = firstlog::AssignmentReasons;
  head->add("contact", one, [](const Head& r) { return std::string_view(r.contact_key); });
  head->add("assignee", one, [](const Head& r) { return some(r.assignee_key); });
  head->add("assigned_by", one, [](const Head& r) { return rule_name(r.assigned_by); });
  head->add("assigned_since", one, [](const Head& r) { return OptionalInstant{r.assigned_since}; });
  head->add("answer", one, [](const Head& r) { return some(r.answer_key); });
  head->add("answer_rule", one, [](const Head& r) { return rule_name(r.answer); });
  auto rules = std::make_shared<Table>();
  using Rule = Head::RuleReason;
  rules->add("place", reasons.rules, [](const Rule& r) { return r.place; });
  rules->add("name", reasons.rules, [](const Rule& r) { return std::string_view(r.name); });
  rules->add("failed", reasons.rules, [](const Rule& r) {
    return r.failed == firstlog::AssignmentCondition::none ? std::nullopt : some(name_of(r.failed));
  });
  rules->add("decides", reasons.rules, [](const Rule& r) { return r.decides; });
  auto reps = std::make_shared<Table>();
  using Rep = Head::RepReason;
  reps->add("key", reasons.reps, [](const Rep& r) { return std::string_view(r.key); });
  reps->add("why_not", reasons.reps, [](const Rep& r) { return rule_name(r.why_not); });
  reps->add("chosen", reasons.reps, [](const Rep& r) { return r.chosen; });
  reps->add("served", reasons.reps, [](const Rep& r) { return r.served; });
  return {{"reasons", head}, {"rules", rules}, {"reps", reps}};
}

TablePointer table_of(const std::vector<firstlog::ImportRecord>& rows, Names& names) {
  using Row = firstlog::ImportRecord;
  auto table = std::make_shared<Table>();
  table->add("batch", rows, [](const Row& r) { return std::string_view(r.batch); });
  table->add("status", rows, [](const Row& r) { return EnumName{"ImportStatus", name_of(r.status)}; });
  table->add("begun_by", rows, [&](const Row& r) { return names.actor(r.begun_by); });
  table->add("begun", rows, [](const Row& r) { return r.begun; });
  table->add("contacts", rows, [](const Row& r) { return r.contacts; });
  table->add("first_use", rows, [](const Row& r) { return r.first_use; });
  table->add("wrote_elsewhere", rows, [](const Row& r) { return r.wrote_elsewhere; });
  return table;
}

template <class Rows, class Make>
Result<TablePointer> made(Result<Rows> rows, Make make) {
  if (!rows) return rows.error();
  return TablePointer(make(*rows));
}
template <class Answer, class Make>
Result<Parts> parted(Result<Answer> answer, Make make) {
  if (!answer) return answer.error();
  return make(*answer);
}

}  // namespace

TablePointer table_of(const firstlog::EventLog& log, Names& names) {
  const std::span<const Event> rows = log.events();
  auto table = std::make_shared<Table>();
  table->add("position", rows, [](const Event& e) { return e.position; });
  table->add("recorded_at", rows, [](const Event& e) { return e.recorded_at; });
  table->add("kind", rows, [](const Event& e) { return EnumName{"EventKind", name_of(e.kind)}; });
  table->add("actor", rows, [&](const Event& e) { return names.actor(e.actor); });
  table->add("contact", rows, [&](const Event& e) { return names.contact(e.contact); });
  table->add("rep", rows, [&](const Event& e) { return names.actor(e.rep); });
  table->add("state_from", rows, [&](const Event& e) { return names.state(e.state_from); });
  table->add("state_to", rows, [&](const Event& e) { return names.state(e.state_to); });
  table->add("rule", rows, [](const Event& e) { return rule_name(e.rule); });
  table->add("flags", rows, [](const Event& e) { return flags_of(e); });
  table->add("cycle", rows, [](const Event& e) { return e.cycle; });
  table->add("deal", rows, [](const Event& e) { return e.deal; });
  table->add("amount", rows, [](const Event& e) { return e.amount; });
  table->add("tax", rows, [](const Event& e) { return e.tax; });
  table->add("due", rows, [](const Event& e) { return OptionalInstant{e.due}; });
  table->add("occurred_at", rows, [](const Event& e) { return OptionalInstant{e.occurred_at}; });
  table->add("refers_to", rows, [](const Event& e) { return e.refers_to; });
  table->add("claim", rows, [](const Event& e) { return e.claim; });
  table->add("owner", rows, [&](const Event& e) { return names.actor(e.owner); });
  table->add("other", rows, [&](const Event& e) { return names.contact(e.other); });
  table->add("cover", rows, [&](const Event& e) { return names.actor(e.cover); });
  table->add("importer", rows, [&](const Event& e) { return names.actor(e.importer); });
  table->add("refused", rows, [](const Event& e) { return EnumName{"CommandKind", name_of(e.refused)}; });
  table->add("touch", rows,
             [](const Event& e) { return EnumName{"Touch", is_touch(e) ? name_of(e.touch) : ""}; });
  table->add("disposition", rows, [](const Event& e) {
    return EnumName{"Disposition", is_touch(e) ? name_of(e.disposition) : std::string_view()};
  });
  table->add("talk_seconds", rows, [](const Event& e) -> std::optional<std::uint32_t> {
    if (!is_touch(e)) return std::nullopt;
    return e.talk_seconds;
  });
  table->add("period", rows, [](const Event& e) -> std::optional<std::string> {
    if (e.period == firstlog::YearMonth()) return std::nullopt;
    return e.period.to_string();
  });
  table->add("signed_on", rows, [](const Event& e) { return OptionalDate{e.signed_on}; });
  table->add("invoiced_on", rows, [](const Event& e) { return OptionalDate{e.invoiced_on}; });
  table->add("paid_on", rows, [](const Event& e) { return OptionalDate{e.paid_on}; });
  table->add("from_", rows, [](const Event& e) { return OptionalDate{e.from}; });
  table->add("until", rows, [](const Event& e) { return OptionalDate{e.until}; });
  table->add("key", rows, [](const Event& e) { return some(e.key); });
  table->add("reason", rows, [](const Event& e) { return some(e.reason); });
  table->add("niche", rows, [](const Event& e) { return some(e.niche); });
  table->add("document_number", rows, [](const Event& e) { return some(e.document_number); });
  table->add("team", rows, [](const Event& e) { return some(e.team); });
  table->add("batch", rows, [](const Event& e) { return some(e.batch); });
  return table;
}

void add_queries(OrganisationClass& organisation) {
  using Self = OrganisationHandle&;
  organisation
      .def("_contact",
           [](Self self, py::handle contact) {
             const auto who = contact_of(contact, "contact");
             return handed_out(asked(self, [&](Engine& engine, std::string_view key, Names& names) {
               return made(engine.contact(key, who), [&](const auto& r) { return record_of(r, names); });
             }));
           })
      .def("_history",
           [](Self self, py::handle contact) {
             const auto who = contact_of(contact, "contact");
             return handed_out(asked(self, [&](Engine& engine, std::string_view key, Names& names) {
               return made(engine.history(key, who), [&](const auto& log) { return table_of(log, names); });
             }));
           })
      .def("_deals",
           [](Self self, py::handle contact) {
             const auto who = contact_of(contact, "contact");
             return handed_out(asked(self, [&](Engine& engine, std::string_view key, Names& names) {
               return made(engine.deals(key, who), [&](const auto& rows) { return table_of(rows, names); });
             }));
           })
      .def("_explain_claim",
           [](Self self, py::handle contact, std::optional<std::uint32_t> cycle) {
             const auto who = contact_of(contact, "contact");
             return handed_out(asked(self, [&](Engine& engine, std::string_view key, Names& names) {
               return parted(engine.explain_claim(key, who, cycle),
                             [&](const auto& c) { return parts_of(c, names); });
             }));
           })
      .def("_split_ownership",
           [](Self self, py::handle viewer) {
             const auto who = actor_of(viewer, "viewer");
             return handed_out(asked(self, [&](Engine& engine, std::string_view key, Names&) {
               return made(engine.split_ownership(key, who),
                           [&](const auto& rows) { return table_of(rows); });
             }));
           })
      .def("_duplicates",
           [](Self self, py::handle contact) {
             const auto who = contact_of(contact, "contact");
             return handed_out(asked(self, [&](Engine& engine, std::string_view key, Names& names) {
               return parted(engine.duplicates(key, who), [&](const auto& d) { return parts_of(d, names); });
             }));
           })
      .def("_suppression",
           [](Self self, py::handle contact) {
             const auto who = contact_of(contact, "contact");
             return handed_out(asked(self, [&](Engine& engine, std::string_view key, Names& names) {
               return made(engine.suppression(key, who),
                           [&](const auto& rows) { return table_of(rows, names); });
             }));
           })
      .def("_actor",
           [](Self self, py::handle actor, py::handle day) {
             const auto who = actor_of(actor, "actor");
             std::optional<firstlog::Date> on;
             if (!day.is_none()) on = date_of(day, "day");
             return handed_out(asked(self, [&](Engine& engine, std::string_view key, Names&) {
               return made(engine.actor(key, who, on), [&](const auto& r) { return table_of(r); });
             }));
           })
      .def("_explain_assignment",
           [](Self self, py::handle contact) {
             const auto who = contact_of(contact, "contact");
             return handed_out(asked(self, [&](Engine& engine, std::string_view key, Names&) {
               return parted(engine.explain_assignment(key, who), [&](const auto& r) { return parts_of(r); });
             }));
           })
      .def("_imports",
           [](Self self) {
             return handed_out(asked(self, [&](Engine& engine, std::string_view key, Names& names) {
               return made(engine.imports(key), [&](const auto& rows) { return table_of(rows, names); });
             }));
           })
      .def("_pipeline",
           [](Self self) {
             return handed_out(asked(self, [&](Engine& engine, std::string_view key, Names&) {
               return made(engine.pipeline(key), [&](const auto& rows) {
                 auto table = std::make_shared<Table>();
                 table->add("state", rows,
                            [](const Engine::StateCount& c) { return std::string_view(c.state); });
                 table->add("contacts", rows, [](const Engine::StateCount& c) { return c.contacts; });
                 return table;
               });
             }));
           })
      .def("_head",
           [](Self self) {
             return handed_out(asked(self, [&](Engine& engine, std::string_view key, Names&) {
               return made(engine.head(key), [&](const firstlog::HeadSummary& head) {
                 auto table = std::make_shared<Table>();
                 const std::span rows(&head, 1);
                 using Row = firstlog::HeadSummary;
                 table->add("commit_number", rows, [](const Row& r) { return r.commit_number; });
                 table->add("position", rows, [](const Row& r) { return r.position; });
                 table->add("time", rows, [](const Row& r) { return OptionalInstant{r.time}; });
                 return table;
               });
             }));
           })
      .def(
          "refresh",
          [](Self self) {
            take(asked(self,
                       [](Engine& engine, std::string_view key, Names&) { return engine.refresh(key); }));
          },
          "Sees what other processes have committed since.")
      .def(
          "snapshot",
          [](Self self) {
            take(asked(self,
                       [](Engine& engine, std::string_view key, Names&) { return engine.snapshot(key); }));
          },
          "Writes a snapshot: it makes opening a long journal quick and changes no answer.")
      .def(
          "forget",
          [](Self self) {
            take(asked(self, [](Engine& engine, std::string_view key, Names&) { return engine.close(key); }));
          },
          "Drops the organisation from memory; the next call opens it again from the store.")
      .def("_personal",
           [](Self self, py::handle actor, py::handle digest) {
             const auto who = actor_of(actor, "actor");
             const auto which = fixed_of<firstlog::Digest>(digest, "digest");
             const auto bytes = take(asked(self, [&](Engine& engine, std::string_view key, Names&) {
               return engine.personal(key, who, which);
             }));
             return py::bytes(reinterpret_cast<const char*>(bytes.data()), bytes.size());
           })
      .def("_personal_digests",
           [](Self self, py::handle contact) {
             const auto who = contact_of(contact, "contact");
             const auto log = take(asked(self, [&](Engine& engine, std::string_view key, Names&) {
               return engine.history(key, who);
             }));
             py::list found;
             for (const Event& event : log)
               if (event.kind != firstlog::EventKind::policy_adopted && event.digest.present())
                 found.append(py::make_tuple(event.position.number(), bytes_to_python(event.digest)));
             return found;
           })
      .def("_erase_personal", [](Self self, py::handle actor, py::handle digest) {
        const auto who = actor_of(actor, "actor");
        const auto which = fixed_of<firstlog::Digest>(digest, "digest");
        take(asked(self, [&](Engine& engine, std::string_view key, Names&) {
          return engine.erase_personal(key, who, which);
        }));
      });
  add_money_queries(organisation);
  add_pay_queries(organisation);
  add_what_if(organisation);
}

}  // namespace firstlog_python
