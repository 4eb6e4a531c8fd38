// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "engine/import_plan.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

#include "firstlog/store/zone_files.hpp"

namespace firstlog::inline v1::detail {

Result<void> ImportPlan::open(std::span<const ImportTable> tables, ZoneSource& zones) {
  for (const ImportTable& given : tables)
    if (std::none_of(mapping_.tables.begin(), mapping_.tables.end(),
                     [&](const ImportTableMapping& table) { return table.name == given.name; }))
      return Error(Status::invalid_argument, given.name, "the mapping has no table of this name",
                   "leave it out, or correct its name");
  if (Result<void> r = read_zones(zones); !r) return r;
  grouped_.resize(mapping_.tables.size());
  for (std::size_t i = 0; i < mapping_.tables.size(); ++i) {
    const ImportTableMapping& table = mapping_.tables[i];
    const auto given = std::find_if(tables.begin(), tables.end(),
                                    [&](const ImportTable& one) { return one.name == table.name; });
    if (given == tables.end())
      return Error(Status::invalid_argument, table.name, "this table of the mapping is not there",
                   "hand its text over as well");
    std::string_view text = given->csv;
    if (!table.group.by.empty()) {
      Result<GroupedTable> grouped = group_rows(table, text);
      if (!grouped) return grouped.error();
      grouped_[i] = std::move(*grouped);
      text = grouped_[i].csv;
    }
    texts_.push_back(text);
    for (const ImportCommand& command : table.commands)
      by_use_ =
          by_use_ || (mapping_.order == ImportOrder::time && command.kind == CommandKind::register_contact);
  }
  // Their texts stay where they are from here on.
  for (std::size_t i = 0; i < mapping_.tables.size(); ++i) {
    Result<ImportRows> rows = ImportRows::open(mapping_, mapping_.tables[i], texts_[i], zones_);
    if (!rows) return rows.error();
    rows_.push_back(std::move(*rows));
  }
  return {};
}

Result<void> ImportPlan::each(PlanSink& sink) {
  const bool by_file = mapping_.order == ImportOrder::file;
  for (std::size_t i = 0; i < mapping_.tables.size(); ++i)
    if (Result<void> r = read_table(i, by_file ? &sink : nullptr); !r) return r;
  if (by_file) return {};
  std::erase_if(planned_, [](const PlannedCommand& planned) { return planned.dropped; });
  once_.clear();
  put_registrations_first();
  std::sort(planned_.begin(), planned_.end(), before);
  for (const PlannedCommand& planned : planned_)
    if (Result<void> r = sink.take(planned, row(planned)); !r) return r;
  return {};
}

Result<void> ImportPlan::read_zones(ZoneSource& zones) {
  auto need = [&](const std::string& name) -> Result<void> {
    if (zones_.count(name) != 0) return {};
    Result<Zone> zone = name == "UTC" ? Result<Zone>(Zone::utc()) : zones.zone(name);
    if (!zone) return zone.error();
    zones_.emplace(name, std::move(*zone));
    return {};
  };
  for (const ImportTableMapping& table : mapping_.tables) {
    if (table.occurred_at)
      if (Result<void> r = need(table.occurred_at->zone); !r) return r;
    for (const ImportCommand& command : table.commands)
      for (const auto& [target, value] : command.members)
        if (Result<void> r = need(value.zone); !r) return r;
  }
  return {};
}

Result<void> ImportPlan::read_table(std::size_t table, PlanSink* sink) {
  const GroupedTable& grouped = grouped_[table];
  const bool is_grouped = !mapping_.tables[table].group.by.empty();
  PlannedCommand place;
  place.table = static_cast<std::uint16_t>(table);
  auto fault = [&](RowFault&& what) {
    ++report_.malformed;
    ImportFinding finding;
    finding.column = std::move(what.column);
    finding.reason = std::move(what.reason);
    finding.remedy = std::move(what.remedy);
    find(place, std::move(finding));
  };
  for (const GroupedTable::Fault& one : grouped.faults) {
    place.source = one.row;
    place.line = one.line;
    fault(RowFault(one.what));
  }
  CsvReader reader(texts_[table], mapping_.tables[table].separator);
  CsvRow row;
  reader.next(row);  // the header
  std::uint64_t number = 0;
  while (reader.next(row)) {
    ++number;
    place.offset = row.offset;
    place.source = is_grouped ? grouped.rows[number - 1] : static_cast<std::uint32_t>(number);
    place.line = is_grouped ? grouped.lines[number - 1] : static_cast<std::uint32_t>(row.line);
    const std::uint64_t of_all = rows_before_ + place.source;
    if (of_all > std::numeric_limits<std::uint32_t>::max())
      return Error(Status::out_of_range, mapping_.tables[table].name,
                   "the tables have more than 4,294,967,295 rows", "bring them in as several imports");
    place.row = static_cast<std::uint32_t>(of_all);
    if (RowFault what; fault_of_row(row, rows_[table].header(), what))
      fault(std::move(what));
    else if (Result<void> r = plan_row(table, row, place, sink); !r)
      return r;
  }
  const std::uint64_t rows = is_grouped ? grouped.source_rows : number;
  report_.rows += rows;
  rows_before_ += rows;
  return {};
}

Result<void> ImportPlan::plan_row(std::size_t table, const CsvRow& row, const PlannedCommand& place,
                                  PlanSink* sink) {
  const ImportRows& rows = rows_[table];
  const std::vector<ImportCommand>& commands = mapping_.tables[table].commands;
  bool any = false;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    if (!rows.applies(i, row)) continue;
    any = true;
    PlannedCommand planned = place;
    planned.command = static_cast<std::uint16_t>(i);
    const CommandKind kind = commands[i].kind;
    planned.rank = kind == CommandKind::register_actor ? 0 : kind == CommandKind::register_contact ? 1 : 2;
    if (sink != nullptr) {
      if (rows.has_once(i) && !is_first(planned, row, 0)) continue;
      if (Result<void> r = sink->take(planned, row); !r) return r;
      continue;
    }
    if (RowFault what; !rows.time_of(i, row, arena_, planned.at, what)) {
      ++report_.malformed;
      ImportFinding finding;
      finding.command = kind;
      finding.column = std::move(what.column);
      finding.reason = std::move(what.reason);
      finding.remedy = std::move(what.remedy);
      find(planned, std::move(finding));
      continue;
    }
    planned.order = planned.at;
    if (by_use_ && planned.rank == 2) note_use(table, i, row, planned.at);
    if (!rows.has_once(i) || is_first(planned, row, planned_.size())) planned_.push_back(planned);
  }
  if (!any) ++report_.rows_without_command;
  arena_.clear();
  return {};
}

bool ImportPlan::is_first(const PlannedCommand& planned, const CsvRow& row, std::size_t place) {
  Once& once = once_[mapping_.tables[planned.table].commands[planned.command].kind];
  const std::string_view key = rows_[planned.table].once_of(planned.command, row, arena_);
  const std::uint32_t number = once.keys.intern(key);
  if (number == 0) {
    ++report_.malformed;
    ImportFinding finding;
    finding.command = mapping_.tables[planned.table].commands[planned.command].kind;
    finding.reason = key.empty() ? "what it may come once for is empty"
                                 : "what it may come once for is longer than 128 bytes";
    finding.remedy = "correct the row, or the mapping's `once`";
    find(planned, std::move(finding));
    return false;
  }
  if (number > once.planned.size()) {
    once.planned.push_back(place);
    return true;
  }
  if (mapping_.order == ImportOrder::file) return false;
  PlannedCommand& kept = planned_[once.planned[number - 1]];
  if (!before(planned, kept)) return false;
  kept.dropped = true;
  once.planned[number - 1] = place;
  return true;
}

void ImportPlan::note_use(std::size_t table, std::size_t command, const CsvRow& row, Instant at) {
  const std::string_view key = rows_[table].content_of(command, ImportTarget::contact, row, arena_);
  const std::uint32_t number = key.empty() ? 0 : used_.intern(key);
  if (number == 0) return;
  if (number > used_at_.size())
    used_at_.push_back(at);
  else
    used_at_[number - 1] = std::min(used_at_[number - 1], at);
}

// Actors stand before everything; a contact where the first entry on it does, if that is earlier.
void ImportPlan::put_registrations_first() {
  for (PlannedCommand& planned : planned_) {
    if (planned.rank == 0)
      planned.order = Instant::from_microseconds(std::numeric_limits<std::int64_t>::min());
    if (planned.rank != 1) continue;
    const CsvRow& read = row(planned);
    const std::string_view key =
        rows_[planned.table].content_of(planned.command, ImportTarget::key, read, arena_);
    const std::uint32_t number = key.empty() ? 0 : used_.find(key);
    if (number != 0 && used_at_[number - 1] < planned.at) {
      planned.order = used_at_[number - 1];
      ImportFinding finding;
      finding.kind = ImportFindingKind::before_registration;
      finding.command = CommandKind::register_contact;
      finding.contact = key;
      finding.column = rows_[planned.table].column_of(planned.command, Field::occurred_at);
      finding.reason = "the earliest entry on the contact is of " + used_at_[number - 1].to_string() +
                       ", before its registration of " + planned.at.to_string();
      finding.remedy = "both are kept; correct the source if one is wrong";
      find(planned, std::move(finding));
    }
    arena_.clear();
  }
}

bool ImportPlan::before(const PlannedCommand& a, const PlannedCommand& b) noexcept {
  return std::tie(a.order, a.rank, a.row, a.command) < std::tie(b.order, b.rank, b.row, b.command);
}

const CsvRow& ImportPlan::row(const PlannedCommand& planned) {
  if (planned.table == read_table_ && planned.offset == read_offset_) return read_;
  CsvReader reader(texts_[planned.table], mapping_.tables[planned.table].separator);
  reader.at(planned.offset, read_);
  read_table_ = planned.table;
  read_offset_ = planned.offset;
  return read_;
}

void ImportPlan::find(const PlannedCommand& planned, ImportFinding finding) {
  if (report_.findings.size() >= findings_max_) {
    ++report_.findings_left_out;
    return;
  }
  finding.table = mapping_.tables[planned.table].name;
  finding.row = planned.source;
  finding.line = planned.line;
  report_.findings.push_back(std::move(finding));
}

}  // namespace firstlog::inline v1::detail
