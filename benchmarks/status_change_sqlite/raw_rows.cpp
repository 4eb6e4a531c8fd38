// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Peer: raw SQLite. One table (integer key, blob), WAL, synchronous=FULL, default checkpoints, one row
// for each status change, together exactly the bytes that ours writes. Transactions begin IMMEDIATE,
// statements are prepared once, the connection belongs to one thread.
#include <benchmark/benchmark.h>
#include <sqlite3.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "status_change_sqlite/work.hpp"

namespace firstlog_benchmarks {
namespace {

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
};
struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;
using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

bool execute(sqlite3* database, const char* sql) {
  return sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
}

Statement prepare(sqlite3* database, const char* sql) {
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(database, sql, -1, &statement, nullptr);
  return Statement(statement);
}

bool step_done(sqlite3_stmt* statement) {
  const bool done = sqlite3_step(statement) == SQLITE_DONE;
  return sqlite3_reset(statement) == SQLITE_OK && done;
}

void remove_database(const std::string& path) {
  for (const char* ending : {"", "-wal", "-shm"}) std::remove((path + ending).c_str());
}

// Bytes that do not compress and of which every row shows another part.
std::vector<unsigned char> make_noise(std::size_t size) {
  std::vector<unsigned char> noise(size);
  std::uint64_t state = 0x9e3779b97f4a7c15U;
  for (unsigned char& byte : noise) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    byte = static_cast<unsigned char>(state >> 56);
  }
  return noise;
}

struct Row {
  const unsigned char* data = nullptr;
  int size = 0;
};

// Splits `bytes` over `rows` so that sizes differ by at most one and the sum is exact.
class Rows {
 public:
  Rows(std::int64_t rows, std::int64_t bytes)
      : rows_(rows), bytes_(bytes), noise_(make_noise(static_cast<std::size_t>(bytes / rows + 1 + 4'096))) {}

  Row at(std::int64_t index) const {
    const std::int64_t size = bytes_ * (index + 1) / rows_ - bytes_ * index / rows_;
    return {.data = noise_.data() + index % 4'096, .size = static_cast<int>(size)};
  }

 private:
  std::int64_t rows_;
  std::int64_t bytes_;
  std::vector<unsigned char> noise_;
};

bool same_content(sqlite3* database, const Rows& rows, std::int64_t count) {
  const Statement select = prepare(database, "SELECT key, body FROM event ORDER BY key");
  for (std::int64_t index = 0; index < count; ++index) {
    if (sqlite3_step(select.get()) != SQLITE_ROW) return false;
    const Row row = rows.at(index);
    if (sqlite3_column_int64(select.get(), 0) != index + 1) return false;
    if (sqlite3_column_bytes(select.get(), 1) != row.size) return false;
    if (std::memcmp(sqlite3_column_blob(select.get(), 1), row.data, static_cast<std::size_t>(row.size)) !=
        0) {
      return false;
    }
  }
  return sqlite3_step(select.get()) == SQLITE_DONE;
}

void raw_rows(benchmark::State& state, std::int64_t rows_per_commit) {
  const std::int64_t contacts = sqlite_contacts(rows_per_commit);
  const std::int64_t count = expected(contacts).status_changes;
  const std::int64_t bytes = journal_bytes(contacts, rows_per_commit);
  const Rows rows(count, bytes);
  const std::string path = sqlite_directory() + "/raw_rows.db";
  for (auto _ : state) {
    remove_database(path);
    sqlite3* opened = nullptr;
    const int status = sqlite3_open(path.c_str(), &opened);
    const Database database(opened);
    if (status != SQLITE_OK || !execute(opened, "PRAGMA journal_mode=WAL") ||
        !execute(opened, "PRAGMA synchronous=FULL") ||
        !execute(opened, "CREATE TABLE event (key INTEGER PRIMARY KEY, body BLOB NOT NULL)")) {
      state.SkipWithError("the database could not be made");
      return;
    }
    const Statement begin = prepare(opened, "BEGIN IMMEDIATE");
    const Statement insert = prepare(opened, "INSERT INTO event (key, body) VALUES (?1, ?2)");
    const Statement commit = prepare(opened, "COMMIT");
    bool written = true;
    const auto started = std::chrono::steady_clock::now();
    for (std::int64_t first = 0; first < count; first += rows_per_commit) {
      written = written && step_done(begin.get());
      const std::int64_t last = first + rows_per_commit < count ? first + rows_per_commit : count;
      for (std::int64_t index = first; index < last; ++index) {
        const Row row = rows.at(index);
        sqlite3_bind_int64(insert.get(), 1, index + 1);
        sqlite3_bind_blob(insert.get(), 2, row.data, row.size, SQLITE_STATIC);
        written = written && step_done(insert.get());
      }
      written = written && step_done(commit.get());
    }
    const auto stopped = std::chrono::steady_clock::now();
    if (!written || !same_content(opened, rows, count)) {
      state.SkipWithError("the rows read back are not the rows written");
      return;
    }
    state.SetIterationTime(std::chrono::duration<double>(stopped - started).count());
  }
  remove_database(path);
  state.SetItemsProcessed(state.iterations() * count);
  state.counters["bytes_per_change"] = static_cast<double>(bytes) / static_cast<double>(count);
  state.counters["bytes_assumed"] = journal_bytes_of_ours == nullptr ? 1 : 0;
}

BENCHMARK_CAPTURE(raw_rows, commit_100, 100)
    ->Name("status_change_sqlite/raw_rows/commit_100")
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(raw_rows, commit_1, 1)
    ->Name("status_change_sqlite/raw_rows/commit_1")
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace firstlog_benchmarks
