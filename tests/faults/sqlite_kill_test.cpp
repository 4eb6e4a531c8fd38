// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Writers killed with -9 at random instants: what they had been told stands, what they had not been
// told stands whole or not at all.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <map>
#include <random>
#include <thread>

#include "firstlog/store/sqlite.hpp"
#include "support/rows.hpp"
#include "support/sqlite_place.hpp"

namespace {

using namespace firstlog;
using namespace firstlog_test;

struct Acknowledged {
  std::uint64_t commit_number;
  CommitId commit_id;
};

// Appends until it is killed, and tells the pipe after each acknowledged commit.
[[noreturn]] void write_until_killed(const std::string& path, std::uint64_t seed, int to) {
  auto store = open_sqlite_store(path);
  if (!store) ::_exit(1);
  auto session = (*store)->open_session();
  if (!session) ::_exit(2);
  for (;; seed += 16) {
    Result<Head> head = (*session)->acquire("acme", Duration::seconds(20));
    if (!head) ::_exit(3);
    TestRow row = row_behind(*head, 50 + seed % 13 * 700, seed);
    const VaultPut put{as_bytes("k"), row.head.commit_id.view()};
    if (!(*session)->append(row.view(), {&put, 1}).ok()) ::_exit(4);
    const Acknowledged told{row.head.commit_number, row.head.commit_id};
    if (::write(to, &told, sizeof told) != static_cast<ssize_t>(sizeof told)) ::_exit(5);
    if (seed % 97 == 0 && !(*session)->put_chunk("acme", "snapshot", row.record).ok()) ::_exit(6);
  }
}

TEST(SqliteKill, NoAcknowledgedCommitIsLost) {
  Folder folder;
  const std::string path = folder.file("team.db");
  std::mt19937 random(11);
  std::map<std::uint64_t, CommitId> acknowledged;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(4);
  int rounds = 0;
  for (; std::chrono::steady_clock::now() < end; ++rounds) {
    constexpr int writers = 3;
    int pipe_ends[2];
    ASSERT_EQ(::pipe(pipe_ends), 0);
    std::vector<pid_t> children;
    for (int i = 0; i < writers; ++i) {
      const pid_t child = ::fork();
      if (child == 0) {
        ::close(pipe_ends[0]);
        write_until_killed(path, static_cast<std::uint64_t>(rounds) * 100'000 + static_cast<std::uint64_t>(i),
                           pipe_ends[1]);
      }
      children.push_back(child);
    }
    ::close(pipe_ends[1]);
    // One after the other, so that the others go on beside a corpse; all, so that the log is recovered.
    for (pid_t child : children) {
      std::this_thread::sleep_for(std::chrono::microseconds(random() % 30'000));
      ::kill(child, SIGKILL);
    }
    for (pid_t child : children) {
      int status = 0;
      ::waitpid(child, &status, 0);
      ASSERT_TRUE(WIFSIGNALED(status)) << "a writer gave up with " << WEXITSTATUS(status);
    }
    Acknowledged told;
    while (::read(pipe_ends[0], &told, sizeof told) == static_cast<ssize_t>(sizeof told)) {
      auto [at, fresh] = acknowledged.emplace(told.commit_number, told.commit_id);
      ASSERT_TRUE(fresh) << "two writers were told that commit " << told.commit_number << " is theirs";
    }
    ::close(pipe_ends[0]);
  }

  auto store = open_sqlite_store(path);
  ASSERT_TRUE(store.ok()) << told(store.error());
  auto session = (*store)->open_session();
  ASSERT_TRUE(session.ok());
  Rows sink;
  Result<void> read = (*session)->read("acme", Position(1), sink);
  ASSERT_TRUE(read.ok()) << told(read.error());
  Head before;
  for (const TestRow& row : sink.rows) {
    ASSERT_EQ(row.head.commit_number, before.commit_number + 1);
    ASSERT_EQ(row.first_position, before.last_position.plus(1));
    before = row.head;
    if (auto found = acknowledged.find(row.head.commit_number); found != acknowledged.end()) {
      ASSERT_TRUE(found->second == row.head.commit_id) << "commit " << row.head.commit_number;
      acknowledged.erase(found);
    }
  }
  EXPECT_TRUE(acknowledged.empty()) << acknowledged.size() << " acknowledged commits are gone";
  Content last;
  ASSERT_TRUE((*session)->vault_get("acme", as_bytes("k"), last).ok());
  EXPECT_EQ(last.text, as_text(before.commit_id.view())) << "the vault stands where the journal stands";
  EXPECT_GT(rounds, 5);
  EXPECT_GT(sink.rows.size(), 100U);
  RecordProperty("rounds", rounds);
  RecordProperty("commits", static_cast<int>(sink.rows.size()));
}

}  // namespace
