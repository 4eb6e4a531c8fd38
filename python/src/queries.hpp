// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What an organisation is asked, as tables: one of a single row for a record, several by name for an
// answer that has parts. The package makes its dataclasses of them.
#pragma once

#include <pybind11/pybind11.h>

#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "convert.hpp"
#include "engine_handle.hpp"
#include "firstlog/core/command_table.hpp"
#include "firstlog/engine/event_log.hpp"
#include "firstlog/engine/policy_report.hpp"
#include "firstlog/rules/period_quota.hpp"
#include "firstlog/rules/rule_table.hpp"
#include "firstlog/views/statement.hpp"
#include "table.hpp"

namespace firstlog_python {

using OrganisationClass = pybind11::class_<OrganisationHandle, std::shared_ptr<OrganisationHandle>>;

void add_queries(OrganisationClass& organisation);
void add_money_queries(OrganisationClass& organisation);

void add_pay_queries(OrganisationClass& organisation);
void add_what_if(OrganisationClass& organisation);

TablePointer table_of(const firstlog::EventLog& events, Names& names);
TablePointer table_of(const std::vector<firstlog::PendingClose>& rows, Names& names);
TablePointer table_of(const std::vector<firstlog::Dispute>& rows, Names& names);

inline std::optional<std::string_view> some(std::string_view text) {
  if (text.empty()) return std::nullopt;
  return text;
}
inline std::optional<firstlog::YearMonth> month_or_none(pybind11::handle period) {
  if (period.is_none()) return std::nullopt;
  return month_of(period, "period");
}

// Runs a query without the interpreter's lock: ask(engine, organisation's key, names).
template <class Ask>
auto asked(OrganisationHandle& self, Ask ask) {
  const auto box = self.engine->open();
  return unlocked([&] {
    Names names(*box->engine, self.key);
    return ask(*box->engine, std::string_view(self.key), names);
  });
}

// pybind11 knows tables by their mutable type; nothing changes them.
inline std::shared_ptr<Table> handed_out(TablePointer table) {
  return std::const_pointer_cast<Table>(std::move(table));
}
inline std::shared_ptr<Table> handed_out(firstlog::Result<TablePointer> table) {
  return handed_out(take(std::move(table)));
}

using Parts = std::vector<std::pair<const char*, std::shared_ptr<Table>>>;
// Adds the parts "standing" and "quota_parts".
void add_standing(const firstlog::QuotaStanding& standing, Parts& parts);
// What a policy's report says, by its members' names.
pybind11::dict dict_of(const firstlog::PolicyReport& report);
inline pybind11::dict handed_out(firstlog::Result<Parts> parts) {
  pybind11::dict made;
  for (auto& [name, table] : take(std::move(parts))) made[name] = table;
  return made;
}

}  // namespace firstlog_python
