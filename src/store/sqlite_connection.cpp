// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "store/sqlite_connection.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <thread>

namespace firstlog::inline v1::sqlite_store {
namespace {

constexpr std::array<const char*, static_cast<std::size_t>(Sql::count)> texts = {
    "BEGIN",
    "BEGIN IMMEDIATE",
    "COMMIT",
    "ROLLBACK",
    "SAVEPOINT firstlog_append",
    "RELEASE firstlog_append",
    "ROLLBACK TO firstlog_append",
    "UPDATE main.firstlog_meta SET value = value + 1 WHERE name = 'fence'",
    "SELECT key, checksum FROM main.firstlog_organisation WHERE number = ?1",
    "INSERT INTO main.firstlog_organisation(number, key, checksum) VALUES(?1, ?2, ?3)",
    "SELECT 1 FROM main.firstlog_commit WHERE key BETWEEN ?1 AND ?2 LIMIT 1",
    "SELECT key, first_position, last_position, last_time, hash, commit_id FROM main.firstlog_commit "
    "WHERE key BETWEEN ?1 AND ?2 ORDER BY key DESC LIMIT 1",
    "SELECT first_position FROM main.firstlog_commit WHERE key = ?1",
    "SELECT key, first_position, last_position, last_time, hash, commit_id, record FROM main.firstlog_commit "
    "WHERE key BETWEEN ?1 AND ?2 ORDER BY key",
    "INSERT INTO main.firstlog_commit(key, first_position, last_position, last_time, hash, commit_id, "
    "record) "
    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    "REPLACE INTO main.firstlog_chunk(organisation, name, content) VALUES(?1, ?2, ?3)",
    "SELECT content FROM main.firstlog_chunk WHERE organisation = ?1 AND name = ?2",
    "DELETE FROM main.firstlog_chunk WHERE organisation = ?1 AND name = ?2",
    "SELECT place FROM main.firstlog_vault WHERE organisation = ?1 AND key = ?2",
    "INSERT INTO main.firstlog_vault(organisation, key, sealed) VALUES(?1, ?2, x'') RETURNING place",
    "UPDATE main.firstlog_vault SET sealed = ?2 WHERE place = ?1",
    "SELECT place, sealed FROM main.firstlog_vault WHERE organisation = ?1 AND key = ?2",
    "DELETE FROM main.firstlog_vault WHERE place = ?1",
    "INSERT OR IGNORE INTO main.firstlog_vault_key(block, padding, keys) VALUES(?1, zeroblob(?2), "
    "zeroblob(?3))",
};

std::int64_t monotonic_microseconds() noexcept {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

struct Meaning {
  Status status;
  std::string_view reason;
  std::string_view remedy;
};

Meaning meaning_of(int code, int system_error) noexcept {
  if (code == SQLITE_IOERR_NOMEM) return {Status::out_of_memory, "not enough memory", ""};
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {Status::busy, "another connection held the database until the deadline",
              "try again, or allow a longer wait"};
    case SQLITE_FULL:
      return {Status::store_full, "the disk or the database is full", "make room, then try again"};
    case SQLITE_READONLY:
      return {Status::read_only, "the database cannot be written",
              "check the file's and its folder's permissions"};
    case SQLITE_NOMEM: return {Status::out_of_memory, "not enough memory", ""};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {Status::corrupt, "the database file is damaged", "restore the file from a backup"};
    case SQLITE_TOOBIG: return {Status::invalid_argument, "larger than this SQLite allows", ""};
    case SQLITE_INTERRUPT: return {Status::cancelled, "interrupted by the host", ""};
    case SQLITE_CONSTRAINT:
      return {Status::corrupt, "a row stands where none may be", "restore the file from a backup"};
    case SQLITE_MISUSE: return {Status::internal, "SQLite was misused", ""};
    case SQLITE_CANTOPEN:
      return {Status::io_failed, "the database file cannot be opened",
              "check that its folder exists and may be written by this user"};
    default: break;
  }
  if (system_error == ENOSPC || system_error == EDQUOT)
    return {Status::store_full, "the disk is full", "make room, then try again"};
  return {Status::io_failed, "the operating system reported a failure", "check the disk, then try again"};
}

}  // namespace

void Patience::start(Duration wait_max) noexcept {
  // A year is as good as for ever, and keeps the sum inside the clock's range.
  constexpr std::int64_t longest = std::int64_t{366} * 86'400 * 1'000'000;
  deadline_ = monotonic_microseconds() + std::clamp<std::int64_t>(wait_max.microseconds(), 0, longest);
  pause_ = 40;
}

bool Patience::over() const noexcept {
  return monotonic_microseconds() >= deadline_;
}

bool Patience::pause() noexcept {
  const std::int64_t left = deadline_ - monotonic_microseconds();
  if (left <= 0) return false;
  random_ ^= random_ << 13;
  random_ ^= random_ >> 7;
  random_ ^= random_ << 17;
  const std::int64_t length =
      pause_ / 2 + static_cast<std::int64_t>(random_ % static_cast<std::uint64_t>(pause_));
  // The bound stays low: a writer that has waited long must look often, or those who have just
  // come would always be quicker than it.
  pause_ = std::min<std::int64_t>(pause_ + pause_ / 2, 300);
  std::this_thread::sleep_for(std::chrono::microseconds(std::min(length, left)));
  return true;
}

Connection::Connection(sqlite3* handle, bool owned, std::string_view name) noexcept
    : handle_(handle),
      owned_(owned),
      process_(::getpid()),
      name_(name),
      patience_(static_cast<std::uint64_t>(process_) * 0x9E3779B97F4A7C15U ^
                static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(this))) {
  if (!owned_) return;
  sqlite3_busy_handler(
      handle_, [](void* self, int) { return static_cast<Connection*>(self)->patience_.pause() ? 1 : 0; },
      this);
}

Connection::~Connection() {
  // In a forked child the handle is the parent's: closing it would touch the parent's log.
  if (forked()) return;
  for (sqlite3_stmt* statement : statements_) sqlite3_finalize(statement);
  if (owned_) {
    patience_.start(Duration());
    sqlite3_close(handle_);
  }
}

bool Connection::forked() const noexcept {
  return ::getpid() != process_;
}

Error Connection::failure(int code, std::string_view doing) const noexcept {
  const int system_error = sqlite3_system_errno(handle_);
  // A host's connection may have extended codes switched off.
  if (const int extended = sqlite3_extended_errcode(handle_); code < 256 && (extended & 0xFF) == code)
    code = extended;
  const Meaning meaning = meaning_of(code, system_error);
  Error error(meaning.status, name_, doing, meaning.remedy, code);
  error.reason.append(": ").append(meaning.reason);
  if (meaning.status == Status::io_failed || meaning.status == Status::internal)
    error.reason.append(" (").append(sqlite3_errstr(code)).append(")");
  return error;
}

int Connection::run(const char* sql) noexcept {
  return sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
}

int Connection::run(Sql sql) noexcept {
  Use use(*this, sql);
  int code = use.step();
  while (code == SQLITE_ROW) code = use.step();
  return code == SQLITE_DONE ? SQLITE_OK : code;
}

int Connection::integer(const char* sql, std::int64_t& value) noexcept {
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v2(handle_, sql, -1, &statement, nullptr);
  if (code != SQLITE_OK) return code;
  code = sqlite3_step(statement);
  if (code == SQLITE_ROW) value = sqlite3_column_int64(statement, 0);
  const int finished = sqlite3_finalize(statement);
  if (code == SQLITE_ROW || code == SQLITE_DONE) return finished;
  return code;
}

sqlite3_stmt* Connection::prepared(Sql sql, int& code) noexcept {
  sqlite3_stmt*& statement = statements_[static_cast<std::size_t>(sql)];
  if (statement == nullptr)
    code = sqlite3_prepare_v3(handle_, texts[static_cast<std::size_t>(sql)], -1, SQLITE_PREPARE_PERSISTENT,
                              &statement, nullptr);
  return statement;
}

Use& Use::bind(std::int64_t value) noexcept {
  if (code_ == SQLITE_OK) code_ = sqlite3_bind_int64(statement_, ++parameters_, value);
  return *this;
}

Use& Use::bind(Bytes bytes) noexcept {
  // An empty span may have no address; SQLite would take that for NULL.
  const void* data = bytes.empty() ? "" : static_cast<const void*>(bytes.data());
  if (code_ == SQLITE_OK)
    code_ = sqlite3_bind_blob64(statement_, ++parameters_, data, bytes.size(), SQLITE_STATIC);
  return *this;
}

int Use::step() noexcept {
  return code_ == SQLITE_OK ? sqlite3_step(statement_) : code_;
}

Bytes Use::bytes(int column) const noexcept {
  const void* data = sqlite3_column_blob(statement_, column);
  return {static_cast<const std::byte*>(data),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

}  // namespace firstlog::inline v1::sqlite_store
