// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What was erased from the vault is in none of the store's files.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <map>
#include <random>

#include "firstlog/store/sqlite.hpp"
#include "support/rows.hpp"
#include "support/sqlite_place.hpp"

namespace {

using namespace firstlog;
using namespace firstlog_test;

// Everything that the folder holds, in one text.
std::string all_files(const Folder& folder) {
  std::string all;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
    all += read_file(entry.path().string());
  return all;
}

// The key under which a record is sealed, read past the library: once it is in no file, what remains
// of the sealed content says nothing.
std::string sealing_key(const Folder& folder, const std::string& key) {
  sqlite3* connection = nullptr;
  sqlite3_open(folder.file("team.db").c_str(), &connection);
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(connection,
                     "SELECT substr(k.keys, 1 + 32 * (v.place % 1024), 32) FROM firstlog_vault v "
                     "JOIN firstlog_vault_key k ON k.block = v.place / 1024 WHERE v.key = ?1",
                     -1, &statement, nullptr);
  sqlite3_bind_blob(statement, 1, key.data(), static_cast<int>(key.size()), SQLITE_STATIC);
  std::string found;
  if (sqlite3_step(statement) == SQLITE_ROW)
    found.assign(static_cast<const char*>(sqlite3_column_blob(statement, 0)),
                 static_cast<std::size_t>(sqlite3_column_bytes(statement, 0)));
  sqlite3_finalize(statement);
  sqlite3_close(connection);
  return found;
}

void commit_with(Session& session, const std::vector<VaultPut>& puts, std::uint64_t seed) {
  Result<Head> head = session.acquire("acme", Duration::seconds(5));
  ASSERT_TRUE(head.ok());
  ASSERT_TRUE(session.append(row_behind(*head, 50, seed).view(), puts).ok());
}

TEST(SqliteVault, AnErasedRecordIsInNoFile) {
  Folder folder(true);
  auto store = open_sqlite_store(folder.file("team.db"));
  ASSERT_TRUE(store.ok());
  auto session = (*store)->open_session();
  ASSERT_TRUE(session.ok());
  const std::string keep = "Ada Kept, +1 555 0100";
  const std::string old_secret = "Bob Older, +1 555 0101";
  const std::string secret = "Bob Erased, +1 555 0102";
  const std::string long_secret = secret + std::string(20'000, '.') + "Bob's last line";
  commit_with(**session, {{as_bytes("a"), as_bytes(keep)}, {as_bytes("b"), as_bytes(old_secret)}}, 1);
  commit_with(**session, {{as_bytes("b"), as_bytes(secret)}}, 2);
  commit_with(**session, {{as_bytes("c"), as_bytes(long_secret)}}, 3);
  const std::string kept_key = sealing_key(folder, "a");
  const std::string key_b = sealing_key(folder, "b");
  const std::string key_c = sealing_key(folder, "c");
  for (const std::string& there : {kept_key, key_b, key_c}) {
    ASSERT_EQ(there.size(), 32U);
    EXPECT_NE(all_files(folder).find(there), std::string::npos) << "the search finds what is there";
  }
  ASSERT_TRUE((*session)->vault_erase("acme", as_bytes("b")).ok());
  ASSERT_TRUE((*session)->vault_erase("acme", as_bytes("c")).ok());
  const std::string files = all_files(folder);
  EXPECT_NE(files.find(kept_key), std::string::npos);
  EXPECT_EQ(files.find(key_b), std::string::npos) << "the key of an erased record";
  EXPECT_EQ(files.find(key_c), std::string::npos) << "the key of an erased record";
  for (const std::string& gone : {secret, old_secret, std::string("Bob Er"), std::string("Bob's last line")})
    EXPECT_EQ(files.find(gone), std::string::npos) << gone;
  Content kept;
  ASSERT_TRUE((*session)->vault_get("acme", as_bytes("a"), kept).ok());
  EXPECT_EQ(kept.text, keep);
}

// Thousands of records of all lengths in random order, so that SQLite moves them between pages often:
// a copy left where a record once stood would be found.
TEST(SqliteVault, RecordsThatMovedLeaveNothingBehind) {
  Folder folder(true);
  auto store = open_sqlite_store(folder.file("team.db"));
  ASSERT_TRUE(store.ok());
  auto session = (*store)->open_session();
  ASSERT_TRUE(session.ok());
  std::mt19937 random(7);
  std::map<std::string, std::string> contents;  // by key
  std::vector<std::string> gone;
  for (std::uint64_t round = 0; round < 150; ++round) {
    std::vector<std::string> keys;
    for (int i = 0; i < 20; ++i) {
      std::string key = std::to_string(random() % 3'000);
      if (auto old = sealing_key(folder, key); !old.empty()) gone.push_back(old);
      contents[key] = std::string(random() % (i == 0 ? 8'000 : 600), static_cast<char>('a' + i));
      keys.push_back(key);
    }
    std::vector<VaultPut> puts;
    for (const std::string& key : keys) puts.push_back({as_bytes(key), as_bytes(contents[key])});
    commit_with(**session, puts, round);
    for (int i = 0; i < 5; ++i) {
      auto victim = std::next(contents.begin(), static_cast<std::ptrdiff_t>(random() % contents.size()));
      gone.push_back(sealing_key(folder, victim->first));
      ASSERT_TRUE((*session)->vault_erase("acme", as_bytes(victim->first)).ok());
      contents.erase(victim);
    }
  }
  const std::string files = all_files(folder);
  std::size_t found = 0;
  for (const std::string& key : gone)
    found += key.size() != 32 || files.find(key) != std::string::npos ? 1 : 0;
  EXPECT_EQ(found, 0U) << "of " << gone.size() << " that were erased or replaced";
  for (const auto& [key, content] : contents) {
    Content sink;
    ASSERT_TRUE((*session)->vault_get("acme", as_bytes(key), sink).ok());
    EXPECT_EQ(sink.text, content);
  }
}

TEST(SqliteVault, ALongReaderMakesErasingSaySo) {
  Folder folder(true);
  auto store = open_sqlite_store(folder.file("team.db"), {.wait_max = Duration::milliseconds(50)});
  ASSERT_TRUE(store.ok());
  auto session = (*store)->open_session();
  auto reader = (*store)->open_session();
  ASSERT_TRUE(session.ok() && reader.ok());
  commit_with(**session, {{as_bytes("b"), as_bytes("Bob")}}, 1);
  const std::string key = sealing_key(folder, "b");
  // While the reader stands at a row, the log may not be cut.
  struct Sink final : RowSink {
    Session* writer = nullptr;
    Status status = Status::ok;
    bool take(const CommitRow&) noexcept override {
      status = writer->vault_erase("acme", as_bytes("b")).status();
      return true;
    }
  } sink;
  sink.writer = session->get();
  ASSERT_TRUE((*reader)->read("acme", Position(1), sink).ok());
  EXPECT_EQ(sink.status, Status::busy);
  Content gone;
  EXPECT_EQ((*session)->vault_get("acme", as_bytes("b"), gone).status(), Status::not_found);
  EXPECT_TRUE((*session)->vault_erase("acme", as_bytes("b")).ok()) << "again, now that nobody reads";
  EXPECT_EQ(all_files(folder).find(key), std::string::npos);
}

TEST(SqliteVault, AFlippedBitIsNoticed) {
  Folder folder(true);
  auto store = open_sqlite_store(folder.file("team.db"));
  ASSERT_TRUE(store.ok());
  auto session = (*store)->open_session();
  ASSERT_TRUE(session.ok());
  commit_with(**session, {{as_bytes("b"), as_bytes("Bob")}}, 1);
  sqlite3* connection = nullptr;
  sqlite3_open(folder.file("team.db").c_str(), &connection);
  for (const char* damage : {"UPDATE firstlog_vault SET sealed = sealed || x'00'",
                             "UPDATE firstlog_vault SET sealed = x'00'", "DELETE FROM firstlog_vault_key"}) {
    sqlite3_exec(connection, "BEGIN", nullptr, nullptr, nullptr);
    ASSERT_EQ(sqlite3_exec(connection, damage, nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_exec(connection, "COMMIT", nullptr, nullptr, nullptr);
    Content sink;
    EXPECT_EQ((*session)->vault_get("acme", as_bytes("b"), sink).status(), Status::corrupt) << damage;
    EXPECT_TRUE(sink.text.empty());
  }
  sqlite3_close(connection);
}

}  // namespace
