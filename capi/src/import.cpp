// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// History from tables, by a mapping document.
#include "firstlog/engine/import.hpp"

#include "answer.hpp"
#include "firstlog/core/command_table.hpp"
#include "json.hpp"
#include "organisation.hpp"

namespace firstlog_c {

using namespace firstlog;

namespace {

constexpr std::size_t import_options_size_first = 24;

Json document_of(const ImportAmount& a) {
  return Object()
      .number("closes", static_cast<std::int64_t>(a.closes))
      .any("money", list_of(a.money, [](Money money) { return money_json(money); }))
      .take();
}

Json document_of(const ImportReconciliation::Side& side) {
  return Object()
      .number("contacts", static_cast<std::int64_t>(side.contacts))
      .number("entries", static_cast<std::int64_t>(side.entries))
      .any("closes", document_of(side.closes))
      .any("approvals", document_of(side.approvals))
      .take();
}

Json document_of(const ImportReconciliation& r) {
  Object object;
  object.any("tables", document_of(r.tables)).any("journal", document_of(r.journal));
  object.any("pending", document_of(r.pending)).any("verified", document_of(r.verified));
  object.any("rejected", document_of(r.rejected)).any("withdrawn", document_of(r.withdrawn));
  return object
      .any("reps", list_of(r.reps,
                           [](const ImportReconciliation::Rep& rep) {
                             Object one;
                             one.text("rep", rep.rep).number("claims", static_cast<std::int64_t>(rep.claims));
                             one.number("contested", static_cast<std::int64_t>(rep.contested));
                             one.any("pending", document_of(rep.pending));
                             return one.any("verified", document_of(rep.verified)).take();
                           }))
      .take();
}

Json document_of(const ImportFinding& f) {
  Object object;
  object.name("kind", name_of(f.kind)).text("table", f.table).number("row", static_cast<std::int64_t>(f.row));
  object.number("line", static_cast<std::int64_t>(f.line)).text("column", f.column);
  if (f.command != CommandKind::none) object.name("command", name_of(f.command));
  object.rule("rule", f.rule).text("contact", f.contact).text("actor", f.actor).text("winner", f.winner);
  return object.text("reason", f.reason).text("remedy", f.remedy).take();
}

Json document_of(const ImportReport& r) {
  Object object;
  const auto count = [&object](const char* member, std::uint64_t value) {
    object.number(member, static_cast<std::int64_t>(value));
  };
  count("rows", r.rows);
  count("rows_without_command", r.rows_without_command);
  count("commands", r.commands);
  count("accepted", r.accepted);
  count("contested", r.contested);
  count("refused", r.refused);
  count("malformed", r.malformed);
  count("repeated", r.repeated);
  count("known", r.known);
  object.any("findings", list_of(r.findings, [](const ImportFinding& f) { return document_of(f); }));
  count("findings_left_out", r.findings_left_out);
  return object.any("reconciliation", document_of(r.reconciliation)).take();
}

Json document_of(const ImportObstacle& o) {
  Object object;
  object.rule("rule", o.rule).position("position", o.position).instant("recorded_at", o.recorded_at);
  object.name("kind", name_of(o.kind)).text("contact", o.contact).text("actor", o.actor);
  object.text("batch", o.batch);
  if (o.row != 0) object.number("row", static_cast<std::int64_t>(o.row));
  return object.take();
}

}  // namespace
}  // namespace firstlog_c

using namespace firstlog_c;
using namespace firstlog;

firstlog_status firstlog_import_run(firstlog_engine* engine, const char* organisation, const char* mapping,
                                    const firstlog_import_table* tables, uint64_t table_count,
                                    const firstlog_import_options* options, firstlog_document** document,
                                    firstlog_error* error) {
  return guard(error, "import", [&]() -> Result<void> {
    FIRSTLOG_NOT_NULL(document);
    *document = nullptr;
    FIRSTLOG_NOT_NULL(mapping);
    const Result<std::string_view> key = enter(engine, organisation);
    if (!key) return key.error();
    const Result<firstlog_import_options> read = read_struct(options, import_options_size_first, "options");
    if (!read) return read.error();
    FIRSTLOG_NOT_NULL(read->batch);
    FIRSTLOG_NOT_NULL(read->importer);
    if (table_count != 0) FIRSTLOG_NOT_NULL(tables);
    if (table_count > import_tables_max)
      return misuse("table_count", "more tables than a mapping names", "give fewer");
    std::vector<ImportTable> given;
    for (std::uint64_t i = 0; i < table_count; ++i) {
      const Result<std::string_view> name = text_of(tables[i].name, "tables.name");
      const Result<std::string_view> csv = text_of(tables[i].csv, "tables.csv");
      if (!name) return name.error();
      if (!csv) return csv.error();
      given.push_back({*name, *csv});
    }
    const Result<ImportMapping> mapped = parse_import_mapping(mapping);
    if (!mapped) return mapped.error();
    ImportOptions how;
    how.batch = read->batch;
    how.importer = read->importer;
    how.end = read->keep_open == 0;
    if (engine->clock) how.clock = &*engine->clock;
    if (engine->manual_clock) how.clock = &*engine->manual_clock;
    if (read->replay != 0) {
      if (!engine->manual_clock)
        return misuse("options.replay", "the engine has no manual clock",
                      "open it with manual_clock_microseconds");
      how.replay_clock = &*engine->manual_clock;
    }
    Engine& of = *engine->engine;
    const Result<ImportReport> report = read->dry_run != 0 ? try_import(of, *key, *mapped, given, how)
                                                           : run_import(of, *key, *mapped, given, how);
    if (!report) return report.error();
    return hand_out(document_of(*report).text(), document);
  });
}

firstlog_status firstlog_import_reconcile(firstlog_engine* engine, const char* organisation,
                                          const char* batch, firstlog_document** document,
                                          firstlog_error* error) {
  return answer_text(engine, organisation, document, error,
                     [&](Engine& of, std::string_view key) -> Result<std::string> {
                       FIRSTLOG_NOT_NULL(batch);
                       const Result<ImportReconciliation> found = reconcile_import(of, key, batch);
                       if (!found) return found.error();
                       return document_of(*found).text();
                     });
}

firstlog_status firstlog_import_obstacles(firstlog_engine* engine, const char* organisation,
                                          const char* batch, uint64_t count_max, firstlog_document** document,
                                          firstlog_error* error) {
  return answer_text(
      engine, organisation, document, error, [&](Engine& of, std::string_view key) -> Result<std::string> {
        FIRSTLOG_NOT_NULL(batch);
        const auto found =
            count_max == 0 ? import_obstacles(of, key, batch) : import_obstacles(of, key, batch, count_max);
        if (!found) return found.error();
        return Object()
            .any("obstacles", list_of(*found, [](const ImportObstacle& one) { return document_of(one); }))
            .dump();
      });
}
