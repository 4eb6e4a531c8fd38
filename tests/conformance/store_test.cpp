// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The conformance suite over the stores that we ship.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <string>
#include <vector>

#include "firstlog/store/conformance.hpp"
#include "firstlog/store/memory.hpp"
#include "firstlog/store/sqlite.hpp"
#include "support/sqlite_place.hpp"

namespace {

using namespace firstlog;

class MemoryPlace final : public ConformancePlace {
 public:
  Result<std::unique_ptr<Store>> open() override { return open_memory_store(); }
  bool keeps() const override { return false; }
};

class SqliteHost final : public ConformanceHost {
 public:
  explicit SqliteHost(const std::string& path) {
    sqlite3_open(path.c_str(), &connection_);
    run("PRAGMA busy_timeout = 10000");
    run("CREATE TABLE IF NOT EXISTS host_table(id INTEGER PRIMARY KEY)");
  }
  ~SqliteHost() override { sqlite3_close(connection_); }
  bool begin() override { return run("BEGIN IMMEDIATE"); }
  bool begin_late() override { return run("BEGIN; SELECT count(*) FROM host_table"); }
  bool commit() override { return run("COMMIT"); }
  bool roll_back() override { return run("ROLLBACK"); }
  bool savepoint() override { return run("SAVEPOINT host"); }
  bool roll_back_to_savepoint() override { return run("ROLLBACK TO host; RELEASE host"); }
  bool add_row() override { return run("INSERT INTO host_table DEFAULT VALUES"); }
  std::int64_t count_rows() override {
    std::int64_t count = -1;
    sqlite3_exec(
        connection_, "SELECT count(*) FROM host_table",
        [](void* to, int, char** values, char**) {
          *static_cast<std::int64_t*>(to) = std::stoll(values[0]);
          return 0;
        },
        &count, nullptr);
    return count;
  }
  Result<std::unique_ptr<Session>> session() override { return sqlite_host_session(connection_); }

 private:
  bool run(const char* sql) { return sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr) == SQLITE_OK; }
  sqlite3* connection_ = nullptr;
};

class SqlitePlace final : public ConformancePlace {
 public:
  explicit SqlitePlace(const SqliteOptions& options) : options_(options) {}
  Result<std::unique_ptr<Store>> open() override { return open_sqlite_store(path_, options_); }
  bool keeps() const override { return true; }
  std::unique_ptr<ConformanceHost> open_host() override { return std::make_unique<SqliteHost>(path_); }

 private:
  SqliteOptions options_;
  firstlog_test::Folder folder_;
  std::string path_ = folder_.file("team.db");
};

struct MemoryTarget final : ConformanceTarget {
  std::unique_ptr<ConformancePlace> make_place() override { return std::make_unique<MemoryPlace>(); }
};
struct SqliteTarget final : ConformanceTarget {
  std::unique_ptr<ConformancePlace> make_place() override {
    return std::make_unique<SqlitePlace>(SqliteOptions{});
  }
};
struct SqliteInHostTarget final : ConformanceTarget {
  std::unique_ptr<ConformancePlace> make_place() override {
    return std::make_unique<SqlitePlace>(
        SqliteOptions{.durability = SqliteDurability::process_crash, .in_host_database = true});
  }
};

// A case that a failing test shows by its promise instead of its bytes.
struct Named : ConformanceCase {
  friend void PrintTo(const Named& one, std::ostream* out) { *out << one.what; }
};
std::vector<Named> named_cases() {
  std::vector<Named> cases;
  for (const ConformanceCase& one : conformance_cases()) cases.push_back({one});
  return cases;
}

class Conformance : public testing::TestWithParam<Named> {
 protected:
  void run(ConformanceTarget& target) {
    const ConformanceReport report = run_conformance(GetParam(), target);
    for (const std::string& failure : report.failures) ADD_FAILURE() << failure;
    if (!report.skipped.empty()) GTEST_SKIP() << report.skipped;
  }
};

TEST_P(Conformance, Memory) {
  MemoryTarget target;
  run(target);
}
TEST_P(Conformance, Sqlite) {
  SqliteTarget target;
  run(target);
}
TEST_P(Conformance, SqliteInHostDatabase) {
  SqliteInHostTarget target;
  run(target);
}

INSTANTIATE_TEST_SUITE_P(Store, Conformance, testing::ValuesIn(named_cases()),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
