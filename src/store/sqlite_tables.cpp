// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "store/sqlite_tables.hpp"

#include <algorithm>

#include "store/check.hpp"

namespace firstlog::inline v1::sqlite_store {
namespace {

std::uint64_t hash_of(std::string_view text) noexcept {
  std::uint64_t hash = 14'695'981'039'346'656'037U;  // FNV-1a
  for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;
  return hash;
}

std::int64_t first_number(std::uint64_t hash) noexcept {
  return 1 + static_cast<std::int64_t>((hash ^ (hash >> 32)) % static_cast<std::uint64_t>(organisations_max));
}

std::int64_t key_of(std::int64_t organisation, std::uint64_t commit_number) noexcept {
  return (organisation << commit_bits) | static_cast<std::int64_t>(commit_number);
}
std::int64_t first_key(std::int64_t organisation) noexcept {
  return key_of(organisation, 0);
}
std::int64_t last_key(std::int64_t organisation) noexcept {
  return key_of(organisation, commit_number_max);
}

std::uint64_t natural(std::int64_t value) noexcept {
  return static_cast<std::uint64_t>(value);
}

// Columns 0 to 5 of Sql::head and Sql::commits_from. False where a column is not of its kind.
bool read_row(const Use& use, CommitRow& row) noexcept {
  for (int column = 0; column < 4; ++column)
    if (!use.is(column, SQLITE_INTEGER)) return false;
  const Bytes hash = use.bytes(4);
  const Bytes commit_id = use.bytes(5);
  if (hash.size() != Digest::size || commit_id.size() != CommitId::size) return false;
  row.first_position = Position(natural(use.integer(1)));
  row.head.commit_number = natural(use.integer(0)) & commit_number_max;
  row.head.last_position = Position(natural(use.integer(2)));
  row.head.last_time = Instant::from_microseconds(use.integer(3));
  row.head.hash = Digest::copy_of(hash.data());
  row.head.commit_id = CommitId::copy_of(commit_id.data());
  return row.head.commit_number != 0 && use.integer(1) > 0 && use.integer(2) >= use.integer(1);
}

}  // namespace

Error Tables::damaged(std::uint64_t commit_number, Position position, std::string_view why) const noexcept {
  Error error(Status::corrupt, connection_.name(), "commit ", "restore the file from a backup");
  error.place.append(", position ").append_number(static_cast<std::int64_t>(position.number()));
  error.reason.append_number(static_cast<std::int64_t>(commit_number)).append(" ").append(why);
  return error;
}

// The number of the organisation, or 0 with the first number that is free for it.
Result<std::int64_t> Tables::probe(std::string_view organisation, std::int64_t& free_number) noexcept {
  std::int64_t number = first_number(hash_of(organisation));
  for (std::int64_t tries = 0; tries < organisations_max; ++tries) {
    Use use(connection_, Sql::organisation_at);
    const int code = use.bind(number).step();
    if (code == SQLITE_DONE) {
      free_number = number;
      return std::int64_t{0};
    }
    if (code != SQLITE_ROW) return connection_.failure(code, "cannot find the organisation");
    const Bytes key = use.bytes(0);
    if (static_cast<std::uint64_t>(use.integer(1)) != hash_of(as_text(key)))
      return Error(Status::corrupt, connection_.name(), "an organisation's key contradicts its checksum",
                   "restore the file from a backup");
    if (as_text(key) == organisation) return number;
    number = number == organisations_max ? 1 : number + 1;
  }
  return Error(Status::store_full, connection_.name(), "no room for another organisation",
               "keep further organisations in another file");
}

Result<std::int64_t> Tables::find(std::string_view organisation) noexcept {
  std::int64_t free_number = 0;
  Result<std::int64_t> number = probe(organisation, free_number);
  if (!number || *number != 0) return number;
  int code = SQLITE_OK;
  {
    Use use(connection_, Sql::any_commit_between);
    code = use.bind(first_key(free_number)).bind(last_key(free_number)).step();
  }
  if (code == SQLITE_DONE) return std::int64_t{0};
  if (code != SQLITE_ROW) return connection_.failure(code, "cannot find the organisation");
  // Outside a transaction, another writer may have made it since the first look.
  number = probe(organisation, free_number);
  if (!number || *number != 0) return number;
  return Error(Status::corrupt, connection_.name(), "commits stand under a number that no organisation has",
               "restore the file from a backup");
}

Result<std::int64_t> Tables::find_or_make(std::string_view organisation) noexcept {
  Result<std::int64_t> found = find(organisation);
  if (!found || *found != 0) return found;
  std::int64_t number = 0;
  if (Result<std::int64_t> again = probe(organisation, number); !again) return again;
  Use use(connection_, Sql::organisation_put);
  const int code = use.bind(number)
                       .bind(as_bytes(organisation))
                       .bind(static_cast<std::int64_t>(hash_of(organisation)))
                       .step();
  if (code != SQLITE_DONE) return connection_.failure(code, "cannot add the organisation");
  return number;
}

Result<Head> Tables::head(std::int64_t organisation) noexcept {
  if (organisation == 0) return Head{};
  Use use(connection_, Sql::head);
  const int code = use.bind(first_key(organisation)).bind(last_key(organisation)).step();
  if (code == SQLITE_DONE) return Head{};
  if (code != SQLITE_ROW) return connection_.failure(code, "cannot read the head");
  CommitRow row;
  if (!read_row(use, row)) return damaged(row.head.commit_number, row.first_position, "has a damaged row");
  return row.head;
}

Result<void> Tables::append(std::int64_t organisation, const CommitRow& row,
                            std::span<const VaultPut> vault) noexcept {
  {
    Use use(connection_, Sql::commit_put);
    const int code = use.bind(key_of(organisation, row.head.commit_number))
                         .bind(static_cast<std::int64_t>(row.first_position.number()))
                         .bind(static_cast<std::int64_t>(row.head.last_position.number()))
                         .bind(row.head.last_time.microseconds())
                         .bind(row.head.hash.view())
                         .bind(row.head.commit_id.view())
                         .bind(row.record)
                         .step();
    if (code != SQLITE_DONE) return connection_.failure(code, "cannot append");
  }
  for (const VaultPut& put : vault) {
    if (Result<void> failed = vault_.put(organisation, put); !failed) return failed;
  }
  return {};
}

// The last commit whose first position is not behind `from`: looked for backward from the head in
// doubling steps, because most readers want the tail, then by halving.
Result<std::uint64_t> Tables::commit_holding(std::int64_t organisation, std::uint64_t last_commit,
                                             Position from) noexcept {
  if (from <= Position(1)) return std::uint64_t{1};
  auto begins_after = [&](std::uint64_t commit, bool& after) noexcept -> Result<void> {
    Use use(connection_, Sql::first_position);
    const int code = use.bind(key_of(organisation, commit)).step();
    if (code == SQLITE_DONE) return damaged(commit, from, "is missing");
    if (code != SQLITE_ROW) return connection_.failure(code, "cannot find a position");
    after = natural(use.integer(0)) > from.number();
    return {};
  };
  std::uint64_t high = last_commit + 1;  // begins after `from`, or is beyond the end
  std::uint64_t low = 0;                 // does not begin after `from`; 0 until one is known
  for (std::uint64_t step = 1; low == 0; step *= 2) {
    const std::uint64_t commit = high > step ? high - step : 1;
    bool after = false;
    if (auto bad = begins_after(commit, after); !bad) return bad.error();
    if (!after) {
      low = commit;
    } else if (commit == 1) {
      return damaged(1, from, "does not begin at position 1");
    } else {
      high = commit;
    }
  }
  while (high - low > 1) {
    const std::uint64_t middle = low + (high - low) / 2;
    bool after = false;
    if (auto bad = begins_after(middle, after); !bad) return bad.error();
    (after ? high : low) = middle;
  }
  return low;
}

Result<void> Tables::read(std::int64_t organisation, Position from, RowSink& sink) noexcept {
  Result<Head> last = head(organisation);
  if (!last) return last.error();
  from = std::max(from, Position(1));
  if (from > last->last_position) return {};

  std::uint64_t commit_number = 0;
  Position expected;  // the next row's first position, where it is known
  if (read_organisation_ == organisation && read_position_ == from && read_commit_ <= last->commit_number) {
    commit_number = read_commit_;
    expected = from;
  } else {
    Result<std::uint64_t> found = commit_holding(organisation, last->commit_number, from);
    if (!found) return found.error();
    commit_number = *found;
    if (commit_number == 1) expected = Position(1);
  }

  Use use(connection_, Sql::commits_from);
  use.bind(key_of(organisation, commit_number)).bind(last_key(organisation));
  for (bool first = true;; first = false) {
    const int code = use.step();
    if (code == SQLITE_DONE) {
      if (commit_number <= last->commit_number) return damaged(commit_number, expected, "is missing");
      return {};
    }
    if (code != SQLITE_ROW) {
      Error error = connection_.failure(code, "cannot read the journal");
      if (error.status == Status::corrupt)
        error.place.append(", position ").append_number(static_cast<std::int64_t>(expected.number()));
      return error;
    }
    CommitRow row;
    const bool whole = read_row(use, row) && use.is(6, SQLITE_BLOB);
    row.record = use.bytes(6);
    if (!whole || row.record.empty()) {
      // SQLite answers nothing where it had no memory for the record.
      if (sqlite3_errcode(connection_.handle()) == SQLITE_NOMEM)
        return store_check::no_memory(connection_.name());
      return damaged(commit_number, expected, "has a damaged row");
    }
    if (row.head.commit_number != commit_number) return damaged(commit_number, expected, "is missing");
    if (expected.present() ? row.first_position != expected : row.first_position > from)
      return damaged(commit_number, expected, "does not begin behind the commit before it");
    if (first && row.head.last_position < from)
      return damaged(commit_number, from, "ends before the position that it must hold");
    expected = row.head.last_position.plus(1);
    ++commit_number;
    read_organisation_ = organisation;
    read_commit_ = commit_number;
    read_position_ = expected;
    if (!sink.take(row)) return {};
  }
}

Result<void> Tables::deliver(Use& use, std::string_view what, BytesSink& sink) noexcept {
  const int code = use.step();
  if (code == SQLITE_DONE) return store_check::absent(connection_.name(), what);
  if (code != SQLITE_ROW) return connection_.failure(code, "cannot read");
  if (!use.is(0, SQLITE_BLOB))
    return Error(Status::corrupt, connection_.name(), "content that is not bytes",
                 "restore the file from a backup");
  const Bytes content = use.bytes(0);
  if (content.empty() && sqlite3_errcode(connection_.handle()) == SQLITE_NOMEM)
    return store_check::no_memory(connection_.name());
  sink.take(content);
  return {};
}

Result<void> Tables::put_chunk(std::int64_t organisation, std::string_view name, Bytes content) noexcept {
  Use use(connection_, Sql::chunk_put);
  const int code = use.bind(organisation).bind(as_bytes(name)).bind(content).step();
  if (code != SQLITE_DONE) return connection_.failure(code, "cannot write the chunk");
  return {};
}

Result<void> Tables::get_chunk(std::int64_t organisation, std::string_view name, BytesSink& sink) noexcept {
  Use use(connection_, Sql::chunk_get);
  return deliver(use.bind(organisation).bind(as_bytes(name)), "chunk", sink);
}

Result<void> Tables::erase_chunk(std::int64_t organisation, std::string_view name) noexcept {
  Use use(connection_, Sql::chunk_erase);
  const int code = use.bind(organisation).bind(as_bytes(name)).step();
  if (code != SQLITE_DONE) return connection_.failure(code, "cannot erase the chunk");
  return {};
}

}  // namespace firstlog::inline v1::sqlite_store
