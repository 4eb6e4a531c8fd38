// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/store/sqlite.hpp"

#include <sodium.h>
#include <unistd.h>

#include <new>
#include <string>
#include <utility>

#include "store/check.hpp"
#include "store/sqlite_schema.hpp"
#include "store/sqlite_session.hpp"

namespace firstlog::inline v1 {
namespace {

using namespace sqlite_store;

class SqliteStore final : public Store {
 public:
  explicit SqliteStore(Place place) noexcept : place_(std::move(place)), process_(::getpid()) {}

  StoreCapabilities capabilities() const noexcept override {
    return {.durable = place_.durability == SqliteDurability::power_cut && !place_.read_only,
            .shared_by_processes = true,
            .waits_for_news = true,
            .host_transactions = true};
  }
  std::string_view name() const noexcept override { return place_.name; }

  Result<std::unique_ptr<Session>> open_session() noexcept override {
    if (::getpid() != process_) return store_check::forked(place_.name);
    Result<std::unique_ptr<Connection>> connection = open_connection(place_);
    if (!connection) return connection.error();
    if (Result<void> bad = check_schema(**connection); !bad) return bad.error();
    std::unique_ptr<Session> session(new (std::nothrow)
                                         SqliteSession(std::move(*connection), place_.wait_max));
    if (!session) return store_check::no_memory(place_.name);
    return session;
  }

 private:
  const Place place_;
  const pid_t process_;
};

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite_store(std::string_view path, const SqliteOptions& options) noexcept
    try {
  constexpr std::string_view unnamed = "sqlite:";
  if (sodium_init() < 0) return Error(Status::io_failed, unnamed, "the system gives no random numbers");
  if (path.empty() || path.find('\0') != std::string_view::npos)
    return Error(Status::invalid_argument, unnamed, "a path has at least one byte, none of them zero");
  if (path == ":memory:")
    return Error(Status::invalid_argument, unnamed, "a database in memory cannot be shared by sessions",
                 "use open_memory_store, or a path");
  Place place;
  // SQLite may be built to take any name that begins with "file:" for a URI.
  place.path = path.substr(0, 5) == "file:" ? "./" + std::string(path) : std::string(path);
  place.log_path = place.path + "-wal";
  place.name = std::string(unnamed) + std::string(path);
  place.vfs = std::string(options.vfs);
  place.durability = options.durability;
  place.read_only = options.read_only;
  place.in_host_database = options.in_host_database;
  place.wait_max = options.wait_max;
  if (Result<void> prepared = prepare_file(place, options.create); !prepared) return prepared.error();
  return std::unique_ptr<Store>(std::make_unique<SqliteStore>(std::move(place)));
} catch (...) {
  return store_check::no_memory("sqlite:");
}

}  // namespace firstlog::inline v1
