// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A session inside the host's transaction. Nothing is remembered between calls that a rollback of
// the host's could make untrue.
#include <sodium.h>

#include <new>
#include <string>
#include <utility>

#include "firstlog/store/sqlite.hpp"
#include "store/check.hpp"
#include "store/sqlite_schema.hpp"
#include "store/sqlite_tables.hpp"

namespace firstlog::inline v1 {
namespace {

using namespace sqlite_store;

class SqliteHostSession final : public Session {
 public:
  SqliteHostSession(sqlite3* connection, std::string name) noexcept
      : name_(std::move(name)), connection_(connection, false, name_), tables_(connection_) {}

  Connection& connection() noexcept { return connection_; }

  Result<Head> acquire(std::string_view organisation, Duration) noexcept override try {
    if (auto bad = usable(organisation); !bad) return bad.error();
    if (held_) return store_check::already_held(name_);
    if (auto stale = in_write_transaction(); !stale) return stale.error();
    Result<Head> head = head_of(organisation);
    if (!head) return head;
    held_key_.assign(organisation);
    held_ = true;
    return head;
  } catch (...) {
    return store_check::no_memory(name_);
  }

  Result<void> append(const CommitRow& row, std::span<const VaultPut> vault) noexcept override {
    if (connection_.forked()) return store_check::forked(name_);
    if (!held_) return store_check::not_held(name_);
    held_ = false;
    if (auto bad = store_check::commit(name_, row, vault); !bad) return bad;
    if (row.head.commit_number > commit_number_max)
      return Error(Status::out_of_range, name_, "an organisation has at most 2^40 - 1 commits");
    if (auto stale = in_write_transaction(); !stale) return stale;
    // Read again: the host may have rolled back to a savepoint since acquire.
    Result<Head> head = head_of(held_key_);
    if (!head) return head.error();
    if (auto bad = store_check::follows(name_, *head, row); !bad) return bad;

    // What the host asks SQLite about its own last INSERT is not changed by ours.
    const sqlite3_int64 hosts_last_row = sqlite3_last_insert_rowid(connection_.handle());
    Result<void> result = append_in_savepoint(row, vault);
    sqlite3_set_last_insert_rowid(connection_.handle(), hosts_last_row);
    return result;
  }

  void release() noexcept override { held_ = false; }
  Result<Head> head(std::string_view organisation) noexcept override {
    if (auto bad = usable(organisation); !bad) return bad.error();
    return head_of(organisation);
  }

  Result<void> read(std::string_view organisation, Position from, RowSink& sink) noexcept override {
    if (auto bad = usable(organisation); !bad) return bad;
    // Tables remembers where its last read ended; a rollback may have made that untrue.
    Tables fresh(connection_);
    Result<std::int64_t> number = fresh.find(organisation);
    return number.ok() ? fresh.read(*number, from, sink) : Result<void>(number.error());
  }

  Result<void> put_chunk(std::string_view, std::string_view, Bytes) noexcept override { return not_here(); }
  Result<void> erase_chunk(std::string_view, std::string_view) noexcept override { return not_here(); }
  Result<void> vault_erase(std::string_view, Bytes) noexcept override { return not_here(); }
  Result<void> wait_for_news(std::string_view, Position, Duration) noexcept override { return not_here(); }

  Result<void> get_chunk(std::string_view organisation, std::string_view name,
                         BytesSink& sink) noexcept override {
    if (auto bad = usable(organisation); !bad) return bad;
    if (auto bad = store_check::chunk(name_, organisation, name, {}); !bad) return bad;
    Result<std::int64_t> number = tables_.find(organisation);
    return number.ok() ? tables_.get_chunk(*number, name, sink) : Result<void>(number.error());
  }

  Result<void> vault_get(std::string_view organisation, Bytes key, BytesSink& sink) noexcept override {
    if (auto bad = usable(organisation); !bad) return bad;
    if (auto bad = store_check::vault_key(name_, organisation, key); !bad) return bad;
    Result<std::int64_t> number = tables_.find(organisation);
    return number.ok() ? tables_.vault().get(*number, key, sink) : Result<void>(number.error());
  }

 private:
  Result<void> usable(std::string_view organisation) noexcept {
    if (connection_.forked()) return store_check::forked(name_);
    return store_check::organisation(name_, organisation);
  }

  Result<void> in_write_transaction() noexcept {
    if (sqlite3_txn_state(connection_.handle(), "main") == SQLITE_TXN_WRITE) return {};
    return Error(Status::host_transaction_stale, name_,
                 "the host's transaction does not hold the write lock, so the head could still move",
                 "begin it with BEGIN IMMEDIATE");
  }

  Result<Head> head_of(std::string_view organisation) noexcept {
    Result<std::int64_t> number = tables_.find(organisation);
    return number.ok() ? tables_.head(*number) : Result<Head>(number.error());
  }

  Result<void> append_in_savepoint(const CommitRow& row, std::span<const VaultPut> vault) noexcept {
    if (const int code = connection_.run(Sql::savepoint); code != SQLITE_OK)
      return connection_.failure(code, "cannot append");
    Result<std::int64_t> number = tables_.find_or_make(held_key_);
    Result<void> result = number.ok() ? tables_.append(*number, row, vault) : Result<void>(number.error());
    if (result.ok()) {
      const int code = connection_.run(Sql::savepoint_release);
      if (code == SQLITE_OK) return {};
      result = connection_.failure(code, "cannot append");
    }
    Error error = result.error();
    if (sqlite3_get_autocommit(connection_.handle()) == 0) {
      connection_.run(Sql::savepoint_rollback);
      connection_.run(Sql::savepoint_release);
    } else {
      error.remedy.assign("SQLite rolled the host's whole transaction back: begin it again");
    }
    return error;
  }

  Error not_here() noexcept {
    if (connection_.forked()) return store_check::forked(name_);
    return Error(Status::unsupported, name_, "not inside the host's transaction",
                 "use a session of the store");
  }

  std::string name_;
  Connection connection_;
  Tables tables_;
  bool held_ = false;
  std::string held_key_;
};

}  // namespace

Result<std::unique_ptr<Session>> sqlite_host_session(sqlite3* connection, std::string_view name) noexcept
    try {
  if (sodium_init() < 0) return Error(Status::io_failed, name, "the system gives no random numbers");
  if (connection == nullptr) return Error(Status::invalid_argument, name, "no connection was given");
  auto session = std::make_unique<SqliteHostSession>(connection, std::string(name));
  if (Result<void> bad = check_schema(session->connection()); !bad) return bad.error();
  return std::unique_ptr<Session>(std::move(session));
} catch (...) {
  return store_check::no_memory("sqlite:host");
}

}  // namespace firstlog::inline v1
