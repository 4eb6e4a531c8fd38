// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The library's enumerations by name, from which firstlog/enums.py is written and against which it is
// tested.
#include "bindings.hpp"
#include "convert.hpp"
#include "firstlog/base/version.hpp"
#include "firstlog/core/deal.hpp"
#include "firstlog/core/due.hpp"
#include "firstlog/core/event.hpp"
#include "firstlog/core/import_status.hpp"
#include "firstlog/core/outcome.hpp"
#include "firstlog/engine/import.hpp"
#include "firstlog/journal/verify.hpp"
#include "firstlog/rules/commission/plan_check.hpp"
#include "firstlog/rules/commission/table.hpp"
#include "firstlog/rules/rule_table.hpp"
#include "firstlog/views/pay.hpp"
#include "firstlog/views/statement.hpp"
#include "queries.hpp"

namespace firstlog_python {

std::string_view name_of_due(firstlog::DueKind kind);

namespace {

// Names of the enumerators with numbers 0 … end - 1, those without a name left out.
template <class Enum, class Name>
py::list names(int end, Name name) {
  py::list made;
  for (int i = 0; i < end; ++i) {
    const std::string_view one = name(static_cast<Enum>(i));
    if (!one.empty()) made.append(to_python(one));
  }
  return made;
}
template <class Enum>
py::list names(int end) {
  return names<Enum>(end, [](Enum value) { return name_of(value); });
}

}  // namespace

void bind_names(py::module_& module) {
  module.attr("__version__") = FIRSTLOG_VERSION;
  module.def("enumerations", [] {
    py::dict all;
    py::list commands;
    for (const firstlog::CommandRow& row : firstlog::command_rows) commands.append(to_python(row.name));
    all["CommandKind"] = commands;
    py::list rules;
    for (const firstlog::RuleRow& row : firstlog::rule_rows) rules.append(to_python(row.name));
    all["Rule"] = rules;
    py::list events;
    for (int i = 1; i < 256; ++i)
      if (const auto name = name_of(static_cast<firstlog::EventKind>(i)); !name.empty())
        events.append(to_python(name));
    all["EventKind"] = events;
    all["Verdict"] = names<firstlog::Verdict>(5);
    py::list notices;
    for (const char* name : {"no_recent_connect", "self_approved", "replayed", "provisional"})
      notices.append(name);
    all["Notice"] = notices;
    all["Role"] = names<firstlog::Role>(firstlog::role_count);
    all["Touch"] = names<firstlog::Touch>(firstlog::touch_count);
    all["Disposition"] = names<firstlog::Disposition>(firstlog::disposition_count);
    all["SuppressionScope"] = names<firstlog::SuppressionScope>(firstlog::suppression_scope_count);
    all["MatchKind"] = names<firstlog::MatchKind>(firstlog::match_kind_count);
    all["BalanceKind"] = names<firstlog::BalanceKind>(firstlog::balance_kind_count);
    all["LineKind"] = names<firstlog::LineKind>(64);
    all["QuotaZone"] = names<firstlog::QuotaZone>(5);
    all["QuotaMeasure"] = names<firstlog::QuotaMeasure>(3);
    all["QuotaSource"] = names<firstlog::QuotaSource>(3);
    all["DisputeStatus"] = names<firstlog::DisputeStatus>(5);
    py::list exceptions;
    for (const auto kind : {firstlog::PayExceptionKind::no_plan, firstlog::PayExceptionKind::not_computed})
      exceptions.append(to_python(name_of(kind)));
    all["PayExceptionKind"] = exceptions;
    all["TraceKind"] = names<firstlog::TraceKind>(9);
    all["CloseStatus"] = names<firstlog::CloseStatus>(5);
    all["DueKind"] = names<firstlog::DueKind>(13, [](firstlog::DueKind kind) { return name_of_due(kind); });
    all["ImportStatus"] = names<firstlog::ImportStatus>(4);
    all["ImportFindingKind"] = names<firstlog::ImportFindingKind>(16);
    all["Damage"] = names<firstlog::Damage>(9);
    all["RoundingMode"] = names<firstlog::RoundingMode>(6);
    all["FindingKind"] = names<firstlog::FindingKind>(14);
    all["Severity"] = names<firstlog::Severity>(2);
    all["TierMode"] = names<firstlog::TierMode>(6);
    return all;
  });
  module.def("statuses", [] {
    py::list all;
    for (int i = 0; i < 64; ++i) {
      const std::string_view name = name_of(static_cast<firstlog::Status>(i));
      if (name != "internal" || i == static_cast<int>(firstlog::Status::internal))
        all.append(py::make_tuple(i, to_python(name)));
    }
    return all;
  });
}

}  // namespace firstlog_python
