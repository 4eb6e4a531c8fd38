// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Why somebody is paid what he is paid, what a period leaves open, what is owed, and quotas.
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "command.hpp"
#include "firstlog/engine/records.hpp"
#include "firstlog/formats/documents.hpp"
#include "firstlog/views/pay.hpp"
#include "firstlog/views/quota_review.hpp"
#include "outcome.hpp"
#include "queries.hpp"

namespace firstlog_python {

using firstlog::Engine;
using firstlog::Result;

namespace {

// A row of something inside one of the explanation's components.
template <class Row>
struct Inside {
  std::size_t component;  // its place
  std::size_t step;       // likewise, inside the component
  const Row* row;
};

Parts parts_of(const firstlog::PayExplanation& pay, Names& names) {
  auto head = std::make_shared<Table>();
  const std::span one(&pay, 1);
  using Head = firstlog::PayExplanation;
  head->add("rep", one, [&](const Head& p) { return names.actor(p.rep); });
  head->add("deal", one, [](const Head& p) { return p.deal; });
  head->add("total", one, [](const Head& p) { return p.total; });
  head->add("text", one, [](const Head& p) { return pay_explanation_to_text(p); });
  auto components = std::make_shared<Table>();
  using Component = firstlog::PayComponent;
  const auto& rows = pay.components;
  components->add("plan", rows, [](const Component& c) { return std::string_view(c.plan); });
  components->add("component", rows, [](const Component& c) { return some(c.component); });
  components->add("from_", rows, [](const Component& c) { return c.days.first; });
  components->add("until", rows, [](const Component& c) { return c.days.end.plus_days(-1); });
  components->add("paid", rows, [](const Component& c) { return c.paid; });
  components->add("pays", rows, [](const Component& c) { return some(c.pays); });
  components->add("seller", rows, [&](const Component& c) { return names.actor(c.seller); });
  components->add("value", rows, [](const Component& c) { return c.value; });
  components->add("rounding", rows, [](const Component& c) { return c.rounding; });
  components->add("refunds", rows, [](const Component& c) { return c.refunds; });
  components->add("pay", rows, [](const Component& c) { return c.pay; });

  std::vector<Inside<firstlog::PayInput>> inputs;
  std::vector<Inside<firstlog::PayStep>> steps;
  std::vector<Inside<firstlog::TracePart>> traces;
  for (std::size_t at = 0; at < rows.size(); ++at) {
    for (const auto& input : rows[at].inputs) inputs.push_back({at, 0, &input});
    for (std::size_t step = 0; step < rows[at].steps.size(); ++step) {
      steps.push_back({at, step, &rows[at].steps[step]});
      for (const auto& part : rows[at].steps[step].parts) traces.push_back({at, step, &part});
    }
  }
  auto input_table = std::make_shared<Table>();
  input_table->add("component", inputs, [](const auto& i) { return i.component; });
  input_table->add("name", inputs, [](const auto& i) { return std::string_view(i.row->name); });
  input_table->add("value", inputs, [](const auto& i) { return i.row->value; });
  auto step_table = std::make_shared<Table>();
  step_table->add("component", steps, [](const auto& s) { return s.component; });
  step_table->add("name", steps, [](const auto& s) { return std::string_view(s.row->name); });
  step_table->add("value", steps, [](const auto& s) { return s.row->value; });
  auto part_table = std::make_shared<Table>();
  part_table->add("component", traces, [](const auto& t) { return t.component; });
  part_table->add("step", traces,
                  [&](const auto& t) { return std::string_view(rows[t.component].steps[t.step].name); });
  part_table->add("kind", traces, [](const auto& t) { return EnumName{"TraceKind", name_of(t.row->kind)}; });
  part_table->add("index", traces, [](const auto& t) { return t.row->index; });
  part_table->add("quantity", traces, [](const auto& t) { return t.row->quantity; });
  part_table->add("rate", traces, [](const auto& t) { return t.row->rate; });
  part_table->add("amount", traces, [](const auto& t) { return t.row->amount; });
  return {{"pay", head},
          {"components", components},
          {"inputs", input_table},
          {"steps", step_table},
          {"parts", part_table}};
}

TablePointer table_of(const std::vector<firstlog::PayException>& rows, Names& names) {
  using Row = firstlog::PayException;
  auto table = std::make_shared<Table>();
  table->add("kind", rows, [](const Row& r) { return EnumName{"PayExceptionKind", name_of(r.kind)}; });
  table->add("rep", rows, [&](const Row& r) { return names.actor(r.rep); });
  table->add("deal", rows, [](const Row& r) { return r.deal; });
  table->add("position", rows, [](const Row& r) { return r.position; });
  table->add("date", rows, [](const Row& r) { return OptionalDate{r.date}; });
  table->add("plan", rows, [](const Row& r) { return some(r.plan); });
  table->add("component", rows, [](const Row& r) { return some(r.component); });
  table->add("reason", rows, [](const Row& r) { return some(r.reason); });
  return table;
}

TablePointer table_of(const std::vector<firstlog::QuotaReview>& rows, Names& names) {
  using Row = firstlog::QuotaReview;
  auto table = std::make_shared<Table>();
  table->add("rep", rows, [&](const Row& r) { return names.actor(r.rep); });
  table->add("period", rows, [](const Row& r) { return r.period; });
  table->add("months", rows, [](const Row& r) { return r.months; });
  table->add("position", rows, [](const Row& r) { return r.position; });
  table->add("raised_at", rows, [](const Row& r) { return r.raised_at; });
  return table;
}

Parts parts_of(const firstlog::PeriodClose& close, Names& names) {
  auto head = std::make_shared<Table>();
  const std::span one(&close, 1);
  using Head = firstlog::PeriodClose;
  head->add("period", one, [](const Head& c) { return c.period; });
  head->add("frozen", one, [](const Head& c) { return c.frozen; });
  head->add("frozen_position", one, [](const Head& c) { return c.frozen_position; });
  return {{"close", head},
          {"pending", handed_out(firstlog_python::table_of(close.pending, names))},
          {"disputes", handed_out(firstlog_python::table_of(close.disputes, names))},
          {"exceptions", handed_out(table_of(close.exceptions, names))}};
}

Parts parts_of(const firstlog::PayrollRegister& payroll, Names& names) {
  auto head = std::make_shared<Table>();
  const std::span one(&payroll, 1);
  using Head = firstlog::PayrollRegister;
  head->add("period", one, [](const Head& p) { return p.period; });
  head->add("frozen", one, [](const Head& p) { return p.frozen; });
  head->add("total", one, [](const Head& p) { return p.total; });
  auto rows = std::make_shared<Table>();
  using Row = firstlog::PayrollRow;
  rows->add("rep", payroll.rows, [&](const Row& r) { return names.actor(r.rep); });
  rows->add("period", payroll.rows, [](const Row& r) { return r.period; });
  rows->add("kind", payroll.rows, [](const Row& r) { return EnumName{"LineKind", name_of(r.kind)}; });
  rows->add("lines", payroll.rows, [](const Row& r) { return r.lines; });
  rows->add("amount", payroll.rows, [](const Row& r) { return r.amount; });
  return {{"payroll", head},
          {"rows", rows},
          {"disputes", handed_out(firstlog_python::table_of(payroll.disputes, names))}};
}

Parts parts_of(const firstlog::Liability& liability, Names& names) {
  auto head = std::make_shared<Table>();
  const std::span one(&liability, 1);
  using Head = firstlog::Liability;
  head->add("at", one, [](const Head& l) { return l.at; });
  head->add("earned", one, [](const Head& l) { return l.earned; });
  head->add("paid", one, [](const Head& l) { return l.paid; });
  head->add("owed", one, [](const Head& l) { return l.owed; });
  head->add("withheld", one, [](const Head& l) { return l.withheld; });
  head->add("receivable", one, [](const Head& l) { return l.receivable; });
  auto rows = std::make_shared<Table>();
  using Row = firstlog::LiabilityRow;
  rows->add("rep", liability.rows, [&](const Row& r) { return names.actor(r.rep); });
  rows->add("earned", liability.rows, [](const Row& r) { return r.earned; });
  rows->add("paid", liability.rows, [](const Row& r) { return r.paid; });
  rows->add("owed", liability.rows, [](const Row& r) { return r.owed; });
  rows->add("withheld", liability.rows, [](const Row& r) { return r.withheld; });
  return {{"liability", head}, {"rows", rows}};
}

// A query that answers one table of rows.
template <class Ask>
auto rows_asked(OrganisationHandle& self, Ask ask) {
  return handed_out(
      asked(self, [&](Engine& engine, std::string_view key, Names& names) -> Result<TablePointer> {
        const auto rows = ask(engine, key);
        if (!rows) return rows.error();
        return table_of(*rows, names);
      }));
}

template <class Ask>
auto parts_asked(OrganisationHandle& self, Ask ask) {
  return handed_out(asked(self, [&](Engine& engine, std::string_view key, Names& names) -> Result<Parts> {
    const auto answer = ask(engine, key);
    if (!answer) return answer.error();
    return parts_of(*answer, names);
  }));
}

// The tables of a document, and the document itself.
template <class Document, class Parted>
py::dict with_document(OrganisationHandle& self, Result<Document> document, Parted parted) {
  auto made = std::make_shared<Document>(take(std::move(document)));
  py::dict parts = handed_out(asked(
      self, [&](Engine&, std::string_view, Names& names) { return Result<Parts>(parted(*made, names)); }));
  parts["document"] = made;
  return parts;
}

}  // namespace

TablePointer table_of(const std::vector<firstlog::Dispute>& rows, Names& names) {
  using Row = firstlog::Dispute;
  auto table = std::make_shared<Table>();
  table->add("number", rows, [](const Row& r) { return std::string_view(r.number); });
  table->add("rep", rows, [&](const Row& r) { return names.actor(r.rep); });
  table->add("line", rows, [](const Row& r) { return r.line; });
  table->add("deal", rows, [](const Row& r) { return r.deal; });
  table->add("opened", rows, [](const Row& r) { return r.opened; });
  table->add("opened_at", rows, [](const Row& r) { return r.opened_at; });
  table->add("opener", rows, [&](const Row& r) { return names.actor(r.opener); });
  table->add("reason", rows, [](const Row& r) { return some(r.reason); });
  table->add("due", rows, [](const Row& r) { return OptionalInstant{r.due}; });
  table->add("overdue", rows, [](const Row& r) { return r.overdue; });
  table->add("status", rows, [](const Row& r) { return EnumName{"DisputeStatus", name_of(r.status)}; });
  table->add("resolved", rows, [](const Row& r) { return r.resolved; });
  table->add("resolved_at", rows, [](const Row& r) { return OptionalInstant{r.resolved_at}; });
  table->add("resolver", rows, [&](const Row& r) { return names.actor(r.resolver); });
  table->add("resolution", rows, [](const Row& r) { return some(r.resolution); });
  table->add("answer", rows, [](const Row& r) { return r.answer; });
  return table;
}

void add_standing(const firstlog::QuotaStanding& standing, Parts& parts) {
  auto head = std::make_shared<Table>();
  const std::span one(&standing, 1);
  using Head = firstlog::QuotaStanding;
  head->add("period", one, [](const Head& s) { return s.quota.period; });
  head->add("measure", one, [](const Head& s) { return EnumName{"QuotaMeasure", name_of(s.quota.measure)}; });
  head->add("quota", one, [](const Head& s) { return s.quota.quota; });
  head->add("expected", one, [](const Head& s) { return s.quota.expected; });
  head->add("achieved", one, [](const Head& s) { return s.achieved; });
  head->add("attainment", one, [](const Head& s) { return s.attainment; });
  head->add("pace", one, [](const Head& s) { return s.pace; });
  head->add("projected", one, [](const Head& s) { return s.projected; });
  head->add("required_per_day", one, [](const Head& s) { return s.required_per_day; });
  head->add("over", one, [](const Head& s) { return s.over; });
  head->add("zone", one, [](const Head& s) { return EnumName{"QuotaZone", name_of(s.zone)}; });
  head->add("zone_name", one, [](const Head& s) { return std::string_view(s.zone_name); });
  head->add("working_days", one, [](const Head& s) { return s.quota.working_days; });
  head->add("employed_days", one, [](const Head& s) { return s.quota.employed_days; });
  head->add("leave_days", one, [](const Head& s) { return s.quota.leave_days; });
  head->add("days_left", one, [](const Head& s) { return s.quota.days_left; });
  head->add("ramped", one, [](const Head& s) { return s.quota.ramped; });
  head->add("of_leave", one, [](const Head& s) { return s.quota.of_leave; });
  head->add("counts", one, [](const Head& s) { return s.quota.counts(); });
  auto rows = std::make_shared<Table>();
  using Row = firstlog::QuotaPart;
  const auto& of = standing.quota.parts;
  rows->add("from_", of, [](const Row& p) { return p.days.first; });
  rows->add("until", of, [](const Row& p) { return p.days.end.plus_days(-1); });
  rows->add("target", of, [](const Row& p) { return p.target.target; });
  rows->add("source", of, [](const Row& p) { return EnumName{"QuotaSource", name_of(p.target.source)}; });
  rows->add("ramp", of, [](const Row& p) { return p.ramp; });
  rows->add("working_days", of, [](const Row& p) { return p.working_days; });
  rows->add("leave_days", of, [](const Row& p) { return p.leave_days; });
  rows->add("quota", of, [](const Row& p) { return p.quota; });
  rows->add("expected", of, [](const Row& p) { return p.expected; });
  parts.emplace_back("standing", head);
  parts.emplace_back("quota_parts", rows);
}

py::dict dict_of(const firstlog::PolicyReport& report) {
  py::dict made;
  made["fault"] = report.fault ? exception_of(*report.fault) : py::object(py::none());
  py::list gaps;
  for (const firstlog::AssignmentGap& gap : report.gaps)
    gaps.append(py::make_tuple(to_python(gap.place.text()), to_python(gap.name)));
  made["gaps"] = gaps;
  auto overlaps = std::make_shared<Table>();
  using Overlap = firstlog::AssignmentOverlap;
  overlaps->add("rule", report.overlaps, [](const Overlap& o) { return o.rule; });
  overlaps->add("other", report.overlaps, [](const Overlap& o) { return o.other; });
  overlaps->add("place", report.overlaps, [](const Overlap& o) { return o.place.text(); });
  overlaps->add("name", report.overlaps, [](const Overlap& o) { return std::string_view(o.name); });
  overlaps->add("niche", report.overlaps, [](const Overlap& o) { return std::string_view(o.niche); });
  made["overlaps"] = overlaps;
  auto plans = std::make_shared<Table>();
  using Finding = firstlog::PolicyFinding;
  plans->add("kind", report.plans, [](const Finding& f) { return std::string_view(f.kind); });
  plans->add("refused", report.plans, [](const Finding& f) { return f.refused; });
  plans->add("path", report.plans, [](const Finding& f) { return std::string_view(f.path); });
  plans->add("sentence", report.plans, [](const Finding& f) { return std::string_view(f.sentence); });
  plans->add("remedy", report.plans, [](const Finding& f) { return std::string_view(f.remedy); });
  made["plans"] = plans;
  return made;
}

void add_pay_queries(OrganisationClass& organisation) {
  using Self = OrganisationHandle&;
  organisation
      .def("_explain_pay",
           [](Self self, py::handle viewer, py::handle rep, py::handle deal) {
             const auto who = actor_of(viewer, "viewer");
             const auto whose = actor_of(rep, "rep");
             const auto number = count_of(deal, "deal");
             if (number > UINT32_MAX) refuse("deal", "is no deal's number", "give StatementLine.deal");
             const firstlog::DealId which(static_cast<std::uint32_t>(number));
             return parts_asked(self, [&](Engine& engine, std::string_view key) {
               return engine.explain_pay(key, who, whose, which);
             });
           })
      .def("_explain_span",
           [](Self self, py::handle viewer, py::handle rep, const std::string& plan,
              const std::string& component, py::handle from) {
             const auto who = actor_of(viewer, "viewer");
             const auto whose = actor_of(rep, "rep");
             const auto first = date_of(from, "from_");
             const firstlog::StatementComponent which{plan, component};
             return parts_asked(self, [&](Engine& engine, std::string_view key) {
               return engine.explain_pay(key, who, whose, which, first);
             });
           })
      .def("_pay_exceptions",
           [](Self self, py::handle viewer) {
             const auto who = actor_of(viewer, "viewer");
             return rows_asked(
                 self, [&](Engine& engine, std::string_view key) { return engine.pay_exceptions(key, who); });
           })
      .def("_disputes",
           [](Self self, py::handle viewer) {
             const auto who = actor_of(viewer, "viewer");
             return handed_out(
                 asked(self, [&](Engine& engine, std::string_view key, Names& names) -> Result<TablePointer> {
                   const auto rows = engine.disputes(key, who);
                   if (!rows) return rows.error();
                   return firstlog_python::table_of(*rows, names);
                 }));
           })
      .def("_period_close",
           [](Self self, py::handle viewer, py::handle period) {
             const auto who = actor_of(viewer, "viewer");
             const auto month = month_or_none(period);
             return parts_asked(self, [&](Engine& engine, std::string_view key) {
               return engine.period_close(key, who, month);
             });
           })
      .def(
          "_quota",
          [](Self self, py::handle viewer, py::handle rep, py::handle period) {
            const auto who = actor_of(viewer, "viewer");
            const auto whose = actor_of(rep, "rep");
            const auto month = month_or_none(period);
            return handed_out(asked(self, [&](Engine& engine, std::string_view key, Names&) -> Result<Parts> {
              const auto standing = engine.quota(key, who, whose, month);
              if (!standing) return standing.error();
              Parts parts;
              add_standing(*standing, parts);
              return parts;
            }));
          })
      .def("_quota_reviews",
           [](Self self, py::handle viewer) {
             const auto who = actor_of(viewer, "viewer");
             return rows_asked(
                 self, [&](Engine& engine, std::string_view key) { return engine.quota_reviews(key, who); });
           })
      .def("_rank",
           [](Self self, py::handle rep, py::handle period) -> py::object {
             const auto whose = actor_of(rep, "rep");
             const auto month = month_or_none(period);
             const auto rank = take(asked(self, [&](Engine& engine, std::string_view key, Names&) {
               return engine.rank(key, whose, month);
             }));
             return rank ? py::object(py::int_(*rank)) : py::object(py::none());
           })
      .def("_payroll",
           [](Self self, py::handle viewer, py::handle period) {
             const auto who = actor_of(viewer, "viewer");
             const auto month = month_of(period, "period");
             return with_document(
                 self,
                 asked(self, [&](Engine& engine, std::string_view key,
                                 Names&) { return engine.payroll_document(key, who, month); }),
                 [](const auto& d, Names& names) { return parts_of(d.payroll, names); });
           })
      .def("_liability",
           [](Self self, py::handle viewer, py::handle at) {
             const auto who = actor_of(viewer, "viewer");
             std::optional<firstlog::Instant> when;
             if (!at.is_none()) when = instant_of(at, "at");
             return with_document(
                 self,
                 asked(self, [&](Engine& engine, std::string_view key,
                                 Names&) { return engine.liability_document(key, who, when); }),
                 [](const auto& d, Names& names) { return parts_of(d.liability, names); });
           })
      .def("_adopt_policy", [](const std::shared_ptr<OrganisationHandle>& self, py::handle actor,
                               py::handle document, py::handle due, bool confirm) {
        const std::string text(text_of(document, "document"));
        firstlog::commands::AdoptPolicy command;
        command.actor = actor_of(actor, "actor");
        command.document = text;
        if (!due.is_none()) command.due = instant_of(due, "due");
        command.confirm = confirm;
        const auto adoption = take(asked(*self, [&](Engine& engine, std::string_view key, Names&) {
          return engine.adopt_policy(key, command);
        }));
        return py::make_tuple(PythonOutcome{adoption.outcome, self}, dict_of(adoption.report));
      });
}

}  // namespace firstlog_python
