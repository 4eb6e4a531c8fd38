// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "store/sqlite_schema.hpp"

#include <array>
#include <cstring>
#include <new>

#include "store/check.hpp"

namespace firstlog::inline v1::sqlite_store {
namespace {

// Step n brings tables of version n to version n + 1; version 0 is a file without our tables.
constexpr std::array<const char*, schema_version> steps = {
    // The journal's small columns stand before the record, so that a head is read without it.
    "CREATE TABLE firstlog_meta(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;"
    "INSERT INTO firstlog_meta VALUES('fence', 0), ('schema_version', 0);"
    "CREATE TABLE firstlog_organisation(number INTEGER PRIMARY KEY, key BLOB NOT NULL, checksum INTEGER NOT "
    "NULL);"
    "CREATE TABLE firstlog_commit(key INTEGER PRIMARY KEY, first_position INTEGER NOT NULL,"
    " last_position INTEGER NOT NULL, last_time INTEGER NOT NULL, hash BLOB NOT NULL, commit_id BLOB NOT "
    "NULL,"
    " record BLOB NOT NULL);"
    "CREATE TABLE firstlog_chunk(organisation INTEGER NOT NULL, name BLOB NOT NULL, content BLOB NOT NULL,"
    " PRIMARY KEY(organisation, name));"
    "CREATE TABLE firstlog_vault(place INTEGER PRIMARY KEY, organisation INTEGER NOT NULL, key BLOB NOT NULL,"
    " sealed BLOB NOT NULL, UNIQUE(organisation, key));"
    "CREATE TABLE firstlog_vault_key(block INTEGER PRIMARY KEY, padding BLOB NOT NULL, keys BLOB NOT NULL);"
    "CREATE VIEW firstlog_commits AS SELECT CAST(o.key AS TEXT) AS organisation,"
    " c.key & 1099511627775 AS commit_number, c.first_position, c.last_position,"
    " strftime('%Y-%m-%dT%H:%M:%S', c.last_time / 1000000, 'unixepoch') ||"
    " printf('.%06dZ', c.last_time % 1000000) AS last_time,"
    " lower(hex(c.hash)) AS hash, lower(hex(c.commit_id)) AS commit_id, length(c.record) AS record_bytes"
    " FROM firstlog_commit c JOIN firstlog_organisation o ON o.number = c.key >> 40;",
};

struct Handle {
  sqlite3* handle = nullptr;
  ~Handle() { sqlite3_close(handle); }
};

Error refused(const Place& place, Status status, std::string_view why, std::string_view remedy) noexcept {
  return Error(status, place.name, why, remedy);
}

Error foreign(const Place& place) noexcept {
  return refused(place, Status::malformed, "the database belongs to another program; nothing was changed",
                 "name another file, or say in_host_database where it is your own");
}
Error newer(std::string_view name) noexcept {
  return Error(Status::unsupported, name,
               "the journal was written by a newer version of firstlog; nothing was changed",
               "use that version");
}

Error open_failure(const Place& place, int code, sqlite3* handle) noexcept {
  if (handle == nullptr) return store_check::no_memory(place.name);
  return Connection(handle, false, place.name).failure(code, "cannot open");
}

std::int64_t big_endian(const unsigned char* at) noexcept {
  return static_cast<std::int64_t>((std::uint32_t{at[0]} << 24) | (std::uint32_t{at[1]} << 16) |
                                   (std::uint32_t{at[2]} << 8) | std::uint32_t{at[3]});
}

// While there is no log, nobody is at work that could be making the file longer.
bool has_log(const Place& place) noexcept {
  sqlite3_vfs* vfs = sqlite3_vfs_find(place.vfs_or_null());
  int exists = 1;
  vfs->xAccess(vfs, place.log_path.c_str(), SQLITE_ACCESS_EXISTS, &exists);
  return exists != 0;
}

bool ends_inside_a_page(const unsigned char* header, sqlite3_int64 size) noexcept {
  const int stored = (header[16] << 8) | header[17];
  const int page_size = stored == 1 ? 65'536 : stored;
  return page_size == 0 || size % page_size != 0;
}

enum class Found { nothing, ours, hosts };

// Looks at the file's first bytes through SQLite's own file handle. No SQL runs: it would roll back
// a foreign program's journal. And no descriptor of our own: closing it would drop SQLite's locks.
Result<Found> look(const Place& place) noexcept {
  sqlite3_vfs* vfs = sqlite3_vfs_find(place.vfs_or_null());
  if (vfs == nullptr)
    return refused(place, Status::invalid_argument, "no VFS of that name", "register it with SQLite");
  int exists = 0;
  if (vfs->xAccess(vfs, place.path.c_str(), SQLITE_ACCESS_EXISTS, &exists) == SQLITE_OK && exists == 0)
    return Found::nothing;
  const bool has_log_before = has_log(place);
  Handle file;
  int code = sqlite3_open_v2(
      place.path.c_str(), &file.handle,
      SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE,
      place.vfs_or_null());
  if (code != SQLITE_OK) return open_failure(place, code, file.handle);
  sqlite3_file* bytes = nullptr;
  code = sqlite3_file_control(file.handle, "main", SQLITE_FCNTL_FILE_POINTER, static_cast<void*>(&bytes));
  sqlite3_int64 size = 0;
  if (code == SQLITE_OK) code = bytes->pMethods->xFileSize(bytes, &size);
  if (code != SQLITE_OK) return open_failure(place, code, file.handle);
  unsigned char header[100] = {};
  code = bytes->pMethods->xRead(bytes, header, sizeof header, 0);
  if (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ) return open_failure(place, code, file.handle);
  // SQLite calls a file of one byte empty, because on some systems it writes that byte ("S") itself.
  if (size == 0 && (header[0] == 0 || header[0] == 'S')) return Found::nothing;
  if (std::memcmp(header, "SQLite format 3", 16) != 0)
    return refused(place, Status::malformed, "the file is not a database; nothing was changed",
                   "name another file");
  if (big_endian(header + 68) == application_id) {
    if (big_endian(header + 60) > schema_version) return newer(place.name);
    if (!has_log_before && ends_inside_a_page(header, size) && !has_log(place))
      return refused(place, Status::corrupt, "the file ends inside a page", "restore the file from a backup");
    return Found::ours;
  }
  if (!place.in_host_database) return foreign(place);
  return Found::hosts;
}

Result<std::int64_t> number(Connection& connection, const char* sql) noexcept {
  std::int64_t value = 0;
  const int code = connection.integer(sql, value);
  if (code != SQLITE_OK) return connection.failure(code, "cannot read the schema");
  return value;
}

// 0 where there are no tables of ours.
Result<std::int64_t> version_of(Connection& connection) noexcept {
  Result<std::int64_t> present = number(
      connection, "SELECT count(*) FROM main.sqlite_schema WHERE name = 'firstlog_meta' AND type = 'table'");
  if (!present || *present == 0) return present;
  return number(connection, "SELECT value FROM main.firstlog_meta WHERE name = 'schema_version'");
}

// Inside a transaction that holds the write lock: nobody changes anything between look and leap. Throws
// std::bad_alloc; closing the connection then rolls back.
Result<void> migrate(Connection& connection, const Place& place) {
  Result<std::int64_t> version = version_of(connection);
  if (!version) return version.error();
  if (*version > schema_version) return newer(place.name);
  if (*version == schema_version) return {};
  bool own_file = false;
  if (*version == 0) {
    Result<std::int64_t> others = number(connection, "SELECT count(*) FROM main.sqlite_schema");
    if (!others) return others.error();
    if (*others != 0 && !place.in_host_database) return foreign(place);
    own_file = *others == 0 && !place.in_host_database;
  } else {
    Result<std::int64_t> id = number(connection, "PRAGMA main.application_id");
    if (!id) return id.error();
    own_file = *id == application_id;
  }
  int code = SQLITE_OK;
  for (std::int64_t step = *version; step < schema_version && code == SQLITE_OK; ++step)
    code = connection.run(steps[static_cast<std::size_t>(step)]);
  const std::string to = std::to_string(schema_version);
  if (code == SQLITE_OK)
    code = connection.run(
        ("UPDATE main.firstlog_meta SET value = " + to + " WHERE name = 'schema_version'").c_str());
  if (code == SQLITE_OK && own_file)
    code = connection.run(("PRAGMA main.user_version = " + to +
                           "; PRAGMA main.application_id = " + std::to_string(application_id))
                              .c_str());
  if (code != SQLITE_OK) return connection.failure(code, "cannot make the tables");
  return {};
}

Result<std::unique_ptr<Connection>> connect(const Place& place, int flags) noexcept {
  Handle opened;
  const int code = sqlite3_open_v2(
      place.path.c_str(), &opened.handle,
      flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE, place.vfs_or_null());
  if (code != SQLITE_OK) return open_failure(place, code, opened.handle);
  std::unique_ptr<Connection> connection(new (std::nothrow) Connection(opened.handle, true, place.name));
  if (!connection) return store_check::no_memory(place.name);
  opened.handle = nullptr;
  return connection;
}

Result<void> switch_to_wal(Connection& connection, const Place& place) noexcept {
  connection.patience().start(place.wait_max);
  for (;;) {
    sqlite3_stmt* statement = nullptr;
    int code =
        sqlite3_prepare_v2(connection.handle(), "PRAGMA main.journal_mode = WAL", -1, &statement, nullptr);
    if (code == SQLITE_OK) code = sqlite3_step(statement);
    bool is_wal = false;
    if (code == SQLITE_ROW) {
      const auto* mode = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
      is_wal = mode != nullptr && std::strcmp(mode, "wal") == 0;
    }
    sqlite3_finalize(statement);
    if (is_wal) return {};
    // SQLite does not ask the busy handler here.
    if ((code & 0xFF) == SQLITE_BUSY && connection.patience().pause()) continue;
    if (code != SQLITE_ROW) return connection.failure(code, "cannot switch to WAL");
    return refused(place, Status::unsupported,
                   "this file system or VFS gives no shared memory, which WAL needs",
                   "keep the file on a local file system");
  }
}

}  // namespace

Result<void> check_schema(Connection& connection) noexcept {
  Result<std::int64_t> version = version_of(connection);
  if (!version) return version.error();
  if (*version == 0)
    return Error(Status::not_found, connection.name(), "the database has no firstlog tables",
                 "make them with open_sqlite_store and in_host_database");
  if (*version != schema_version) return newer(connection.name());
  return {};
}

Result<void> prepare_file(const Place& place, bool create) noexcept try {
  Result<Found> found = look(place);
  if (!found) return found.error();
  if (*found == Found::nothing && (!create || place.read_only))
    return refused(place, Status::not_found, "there is no such database",
                   "check the path, or allow it to be made");
  if (place.read_only) {
    Result<std::unique_ptr<Connection>> reader = open_connection(place);
    if (!reader) return reader.error();
    return check_schema(**reader);
  }

  Result<std::unique_ptr<Connection>> opened = connect(place, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  if (!opened) return opened.error();
  Connection& connection = **opened;
  sqlite3_db_config(connection.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  connection.patience().start(place.wait_max);
  Result<std::int64_t> version = version_of(connection);
  if (!version) return version.error();
  if (*version > schema_version) return newer(place.name);
  if (*version < schema_version) {
    // A new file gets its tables before it gets a log: from its first byte on, its header says whose it is.
    // Nor may SQLite write pages early where memory is short: the first page, which says it, is written
    // first, at COMMIT.
    connection.patience().start(place.wait_max);
    int code = connection.run("PRAGMA cache_spill = OFF; BEGIN IMMEDIATE");
    if (code != SQLITE_OK) return connection.failure(code, "cannot make the tables");
    Result<void> migrated = migrate(connection, place);
    if (migrated.ok()) {
      code = connection.run("COMMIT");
      if (code != SQLITE_OK) migrated = connection.failure(code, "cannot make the tables");
    }
    if (sqlite3_get_autocommit(connection.handle()) == 0) connection.run("ROLLBACK");
    if (!migrated) return migrated;
  }
  if (sqlite3_db_readonly(connection.handle(), "main") == 1) return {};  // readers may still use it
  sqlite3_db_config(connection.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
  return switch_to_wal(connection, place);
} catch (...) {
  return store_check::no_memory(place.name);
}

Result<std::unique_ptr<Connection>> open_connection(const Place& place) noexcept {
  Result<std::unique_ptr<Connection>> opened =
      connect(place, place.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
  if (!opened) return opened;
  Connection& connection = **opened;
  connection.patience().start(place.wait_max);
  const char* settings =
      place.durability == SqliteDurability::power_cut
          ? "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA cell_size_check = ON"
          : "PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON; PRAGMA cell_size_check = ON";
  const int code = connection.run(settings);
  if (code != SQLITE_OK) return connection.failure(code, "cannot open");
  return opened;
}

}  // namespace firstlog::inline v1::sqlite_store
