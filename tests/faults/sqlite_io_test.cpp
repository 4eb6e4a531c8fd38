// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The SQLite store while the disk fails: at call k, for every k, once or for good.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "firstlog/store/sqlite.hpp"
#include "support/faulty_vfs.hpp"
#include "support/rows.hpp"
#include "support/sqlite_place.hpp"

namespace {

using namespace firstlog;
using namespace firstlog_test;

struct Fault {
  const char* name;
  Call call;
  int code;
  bool for_good;
  bool arrives;          // the write fails, but its bytes are in the file
  bool pressed = false;  // memory is short, so that SQLite writes pages early
};

constexpr Fault all_faults[] = {
    {"write_once", Call::write, SQLITE_IOERR_WRITE, false, false},
    {"write_for_good", Call::write, SQLITE_IOERR_WRITE, true, false},
    {"write_arrives_once", Call::write, SQLITE_IOERR_WRITE, false, true},
    {"write_arrives_for_good", Call::write, SQLITE_IOERR_WRITE, true, true},
    {"full_once", Call::write, SQLITE_FULL, false, false},
    {"full_for_good", Call::write, SQLITE_FULL, true, false},
    {"sync_once", Call::sync, SQLITE_IOERR_FSYNC, false, false},
    {"sync_for_good", Call::sync, SQLITE_IOERR_FSYNC, true, false},
    {"truncate_once", Call::truncate, SQLITE_IOERR_TRUNCATE, false, false},
    {"truncate_for_good", Call::truncate, SQLITE_IOERR_TRUNCATE, true, false},
    {"read_once", Call::read, SQLITE_IOERR_READ, false, false},
    {"read_for_good", Call::read, SQLITE_IOERR_READ, true, false},
    {"shm_map_once", Call::shm_map, SQLITE_IOERR_SHMMAP, false, false},
    {"shm_map_for_good", Call::shm_map, SQLITE_IOERR_SHMMAP, true, false},
    {"shm_lock_once", Call::shm_lock, SQLITE_IOERR_SHMLOCK, false, false},
    {"shm_lock_for_good", Call::shm_lock, SQLITE_IOERR_SHMLOCK, true, false},
    {"file_size_once", Call::file_size, SQLITE_IOERR_FSTAT, false, false},
    {"file_size_for_good", Call::file_size, SQLITE_IOERR_FSTAT, true, false},
    {"pressed_write_for_good", Call::write, SQLITE_IOERR_WRITE, true, false, true},
    {"pressed_full_once", Call::write, SQLITE_FULL, false, false, true},
    {"pressed_full_for_good", Call::write, SQLITE_FULL, true, false, true},
    {"pressed_sync_for_good", Call::sync, SQLITE_IOERR_FSYNC, true, false, true},
    {"pressed_read_for_good", Call::read, SQLITE_IOERR_READ, true, false, true},
};

// What the script did, and what it was told.
class Script {
 public:
  explicit Script(const std::string& path) : path_(path) {}

  std::vector<TestRow> acknowledged;
  std::vector<TestRow> unknown;  // at most one can follow each acknowledged run
  std::vector<TestRow> refused;
  std::vector<std::string> trouble;

  // Opens what is not open. False where that failed.
  bool open() {
    if (!store_) {
      auto opened =
          open_sqlite_store(path_, {.wait_max = Duration::milliseconds(50), .vfs = faulty_vfs_name});
      if (!opened) return proper(opened.error(), "open"), false;
      store_ = std::move(*opened);
    }
    if (!session_) {
      auto opened = store_->open_session();
      if (!opened) return proper(opened.error(), "session"), false;
      session_ = std::move(*opened);
    }
    return true;
  }

  void append(std::size_t size, std::uint64_t seed) {
    if (!open()) return;
    Result<Head> head = session_->acquire("acme", Duration::milliseconds(50));
    if (!head) return proper(head.error(), "acquire");
    settle(*head);
    TestRow row = row_behind(*head, size, seed);
    const std::string key = seed % 2 == 0 ? "k0" : "k1";
    const std::string secret(seed, 's');
    const VaultPut put{as_bytes(key), as_bytes(secret)};
    Result<void> done = session_->append(row.view(), {&put, 1});
    if (done.ok()) {
      acknowledged.push_back(row);
    } else if (done.status() == Status::commit_unknown) {
      unknown.push_back(row);
    } else {
      proper(done.error(), "append");
      refused.push_back(row);
    }
  }

  void others() {
    if (!open()) return;
    if (auto done = session_->put_chunk("acme", "snapshot", as_bytes(std::string(9'000, 's'))); !done)
      proper(done.error(), "put_chunk");
    if (auto done = session_->vault_erase("acme", as_bytes("k0")); !done) proper(done.error(), "vault_erase");
    Rows sink;
    if (auto done = session_->read("acme", Position(1), sink); !done) proper(done.error(), "read");
  }

  // A head that was answered tells what became of a commit whose end was unknown.
  void settle(const Head& head) {
    for (TestRow& row : unknown)
      (row.head.commit_id == head.commit_id ? acknowledged : refused).push_back(std::move(row));
    unknown.clear();
  }

  void run() {
    for (std::uint64_t seed = 1; seed <= 4; ++seed) append(seed * 3'000, seed);
    others();
    for (std::uint64_t seed = 5; seed <= 7; ++seed) append(100, seed);
  }

  Session* session() { return session_.get(); }
  void close() {
    session_.reset();
    store_.reset();
  }

 private:
  // I/O that fails is never reported as misuse or as damage.
  void proper(const Error& error, const char* where) {
    switch (error.status) {
      case Status::io_failed:
      case Status::store_full:
      case Status::commit_unknown: return;
      default: trouble.push_back(std::string(where) + ": " + told(error));
    }
  }

  std::string path_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Session> session_;
};

// Reads the journal at `path` through healthy files.
std::vector<TestRow> journal_at(const std::string& path) {
  auto store = open_sqlite_store(path, {.create = false});
  if (!store) {
    ADD_FAILURE() << told(store.error());
    return {};
  }
  auto session = (*store)->open_session();
  if (!session) {
    ADD_FAILURE() << told(session.error());
    return {};
  }
  Rows sink;
  Result<void> read = (*session)->read("acme", Position(1), sink);
  if (!read) ADD_FAILURE() << told(read.error());
  return sink.rows;
}

// The files as a crash of every process would leave them.
std::string crashed_copy(const Folder& from, const Folder& to) {
  for (const char* suffix : {"team.db", "team.db-wal", "team.db-journal"}) {
    std::filesystem::remove(to.path() / suffix);
    if (std::filesystem::exists(from.path() / suffix))
      std::filesystem::copy_file(from.path() / suffix, to.path() / suffix);
  }
  return to.file("team.db");
}

void PrintTo(const Fault& fault, std::ostream* out) {
  *out << fault.name;
}

class SqliteFaults : public testing::TestWithParam<Fault> {
 protected:
  void SetUp() override {
    register_faulty_vfs();
    faults.clear();
  }
  void TearDown() override {
    faults.clear();
    sqlite3_soft_heap_limit64(0);
  }
};

TEST_P(SqliteFaults, NothingAcknowledgedIsLostNothingRefusedStands) {
  const Fault& fault = GetParam();
  int struck = 0;
  int k = 1;
  for (; k < 2'000; ++k) {
    Folder folder(true);
    Folder copy(true);
    Script script(folder.file("team.db"));
    sqlite3_soft_heap_limit64(fault.pressed ? 1 : 0);
    faults.arm(fault.call, k, fault.code, fault.for_good);
    faults.writes_before_failing = fault.arrives;
    script.run();
    if (faults.failed == 0) break;
    ++struck;
    SCOPED_TRACE(std::string(fault.name) + " at call " + std::to_string(k));
    for (const std::string& trouble : script.trouble) ADD_FAILURE() << trouble;

    // Every process dies now, while the disk still fails: what is found again is what was promised.
    if (!script.acknowledged.empty()) {
      const std::vector<TestRow> found = journal_at(crashed_copy(folder, copy));
      ASSERT_GE(found.size(), script.acknowledged.size());
      ASSERT_LE(found.size(), script.acknowledged.size() + script.unknown.size());
      EXPECT_TRUE(std::equal(script.acknowledged.begin(), script.acknowledged.end(), found.begin()));
      for (std::size_t i = script.acknowledged.size(); i < found.size(); ++i)
        EXPECT_EQ(std::count(script.unknown.begin(), script.unknown.end(), found[i]), 1);
    }

    // The disk works again, and so does the store, the session that saw it fail included.
    faults.clear();
    script.append(200, 100);
    for (const std::string& trouble : script.trouble) ADD_FAILURE() << trouble;
    ASSERT_FALSE(script.acknowledged.empty());
    EXPECT_EQ(script.acknowledged.back().record, row_behind({}, 200, 100).record);
    EXPECT_TRUE(script.unknown.empty());
    script.close();
    EXPECT_EQ(journal_at(folder.file("team.db")), script.acknowledged);
    if (HasFailure()) break;
  }
  EXPECT_LT(k, 2'000) << "the script never ran without a fault";
  EXPECT_GT(struck, 0) << "this fault never struck";
}

INSTANTIATE_TEST_SUITE_P(Disk, SqliteFaults, testing::ValuesIn(all_faults),
                         [](const auto& one) { return std::string(one.param.name); });

// A commit whose fsync failed lies whole in the log. It may not come back to life after the caller
// was told that nothing was written.
TEST(SqliteFault, ARefusedCommitDoesNotComeBackAfterACrash) {
  register_faulty_vfs();
  Folder folder;
  Folder copy;
  Script script(folder.file("team.db"));
  script.append(100, 1);
  faults.arm(Call::sync, 1, SQLITE_IOERR_FSYNC, false);
  script.append(100, 2);
  faults.clear();
  ASSERT_EQ(script.refused.size(), 1U);
  EXPECT_EQ(journal_at(crashed_copy(folder, copy)), script.acknowledged);
}

TEST(SqliteFault, AnUnknownCommitIsSettledByTheNextHead) {
  register_faulty_vfs();
  Folder folder;
  Folder copy;
  Script script(folder.file("team.db"));
  script.append(100, 1);
  faults.arm(Call::sync, 1, SQLITE_IOERR_FSYNC, true);
  script.append(100, 2);
  ASSERT_EQ(script.unknown.size(), 1U);
  EXPECT_EQ(script.session()->head("acme").status(), Status::commit_unknown)
      << "while the disk fails nobody can know";
  faults.clear();
  Result<Head> head = script.session()->head("acme");
  ASSERT_TRUE(head.ok());
  script.settle(*head);
  EXPECT_EQ(journal_at(crashed_copy(folder, copy)), script.acknowledged)
      << "what the head said outlives a crash";
}

// What "durable" rests on: a commit is not acknowledged before the log was synced.
TEST(SqliteFault, ACommitIsSyncedBeforeItIsAcknowledged) {
  register_faulty_vfs();
  for (SqliteDurability durability : {SqliteDurability::power_cut, SqliteDurability::process_crash}) {
    Folder folder(true);
    auto store =
        open_sqlite_store(folder.file("team.db"), {.durability = durability, .vfs = faulty_vfs_name});
    ASSERT_TRUE(store.ok());
    EXPECT_EQ((*store)->capabilities().durable, durability == SqliteDurability::power_cut);
    auto session = (*store)->open_session();
    ASSERT_TRUE(session.ok());
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      Result<Head> head = (*session)->acquire("acme", Duration());
      ASSERT_TRUE(head.ok());
      faults.clear();
      ASSERT_TRUE((*session)->append(row_behind(*head, 100, seed).view(), {}).ok());
      const int syncs = faults.seen[static_cast<int>(Call::sync)];
      if (durability == SqliteDurability::power_cut) {
        EXPECT_GE(syncs, 1);
      } else if (seed > 1) {
        EXPECT_EQ(syncs, 0);
      }
    }
  }
}

}  // namespace
