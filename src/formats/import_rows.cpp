// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "formats/import_rows.hpp"

#include <algorithm>
#include <cstring>
#include <functional>

#include "firstlog/core/command_table.hpp"

namespace firstlog::inline v1::detail {

std::string_view TextArena::keep(std::string_view text) {
  if (block_ == blocks_.size()) blocks_.emplace_back().reserve(std::max(block_bytes, text.size()));
  if (blocks_[block_].capacity() - blocks_[block_].size() < text.size()) {
    ++block_;
    if (block_ == blocks_.size() || blocks_[block_].capacity() < text.size()) {
      blocks_.emplace(blocks_.begin() + static_cast<std::ptrdiff_t>(block_));
      blocks_[block_].reserve(std::max(block_bytes, text.size()));
    }
  }
  std::vector<char>& block = blocks_[block_];
  const std::size_t at = block.size();
  block.insert(block.end(), text.begin(), text.end());
  return {block.data() + at, text.size()};
}

void TextArena::clear() noexcept {
  for (std::vector<char>& block : blocks_) block.clear();
  block_ = 0;
  lists.clear();
}

bool fault_of_row(const CsvRow& row, const std::vector<std::string>& header, RowFault& fault) {
  fault = RowFault();
  if (row.fault != CsvFault::none) {
    if (row.fault != CsvFault::not_utf8 && row.fault_field < header.size())
      fault.column = header[row.fault_field];
    fault.reason = sentence_of(row.fault);
    fault.remedy = remedy_of(row.fault);
    return true;
  }
  if (row.fields.size() == header.size()) return false;
  fault.reason = "the row has " + std::to_string(row.fields.size()) + " fields, the header " +
                 std::to_string(header.size());
  fault.remedy = "give each column a field, and put a field that holds the separator in quotation marks";
  return true;
}

Result<ImportRows> ImportRows::open(const ImportMapping& whole, const ImportTableMapping& mapping,
                                    std::string_view csv,
                                    const std::map<std::string, Zone, std::less<>>& zones) {
  ImportRows table;
  table.whole_ = &whole;
  table.table_ = mapping.name;
  table.text_ = csv;
  CsvReader reader(csv, mapping.separator);
  CsvRow header;
  if (!reader.next(header) || header.fault != CsvFault::none)
    return Error(Status::malformed, mapping.name, "the table has no header that can be read",
                 "begin it with a row of column names");
  for (std::string_view name : header.fields) {
    if (std::find(table.header_.begin(), table.header_.end(), name) != table.header_.end()) {
      Error error(Status::malformed, mapping.name, "two columns have the name ", "give each its own");
      error.reason.append(name);
      return error;
    }
    table.header_.emplace_back(name);
  }
  CsvRow first;
  table.first_row_ = reader.next(first) ? first.offset : csv.size();

  for (const ImportCommand& command : mapping.commands) {
    Made& made = table.commands_.emplace_back();
    made.kind = command.kind;
    made.needs = row_of(command.kind)->needs;
    for (const ImportCondition& condition : command.when) {
      const Result<std::uint32_t> column = table.column(condition.column);
      if (!column) return column.error();
      made.when.push_back({&condition, *column});
    }
    Result<std::vector<Part>> once = table.parts(command.once);
    if (!once) return once.error();
    made.once = std::move(*once);
    bool own_time = false;
    auto add = [&](ImportTarget target, const ImportValue& value) -> Result<void> {
      Result<Member> member = table.member(row_of(target), value, zones);
      if (!member) return member.error();
      if (target == ImportTarget::occurred_at) {
        own_time = true;
        made.time = static_cast<std::uint32_t>(made.members.size());
      }
      made.members.push_back(std::move(*member));
      return {};
    };
    for (const auto& [target, value] : command.members)
      if (Result<void> r = add(target, value); !r) return r.error();
    if (!own_time)
      if (Result<void> r = add(ImportTarget::occurred_at, *mapping.occurred_at); !r) return r.error();
  }
  return table;
}

Result<std::uint32_t> ImportRows::column(std::string_view name) const {
  for (std::size_t i = 0; i < header_.size(); ++i)
    if (header_[i] == name) return static_cast<std::uint32_t>(i);
  Error error(Status::malformed, table_, "the table has no column ", "its columns are: ");
  error.reason.append(name);
  for (std::size_t i = 0; i < header_.size(); ++i) error.remedy.append(i == 0 ? "" : ", ").append(header_[i]);
  return error;
}

Result<std::vector<ImportRows::Part>> ImportRows::parts(std::string_view text) const {
  std::vector<Part> made;
  for (TemplatePart& part : parts_of(text)) {
    Part& one = made.emplace_back();
    one.is_column = part.column;
    if (!part.column) {
      one.literal = std::move(part.text);
      continue;
    }
    const Result<std::uint32_t> at = column(part.text);
    if (!at) return at.error();
    one.column = *at;
  }
  return made;
}

Result<ImportRows::Member> ImportRows::member(const ImportTargetRow& target, const ImportValue& value,
                                              const std::map<std::string, Zone, std::less<>>& zones) const {
  Member made;
  made.target = &target;
  made.value = &value;
  made.zone = &zones.find(value.zone)->second;
  if (const Result<Currency> currency = Currency::parse(value.currency); currency) made.currency = *currency;
  Result<std::vector<Part>> from = parts(value.text);
  if (!from) return from.error();
  made.parts = std::move(*from);
  for (const std::string& name : value.first_of) {
    const Result<std::uint32_t> at = column(name);
    if (!at) return at.error();
    made.first_of.push_back(*at);
  }
  for (const auto& [key, to] : value.map) made.map.emplace_back(key, to);
  std::sort(made.map.begin(), made.map.end());
  return made;
}

bool ImportRows::is_empty(std::string_view content) const noexcept {
  return content.empty() ||
         std::find(whole_->empty.begin(), whole_->empty.end(), content) != whole_->empty.end();
}

bool ImportRows::applies(std::size_t command, const CsvRow& row) const noexcept {
  for (const Condition& condition : commands_[command].when) {
    const std::string_view content = row.fields[condition.column];
    const ImportCondition& asks = *condition.asks;
    auto among = [&](const std::vector<std::string>& all) {
      return std::find(all.begin(), all.end(), content) != all.end();
    };
    if (asks.empty && is_empty(content) != *asks.empty) return false;
    if (!asks.is.empty() && !among(asks.is)) return false;
    if (among(asks.is_not)) return false;
    if (!asks.starts_with.empty() &&
        std::none_of(asks.starts_with.begin(), asks.starts_with.end(),
                     [&](const std::string& with) { return content.substr(0, with.size()) == with; }))
      return false;
  }
  return true;
}

// A text that lives no longer than its row goes into the arena. Where every column is empty, so is the whole.
std::string_view ImportRows::joined(const std::vector<Part>& parts, const CsvRow& row,
                                    TextArena& arena) const {
  const std::less_equal<const char*> before;
  auto kept = [&](std::string_view field) {
    const bool of_text = before(text_.data(), field.data()) &&
                         before(field.data() + field.size(), text_.data() + text_.size());
    return of_text || field.empty() ? field : arena.keep(field);
  };
  if (parts.size() == 1) {
    if (!parts[0].is_column) return parts[0].literal;
    const std::string_view field = row.fields[parts[0].column];
    return is_empty(field) ? std::string_view() : kept(field);
  }
  std::string whole;
  bool any = false;
  bool columns = false;
  for (const Part& part : parts) {
    columns = columns || part.is_column;
    const std::string_view piece = part.is_column ? row.fields[part.column] : std::string_view(part.literal);
    if (part.is_column && is_empty(piece)) continue;
    any = any || part.is_column;
    whole += piece;
  }
  return columns && !any ? std::string_view() : arena.keep(whole);
}

bool ImportRows::content(const Member& member, const CsvRow& row, TextArena& arena, std::string_view& into,
                         std::vector<RowFault>* left_out) const {
  into = {};
  if (!member.first_of.empty()) {
    for (std::uint32_t at : member.first_of) {
      const Part part{.literal = {}, .column = at, .is_column = true};
      into = joined({part}, row, arena);
      if (!into.empty()) break;
    }
  } else {
    into = joined(member.parts, row, arena);
  }
  const ImportValue& value = *member.value;
  if (!value.split.empty() && member.target->read != ImportRead::match) {
    const std::size_t at = into.find(value.split);
    if (at != std::string_view::npos) {
      if (left_out != nullptr)
        left_out->push_back({name_of(member),
                             "it holds \"" + std::string(into) + "\", where one value belongs",
                             "the first was kept; correct the source if another is meant"});
      into = into.substr(0, at);
      while (!into.empty() && into.back() == ' ') into.remove_suffix(1);
    }
  }
  if (!into.empty() && !member.map.empty()) {
    const auto found =
        std::lower_bound(member.map.begin(), member.map.end(), into,
                         [](const auto& entry, std::string_view key) { return entry.first < key; });
    if (found != member.map.end() && found->first == into)
      into = found->second;
    else if (value.otherwise)
      into = *value.otherwise;
    else
      return false;
  }
  if (into.empty() && value.fallback) into = *value.fallback;
  return true;
}

bool ImportRows::read(const Member& member, const CsvRow& row, TextArena& arena, Command& into, bool& given,
                      RowFault& fault, std::vector<RowFault>* left_out) const {
  std::string_view text;
  given = false;
  if (!content(member, row, arena, text, left_out)) {
    fault = {name_of(member), "it holds \"" + std::string(text) + "\", which the map does not know",
             "add it to the map, or say what it means otherwise"};
    return false;
  }
  if (text.empty()) return true;
  given = true;
  const std::string_view reason =
      read_content(*member.target, *member.value, member.currency, *member.zone, text, arena.lists, into);
  if (reason.empty()) return true;
  fault = {name_of(member), "it holds \"" + std::string(text.substr(0, 60)) + "\": " + std::string(reason),
           "correct the row, or how the mapping reads it"};
  return false;
}

bool ImportRows::time_of(std::size_t command, const CsvRow& row, TextArena& arena, Instant& at,
                         RowFault& fault) const {
  const Made& made = commands_[command];
  const Member& member = made.members[made.time];
  Command read_into;
  bool given = false;
  if (!read(member, row, arena, read_into, given, fault, nullptr)) return false;
  if (!given) {
    fault = {name_of(member), "it is empty: nothing says when it happened",
             "fill it, give a default, or a condition"};
    return false;
  }
  at = read_into.occurred_at;
  return true;
}

std::string_view ImportRows::content_of(std::size_t command, ImportTarget target, const CsvRow& row,
                                        TextArena& arena) const {
  std::string_view text;
  for (const Member& member : commands_[command].members)
    if (member.target->target == target && content(member, row, arena, text, nullptr)) return text;
  return {};
}

std::string_view ImportRows::once_of(std::size_t command, const CsvRow& row, TextArena& arena) const {
  return joined(commands_[command].once, row, arena);
}

bool ImportRows::make(std::size_t command, const CsvRow& row, TextArena& arena, Command& into,
                      RowFault& fault, std::vector<RowFault>& left_out) const {
  const Made& made = commands_[command];
  into.kind = made.kind;
  std::string_view place[3];
  for (const Member& member : made.members) {
    bool given = false;
    if (!read(member, row, arena, into, given, fault, &left_out)) return false;
    const Field field = member.target->field;
    if (!given) {
      if (field != Field::actor && !made.needs.has(field)) continue;
      fault = {name_of(member), "it is empty, and the command needs it",
               "fill it, give a default, or a condition"};
      return false;
    }
    if (field == Field::actor) continue;
    into.given.add(field);
    if (field != Field::place) continue;
    const auto part =
        static_cast<std::size_t>(member.target->target) - static_cast<std::size_t>(ImportTarget::country);
    content(member, row, arena, place[part], nullptr);
  }
  if (into.given.has(Field::place)) into.place = Place::of(place[0], place[1], place[2]);
  return true;
}

std::string ImportRows::name_of(const Member& member) const {
  std::string names;
  auto add = [&](std::uint32_t column) {
    if (!names.empty()) names += ", ";
    names += header_[column];
  };
  for (const Part& part : member.parts)
    if (part.is_column) add(part.column);
  for (std::uint32_t column : member.first_of) add(column);
  return names;
}

std::string ImportRows::column_of(std::size_t command, Field field) const {
  for (const Member& member : commands_[command].members)
    if (member.target->field == field) return name_of(member);
  return {};
}

}  // namespace firstlog::inline v1::detail
