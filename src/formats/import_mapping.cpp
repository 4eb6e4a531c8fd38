// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/formats/import_mapping.hpp"

#include <algorithm>
#include <new>

#include "firstlog/base/money.hpp"
#include "firstlog/base/text.hpp"
#include "firstlog/core/command_table.hpp"
#include "firstlog/journal/merkle.hpp"
#include "formats/import_targets.hpp"
#include "formats/import_text.hpp"
#include "formats/json_value.hpp"
#include "formats/nearest_name.hpp"
#include "formats/time_format.hpp"

namespace firstlog::inline v1 {

std::string_view name_of(ImportTarget target) noexcept {
  return detail::row_of(target).name;
}

namespace detail {
namespace {

using Kind = JsonValue::Kind;
using Names = std::vector<std::string_view>;

std::string_view kind_of(const JsonValue& value) noexcept {
  switch (value.kind) {
    case Kind::null: return "null";
    case Kind::boolean: return "true or false";
    case Kind::integer:
    case Kind::number: return "a number";
    case Kind::text: return "text";
    case Kind::list: return "a list";
    case Kind::object: return "an object";
  }
  return "";
}

// Reads the document; the first error ends it.
class MappingReader {
 public:
  Error error;
  bool failed = false;

  void mapping(const JsonValue& root, ImportMapping& into) {
    const JsonPlace place{nullptr, "import", 0};
    if (!object(root, place, {"version", "name", "order", "zone", "currency", "empty", "tables"}, {"tables"}))
      return;
    if (const JsonValue* version = root.find("version"))
      if (version->kind != Kind::integer || version->integer != import_mapping_version) {
        fail(in(place, "version"), "this library reads version 1", "leave it out, or use a later library");
        if (version->kind == Kind::integer && version->integer > import_mapping_version)
          error.status = Status::unsupported;
        return;
      }
    text(root, place, "name", into.name);
    text(root, place, "zone", into.zone);
    text(root, place, "currency", into.currency);
    texts(root, place, "empty", into.empty);
    std::size_t order = 0;
    if (choice(root, place, "order", {"time", "file"}, order)) into.order = static_cast<ImportOrder>(order);
    if (!failed) currency(in(place, "currency"), into.currency);
    const JsonPlace tables = in(place, "tables");
    const JsonValue* list = root.find("tables");
    if (failed || !is(*list, Kind::list, tables, "a list of tables")) return;
    if (list->items.empty() || list->items.size() > import_tables_max)
      return void(fail(tables, "there must be 1 to 64 tables", "write one for each file"));
    for (std::size_t i = 0; i < list->items.size() && !failed; ++i) {
      const JsonPlace at{&tables, {}, i};
      table(list->items[i], at, into, into.tables.emplace_back());
      for (std::size_t j = 0; j < i && !failed; ++j)
        if (into.tables[j].name == into.tables[i].name)
          fail(in(at, "name"), "another table has this name", "give each table its own");
    }
  }

 private:
  static JsonPlace in(const JsonPlace& place, std::string_view member) noexcept {
    return JsonPlace{&place, member, 0};
  }

  Error& fail(const JsonPlace& place, std::string_view reason, std::string_view remedy) noexcept {
    failed = true;
    error = Error(Status::malformed, {}, reason, remedy);
    place.append_to(error.place);
    return error;
  }

  bool is(const JsonValue& value, Kind kind, const JsonPlace& place, std::string_view wanted) noexcept {
    if (value.kind == kind) return true;
    Error& e = fail(place, wanted, "write it so");
    e.reason.append(" belongs here, not ").append(kind_of(value));
    return false;
  }

  void unknown(const JsonPlace& place, std::string_view reason, std::string_view given, const Names& known) {
    Error& e = fail(place, reason, "");
    if (const std::string_view near = nearest_name(given, known); !near.empty()) {
      e.remedy.append("did you mean \"").append(near).append("\"?");
      return;
    }
    e.remedy.append("known here: ");
    for (std::size_t i = 0; i < known.size(); ++i) e.remedy.append(i == 0 ? "" : ", ").append(known[i]);
  }

  bool object(const JsonValue& value, const JsonPlace& place, const Names& known, const Names& required) {
    if (!is(value, Kind::object, place, "an object")) return false;
    for (const JsonValue& item : value.items)
      if (std::find(known.begin(), known.end(), item.name) == known.end()) {
        unknown(in(place, item.name), "there is no such member", item.name, known);
        return false;
      }
    for (std::string_view name : required)
      if (value.find(name) == nullptr) {
        fail(in(place, name), "this member is missing", "add it");
        return false;
      }
    return true;
  }

  void text(const JsonValue& object, const JsonPlace& place, std::string_view name, std::string& into) {
    const JsonValue* value = object.find(name);
    if (failed || value == nullptr) return;
    if (is(*value, Kind::text, in(place, name), "text")) into = value->text;
  }
  void text(const JsonValue& object, const JsonPlace& place, std::string_view name,
            std::optional<std::string>& into) {
    if (object.find(name) != nullptr) text(object, place, name, into.emplace());
  }
  void flag(const JsonValue& object, const JsonPlace& place, std::string_view name, bool& into) {
    const JsonValue* value = object.find(name);
    if (failed || value == nullptr) return;
    if (is(*value, Kind::boolean, in(place, name), "true or false")) into = value->boolean;
  }
  void number(const JsonValue& object, const JsonPlace& place, std::string_view name, std::int64_t& into) {
    const JsonValue* value = object.find(name);
    if (failed || value == nullptr || !is(*value, Kind::integer, in(place, name), "a whole number")) return;
    if (value->integer < -10'000'000 || value->integer > 10'000'000)
      return void(fail(in(place, name), "the number is beyond ten million", "write a smaller one"));
    into = value->integer;
  }
  // A text, or a list of them.
  void texts(const JsonValue& object, const JsonPlace& place, std::string_view name,
             std::vector<std::string>& into) {
    const JsonValue* value = object.find(name);
    if (failed || value == nullptr) return;
    const JsonPlace here = in(place, name);
    if (value->kind == Kind::text) return into.push_back(value->text);
    if (!is(*value, Kind::list, here, "text or a list of texts")) return;
    for (std::size_t i = 0; i < value->items.size() && !failed; ++i)
      if (is(value->items[i], Kind::text, JsonPlace{&here, {}, i}, "text"))
        into.push_back(value->items[i].text);
  }
  bool choice(const JsonValue& object, const JsonPlace& place, std::string_view name, const Names& known,
              std::size_t& into) {
    const JsonValue* value = object.find(name);
    if (failed || value == nullptr || !is(*value, Kind::text, in(place, name), "text")) return false;
    const auto found = std::find(known.begin(), known.end(), value->text);
    into = static_cast<std::size_t>(found - known.begin());
    if (found == known.end())
      unknown(in(place, name), "that is none of what belongs here", value->text, known);
    return !failed;
  }
  void character(const JsonValue& object, const JsonPlace& place, std::string_view name,
                 std::string_view known, char& into) {
    std::string read;
    text(object, place, name, read);
    if (failed || object.find(name) == nullptr) return;
    if (read.size() == 1 && known.find(read[0]) != std::string_view::npos)
      into = read[0];
    else
      fail(in(place, name), "that is none of the characters that can stand here", "write one of: ")
          .remedy.append(known == ".,"      ? ". ,"
                         : known == ",;|\t" ? ", ; | and a tab"
                                            : ", . ' and a space");
  }

  void currency(const JsonPlace& place, const std::string& code) {
    if (code.empty() || Currency::parse(code)) return;
    fail(place, "that is no currency of ISO 4217", "write its three letters, such as \"EUR\"");
  }

  // Text with columns in braces.
  void columns(const JsonPlace& place, const std::string& content) {
    if (const std::string_view reason = fault_of_template(content); !reason.empty())
      fail(place, reason, "write {column} for a column's content, {{ for a brace");
  }

  void table(const JsonValue& value, const JsonPlace& place, const ImportMapping& whole,
             ImportTableMapping& into) {
    if (!object(value, place, {"name", "separator", "group", "occurred_at", "commands"},
                {"name", "commands"}))
      return;
    text(value, place, "name", into.name);
    if (!failed && !valid_key(into.name))
      return void(fail(in(place, "name"), "a name has 1 to 128 bytes", "name the table"));
    character(value, place, "separator", ",;|\t", into.separator);
    if (const JsonValue* of = value.find("group"); of != nullptr && !failed)
      group(*of, in(place, "group"), into.group);
    if (const JsonValue* time = value.find("occurred_at"); time != nullptr && !failed)
      member(*time, in(place, "occurred_at"), row_of(ImportTarget::occurred_at), whole,
             into.occurred_at.emplace());
    const JsonPlace commands = in(place, "commands");
    const JsonValue* list = value.find("commands");
    if (failed || !is(*list, Kind::list, commands, "a list of commands")) return;
    if (list->items.size() > import_commands_max)
      return void(fail(commands, "a table gives at most 256 commands", "make two tables of it"));
    for (std::size_t i = 0; i < list->items.size() && !failed; ++i)
      command(list->items[i], JsonPlace{&commands, {}, i}, whole, into, into.commands.emplace_back());
  }

  void group(const JsonValue& value, const JsonPlace& place, ImportGroup& into) {
    if (!object(value, place, {"by", "sum", "least", "greatest", "last", "count", "join"}, {"by"})) return;
    texts(value, place, "by", into.by);
    texts(value, place, "sum", into.sum);
    texts(value, place, "least", into.least);
    texts(value, place, "greatest", into.greatest);
    texts(value, place, "last", into.last);
    text(value, place, "count", into.count);
    if (const JsonValue* join = value.find("join"); join != nullptr && !failed) {
      const JsonPlace here = in(place, "join");
      if (!object(*join, here, {"column", "each"}, {"column", "each"})) return;
      text(*join, here, "column", into.join);
      text(*join, here, "each", into.join_each);
      if (!failed) columns(in(here, "each"), into.join_each);
      if (!failed && into.join.empty()) fail(in(here, "column"), "the column has no name", "name it");
    }
    if (!failed && into.by.empty())
      fail(in(place, "by"), "there is no column to group by", "name one or more");
  }

  void condition(const JsonValue& value, const JsonPlace& place, ImportCondition& into) {
    if (!object(value, place, {"column", "is", "is_not", "starts_with", "empty"}, {"column"})) return;
    text(value, place, "column", into.column);
    texts(value, place, "is", into.is);
    texts(value, place, "is_not", into.is_not);
    texts(value, place, "starts_with", into.starts_with);
    if (value.find("empty") != nullptr) flag(value, place, "empty", into.empty.emplace());
    if (!failed && into.is.empty() && into.is_not.empty() && into.starts_with.empty() && !into.empty)
      fail(place, "the condition asks nothing", "give it is, is_not, starts_with or empty");
  }

  void command(const JsonValue& value, const JsonPlace& place, const ImportMapping& whole,
               const ImportTableMapping& of, ImportCommand& into) {
    Names known{"command", "when", "once", "unless_known"};
    for (const ImportTargetRow& row : import_targets) known.push_back(row.name);
    if (!object(value, place, known, {"command"})) return;
    std::string name;
    text(value, place, "command", name);
    if (failed) return;
    into.kind = command_kind_of(name);
    if (!importable(into.kind)) {
      Names commands;
      for (const CommandRow& row : command_rows)
        if (importable(row.kind)) commands.push_back(row.name);
      return unknown(in(place, "command"), "that is no command that an import can bring", name, commands);
    }
    text(value, place, "once", into.once);
    if (!failed) columns(in(place, "once"), into.once);
    flag(value, place, "unless_known", into.unless_known);
    if (!failed && into.unless_known && into.kind != CommandKind::register_actor &&
        into.kind != CommandKind::register_contact)
      fail(in(place, "unless_known"), "only what registers an actor or a contact can be known before",
           "leave it out");
    if (const JsonValue* when = value.find("when"); when != nullptr && !failed) {
      const JsonPlace here = in(place, "when");
      if (when->kind == Kind::object) {
        condition(*when, here, into.when.emplace_back());
      } else if (is(*when, Kind::list, here, "a condition or a list of them")) {
        for (std::size_t i = 0; i < when->items.size() && !failed; ++i)
          condition(when->items[i], JsonPlace{&here, {}, i}, into.when.emplace_back());
      }
    }
    const CommandRow& row = *row_of(into.kind);
    Fields given;
    for (const ImportTargetRow& target : import_targets) {
      const JsonValue* one = value.find(target.name);
      if (one == nullptr || failed) continue;
      const bool always = target.field == Field::actor || target.field == Field::occurred_at;
      if (!always && !row.needs.has(target.field) && !row.knows.has(target.field)) {
        fail(in(place, target.name), "the command \"", "leave it out")
            .reason.append(name)
            .append("\" has no such member");
        return;
      }
      given.add(target.field);
      into.members.emplace_back(target.target, ImportValue());
      member(*one, in(place, target.name), target, whole, into.members.back().second);
    }
    if (failed) return;
    if (value.find("actor") == nullptr)
      return void(fail(in(place, "actor"), "who gave the command is missing", "add it"));
    if (value.find("occurred_at") == nullptr && !of.occurred_at)
      return void(fail(in(place, "occurred_at"), "when it happened is missing",
                       "add it here, or to the table for all of its commands"));
    if (const Fields missing = row.needs.without(given); !missing.empty()) {
      Error& e = fail(place, "the command \"", "add it");
      e.reason.append(name).append("\" needs ").append(firstlog::name_of(missing.first()));
    }
  }

  void member(const JsonValue& value, const JsonPlace& place, const ImportTargetRow& target,
              const ImportMapping& whole, ImportValue& into) {
    into.zone = whole.zone;
    into.currency = whole.currency;
    if (value.kind == Kind::text) {
      into.text = value.text;
      columns(place, into.text);
    } else if (value.kind == Kind::boolean && target.read == ImportRead::flag) {
      into.text = value.boolean ? "true" : "false";
    } else {
      described(value, place, target, into);
    }
    if (failed) return;
    if ((target.read == ImportRead::money || target.read == ImportRead::lines) && into.currency.empty())
      return void(fail(place, "the amount has no currency", "name one here, or for the whole mapping"));
    // What is the same for every row is read once, here.
    if (!into.first_of.empty() || into.text.find('{') != std::string::npos || into.text.empty()) return;
    if (const std::string_view reason = fault_of_content(target, into, into.text); !reason.empty())
      fail(place, reason, "correct the text");
  }

  void described(const JsonValue& value, const JsonPlace& place, const ImportTargetRow& target,
                 ImportValue& into) {
    Names known{"text", "column", "first_of", "split", "map", "otherwise", "default"};
    const bool timed = target.read == ImportRead::time;
    if (timed || target.read == ImportRead::date || target.read == ImportRead::month)
      for (std::string_view name : {"format", "zone", "plus_days"}) known.push_back(name);
    if (timed) known.push_back("plus_minutes");
    if (target.read == ImportRead::money || target.read == ImportRead::lines)
      for (std::string_view name : {"currency", "decimal", "grouping", "unit"}) known.push_back(name);
    if (!object(value, place, known, {})) return;
    text(value, place, "text", into.text);
    if (!failed) columns(in(place, "text"), into.text);
    texts(value, place, "first_of", into.first_of);
    std::string column;
    text(value, place, "column", column);
    if (!column.empty()) into.first_of.push_back(column);
    const int ways = (value.find("text") != nullptr ? 1 : 0) + (value.find("column") != nullptr ? 1 : 0) +
                     (value.find("first_of") != nullptr ? 1 : 0);
    if (!failed && ways != 1)
      return void(fail(place, "a value comes from exactly one of text, column and first_of", "give one"));
    text(value, place, "split", into.split);
    text(value, place, "otherwise", into.otherwise);
    text(value, place, "default", into.fallback);
    if (const JsonValue* map = value.find("map"); map != nullptr && !failed)
      if (is(*map, Kind::object, in(place, "map"), "an object"))
        for (const JsonValue& item : map->items) {
          const JsonPlace here = in(place, "map");
          if (!is(item, Kind::text, in(here, item.name), "text")) return;
          into.map.emplace_back(item.name, item.text);
        }
    if (!failed && into.otherwise && into.map.empty())
      return void(fail(in(place, "otherwise"), "there is no map beside it", "use default for what is empty"));
    texts(value, place, "format", into.formats);
    for (const std::string& format : into.formats)
      if (const auto reason = fault_of_format(format); reason && !failed)
        return void(fail(in(place, "format"), *reason, "write it as \"%Y-%m-%d %H:%M:%S\""));
    text(value, place, "zone", into.zone);
    number(value, place, "plus_days", into.plus_days);
    number(value, place, "plus_minutes", into.plus_minutes);
    text(value, place, "currency", into.currency);
    if (!failed && value.find("currency") != nullptr) currency(in(place, "currency"), into.currency);
    character(value, place, "decimal", ".,", into.decimal);
    character(value, place, "grouping", ",.' ", into.grouping);
    if (!failed && into.grouping == into.decimal)
      return void(fail(in(place, "grouping"), "it is the decimal sign", "give two signs"));
    std::size_t unit = 0;
    if (choice(value, place, "unit", {"major", "minor"}, unit)) into.minor = unit == 1;
    // What a map or a default says is the same for every row as well.
    auto check = [&](std::string_view name, const std::string& content) {
      if (failed || content.empty()) return;
      if (const std::string_view reason = fault_of_content(target, into, content); !reason.empty())
        fail(in(place, name), reason, "correct the text");
    };
    if (into.otherwise) check("otherwise", *into.otherwise);
    if (into.fallback) check("default", *into.fallback);
    for (const auto& [from, to] : into.map) check("map", to);
  }
};

}  // namespace
}  // namespace detail

Result<ImportMapping> parse_import_mapping(std::string_view json) noexcept {
  try {
    constexpr detail::JsonLimits limits{import_mapping_bytes_max, 16, 100'000, 4096};
    Result<detail::JsonValue> root = detail::parse_json(json, "import", limits);
    if (!root) return root.error();
    ImportMapping mapping;
    detail::MappingReader reader;
    reader.mapping(*root, mapping);
    if (reader.failed) return reader.error;
    mapping.digest = document_digest(as_bytes(json));
    return mapping;
  } catch (const std::bad_alloc&) {
    return Error(Status::out_of_memory, "import", "no memory to read the mapping");
  }
}

}  // namespace firstlog::inline v1
