// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Journals in one SQLite file: the store to embed. Any number of threads and processes of one
// machine may use the file at once; a commit is on the disk before it is acknowledged.
//
// The file is in WAL mode; SQLite keeps PATH-wal and PATH-shm beside it while it is open, and the
// three belong together (copy them with SQLite's backup or VACUUM INTO, not with cp while in use).
// What this store cannot see and the host must keep to:
//   - a local file system: the shared memory beside the file does not work over a network;
//   - one copy of SQLite per process: this library links SQLite dynamically, and a host that brings
//     another copy may not open the same file with it;
//   - nobody opens the file by other means and closes it while a store is open in the same process
//     (closing any descriptor of a file drops the process's locks on it).
//
// Limits: 4 million organisations a file, 2^40 - 1 commits an organisation, 512 MiB a record.
//
// Tables, all named firstlog_*: their layout is not an interface, except the view firstlog_commits
// (organisation, commit_number, first_position, last_position, last_time, hash, commit_id,
// record_bytes), which any SQLite tool may read.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "firstlog/base/config.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/store/store.hpp"

struct sqlite3;  // a connection of SQLite's

namespace firstlog::inline v1 {

// What an acknowledged commit survives.
enum class SqliteDurability : std::uint8_t {
  power_cut = 0,      // synchronous=FULL: a power cut and everything less
  process_crash = 1,  // synchronous=NORMAL: kill -9; a power cut may lose the last commits, never the order
};

struct SqliteOptions {
  SqliteDurability durability = SqliteDurability::power_cut;

  // Opens for reading only: acquire and every put and erase answer read_only.
  bool read_only = false;

  // Makes the file where there is none or an empty one; false: not_found instead.
  bool create = true;

  // The file is the host's own database, and firstlog's tables may be added to it. It is switched to
  // WAL mode; its application_id and user_version stay the host's. Without this a database that
  // firstlog did not make is refused.
  bool in_host_database = false;

  // How long calls without a deadline of their own wait for other writers: opening, chunks, erasing.
  Duration wait_max = Duration::seconds(10);

  // Name of a VFS registered with SQLite; empty: SQLite's default.
  std::string_view vfs = {};
};

// Opens or makes the file at `path` (UTF-8, at least one byte, never a URI) and checks that it is
// ours and of a version that this library knows.
// Errors: malformed (not a database, or another program's: not one byte was touched), unsupported
// (written by a newer version, untouched; or a file system or VFS without shared memory), corrupt,
// not_found, io_failed, read_only, busy, invalid_argument.
//
// Threads: as Store. A session or store used in a forked child answers closed; destroying it there
// leaves the parent's locks alone.
// vault_erase answers busy where a long-running reader kept the old content in the log beside the
// file: the record is gone for every reader, and calling again finishes the cleaning.
FIRSTLOG_API Result<std::unique_ptr<Store>> open_sqlite_store(std::string_view path,
                                                              const SqliteOptions& options = {}) noexcept;

// A session inside the host's own transaction, on the host's own connection: what it appends becomes
// true with the host's COMMIT and vanishes with its ROLLBACK.
//   - The firstlog tables must exist in the connection's main database (open_sqlite_store makes them).
//   - acquire demands that the host's transaction already holds SQLite's write lock: begin with
//     BEGIN IMMEDIATE; otherwise host_transaction_stale. It never waits.
//   - append runs inside a savepoint and never commits. The head seen is the transaction's own.
//   - release leaves the host's transaction as it is.
//   - put_chunk, erase_chunk, vault_erase and wait_for_news answer unsupported: use a store session.
//   - An error of SQLite's that makes it roll the host's whole transaction back says so.
// `connection` must outlive the session and is used only during calls; the threading rules of the
// connection are the session's. `name` is what errors call it.
// Errors: not_found (no firstlog tables), unsupported, io_failed, corrupt, out_of_memory.
FIRSTLOG_API Result<std::unique_ptr<Session>> sqlite_host_session(
    sqlite3* connection, std::string_view name = "sqlite:host") noexcept;

}  // namespace firstlog::inline v1
