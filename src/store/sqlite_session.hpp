// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A session on a connection of its own.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "firstlog/store/store.hpp"
#include "store/sqlite_connection.hpp"
#include "store/sqlite_tables.hpp"

namespace firstlog::inline v1::sqlite_store {

class SqliteSession final : public Session {
 public:
  SqliteSession(std::unique_ptr<Connection> connection, Duration wait_max) noexcept
      : connection_(std::move(connection)), tables_(*connection_), wait_max_(wait_max) {}
  ~SqliteSession() override;

  Result<Head> acquire(std::string_view organisation, Duration wait_max) noexcept override;
  Result<void> append(const CommitRow& row, std::span<const VaultPut> vault) noexcept override;
  void release() noexcept override;
  Result<Head> head(std::string_view organisation) noexcept override;
  Result<void> read(std::string_view organisation, Position from, RowSink& sink) noexcept override;
  Result<void> put_chunk(std::string_view organisation, std::string_view name,
                         Bytes content) noexcept override;
  Result<void> get_chunk(std::string_view organisation, std::string_view name,
                         BytesSink& sink) noexcept override;
  Result<void> erase_chunk(std::string_view organisation, std::string_view name) noexcept override;
  Result<void> vault_get(std::string_view organisation, Bytes key, BytesSink& sink) noexcept override;
  Result<void> vault_erase(std::string_view organisation, Bytes key) noexcept override;
  Result<void> wait_for_news(std::string_view organisation, Position known,
                             Duration wait_max) noexcept override;

 private:
  Result<void> usable(std::string_view organisation) noexcept;
  Result<std::int64_t> number_of(std::string_view organisation) noexcept;
  Result<void> begin(Duration wait_max) noexcept;
  Result<void> commit() noexcept;
  void roll_back() noexcept;
  Result<void> settle() noexcept;
  Result<Head> head_inside(std::int64_t number) noexcept;
  void saw(std::int64_t number, const Head& head) noexcept;
  unsigned version() noexcept;
  Result<void> empty_log() noexcept;
  template <class Work>
  Result<void> write(Work work) noexcept;
  template <class Work>
  Result<void> read_once(Work work) noexcept;

  std::unique_ptr<Connection> connection_;
  Tables tables_;
  Duration wait_max_;

  bool held_ = false;
  std::int64_t held_number_ = 0;  // 0: the organisation gets its number with its first commit
  std::string held_key_;
  Head held_head_;

  // The head as this session last saw or made it. It is the head still while SQLite says that the
  // database is the one seen then: a writer that stays alone need not look for it again.
  std::int64_t seen_number_ = 0;  // the organisation's; 0: nothing was seen
  unsigned seen_version_ = 0;
  Head seen_head_;

  // A COMMIT failed in a way that may have left a whole commit in the log behind its valid end. It
  // counts for nobody now, but would come back to life where every process died before another
  // commit overwrote it.
  bool unsettled_ = false;

  // The organisation asked for last. Numbers never change once committed.
  std::string known_key_;
  std::int64_t known_number_ = 0;
};

}  // namespace firstlog::inline v1::sqlite_store
