// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What the host sees of us inside its own database, beyond what the conformance suite asks.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "firstlog/store/sqlite.hpp"
#include "support/rows.hpp"
#include "support/sqlite_place.hpp"

namespace {

using namespace firstlog;
using namespace firstlog_test;

class SqliteHosted : public testing::Test {
 protected:
  void SetUp() override {
    auto store = open_sqlite_store(folder_.file("team.db"));
    ASSERT_TRUE(store.ok());
    ASSERT_EQ(sqlite3_open(folder_.file("team.db").c_str(), &connection_), SQLITE_OK);
    ASSERT_TRUE(run("CREATE TABLE hosts(id INTEGER PRIMARY KEY, name)"));
    auto session = sqlite_host_session(connection_, "sqlite:mine");
    ASSERT_TRUE(session.ok());
    session_ = std::move(*session);
  }
  void TearDown() override {
    session_.reset();
    sqlite3_close(connection_);
  }

  bool run(const char* sql) { return sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr) == SQLITE_OK; }
  std::string text(const char* sql) {
    std::string result;
    sqlite3_exec(
        connection_, sql,
        [](void* to, int columns, char** values, char**) {
          for (int i = 0; i < columns; ++i)
            *static_cast<std::string*>(to) += std::string(values[i] ? values[i] : "-") + " ";
          return 0;
        },
        &result, nullptr);
    return result;
  }
  Result<void> append(std::string_view organisation, std::uint64_t seed,
                      std::span<const VaultPut> vault = {}) {
    Result<Head> head = session_->acquire(organisation, Duration());
    if (!head) return head.error();
    TestRow row = row_behind(*head, 77, seed);
    row.head.last_time = Instant::from_microseconds(1'769'851'800'250'000);
    return session_->append(row.view(), vault);
  }

  Folder folder_{true};
  sqlite3* connection_ = nullptr;
  std::unique_ptr<Session> session_;
};

TEST_F(SqliteHosted, ItsLastInsertRowidStaysItsOwn) {
  ASSERT_TRUE(run("BEGIN IMMEDIATE; INSERT INTO hosts(id) VALUES(4711)"));
  const VaultPut put{as_bytes("k"), as_bytes("v")};
  ASSERT_TRUE(append("acme", 1, {&put, 1}).ok());
  EXPECT_EQ(sqlite3_last_insert_rowid(connection_), 4711);
  ASSERT_TRUE(run("COMMIT"));
}

// So many that some of them hash to the same number.
TEST_F(SqliteHosted, ManyOrganisationsStayApart) {
  constexpr int count = 15'000;
  ASSERT_TRUE(run("BEGIN IMMEDIATE"));
  for (int i = 0; i < count; ++i) {
    const std::string name = std::to_string(i);
    ASSERT_TRUE(append(name, static_cast<std::uint64_t>(i)).ok());
  }
  ASSERT_TRUE(run("COMMIT"));
  EXPECT_EQ(text("SELECT count(DISTINCT organisation), max(commit_number) FROM firstlog_commits"),
            "15000 1 ");
  for (int i = 0; i < count; ++i) {
    const std::string name = std::to_string(i);
    Result<Head> head = session_->head(name);
    ASSERT_TRUE(head.ok());
    ASSERT_TRUE(head->commit_id == row_behind({}, 77, static_cast<std::uint64_t>(i)).head.commit_id);
  }
  EXPECT_TRUE(session_->head("never written").ok());
}

// The commit's row is written before its vault records: where those fail, it goes too.
TEST_F(SqliteHosted, AnAppendThatFailsHalfWayLeavesNothing) {
  ASSERT_TRUE(run("BEGIN IMMEDIATE; INSERT INTO hosts(id) VALUES(1); DROP TABLE firstlog_vault_key"));
  const VaultPut put{as_bytes("k"), as_bytes("v")};
  EXPECT_FALSE(append("acme", 1, {&put, 1}).ok());
  EXPECT_EQ(text("SELECT count(*) FROM firstlog_commit"), "0 ");
  EXPECT_EQ(text("SELECT count(*) FROM firstlog_vault"), "0 ");
  EXPECT_EQ(text("SELECT count(*) FROM hosts"), "1 ") << "the host's own work stays";
  EXPECT_TRUE(append("acme", 1).ok());
  ASSERT_TRUE(run("COMMIT"));
}

// A damaged key may not look like an organisation that was never written.
TEST_F(SqliteHosted, ADamagedOrganisationIsNoticed) {
  for (const char* damage :
       {"UPDATE firstlog_organisation SET key = CAST('acmf' AS BLOB)",
        "UPDATE firstlog_organisation SET number = 5", "DELETE FROM firstlog_organisation",
        "UPDATE firstlog_organisation SET checksum = checksum + 1"}) {
    ASSERT_TRUE(run("BEGIN IMMEDIATE"));
    ASSERT_TRUE(append("acme", 1).ok());
    ASSERT_TRUE(run(damage));
    EXPECT_EQ(session_->head("acme").status(), Status::corrupt) << damage;
    EXPECT_EQ(append("acme", 1).status(), Status::corrupt) << damage;
    ASSERT_TRUE(run("ROLLBACK"));
  }
}

// Rows that SQL has damaged: the reader is told where.
TEST_F(SqliteHosted, ADamagedRowEndsTheDelivery) {
  for (const char* damage : {"DELETE FROM firstlog_commit WHERE first_position = 4",
                             "UPDATE firstlog_commit SET first_position = 5 WHERE first_position = 4",
                             "UPDATE firstlog_commit SET last_position = 3 WHERE first_position = 4",
                             "UPDATE firstlog_commit SET hash = x'00' WHERE first_position = 4",
                             "UPDATE firstlog_commit SET record = x'' WHERE first_position = 4",
                             "UPDATE firstlog_commit SET record = 'text' WHERE first_position = 4",
                             "UPDATE firstlog_commit SET key = key + 1000 WHERE first_position = 4"}) {
    ASSERT_TRUE(run("BEGIN IMMEDIATE"));
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(append("acme", 2).ok());
    ASSERT_TRUE(run(damage));
    Rows sink;
    Result<void> read = session_->read("acme", Position(1), sink);
    EXPECT_EQ(read.status(), Status::corrupt) << damage;
    EXPECT_EQ(sink.rows.size(), 1U) << damage;
    if (!read.ok()) {
      EXPECT_NE(read.error().place.view().find("position 4"), std::string_view::npos)
          << read.error().place.view();
    }
    ASSERT_TRUE(run("ROLLBACK"));
  }
}

TEST_F(SqliteHosted, TheViewReads) {
  ASSERT_TRUE(run("BEGIN IMMEDIATE"));
  ASSERT_TRUE(append("acme", 2).ok());
  ASSERT_TRUE(append("zürich", 3).ok());
  ASSERT_TRUE(append("acme", 4).ok());
  ASSERT_TRUE(run("COMMIT"));
  EXPECT_EQ(
      text("SELECT organisation, commit_number, first_position, last_position, last_time, record_bytes,"
           " length(hash), length(commit_id) FROM firstlog_commits WHERE organisation = 'acme' ORDER BY 2"),
      "acme 1 1 3 2026-01-31T09:30:00.250000Z 77 64 32 acme 2 4 5 2026-01-31T09:30:00.250000Z 77 64 32 ");
  EXPECT_EQ(text("SELECT count(*) FROM firstlog_commits WHERE organisation = 'zürich'"), "1 ");
}

TEST_F(SqliteHosted, OtherDatabasesOfTheConnectionDoNotCount) {
  ASSERT_TRUE(
      run("ATTACH ':memory:' AS other; CREATE TABLE other.firstlog_commit(x); CREATE TEMP TABLE "
          "firstlog_vault(x)"));
  ASSERT_TRUE(run("BEGIN; INSERT INTO other.firstlog_commit VALUES(1)"));
  EXPECT_EQ(append("acme", 1).status(), Status::host_transaction_stale)
      << "only the main database is written";
  ASSERT_TRUE(run("ROLLBACK; BEGIN IMMEDIATE"));
  const VaultPut put{as_bytes("k"), as_bytes("v")};
  EXPECT_TRUE(append("acme", 1, {&put, 1}).ok());
  ASSERT_TRUE(run("COMMIT"));
  EXPECT_EQ(text("SELECT count(*) FROM main.firstlog_commit"), "1 ");
}

TEST_F(SqliteHosted, ErrorsCarryTheNameAndTheRemedy) {
  Result<Head> refused = session_->acquire("acme", Duration());
  ASSERT_EQ(refused.status(), Status::host_transaction_stale);
  EXPECT_EQ(refused.error().place.view(), "sqlite:mine");
  EXPECT_NE(refused.error().remedy.view().find("BEGIN IMMEDIATE"), std::string_view::npos);
}

TEST_F(SqliteHosted, AConnectionWithoutOurTablesIsRefused) {
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(":memory:", &other), SQLITE_OK);
  EXPECT_EQ(sqlite_host_session(other).status(), Status::not_found);
  sqlite3_close(other);
  EXPECT_EQ(sqlite_host_session(nullptr).status(), Status::invalid_argument);
}

TEST_F(SqliteHosted, AnInterruptLeavesTheHostToDecide) {
  ASSERT_TRUE(run("BEGIN IMMEDIATE; INSERT INTO hosts(id) VALUES(1)"));
  sqlite3_progress_handler(connection_, 1, [](void*) { return 1; }, nullptr);
  const Status status = append("acme", 1).status();
  sqlite3_progress_handler(connection_, 0, nullptr, nullptr);
  EXPECT_EQ(status, Status::cancelled);
  EXPECT_TRUE(append("acme", 1).ok() || sqlite3_get_autocommit(connection_) != 0);
}

}  // namespace
