// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// One SQLite connection with its prepared statements, and how SQLite's result codes become ours.
#pragma once

#include <sqlite3.h>
#include <sys/types.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "firstlog/base/instant.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/store/sqlite.hpp"

namespace firstlog::inline v1::sqlite_store {

// Everything that a session needs to open its connection.
struct Place {
  std::string path;  // never read by SQLite as a URI or as a name with a meaning of its own
  std::string log_path;
  std::string name;  // "sqlite:team.db"
  std::string vfs;   // empty: the default
  SqliteDurability durability = SqliteDurability::power_cut;
  bool read_only = false;
  bool in_host_database = false;
  Duration wait_max;

  const char* vfs_or_null() const noexcept { return vfs.empty() ? nullptr : vfs.c_str(); }
};

// Every statement that a session may run; the texts are in sqlite_connection.cpp, in this order.
enum class Sql : std::size_t {
  begin_read,
  begin_write,
  commit,
  rollback,
  savepoint,
  savepoint_release,
  savepoint_rollback,
  fence,
  organisation_at,
  organisation_put,
  any_commit_between,
  head,
  first_position,
  commits_from,
  commit_put,
  chunk_put,
  chunk_get,
  chunk_erase,
  vault_find,
  vault_insert,
  vault_update,
  vault_get,
  vault_erase,
  vault_block_put,
  count
};

// Waits until a moment of the monotonic clock, in growing pauses of random length: with several
// writers at one file, nobody who waits keeps in step with somebody else who does.
class Patience {
 public:
  explicit Patience(std::uint64_t seed) noexcept : random_(seed | 1U) {}
  void start(Duration wait_max) noexcept;
  // Pauses once; false, at once, where the deadline has passed.
  bool pause() noexcept;
  bool over() const noexcept;

 private:
  std::uint64_t random_;
  std::int64_t deadline_ = 0;  // microseconds of the monotonic clock
  std::int64_t pause_ = 0;     // microseconds, the next one's upper bound
};

class Connection {
 public:
  // Borrows the host's connection where `owned` is false.
  Connection(sqlite3* handle, bool owned, std::string_view name) noexcept;
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  sqlite3* handle() const noexcept { return handle_; }
  std::string_view name() const noexcept { return name_; }
  Patience& patience() noexcept { return patience_; }
  bool forked() const noexcept;

  // What SQLite's `code` means. `doing` names the work: "cannot append".
  Error failure(int code, std::string_view doing) const noexcept;

  // Runs SQL text that gives no rows, or whose rows do not matter.
  int run(const char* sql) noexcept;
  // Runs a prepared statement without parameters to its end.
  int run(Sql sql) noexcept;
  // The first column of the first row as an integer.
  int integer(const char* sql, std::int64_t& value) noexcept;

  // The statement, prepared once. Null where that failed: `code` says why.
  sqlite3_stmt* prepared(Sql sql, int& code) noexcept;

 private:
  sqlite3* handle_;
  bool owned_;
  pid_t process_;
  std::string_view name_;
  Patience patience_;
  std::array<sqlite3_stmt*, static_cast<std::size_t>(Sql::count)> statements_{};
};

// One use of a prepared statement: parameters bound from 1 up, reset and cleared at the end.
class Use {
 public:
  Use(Connection& connection, Sql sql) noexcept : statement_(connection.prepared(sql, code_)) {}
  ~Use() {
    if (statement_ == nullptr) return;
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;

  Use& bind(std::int64_t value) noexcept;
  Use& bind(Bytes bytes) noexcept;  // a blob, which must live until the end of this use

  // SQLITE_ROW, SQLITE_DONE or what went wrong, binding and preparing included.
  int step() noexcept;

  std::int64_t integer(int column) const noexcept { return sqlite3_column_int64(statement_, column); }
  bool is(int column, int type) const noexcept { return sqlite3_column_type(statement_, column) == type; }
  Bytes bytes(int column) const noexcept;

 private:
  int code_ = SQLITE_OK;
  int parameters_ = 0;
  sqlite3_stmt* statement_;
};

}  // namespace firstlog::inline v1::sqlite_store
