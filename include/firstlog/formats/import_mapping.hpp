// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The mapping document: how the rows of somebody's tables become commands (DOMAIN 14). JSON;
// schema/import.schema.json is the published schema and docs/import.md explains it with examples.
//
// A mapping has tables; a table has commands; a row gives every command whose conditions it meets, in
// their order. A command's members are values: text in which "{column}" stands for what the row holds
// there, or an object that says how to read it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "firstlog/base/bytes.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/core/command.hpp"

namespace firstlog::inline v1 {

inline constexpr int import_mapping_version = 1;
inline constexpr std::size_t import_mapping_bytes_max = std::size_t{1} << 20;
inline constexpr std::size_t import_tables_max = 64;
inline constexpr std::size_t import_commands_max = 256;  // of one table

// What a member of a command can be read into: the fields of Command, and those that a typed constructor
// makes one of.
enum class ImportTarget : std::uint8_t {
  actor = 0,
  occurred_at,
  contact,
  other,
  rep,
  cover,
  key,
  reason,
  niche,
  team,
  document_number,
  name,     // for alphabetical rules
  country,  // these three: where the contact is
  region,
  postcode,
  amount,
  tax,
  due,
  signed_on,
  invoiced_on,
  paid_on,
  from,
  until,
  period,
  roles,  // names, separated by commas
  active,
  inbound,
  confirm,
  with_claim,
  touch,
  disposition,
  scope,
  talk_seconds,
  personal,  // free text, for the vault
  // These five: match keys (journal/match_keys.hpp) of normalised text, which ImportOptions::match_secret
  // keys.
  phone,
  email,
  domain,
  name_and_postcode,
  match_key,
  credits,  // "ana=1/2, ben=1/2"
  lines,    // "product|quantity|net|tax|cost; …", the last two as far as they are told
};
inline constexpr int import_target_count = 41;

// "occurred_at" and the others, as in the document.
FIRSTLOG_API std::string_view name_of(ImportTarget target) noexcept;

// How a value comes about, in this order: `text` or the first of `first_of` that holds something; the
// first part of `split`; `map`; `fallback` where there is nothing by then. The rest says how amounts and
// times are read.
struct ImportValue {
  std::string text;                   // "{column}" stands for its content, "{{" for a brace
  std::vector<std::string> first_of;  // columns
  // Separates several values: where one belongs the first is kept, of match keys each gives one.
  std::string split;
  std::vector<std::pair<std::string, std::string>> map;
  std::optional<std::string> otherwise;  // what is not in `map`; absent: such a row is reported
  std::optional<std::string> fallback;
  std::vector<std::string> formats;  // of times and dates, tried in turn; empty: RFC 3339, or ISO dates
  std::string zone;                  // IANA name, of times without an offset
  std::int64_t plus_days = 0;        // calendar days of that zone
  std::int64_t plus_minutes = 0;
  std::string currency;
  char decimal = '.';
  char grouping = '\0';  // between thousands: , . ' or a space; none: amounts have no such signs
  bool minor = false;    // amounts are whole minor units

  friend bool operator==(const ImportValue&, const ImportValue&) = default;
};

// Holds where the column's content is one of `is`, begins with one of `starts_with`, is none of
// `is_not`, is empty or not: each of those that are given.
struct ImportCondition {
  std::string column;
  std::vector<std::string> is;
  std::vector<std::string> is_not;
  std::vector<std::string> starts_with;
  std::optional<bool> empty;

  friend bool operator==(const ImportCondition&, const ImportCondition&) = default;
};

struct ImportCommand {
  CommandKind kind = CommandKind::none;
  std::vector<ImportCondition> when;  // all of them must hold
  // Text: only the first of each content gives the command, among all commands of its kind in the mapping.
  std::string once;
  bool unless_known = false;  // register_actor, register_contact: skipped where the key exists
  std::vector<std::pair<ImportTarget, ImportValue>> members;

  friend bool operator==(const ImportCommand&, const ImportCommand&) = default;
};

// Several rows become one: the first of each group, with these columns computed over all of its rows.
struct ImportGroup {
  std::vector<std::string> by;     // columns; empty: rows are not grouped
  std::vector<std::string> sum;    // of exact decimals
  std::vector<std::string> least;  // as text: dates in ISO order
  std::vector<std::string> greatest;
  std::vector<std::string> last;  // of the last row that holds something
  std::string count;              // a column of that name says how many rows there were
  // A column of that name holds `join_each` for every row, "; " between them: the lines of a deal.
  std::string join;
  std::string join_each;  // "{column}" stands for the row's content

  friend bool operator==(const ImportGroup&, const ImportGroup&) = default;
};

struct ImportTableMapping {
  std::string name;
  char separator = ',';
  ImportGroup group;
  std::optional<ImportValue> occurred_at;  // of commands that say none of their own
  std::vector<ImportCommand> commands;

  friend bool operator==(const ImportTableMapping&, const ImportTableMapping&) = default;
};

// In which order entries are brought in. `time`: by their own time, then by row; registrations stand
// before whatever names what they register. `file`: as the rows stand.
enum class ImportOrder : std::uint8_t { time = 0, file = 1 };

struct ImportMapping {
  std::string name;
  ImportOrder order = ImportOrder::time;
  std::string zone = "UTC";
  std::string currency;            // ISO 4217
  std::vector<std::string> empty;  // contents that mean nothing, besides no content at all
  std::vector<ImportTableMapping> tables;
  Digest digest;  // of the document's bytes

  friend bool operator==(const ImportMapping&, const ImportMapping&) = default;
};

// Reads a mapping document. Checked are its form, that every command may be imported and is given what
// it needs, that values fit what they are read into, and that formats can be read; columns are checked
// when a table is.
// Errors: malformed, with the path ("import.tables[0].commands[2].actor"), the reason and the remedy;
// where the text is no JSON, line and column. unsupported: a later version. out_of_memory.
FIRSTLOG_API Result<ImportMapping> parse_import_mapping(std::string_view json) noexcept;

}  // namespace firstlog::inline v1
