// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "store/sqlite_session.hpp"

#include "store/check.hpp"

namespace firstlog::inline v1::sqlite_store {

SqliteSession::~SqliteSession() {
  if (!connection_->forked()) roll_back();
}

Result<void> SqliteSession::usable(std::string_view organisation) noexcept {
  if (connection_->forked()) return store_check::forked(connection_->name());
  return store_check::organisation(connection_->name(), organisation);
}

Result<std::int64_t> SqliteSession::number_of(std::string_view organisation) noexcept try {
  if (known_number_ != 0 && known_key_ == organisation) return known_number_;
  Result<std::int64_t> number = tables_.find(organisation);
  if (number.ok() && *number != 0 && !held_) {
    known_key_.assign(organisation);
    known_number_ = *number;
  }
  return number;
} catch (...) {
  return store_check::no_memory(connection_->name());
}

Result<void> SqliteSession::begin(Duration wait_max) noexcept {
  roll_back();  // what an earlier failure may have left open
  // SQLite itself would make it a transaction for reading.
  if (sqlite3_db_readonly(connection_->handle(), "main") == 1)
    return connection_->failure(SQLITE_READONLY, "cannot take the write right");
  connection_->patience().start(wait_max);
  for (;;) {
    const int code = connection_->run(Sql::begin_write);
    if (code == SQLITE_OK) return {};
    // SQLite does not ask the busy handler for every kind of busy.
    if ((code & 0xFF) == SQLITE_BUSY && connection_->patience().pause()) continue;
    if ((code & 0xFF) == SQLITE_BUSY) {
      Error busy = store_check::write_right_busy(connection_->name());
      busy.native_code = code;
      return busy;
    }
    return connection_->failure(code, "cannot take the write right");
  }
}

void SqliteSession::roll_back() noexcept {
  if (sqlite3_get_autocommit(connection_->handle()) == 0) connection_->run(Sql::rollback);
  held_ = false;
}

// Where COMMIT fails while the transaction is still open, nothing was written. Otherwise SQLite has
// rolled back, but the log's file may already hold the whole commit (a failed fsync): the next commit
// of any process overwrites it, so one is made at once. Only where that fails too is the end unknown.
Result<void> SqliteSession::commit() noexcept {
  const int code = connection_->run(Sql::commit);
  if (code == SQLITE_OK) return {};
  Error error = connection_->failure(code, "cannot commit");
  if (sqlite3_get_autocommit(connection_->handle()) == 0) {
    roll_back();
    if (sqlite3_get_autocommit(connection_->handle()) != 0) return error;
  }
  unsettled_ = true;
  if (settle().ok()) return error;
  error.status = Status::commit_unknown;
  error.remedy.assign("learn the head again and look for the commit's id");
  return error;
}

Result<void> SqliteSession::settle() noexcept {
  if (!unsettled_) return {};
  int code = SQLITE_OK;
  if (sqlite3_get_autocommit(connection_->handle()) == 0) code = connection_->run(Sql::rollback);
  connection_->patience().start(wait_max_);
  if (code == SQLITE_OK) code = connection_->run(Sql::begin_write);
  if (code == SQLITE_OK) code = connection_->run(Sql::fence);
  if (code == SQLITE_OK) code = connection_->run(Sql::commit);
  if (code == SQLITE_OK) {
    unsettled_ = false;
    return {};
  }
  Error error = connection_->failure(code, "a commit's end is still unknown");
  if (sqlite3_get_autocommit(connection_->handle()) == 0) connection_->run(Sql::rollback);
  error.status = Status::commit_unknown;
  return error;
}

// A number that changes with the database's content, as seen by the transaction under way. Never 0.
unsigned SqliteSession::version() noexcept {
  unsigned version = 0;
  const int code = sqlite3_file_control(connection_->handle(), "main", SQLITE_FCNTL_DATA_VERSION, &version);
  return code == SQLITE_OK ? version : 0;
}

void SqliteSession::saw(std::int64_t number, const Head& head) noexcept {
  seen_version_ = version();
  seen_number_ = seen_version_ == 0 ? 0 : number;
  seen_head_ = head;
}

// The head as of the transaction under way.
Result<Head> SqliteSession::head_inside(std::int64_t number) noexcept {
  if (number != 0 && number == seen_number_ && version() == seen_version_) return seen_head_;
  Result<Head> head = tables_.head(number);
  if (head.ok()) saw(number, *head);
  return head;
}

Result<Head> SqliteSession::acquire(std::string_view organisation, Duration wait_max) noexcept try {
  if (auto bad = usable(organisation); !bad) return bad.error();
  if (held_) return store_check::already_held(connection_->name());
  if (auto unknown = settle(); !unknown) return unknown.error();
  if (auto failed = begin(wait_max); !failed) return failed.error();
  Result<std::int64_t> number = number_of(organisation);
  Result<Head> head = number.ok() ? head_inside(*number) : Result<Head>(number.error());
  if (!head) {
    roll_back();
    return head;
  }
  held_number_ = *number;
  if (held_number_ == 0) held_key_.assign(organisation);
  held_head_ = *head;
  held_ = true;
  return head;
} catch (...) {
  roll_back();
  return store_check::no_memory(connection_->name());
}

Result<void> SqliteSession::append(const CommitRow& row, std::span<const VaultPut> vault) noexcept {
  if (connection_->forked()) return store_check::forked(connection_->name());
  if (!held_) return store_check::not_held(connection_->name());
  Result<void> result = store_check::commit(connection_->name(), row, vault);
  if (result.ok()) result = store_check::follows(connection_->name(), held_head_, row);
  if (result.ok() && row.head.commit_number > commit_number_max)
    result = Error(Status::out_of_range, connection_->name(), "an organisation has at most 2^40 - 1 commits");
  if (result.ok() && held_number_ == 0) {
    Result<std::int64_t> number = tables_.find_or_make(held_key_);
    if (number.ok())
      held_number_ = *number;
    else
      result = number.error();
  }
  if (result.ok()) result = tables_.append(held_number_, row, vault);
  if (result.ok()) result = commit();
  if (result.ok())
    saw(held_number_, row.head);
  else
    seen_number_ = 0;
  roll_back();
  return result;
}

void SqliteSession::release() noexcept {
  if (held_ && !connection_->forked()) roll_back();
}

Result<Head> SqliteSession::head(std::string_view organisation) noexcept {
  if (auto bad = usable(organisation); !bad) return bad.error();
  if (auto unknown = settle(); !unknown) return unknown.error();
  connection_->patience().start(wait_max_);
  Result<std::int64_t> number = number_of(organisation);
  if (!number) return number.error();
  return tables_.head(*number);
}

Result<void> SqliteSession::read(std::string_view organisation, Position from, RowSink& sink) noexcept {
  if (auto bad = usable(organisation); !bad) return bad;
  if (auto unknown = settle(); !unknown) return unknown;
  return read_once([&]() noexcept -> Result<void> {
    Result<std::int64_t> number = number_of(organisation);
    if (!number) return number.error();
    return tables_.read(*number, from, sink);
  });
}

// Runs `work` on one state of the database. That also saves each of its statements taking and giving
// back a read lock.
template <class Work>
Result<void> SqliteSession::read_once(Work work) noexcept {
  connection_->patience().start(wait_max_);
  if (held_) return work();
  roll_back();
  if (const int code = connection_->run(Sql::begin_read); code != SQLITE_OK)
    return connection_->failure(code, "cannot read");
  Result<void> result = work();
  roll_back();
  return result;
}

// Runs `work` in a transaction of its own.
template <class Work>
Result<void> SqliteSession::write(Work work) noexcept {
  if (held_) return store_check::already_held(connection_->name());
  if (auto unknown = settle(); !unknown) return unknown;
  if (auto failed = begin(wait_max_); !failed) return failed;
  Result<void> result = work();
  if (result.ok()) result = commit();
  roll_back();
  return result;
}

Result<void> SqliteSession::put_chunk(std::string_view organisation, std::string_view name,
                                      Bytes content) noexcept {
  if (auto bad = usable(organisation); !bad) return bad;
  if (auto bad = store_check::chunk(connection_->name(), organisation, name, content); !bad) return bad;
  return write([&]() noexcept -> Result<void> {
    Result<std::int64_t> number = tables_.find_or_make(organisation);
    if (!number) return number.error();
    return tables_.put_chunk(*number, name, content);
  });
}

Result<void> SqliteSession::get_chunk(std::string_view organisation, std::string_view name,
                                      BytesSink& sink) noexcept {
  if (auto bad = usable(organisation); !bad) return bad;
  if (auto bad = store_check::chunk(connection_->name(), organisation, name, {}); !bad) return bad;
  connection_->patience().start(wait_max_);
  Result<std::int64_t> number = number_of(organisation);
  if (!number) return number.error();
  return tables_.get_chunk(*number, name, sink);
}

Result<void> SqliteSession::erase_chunk(std::string_view organisation, std::string_view name) noexcept {
  if (auto bad = usable(organisation); !bad) return bad;
  if (auto bad = store_check::chunk(connection_->name(), organisation, name, {}); !bad) return bad;
  return write([&]() noexcept -> Result<void> {
    Result<std::int64_t> number = tables_.find(organisation);
    if (!number) return number.error();
    return tables_.erase_chunk(*number, name);
  });
}

Result<void> SqliteSession::vault_get(std::string_view organisation, Bytes key, BytesSink& sink) noexcept {
  if (auto bad = usable(organisation); !bad) return bad;
  if (auto bad = store_check::vault_key(connection_->name(), organisation, key); !bad) return bad;
  return read_once([&]() noexcept -> Result<void> {
    Result<std::int64_t> number = number_of(organisation);
    if (!number) return number.error();
    return tables_.vault().get(*number, key, sink);
  });
}

Result<void> SqliteSession::vault_erase(std::string_view organisation, Bytes key) noexcept {
  if (auto bad = usable(organisation); !bad) return bad;
  if (auto bad = store_check::vault_key(connection_->name(), organisation, key); !bad) return bad;
  Result<void> erased = write([&]() noexcept -> Result<void> {
    Result<std::int64_t> number = tables_.find(organisation);
    if (!number) return number.error();
    return tables_.vault().erase(*number, key);
  });
  return erased.ok() ? empty_log() : erased;
}

// Moves the log into the database and cuts it to nothing: the log keeps old pages until then.
Result<void> SqliteSession::empty_log() noexcept {
  connection_->patience().start(wait_max_);
  int code = SQLITE_OK;
  do {
    code = sqlite3_wal_checkpoint_v2(connection_->handle(), "main", SQLITE_CHECKPOINT_TRUNCATE, nullptr,
                                     nullptr);
  } while ((code & 0xFF) == SQLITE_BUSY && connection_->patience().pause());
  if (code == SQLITE_OK) return {};
  Error error = connection_->failure(code, "erased, but the log still holds the old content");
  error.remedy.assign("erase again: that finishes the cleaning");
  return error;
}

Result<void> SqliteSession::wait_for_news(std::string_view organisation, Position known,
                                          Duration wait_max) noexcept {
  if (auto bad = usable(organisation); !bad) return bad;
  if (held_) return store_check::already_held(connection_->name());
  Patience until(known.number() + 1);
  until.start(wait_max);
  do {
    Result<Head> now = head(organisation);
    if (!now) return now.error();
    if (now->last_position > known) return {};
  } while (until.pause());
  return store_check::no_news(connection_->name());
}

}  // namespace firstlog::inline v1::sqlite_store
