// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What stands in the tables: organisations, commits, chunks and the vault, read and written on a
// connection whose transaction somebody else begins and ends.
//
// An organisation has a small number, and a commit's key is that number and the commit's own:
// one integer, so that the journal is one B-tree whose end is an append.
// The number is found by hashing the organisation's key and probing upward. That way a damaged key
// is noticed instead of looking like an organisation that was never written: its number is occupied.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "firstlog/store/store.hpp"
#include "store/sqlite_connection.hpp"
#include "store/sqlite_vault.hpp"

namespace firstlog::inline v1::sqlite_store {

inline constexpr int commit_bits = 40;
inline constexpr std::uint64_t commit_number_max = (std::uint64_t{1} << commit_bits) - 1;
inline constexpr std::int64_t organisations_max = (std::int64_t{1} << 23) - 1;  // numbers 1 and up

class Tables {
 public:
  explicit Tables(Connection& connection) noexcept : connection_(connection), vault_(connection) {}

  // The organisation's number; 0 where it was never written.
  Result<std::int64_t> find(std::string_view organisation) noexcept;
  // The same, made where there is none.
  Result<std::int64_t> find_or_make(std::string_view organisation) noexcept;

  Result<Head> head(std::int64_t organisation) noexcept;
  Result<void> append(std::int64_t organisation, const CommitRow& row,
                      std::span<const VaultPut> vault) noexcept;
  Result<void> read(std::int64_t organisation, Position from, RowSink& sink) noexcept;

  Result<void> put_chunk(std::int64_t organisation, std::string_view name, Bytes content) noexcept;
  Result<void> get_chunk(std::int64_t organisation, std::string_view name, BytesSink& sink) noexcept;
  Result<void> erase_chunk(std::int64_t organisation, std::string_view name) noexcept;
  Vault& vault() noexcept { return vault_; }

 private:
  Result<std::int64_t> probe(std::string_view organisation, std::int64_t& free_number) noexcept;
  Result<std::uint64_t> commit_holding(std::int64_t organisation, std::uint64_t last_commit,
                                       Position from) noexcept;
  Result<void> deliver(Use& use, std::string_view what, BytesSink& sink) noexcept;
  Error damaged(std::uint64_t commit_number, Position position, std::string_view why) const noexcept;

  Connection& connection_;
  Vault vault_;
  // Where the last read ended: the next one mostly goes on from there.
  std::int64_t read_organisation_ = 0;
  std::uint64_t read_commit_ = 0;
  Position read_position_;
};

}  // namespace firstlog::inline v1::sqlite_store
