// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Files that are not ours, are damaged, full, or may not be written.
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

#include "firstlog/store/sqlite.hpp"
#include "support/rows.hpp"
#include "support/sqlite_place.hpp"

namespace {

using namespace firstlog;
using namespace firstlog_test;

bool sql(const std::string& path, const char* text) {
  sqlite3* connection = nullptr;
  sqlite3_open(path.c_str(), &connection);
  const bool done = sqlite3_exec(connection, text, nullptr, nullptr, nullptr) == SQLITE_OK;
  sqlite3_close(connection);
  return done;
}

// Appends `count` commits at `path` and closes it. Answers them.
std::vector<TestRow> fill(const std::string& path, int count, std::size_t size = 500) {
  std::vector<TestRow> rows;
  auto store = open_sqlite_store(path);
  EXPECT_TRUE(store.ok());
  auto session = (*store)->open_session();
  for (int i = 0; i < count; ++i) {
    Result<Head> head = (*session)->acquire("acme", Duration::seconds(5));
    EXPECT_TRUE(head.ok());
    rows.push_back(row_behind(*head, size, static_cast<std::uint64_t>(i)));
    EXPECT_TRUE((*session)->append(rows.back().view(), {}).ok());
  }
  return rows;
}

void expect_refused_untouched(const std::string& path, Status status, const SqliteOptions& options = {}) {
  const std::string before = read_file(path);
  auto store = open_sqlite_store(path, options);
  EXPECT_EQ(store.status(), status) << (store.ok() ? "" : told(store.error()));
  if (!store.ok()) {
    EXPECT_FALSE(store.error().remedy.empty());
    EXPECT_EQ(store.error().place.view(), "sqlite:" + path);
  }
  EXPECT_TRUE(read_file(path) == before) << "not one byte may change";
  EXPECT_FALSE(std::filesystem::exists(path + "-wal"));
  EXPECT_FALSE(std::filesystem::exists(path + "-journal"));
}

TEST(SqliteFile, WhatIsNoDatabaseIsRefusedUntouched) {
  Folder folder(true);
  const std::string path = folder.file("notes.txt");
  for (const std::string& text :
       {std::string("x"), std::string(99, 'n'), std::string(5'000, 'n'),
        std::string("SQLite format 4") + std::string(1, '\0') + std::string(5'000, '\0')}) {
    write_file(path, text);
    expect_refused_untouched(path, Status::malformed);
    expect_refused_untouched(path, Status::malformed, {.in_host_database = true});
    expect_refused_untouched(path, Status::malformed, {.read_only = true});
  }
}

TEST(SqliteFile, AnotherProgramsDatabaseIsRefusedUntouched) {
  Folder folder(true);
  const std::string path = folder.file("other.db");
  ASSERT_TRUE(sql(path, "CREATE TABLE t(x); INSERT INTO t VALUES(1)"));
  expect_refused_untouched(path, Status::malformed);
  expect_refused_untouched(path, Status::malformed, {.read_only = true});
  ASSERT_TRUE(sql(path, "PRAGMA application_id = 77"));
  expect_refused_untouched(path, Status::malformed);
}

// Reading a foreign database through SQL would roll its journal back.
TEST(SqliteFile, AnotherProgramsHotJournalIsLeftAlone) {
  Folder folder(true);
  const std::string path = folder.file("other.db");
  ASSERT_TRUE(sql(path, "CREATE TABLE t(x); INSERT INTO t VALUES(1)"));
  const pid_t child = ::fork();
  if (child == 0) {
    sqlite3* connection = nullptr;
    sqlite3_open(path.c_str(), &connection);
    sqlite3_exec(
        connection,
        "PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN; INSERT INTO t SELECT zeroblob(3000) FROM "
        "(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 200) SELECT n FROM c)",
        nullptr, nullptr, nullptr);
    ::_exit(0);
  }
  ::waitpid(child, nullptr, 0);
  const std::string journal = read_file(path + "-journal");
  ASSERT_FALSE(journal.empty()) << "the scene needs a journal to be rolled back";
  const std::string before = read_file(path);
  EXPECT_EQ(open_sqlite_store(path).status(), Status::malformed);
  EXPECT_TRUE(read_file(path) == before);
  EXPECT_TRUE(read_file(path + "-journal") == journal);
}

TEST(SqliteFile, ANewerVersionIsRefused) {
  Folder folder(true);
  const std::string path = folder.file("team.db");
  fill(path, 3);
  // As the header tells it: refused before any SQL runs.
  ASSERT_TRUE(sql(path, "PRAGMA user_version = 2; PRAGMA wal_checkpoint(TRUNCATE)"));
  expect_refused_untouched(path, Status::unsupported);
  expect_refused_untouched(path, Status::unsupported, {.read_only = true});
  // As only the table tells it.
  ASSERT_TRUE(
      sql(path, "PRAGMA user_version = 1; UPDATE firstlog_meta SET value = 2 WHERE name = 'schema_version'"));
  const std::string before = read_file(path);
  EXPECT_EQ(open_sqlite_store(path).status(), Status::unsupported);
  EXPECT_EQ(open_sqlite_store(path, {.read_only = true}).status(), Status::unsupported);
  EXPECT_TRUE(read_file(path) == before);
  ASSERT_TRUE(sql(path, "UPDATE firstlog_meta SET value = 1 WHERE name = 'schema_version'"));
  EXPECT_TRUE(open_sqlite_store(path).ok());
}

TEST(SqliteFile, AHostsDatabaseIsUsedWhereTheHostSaysSo) {
  Folder folder(true);
  const std::string path = folder.file("host.db");
  ASSERT_TRUE(sql(path, "CREATE TABLE t(x); PRAGMA application_id = 77; PRAGMA user_version = 9"));
  const SqliteOptions options{.in_host_database = true};
  for (int round = 0; round < 2; ++round) {
    auto store = open_sqlite_store(path, options);
    ASSERT_TRUE(store.ok()) << told(store.error());
    auto session = (*store)->open_session();
    ASSERT_TRUE(session.ok());
    Result<Head> head = (*session)->acquire("acme", Duration());
    ASSERT_TRUE(head.ok());
    EXPECT_TRUE((*session)->append(row_behind(*head, 10, 1).view(), {}).ok());
  }
  EXPECT_TRUE(sql(path, "INSERT INTO t SELECT 1 FROM firstlog_commits WHERE organisation = 'acme'"));
  const std::string header = read_file(path).substr(0, 100);
  EXPECT_EQ(header[63], 9) << "the host's user_version stays";
  EXPECT_EQ(header[71], 77) << "the host's application_id stays";
  EXPECT_EQ(open_sqlite_store(path).status(), Status::malformed)
      << "without the host's word it is another program's";
}

TEST(SqliteFile, PathsAreTakenAsTheyAre) {
  EXPECT_EQ(open_sqlite_store("").status(), Status::invalid_argument);
  EXPECT_EQ(open_sqlite_store(":memory:").status(), Status::invalid_argument);
  EXPECT_EQ(open_sqlite_store(std::string_view("a\0b", 3)).status(), Status::invalid_argument);
  Folder folder(true);
  EXPECT_EQ(open_sqlite_store(folder.file("absent.db"), {.create = false}).status(), Status::not_found);
  EXPECT_EQ(open_sqlite_store(folder.file("absent.db"), {.read_only = true}).status(), Status::not_found);
  EXPECT_FALSE(std::filesystem::exists(folder.file("absent.db")));
  EXPECT_EQ(open_sqlite_store(folder.file("absent/team.db")).status(), Status::io_failed);
  EXPECT_EQ(open_sqlite_store(folder.path().string()).status(), Status::io_failed);
  EXPECT_EQ(open_sqlite_store(folder.file("x.db"), {.vfs = "no such"}).status(), Status::invalid_argument);
  const std::string odd = folder.file("ä ?mode=memory#%20.db");
  fill(odd, 1);
  EXPECT_TRUE(std::filesystem::exists(odd));
}

TEST(SqliteFile, TruncatedFilesAreRefused) {
  Folder folder(true);
  const std::string path = folder.file("team.db");
  fill(path, 60, 3'000);
  const std::string whole = read_file(path);
  for (std::size_t size : {whole.size() - 1, whole.size() - 4'096, whole.size() / 2, std::size_t{4'096},
                           std::size_t{100}, std::size_t{50}}) {
    write_file(path, whole.substr(0, size));
    auto store = open_sqlite_store(path);
    bool refused = !store.ok();
    if (store.ok()) {
      auto session = (*store)->open_session();
      refused = !session.ok();
      if (session.ok()) {
        Rows sink;
        refused = (*session)->read("acme", Position(1), sink).status() == Status::corrupt;
      }
    } else {
      EXPECT_TRUE(store.status() == Status::corrupt || store.status() == Status::malformed)
          << told(store.error());
    }
    EXPECT_TRUE(refused) << "cut to " << size;
    EXPECT_TRUE(read_file(path) == whole.substr(0, size)) << "never repaired";
    store = Error(Status::closed, "", "");
    std::filesystem::remove(path + "-wal");
    std::filesystem::remove(path + "-shm");
  }
}

// One bit anywhere: either the store notices, or what it delivers is told apart by whoever checks the
// rows against what was written (the journal's hashes do), or nothing that is read has changed. What
// may not happen is a shorter or reordered journal that looks whole.
TEST(SqliteFile, FlippedBitsNeverShortenTheJournalSilently) {
  Folder folder(true);
  const std::string path = folder.file("team.db");
  const std::vector<TestRow> rows = fill(path, 40, 300);
  const std::string whole = read_file(path);
  std::uint64_t state = 99;
  int noticed = 0;
  int altered = 0;
  int same = 0;
  for (int i = 0; i < 3'000; ++i) {
    state = state * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
    const std::size_t bit = static_cast<std::size_t>(state >> 20) % (whole.size() * 8);
    std::string damaged = whole;
    damaged[bit / 8] = static_cast<char>(static_cast<unsigned char>(damaged[bit / 8]) ^ (1U << (bit % 8)));
    write_file(path, damaged);
    std::filesystem::remove(path + "-wal");
    std::filesystem::remove(path + "-shm");
    auto store = open_sqlite_store(path, {.wait_max = Duration::milliseconds(20)});
    if (!store.ok()) {
      ++noticed;
      continue;
    }
    auto session = (*store)->open_session();
    Rows sink;
    if (!session.ok() || !(*session)->read("acme", Position(1), sink).ok()) {
      ++noticed;
      continue;
    }
    if (sink.rows == rows) {
      ++same;
      continue;
    }
    // Rows may be missing only at the end; and whoever holds a receipt of them can tell.
    ++altered;
    for (std::size_t r = 0; r < sink.rows.size(); ++r)
      ASSERT_EQ(sink.rows[r].head.commit_number, r + 1) << "bit " << bit;
    EXPECT_FALSE(sink.rows.empty()) << "an organisation that was written reads as empty, bit " << bit;
  }
  EXPECT_GT(noticed, 0);
  EXPECT_GT(altered, 0);
  EXPECT_GT(same, 0);
}

TEST(SqliteFile, AFullDatabaseSaysSoAndWorksAgain) {
  Folder folder(true);
  const std::string path = folder.file("team.db");
  fill(path, 1);
  // SQLite's own limit is a connection's: it is set on a host's connection.
  sqlite3* connection = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &connection), SQLITE_OK);
  sqlite3_exec(connection, "PRAGMA max_page_count = 30", nullptr, nullptr, nullptr);
  auto session = sqlite_host_session(connection);
  ASSERT_TRUE(session.ok());
  ASSERT_EQ(sqlite3_exec(connection, "BEGIN IMMEDIATE; CREATE TABLE hosts(x)", nullptr, nullptr, nullptr),
            SQLITE_OK);
  Result<Head> head = (*session)->acquire("acme", Duration());
  ASSERT_TRUE(head.ok());
  Result<void> full = (*session)->append(row_behind(*head, 200'000, 2).view(), {});
  EXPECT_EQ(full.status(), Status::store_full);
  EXPECT_EQ(full.error().native_code & 0xFF, SQLITE_FULL);
  const bool host_lives = sqlite3_get_autocommit(connection) == 0;
  if (host_lives) {
    head = (*session)->acquire("acme", Duration());
    ASSERT_TRUE(head.ok());
    EXPECT_TRUE((*session)->append(row_behind(*head, 100, 3).view(), {}).ok());
    EXPECT_EQ(sqlite3_exec(connection, "INSERT INTO hosts VALUES(1); COMMIT", nullptr, nullptr, nullptr),
              SQLITE_OK);
  } else {
    EXPECT_FALSE(full.error().remedy.empty()) << "the host is told that its transaction is gone";
  }
  session = Error(Status::closed, "", "");
  sqlite3_close(connection);
  auto store = open_sqlite_store(path);
  ASSERT_TRUE(store.ok());
  auto own = (*store)->open_session();
  Rows sink;
  ASSERT_TRUE((*own)->read("acme", Position(1), sink).ok());
  EXPECT_EQ(sink.rows.size(), host_lives ? 2U : 1U);
}

TEST(SqliteFile, ReadOnlyByOption) {
  Folder folder(true);
  const std::string path = folder.file("team.db");
  const std::vector<TestRow> rows = fill(path, 5);
  auto store = open_sqlite_store(path, {.read_only = true});
  ASSERT_TRUE(store.ok()) << told(store.error());
  EXPECT_FALSE((*store)->capabilities().durable);
  auto session = (*store)->open_session();
  ASSERT_TRUE(session.ok());
  Rows sink;
  EXPECT_TRUE((*session)->read("acme", Position(1), sink).ok());
  EXPECT_EQ(sink.rows, rows);
  EXPECT_EQ((*session)->acquire("acme", Duration::milliseconds(10)).status(), Status::read_only);
  EXPECT_EQ((*session)->put_chunk("acme", "c", {}).status(), Status::read_only);
  EXPECT_EQ((*session)->vault_erase("acme", as_bytes("k")).status(), Status::read_only);
  EXPECT_TRUE((*session)->head("acme").ok());
}

// Runs `work` in a child that permissions bind, whoever runs the tests.
int as_nobody(const std::function<int()>& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (::geteuid() == 0 && (::setgid(65'534) != 0 || ::setuid(65'534) != 0)) ::_exit(99);
    ::_exit(work());
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

TEST(SqliteFile, ReadOnlyByPermission) {
  Folder folder;
  const std::string path = folder.file("team.db");
  fill(path, 5);
  ::chmod(folder.path().c_str(), 0777);
  ::chmod(path.c_str(), 0444);
  EXPECT_EQ(as_nobody([&] {
              auto store = open_sqlite_store(path);
              if (!store) return 1;
              auto session = (*store)->open_session();
              if (!session) return 2;
              Rows sink;
              if (!(*session)->read("acme", Position(1), sink).ok() || sink.rows.size() != 5) return 3;
              return (*session)->acquire("acme", Duration()).status() == Status::read_only ? 0 : 4;
            }),
            0)
      << "a file that may not be written is read, and acquire says read_only";
  ::chmod(path.c_str(), 0666);
  for (const char* side : {"-wal", "-shm"}) std::filesystem::remove(path + side);
  ::chmod(folder.path().c_str(), 0555);
  EXPECT_EQ(
      as_nobody([&] {
        auto store = open_sqlite_store(path);
        Status status = store.status();
        if (store.ok()) {
          auto session = (*store)->open_session();
          status = session.ok() ? (*session)->acquire("acme", Duration()).status() : session.status();
        }
        return status == Status::read_only || status == Status::io_failed ? 0 : static_cast<int>(status) + 1;
      }),
      0)
      << "a folder that may not be written";
  EXPECT_EQ(
      as_nobody([&] {
        const Status status = open_sqlite_store(folder.file("new.db")).status();
        return status == Status::read_only || status == Status::io_failed ? 0 : static_cast<int>(status) + 1;
      }),
      0)
      << "a new file in it";
  ::chmod(path.c_str(), 0000);
  EXPECT_EQ(as_nobody([&] { return open_sqlite_store(path).status() == Status::io_failed ? 0 : 1; }), 0)
      << "a file that may not even be read";
  ::chmod(folder.path().c_str(), 0755);
}

}  // namespace
