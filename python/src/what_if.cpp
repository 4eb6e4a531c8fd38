// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/engine/what_if.hpp"

#include <span>

#include "bindings.hpp"
#include "queries.hpp"

namespace firstlog_python {

using firstlog::Engine;
using firstlog::WhatIf;

namespace {

EnumName rule_name(firstlog::Rule rule) {
  return {"Rule", rule == firstlog::Rule::none ? std::string_view() : name_of(rule)};
}
EnumName verdict_name(firstlog::Verdict verdict) {
  return {"Verdict", verdict == firstlog::Verdict::undecided ? std::string_view() : name_of(verdict)};
}

template <class Rows, class Row>
void add_text(Table& table, const char* name, const Rows& rows, std::string Row::* member) {
  table.add(name, rows, [member](const Row& row) { return some(row.*member); });
}

TablePointer contacts_of(const WhatIf& what_if) {
  using Row = firstlog::WhatIfContact;
  auto table = std::make_shared<Table>();
  add_text(*table, "contact", what_if.contacts, &Row::contact_key);
  add_text(*table, "state", what_if.contacts, &Row::state);
  add_text(*table, "would_be_state", what_if.contacts, &Row::would_be_state);
  add_text(*table, "claimant", what_if.contacts, &Row::claimant_key);
  add_text(*table, "would_be_claimant", what_if.contacts, &Row::would_be_claimant_key);
  add_text(*table, "assignee", what_if.contacts, &Row::assignee_key);
  add_text(*table, "would_be_assignee", what_if.contacts, &Row::would_be_assignee_key);
  table->add("cycle", what_if.contacts, [](const Row& row) { return row.cycle; });
  table->add("would_be_cycle", what_if.contacts, [](const Row& row) { return row.would_be_cycle; });
  return table;
}

TablePointer pay_of(const WhatIf& what_if) {
  using Row = firstlog::WhatIfPay;
  auto table = std::make_shared<Table>();
  add_text(*table, "contact", what_if.pay, &Row::contact_key);
  add_text(*table, "rep", what_if.pay, &Row::rep_key);
  table->add("paid", what_if.pay, [](const Row& row) { return row.paid; });
  table->add("would_pay", what_if.pay, [](const Row& row) { return row.would_pay; });
  table->add("difference", what_if.pay, [](const Row& row) { return row.difference; });
  return table;
}

TablePointer periods_of(const WhatIf& what_if) {
  using Row = firstlog::WhatIfPeriod;
  auto table = std::make_shared<Table>();
  add_text(*table, "rep", what_if.periods, &Row::rep_key);
  table->add("period", what_if.periods, [](const Row& row) { return row.period; });
  table->add("closes", what_if.periods, [](const Row& row) { return row.closes; });
  table->add("would_be_closes", what_if.periods, [](const Row& row) { return row.would_be_closes; });
  table->add("paid", what_if.periods, [](const Row& row) { return row.paid; });
  table->add("would_pay", what_if.periods, [](const Row& row) { return row.would_pay; });
  table->add("difference", what_if.periods, [](const Row& row) { return row.difference; });
  return table;
}

TablePointer answers_of(const WhatIf& what_if) {
  using Row = firstlog::WhatIfAnswer;
  auto table = std::make_shared<Table>();
  table->add("position", what_if.answers, [](const Row& row) { return row.position; });
  table->add("recorded_at", what_if.answers, [](const Row& row) { return row.recorded_at; });
  table->add("command", what_if.answers,
             [](const Row& row) { return EnumName{"CommandKind", name_of(row.command)}; });
  add_text(*table, "actor", what_if.answers, &Row::actor_key);
  add_text(*table, "contact", what_if.answers, &Row::contact_key);
  table->add("verdict", what_if.answers, [](const Row& row) { return verdict_name(row.verdict); });
  table->add("would_be_verdict", what_if.answers,
             [](const Row& row) { return verdict_name(row.would_be_verdict); });
  table->add("rule", what_if.answers, [](const Row& row) { return rule_name(row.rule); });
  table->add("would_be_rule", what_if.answers, [](const Row& row) { return rule_name(row.would_be_rule); });
  add_text(*table, "winner", what_if.answers, &Row::winner_key);
  add_text(*table, "would_be_winner", what_if.answers, &Row::would_be_winner_key);
  return table;
}

TablePointer head_of(const WhatIf& what_if) {
  auto table = std::make_shared<Table>();
  const std::span one(&what_if, 1);
  table->add("as_of", one, [](const WhatIf& w) { return w.as_of; });
  table->add("commands", one, [](const WhatIf& w) { return w.commands; });
  table->add("passed_over", one, [](const WhatIf& w) { return w.passed_over; });
  table->add("answers_left_out", one, [](const WhatIf& w) { return w.answers_left_out; });
  table->add("claims", one, [](const WhatIf& w) { return w.claims; });
  table->add("would_be_claims", one, [](const WhatIf& w) { return w.would_be_claims; });
  table->add("paid", one, [](const WhatIf& w) { return w.paid; });
  table->add("would_pay", one, [](const WhatIf& w) { return w.would_pay; });
  table->add("difference", one, [](const WhatIf& w) { return w.difference; });
  return table;
}

// The other history as an engine of Python's.
std::shared_ptr<EngineHandle> handle_of(WhatIf& what_if, std::shared_ptr<EngineBox> lender) {
  auto box = std::make_shared<EngineBox>();
  box->lender = std::move(lender);
  box->clock_in_use = what_if.clock.get();
  box->clock = std::move(what_if.clock);
  box->engine = std::move(what_if.engine);
  box->keeps = py::list();
  auto handle = std::make_shared<EngineHandle>();
  handle->box = std::move(box);
  return handle;
}

py::dict what_if(OrganisationHandle& self, py::handle viewer, py::handle document, py::handle change,
                 py::handle answers_max) {
  const auto who = actor_of(viewer, "viewer");
  const std::string other(document.is_none() ? std::string_view() : text_of(document, "policy"));
  const std::string members(change.is_none() ? std::string_view() : text_of(change, "change"));
  const std::uint64_t most = count_of(answers_max, "answers_max");
  const auto box = self.engine->open();
  std::vector<std::pair<const char*, TablePointer>> parts;
  WhatIf answer = take(unlocked([&]() -> firstlog::Result<WhatIf> {
    auto tried = box->engine->what_if(
        self.key, who, {.document = other, .change = members, .answers_max = static_cast<std::size_t>(most)});
    if (tried)
      parts = {{"what_if", head_of(*tried)},
               {"contacts", contacts_of(*tried)},
               {"pay", pay_of(*tried)},
               {"periods", periods_of(*tried)},
               {"answers", answers_of(*tried)}};
    return tried;
  }));
  py::dict made;
  for (auto& [name, table] : parts) made[name] = handed_out(std::move(table));
  made["engine"] = handle_of(answer, box);
  return made;
}

}  // namespace

void add_what_if(OrganisationClass& organisation) {
  organisation.def("_what_if", &what_if, py::arg("viewer"), py::arg("document"), py::arg("change"),
                   py::arg("answers_max"));
}

}  // namespace firstlog_python
