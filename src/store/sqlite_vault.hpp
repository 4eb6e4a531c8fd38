// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The erasable records, on a connection whose transaction somebody else begins and ends.
//
// SQLite moves rows between pages and leaves old copies behind in their gaps, secure_delete or not.
// So contents are encrypted, each under a random key of its own, and only the keys need erasing. They
// stand in blocks so large that SQLite keeps them on overflow pages, which it never moves: a key is
// overwritten where it stands, and then neither an old copy of the row nor the log helps anybody.
#pragma once

#include <cstdint>
#include <string_view>

#include "firstlog/store/store.hpp"
#include "store/sqlite_connection.hpp"

namespace firstlog::inline v1::sqlite_store {

class Vault {
 public:
  explicit Vault(Connection& connection) noexcept : connection_(connection) {}

  Result<void> put(std::int64_t organisation, const VaultPut& record) noexcept;
  // Needs a transaction: content and key are read one after the other.
  Result<void> get(std::int64_t organisation, Bytes key, BytesSink& sink) noexcept;
  // Does nothing where there is none. The log still holds the old key until it is emptied.
  Result<void> erase(std::int64_t organisation, Bytes key) noexcept;

 private:
  // The record's place, which is also its key's; 0 where there is none.
  Result<std::int64_t> find(std::int64_t organisation, Bytes key) noexcept;
  Result<std::int64_t> insert(std::int64_t organisation, Bytes key) noexcept;
  Result<void> write_key(std::int64_t place, const unsigned char* key) noexcept;

  Connection& connection_;
  std::int64_t page_size_ = 0;
};

}  // namespace firstlog::inline v1::sqlite_store
