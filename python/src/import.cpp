// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/engine/import.hpp"

#include <pybind11/stl.h>

#include <string>
#include <utility>
#include <vector>

#include "bindings.hpp"
#include "queries.hpp"

namespace firstlog_python {
namespace {

using firstlog::ImportFinding;

TablePointer table_of(const std::vector<ImportFinding>& rows) {
  auto table = std::make_shared<Table>();
  using Row = ImportFinding;
  table->add("kind", rows, [](const Row& f) { return EnumName{"ImportFindingKind", name_of(f.kind)}; });
  table->add("table", rows, [](const Row& f) { return std::string_view(f.table); });
  table->add("row", rows, [](const Row& f) { return f.row; });
  table->add("line", rows, [](const Row& f) { return f.line; });
  table->add("column", rows, [](const Row& f) { return some(f.column); });
  table->add("command", rows, [](const Row& f) { return EnumName{"CommandKind", name_of(f.command)}; });
  table->add("rule", rows, [](const Row& f) {
    return EnumName{"Rule", f.rule == firstlog::Rule::none ? std::string_view() : name_of(f.rule)};
  });
  table->add("contact", rows, [](const Row& f) { return some(f.contact); });
  table->add("actor", rows, [](const Row& f) { return some(f.actor); });
  table->add("winner", rows, [](const Row& f) { return some(f.winner); });
  table->add("reason", rows, [](const Row& f) { return std::string_view(f.reason); });
  table->add("remedy", rows, [](const Row& f) { return std::string_view(f.remedy); });
  return table;
}

py::dict dict_of(const firstlog::ImportAmount& amount) {
  py::dict made;
  py::list money;
  for (const firstlog::Money one : amount.money) money.append(to_python(one));
  made["closes"] = amount.closes;
  made["money"] = money;
  return made;
}
py::dict dict_of(const firstlog::ImportReconciliation::Side& side) {
  py::dict made;
  made["contacts"] = side.contacts;
  made["entries"] = side.entries;
  made["closes"] = dict_of(side.closes);
  made["approvals"] = dict_of(side.approvals);
  return made;
}
py::dict dict_of(const firstlog::ImportReconciliation& all) {
  py::dict made;
  made["tables"] = dict_of(all.tables);
  made["journal"] = dict_of(all.journal);
  made["pending"] = dict_of(all.pending);
  made["verified"] = dict_of(all.verified);
  made["rejected"] = dict_of(all.rejected);
  made["withdrawn"] = dict_of(all.withdrawn);
  py::list reps;
  for (const auto& rep : all.reps) {
    py::dict one;
    one["rep"] = to_python(rep.rep);
    one["claims"] = rep.claims;
    one["contested"] = rep.contested;
    one["pending"] = dict_of(rep.pending);
    one["verified"] = dict_of(rep.verified);
    reps.append(one);
  }
  made["reps"] = reps;
  return made;
}

py::dict dict_of(const firstlog::ImportReport& report) {
  py::dict made;
  made["rows"] = report.rows;
  made["rows_without_command"] = report.rows_without_command;
  made["commands"] = report.commands;
  made["accepted"] = report.accepted;
  made["contested"] = report.contested;
  made["refused"] = report.refused;
  made["malformed"] = report.malformed;
  made["repeated"] = report.repeated;
  made["known"] = report.known;
  made["findings"] = handed_out(table_of(report.findings));
  made["findings_left_out"] = report.findings_left_out;
  made["reconciliation"] = dict_of(report.reconciliation);
  return made;
}

}  // namespace

void bind_import(py::module_& module) {
  module.def(
      "_import",
      [](OrganisationHandle& self, py::handle mapping,
         const std::vector<std::pair<std::string, py::object>>& tables, py::handle batch, py::handle importer,
         bool dry_run, py::object clock, py::handle manager, py::object match_secret, bool end,
         std::size_t findings_max) {
        const firstlog::ImportMapping document =
            take(firstlog::parse_import_mapping(text_of(mapping, "mapping")));
        std::vector<firstlog::ImportTable> read;
        for (const auto& [name, text] : tables)
          read.push_back({name, firstlog::as_text(bytes_of(text, "tables." + name))});
        firstlog::ImportOptions options;
        options.batch = text_of(batch, "batch");
        options.importer = actor_of(importer, "importer");
        options.end = end;
        options.findings_max = findings_max;
        if (!match_secret.is_none()) options.match_secret = bytes_of(match_secret, "match_secret");
        if (!manager.is_none()) options.manager = actor_of(manager, "manager");
        if (!clock.is_none()) {
          auto* manual = clock.cast<firstlog::ManualClock*>();
          options.replay_clock = manual;
        }
        options.clock = self.engine->open()->clock_in_use;
        return dict_of(take(asked(self, [&](firstlog::Engine& engine, std::string_view key, Names&) {
          return dry_run ? firstlog::try_import(engine, key, document, read, options)
                         : firstlog::run_import(engine, key, document, read, options);
        })));
      },
      py::arg("organisation"), py::arg("mapping"), py::arg("tables"), py::arg("batch"), py::arg("importer"),
      py::arg("dry_run"), py::arg("clock"), py::arg("manager"), py::arg("match_secret"), py::arg("end"),
      py::arg("findings_max"));
  module.def("_import_obstacles", [](OrganisationHandle& self, const std::string& batch,
                                     std::size_t count_max) {
    return handed_out(asked(
        self, [&](firstlog::Engine& engine, std::string_view key, Names&) -> firstlog::Result<TablePointer> {
          const auto rows = firstlog::import_obstacles(engine, key, batch, count_max);
          if (!rows) return rows.error();
          using Row = firstlog::ImportObstacle;
          auto table = std::make_shared<Table>();
          table->add("rule", *rows, [](const Row& r) { return EnumName{"Rule", name_of(r.rule)}; });
          table->add("position", *rows, [](const Row& r) { return r.position; });
          table->add("recorded_at", *rows, [](const Row& r) { return r.recorded_at; });
          table->add("kind", *rows, [](const Row& r) { return EnumName{"EventKind", name_of(r.kind)}; });
          table->add("contact", *rows, [](const Row& r) { return some(r.contact); });
          table->add("actor", *rows, [](const Row& r) { return some(r.actor); });
          table->add("batch", *rows, [](const Row& r) { return some(r.batch); });
          table->add("row", *rows, [](const Row& r) { return r.row; });
          return TablePointer(std::move(table));
        }));
  });
  module.def("_reconcile_import", [](OrganisationHandle& self, const std::string& batch) {
    return dict_of(take(asked(self, [&](firstlog::Engine& engine, std::string_view key, Names&) {
      return firstlog::reconcile_import(engine, key, batch);
    })));
  });
}

}  // namespace firstlog_python
