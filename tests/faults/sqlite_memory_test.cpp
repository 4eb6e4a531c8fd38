// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The SQLite store where SQLite gets no memory.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "firstlog/store/sqlite.hpp"
#include "support/rows.hpp"
#include "support/sqlite_place.hpp"

namespace {

using namespace firstlog;
using namespace firstlog_test;

// SQLite's hard limit makes its allocations fail; it is the process's, so it is taken back at once.
struct Limit {
  explicit Limit(sqlite3_int64 more) { sqlite3_hard_heap_limit64(sqlite3_memory_used() + more); }
  ~Limit() {
    sqlite3_hard_heap_limit64(0);
    sqlite3_soft_heap_limit64(0);  // the hard limit has lowered it
  }
};

TEST(SqliteMemory, NoMemoryIsSaidAndLeavesNothingHalf) {
  Folder folder(true);
  auto store = open_sqlite_store(folder.file("team.db"));
  ASSERT_TRUE(store.ok());
  auto session = (*store)->open_session();
  ASSERT_TRUE(session.ok());
  std::vector<TestRow> acknowledged;
  const std::string secret(30'000, 's');
  int failed = 0;
  for (sqlite3_int64 more = 0; more < 200'000; more += 1'500) {
    Result<Head> head = (*session)->acquire("acme", Duration::seconds(1));
    ASSERT_TRUE(head.ok()) << told(head.error());
    ASSERT_EQ(head->commit_number, acknowledged.size());
    TestRow row = row_behind(*head, 100'000, static_cast<std::uint64_t>(more));
    const VaultPut put{as_bytes("k"), as_bytes(secret)};
    Result<void> done;
    {
      Limit limit(more);
      done = (*session)->append(row.view(), {&put, 1});
    }
    if (done.ok()) {
      acknowledged.push_back(row);
    } else {
      EXPECT_EQ(done.status(), Status::out_of_memory) << told(done.error());
      ++failed;
    }
    Result<std::unique_ptr<Session>> another = Error();
    Rows limited;
    Result<void> read;
    {
      Limit limit(more);
      another = (*store)->open_session();
      read = (*session)->read("acme", Position(1), limited);
    }
    EXPECT_TRUE(another.ok() || another.status() == Status::out_of_memory) << told(another.error());
    EXPECT_TRUE(read.ok() ? limited.rows == acknowledged : read.status() == Status::out_of_memory)
        << (read.ok() ? "" : told(read.error()));
  }
  EXPECT_GT(failed, 2);
  EXPECT_GT(acknowledged.size(), 2U);
  Rows sink;
  ASSERT_TRUE((*session)->read("acme", Position(1), sink).ok());
  EXPECT_TRUE(sink.rows == acknowledged);
}

}  // namespace
