// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Leaderboards, statements, what waits, what a departure leaves, what another policy would have paid.
#include <span>
#include <string>

#include "firstlog/engine/records.hpp"
#include "firstlog/formats/documents.hpp"
#include "firstlog/views/departure.hpp"
#include "firstlog/views/restatement.hpp"
#include "queries.hpp"

namespace firstlog_python {

using firstlog::Engine;
using firstlog::Result;

namespace {

EnumName rounding(firstlog::RoundingMode mode) {
  return {"RoundingMode", name_of(mode)};
}

Parts parts_of(const firstlog::Leaderboard& board, Names& names) {
  auto head = std::make_shared<Table>();
  const std::span one(&board, 1);
  using Head = firstlog::Leaderboard;
  head->add("period", one, [](const Head& b) { return b.period; });
  head->add("audience", one, [](const Head& b) {
    return std::string_view(b.audience == firstlog::Audience::manager ? "manager" : "rep");
  });
  head->add("frozen", one, [](const Head& b) { return b.frozen; });
  head->add("reps", one, [](const Head& b) { return b.reps; });
  auto rows = std::make_shared<Table>();
  using Row = firstlog::LeaderboardRow;
  rows->add("rank", board.rows, [](const Row& r) { return r.rank; });
  rows->add("rep", board.rows, [&](const Row& r) { return names.actor(r.rep); });
  rows->add("verified_closes", board.rows, [](const Row& r) { return r.verified_closes; });
  rows->add("closes", board.rows, [](const Row& r) { return r.closes; });
  rows->add("revenue", board.rows, [](const Row& r) { return r.revenue; });
  rows->add("dials", board.rows, [](const Row& r) { return r.dials; });
  rows->add("warm", board.rows, [](const Row& r) { return r.warm; });
  rows->add("closes_to_first", board.rows, [](const Row& r) { return r.closes_to_first; });
  rows->add("zone", board.rows, [](const Row& r) {
    return EnumName{"QuotaZone", r.zone ? name_of(*r.zone) : std::string_view()};
  });
  rows->add("own", board.rows, [](const Row& r) { return r.own; });
  rows->add("commission", board.rows, [](const Row& r) { return r.commission; });
  rows->add("connects", board.rows, [](const Row& r) { return r.connects; });
  rows->add("pending", board.rows, [](const Row& r) { return r.pending; });
  return {{"leaderboard", head}, {"rows", rows}};
}

TablePointer lines_of(const firstlog::Statement& statement, Names& names) {
  using Line = firstlog::StatementLine;
  const auto& rows = statement.lines;
  auto table = std::make_shared<Table>();
  table->add("position", rows, [](const Line& l) { return l.position; });
  table->add("kind", rows, [](const Line& l) { return EnumName{"LineKind", name_of(l.kind)}; });
  table->add("contact", rows, [&](const Line& l) { return names.contact(l.contact); });
  table->add("deal", rows, [](const Line& l) { return l.deal; });
  table->add("invoiced", rows, [](const Line& l) { return l.invoiced; });
  // The short plan's figures say nothing of what plans of the plan language pay.
  table->add("rate", rows, [](const Line& l) { return l.by_plans ? std::nullopt : std::optional(l.rate); });
  table->add("commission", rows, [](const Line& l) { return l.commission; });
  table->add("closes", rows, [](const Line& l) { return l.closes; });
  table->add("tier", rows, [](const Line& l) { return l.by_plans ? std::nullopt : std::optional(l.tier); });
  table->add("rounding", rows,
             [](const Line& l) { return l.by_plans ? EnumName{"RoundingMode", {}} : rounding(l.rounding); });
  table->add("approved_at", rows, [](const Line& l) { return l.approved_at; });
  table->add("closed_at", rows, [](const Line& l) { return OptionalInstant{l.closed_at}; });
  table->add("rated_at", rows, [](const Line& l) { return OptionalInstant{l.rated_at}; });
  table->add("entered_at", rows, [](const Line& l) { return OptionalInstant{l.entered_at}; });
  table->add("rep", rows, [&](const Line& l) { return names.actor(l.rep); });
  table->add("approver", rows, [&](const Line& l) { return names.actor(l.approver); });
  table->add("period", rows, [](const Line& l) { return l.period; });
  table->add("closed_position", rows, [](const Line& l) { return l.closed_position; });
  table->add("refers_to", rows, [](const Line& l) { return l.refers_to; });
  table->add("reason", rows, [&](const Line& l) -> std::optional<std::string_view> {
    if (l.reason == 0 || l.reason > statement.reasons.size()) return std::nullopt;
    return some(statement.reasons[l.reason - 1]);
  });
  table->add("self_approved", rows, [](const Line& l) { return l.self_approved; });
  table->add("prior_period", rows, [](const Line& l) { return l.prior_period; });
  table->add("by_plans", rows, [](const Line& l) { return l.by_plans; });
  const auto component = [&](const Line& l) -> const firstlog::StatementComponent* {
    if (l.component == 0 || l.component > statement.components.size()) return nullptr;
    return &statement.components[l.component - 1];
  };
  table->add("plan", rows, [&](const Line& l) -> std::optional<std::string_view> {
    if (const auto* of = component(l)) return of->plan;
    return std::nullopt;
  });
  table->add("component", rows, [&](const Line& l) -> std::optional<std::string_view> {
    if (const auto* of = component(l)) return of->component;
    return std::nullopt;
  });
  table->add("from_", rows, [&](const Line& l) -> std::optional<firstlog::Date> {
    if (component(l) != nullptr) return l.from;
    return std::nullopt;
  });
  return table;
}

Parts parts_of(const firstlog::Statement& statement, Names& names) {
  auto head = std::make_shared<Table>();
  const std::span one(&statement, 1);
  using Head = firstlog::Statement;
  head->add("rep", one, [&](const Head& s) { return names.actor(s.rep); });
  head->add("period", one, [](const Head& s) { return s.period; });
  head->add("plan", one, [](const Head& s) { return std::string_view(s.plan); });
  head->add("quota_closes", one, [](const Head& s) { return s.quota.closes; });
  head->add("zone", one, [](const Head& s) { return EnumName{"QuotaZone", name_of(s.zone)}; });
  head->add("frozen", one, [](const Head& s) { return s.frozen; });
  head->add("frozen_position", one, [](const Head& s) { return s.frozen_position; });
  head->add("frozen_at", one, [](const Head& s) { return OptionalInstant{s.frozen_at}; });
  head->add("as_of", one, [](const Head& s) { return s.as_of; });
  head->add("closes", one, [](const Head& s) { return s.closes; });
  head->add("revenue", one, [](const Head& s) { return s.revenue; });
  head->add("commission", one, [](const Head& s) { return s.commission; });
  head->add("adjustments", one, [](const Head& s) { return s.adjustments; });
  head->add("withheld", one, [](const Head& s) { return s.withheld; });
  head->add("total", one, [](const Head& s) { return s.total; });
  head->add("year_begins", one, [](const Head& s) { return s.year_begins; });
  head->add("commission_year_to_date", one, [](const Head& s) { return s.commission_year_to_date; });
  head->add("total_year_to_date", one, [](const Head& s) { return s.total_year_to_date; });
  head->add("paid", one, [](const Head& s) { return s.paid; });
  head->add("balance", one, [](const Head& s) { return s.balance; });
  head->add("disputed", one, [](const Head& s) { return s.disputed; });
  auto plans = std::make_shared<Table>();
  using Plan = firstlog::StatementPlan;
  plans->add("name", statement.plans, [](const Plan& p) { return std::string_view(p.name); });
  plans->add("in_force_from", statement.plans, [](const Plan& p) { return p.in_force_from; });
  plans->add("adopted", statement.plans, [](const Plan& p) { return p.adopted; });
  auto deals = std::make_shared<Table>();
  using Deal = firstlog::StatementDeal;
  deals->add("deal", statement.deals, [](const Deal& d) { return d.deal; });
  deals->add("contact", statement.deals, [&](const Deal& d) { return names.contact(d.contact); });
  deals->add("invoiced", statement.deals, [](const Deal& d) { return d.invoiced; });
  deals->add("commission", statement.deals, [](const Deal& d) { return d.commission; });
  deals->add("closes", statement.deals, [](const Deal& d) { return d.closes; });
  deals->add("lines", statement.deals, [](const Deal& d) { return d.lines; });
  auto openings = std::make_shared<Table>();
  using Opening = firstlog::OpeningBalance;
  openings->add("kind", statement.openings,
                [](const Opening& o) { return EnumName{"BalanceKind", name_of(o.kind)}; });
  openings->add("amount", statement.openings, [](const Opening& o) { return o.amount; });
  openings->add("closes", statement.openings, [](const Opening& o) { return o.closes; });
  Parts parts = {{"statement", head},
                 {"lines", handed_out(lines_of(statement, names))},
                 {"deals", deals},
                 {"pending", handed_out(table_of(statement.pending, names))},
                 {"openings", openings},
                 {"plans", plans},
                 {"disputes", handed_out(table_of(statement.disputes, names))}};
  add_standing(statement.standing, parts);
  return parts;
}

Parts parts_of(const firstlog::Departure& departure, Names& names) {
  auto head = std::make_shared<Table>();
  const std::span one(&departure, 1);
  using Head = firstlog::Departure;
  head->add("rep", one, [](const Head& d) { return std::string_view(d.rep_key); });
  head->add("departed", one, [](const Head& d) { return d.departed; });
  head->add("position", one, [](const Head& d) { return d.position; });
  head->add("departed_at", one, [](const Head& d) { return OptionalInstant{d.departed_at}; });
  head->add("earned", one, [](const Head& d) { return d.earned; });
  head->add("paid", one, [](const Head& d) { return d.paid; });
  head->add("owed", one, [](const Head& d) { return d.owed; });
  auto contacts = std::make_shared<Table>();
  using Row = firstlog::OwnedContact;
  contacts->add("contact", departure.contacts, [](const Row& r) { return std::string_view(r.key); });
  contacts->add("state", departure.contacts, [](const Row& r) { return std::string_view(r.state); });
  contacts->add("warm", departure.contacts, [](const Row& r) { return r.warm; });
  contacts->add("claimant", departure.contacts, [](const Row& r) { return some(r.claimant_key); });
  contacts->add("due", departure.contacts, [](const Row& r) { return OptionalInstant{r.standing.due}; });
  contacts->add("last_action", departure.contacts, [](const Row& r) { return r.standing.last_action; });
  contacts->add("last_action_kind", departure.contacts, [](const Row& r) {
    return EnumName{"EventKind", r.standing.last_action.present() ? name_of(r.standing.last_action_kind)
                                                                  : std::string_view()};
  });
  contacts->add("last_action_at", departure.contacts,
                [](const Row& r) { return OptionalInstant{r.standing.last_action_at}; });
  contacts->add("next", departure.contacts, [&](const Row& r) { return names.actor(r.next); });
  contacts->add("claim_moved", departure.contacts, [](const Row& r) { return r.claim_moved; });
  return {{"departure", head},
          {"contacts", contacts},
          {"pending", handed_out(table_of(departure.pending, names))}};
}

Parts parts_of(const firstlog::Restatement& restatement, Names& names) {
  auto head = std::make_shared<Table>();
  const std::span one(&restatement, 1);
  using Head = firstlog::Restatement;
  head->add("considered", one, [](const Head& r) { return r.considered; });
  head->add("difference", one, [](const Head& r) { return r.difference; });
  auto periods = std::make_shared<Table>();
  using Period = firstlog::RestatedPeriod;
  periods->add("rep", restatement.periods, [&](const Period& p) { return names.actor(p.rep); });
  periods->add("period", restatement.periods, [](const Period& p) { return p.period; });
  periods->add("posts_to", restatement.periods, [](const Period& p) { return p.posts_to; });
  periods->add("paid", restatement.periods, [](const Period& p) { return p.paid; });
  periods->add("would_pay", restatement.periods, [](const Period& p) { return p.would_pay; });
  periods->add("difference", restatement.periods, [](const Period& p) { return p.difference; });
  periods->add("lines", restatement.periods, [](const Period& p) { return p.lines; });
  auto lines = std::make_shared<Table>();
  using Line = firstlog::RestatedLine;
  lines->add("position", restatement.lines, [](const Line& l) { return l.position; });
  lines->add("contact", restatement.lines, [&](const Line& l) { return names.contact(l.contact); });
  lines->add("deal", restatement.lines, [](const Line& l) { return l.deal; });
  lines->add("rep", restatement.lines, [&](const Line& l) { return names.actor(l.rep); });
  lines->add("period", restatement.lines, [](const Line& l) { return l.period; });
  lines->add("base", restatement.lines, [](const Line& l) { return l.base; });
  lines->add("paid", restatement.lines, [](const Line& l) { return l.paid; });
  lines->add("would_pay", restatement.lines, [](const Line& l) { return l.would_pay; });
  lines->add("component", restatement.lines, [](const Line& l) { return l.component; });
  lines->add("rate", restatement.lines, [](const Line& l) { return l.rate; });
  lines->add("new_rate", restatement.lines, [](const Line& l) { return l.new_rate; });
  return {{"restatement", head}, {"periods", periods}, {"lines", lines}};
}

template <class Answer, class Make>
Result<Parts> parted(Result<Answer> answer, Make make) {
  if (!answer) return answer.error();
  return make(*answer);
}

}  // namespace

TablePointer table_of(const std::vector<firstlog::PendingClose>& rows, Names& names) {
  using Row = firstlog::PendingClose;
  auto table = std::make_shared<Table>();
  table->add("contact", rows, [&](const Row& r) { return names.contact(r.contact); });
  table->add("deal", rows, [](const Row& r) { return r.deal; });
  table->add("closer", rows, [&](const Row& r) { return names.actor(r.closer); });
  table->add("rep", rows, [&](const Row& r) { return names.actor(r.rep); });
  table->add("claimed", rows, [](const Row& r) { return r.claimed; });
  table->add("closed_at", rows, [](const Row& r) { return r.closed_at; });
  table->add("position", rows, [](const Row& r) { return r.position; });
  table->add("hold_until", rows, [](const Row& r) { return OptionalInstant{r.hold_until}; });
  table->add("age", rows, [](const Row& r) { return r.age; });
  table->add("hold_is_past", rows, [](const Row& r) { return r.hold_is_past; });
  return table;
}

void add_money_queries(OrganisationClass& organisation) {
  using Self = OrganisationHandle&;
  organisation
      .def("_leaderboard",
           [](Self self, py::handle viewer, py::handle period, py::handle place, py::handle count_max) {
             const auto who = actor_of(viewer, "viewer");
             const auto month = month_or_none(period);
             firstlog::BoardPage page;
             page.place = count_of(place, "place");
             if (page.place == 0) refuse("place", "is 0", "places count from 1");
             if (!count_max.is_none()) page.count_max = count_of(count_max, "count_max");
             const auto document = std::make_shared<firstlog::LeaderboardDocument>();
             py::dict parts = handed_out(
                 asked(self, [&](Engine& engine, std::string_view key, Names& names) -> Result<Parts> {
                   auto board = engine.leaderboard(key, who, month, page);
                   if (!board) return board.error();
                   document->organisation = key;
                   document->leaderboard = std::move(*board);
                   for (const auto& row : document->leaderboard.rows)
                     if (const auto name = names.actor(row.rep))
                       document->names.actors.emplace(row.rep.number(), *name);
                   return parts_of(document->leaderboard, names);
                 }));
             parts["document"] = document;
             return parts;
           })
      .def("_statement",
           [](Self self, py::handle viewer, py::handle rep, py::handle period) {
             const auto who = actor_of(viewer, "viewer");
             const auto whose = actor_of(rep, "rep");
             const auto month = month_or_none(period);
             const auto document = std::make_shared<firstlog::StatementDocument>();
             py::dict parts = handed_out(
                 asked(self, [&](Engine& engine, std::string_view key, Names& names) -> Result<Parts> {
                   auto made = engine.statement_document(key, who, whose, month);
                   if (!made) return made.error();
                   *document = std::move(*made);
                   return parts_of(document->statement, names);
                 }));
             parts["document"] = document;
             return parts;
           })
      .def("_pending",
           [](Self self, py::handle viewer) {
             const auto who = actor_of(viewer, "viewer");
             return handed_out(
                 asked(self, [&](Engine& engine, std::string_view key, Names& names) -> Result<TablePointer> {
                   const auto rows = engine.pending(key, who);
                   if (!rows) return rows.error();
                   return table_of(*rows, names);
                 }));
           })
      .def("_departure",
           [](Self self, py::handle viewer, py::handle rep) {
             const auto who = actor_of(viewer, "viewer");
             const auto whose = actor_of(rep, "rep");
             return handed_out(asked(self, [&](Engine& engine, std::string_view key, Names& names) {
               return parted(engine.departure(key, who, whose),
                             [&](const auto& d) { return parts_of(d, names); });
             }));
           })
      .def("_waiting_policies",
           [](Self self, py::handle viewer) {
             const auto who = actor_of(viewer, "viewer");
             return handed_out(
                 asked(self, [&](Engine& engine, std::string_view key, Names&) -> Result<TablePointer> {
                   const auto rows = engine.waiting_policies(key, who);
                   if (!rows) return rows.error();
                   using Row = firstlog::WaitingPolicy;
                   auto table = std::make_shared<Table>();
                   table->add("effective_at", *rows, [](const Row& r) { return r.effective_at; });
                   table->add("adoption", *rows, [](const Row& r) { return r.adoption; });
                   table->add("name", *rows, [](const Row& r) { return std::string_view(r.name); });
                   return TablePointer(std::move(table));
                 }));
           })
      .def("_preview_policy", [](Self self, py::handle viewer, py::handle document, py::handle effective) {
        const auto who = actor_of(viewer, "viewer");
        const std::string text(text_of(document, "document"));
        const auto from = instant_of(effective, "effective");
        return handed_out(asked(self, [&](Engine& engine, std::string_view key, Names& names) {
          return parted(engine.preview_policy(key, who, text, from),
                        [&](const auto& r) { return parts_of(r, names); });
        }));
      });
}

}  // namespace firstlog_python
