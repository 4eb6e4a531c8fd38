// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "store/sqlite_vault.hpp"

#include <sodium.h>

#include <array>
#include <memory>
#include <new>

#include "store/check.hpp"

namespace firstlog::inline v1::sqlite_store {
namespace {

constexpr std::size_t key_size = crypto_secretbox_KEYBYTES;
constexpr std::size_t seal_size = crypto_secretbox_MACBYTES;
constexpr std::int64_t keys_per_block = 1024;

using SecretKey = std::array<unsigned char, key_size>;

// A key seals one content only, so the nonce need not vary.
constexpr std::array<unsigned char, crypto_secretbox_NONCEBYTES> nonce = {};

const unsigned char* raw(Bytes bytes) noexcept {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

// The block of keys that holds the key of `place`.
class Block {
 public:
  Block(Connection& connection, std::int64_t place, bool writes) noexcept
      : code_(sqlite3_blob_open(connection.handle(), "main", "firstlog_vault_key", "keys",
                                place / keys_per_block, writes ? 1 : 0, &blob_)),
        offset_(static_cast<int>(place % keys_per_block) * static_cast<int>(key_size)) {}
  ~Block() { sqlite3_blob_close(blob_); }
  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;

  int read(SecretKey& key) noexcept {
    return code_ != SQLITE_OK ? code_ : sqlite3_blob_read(blob_, key.data(), key_size, offset_);
  }
  int write(const unsigned char* key) noexcept {
    return code_ != SQLITE_OK ? code_ : sqlite3_blob_write(blob_, key, key_size, offset_);
  }

 private:
  sqlite3_blob* blob_ = nullptr;  // before code_, whose initialiser fills it
  int code_ = SQLITE_OK;
  int offset_;
};

Error broken_seal(std::string_view store) noexcept {
  return Error(Status::corrupt, store, "a vault record contradicts its seal",
               "restore the file from a backup");
}

// Plain or sealed content, wiped at the end.
class Buffer {
 public:
  explicit Buffer(std::size_t size) noexcept
      : data_(new(std::nothrow) unsigned char[size + 1]), size_(size) {}
  ~Buffer() {
    if (data_) sodium_memzero(data_.get(), size_);
  }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  unsigned char* data() noexcept { return data_.get(); }
  Bytes view() const noexcept { return {reinterpret_cast<const std::byte*>(data_.get()), size_}; }

 private:
  std::unique_ptr<unsigned char[]> data_;
  std::size_t size_;
};

}  // namespace

Result<std::int64_t> Vault::find(std::int64_t organisation, Bytes key) noexcept {
  Use use(connection_, Sql::vault_find);
  const int code = use.bind(organisation).bind(key).step();
  if (code == SQLITE_DONE) return std::int64_t{0};
  if (code != SQLITE_ROW) return connection_.failure(code, "cannot read the vault");
  return use.integer(0);
}

Result<std::int64_t> Vault::insert(std::int64_t organisation, Bytes key) noexcept {
  std::int64_t place = 0;
  {
    Use use(connection_, Sql::vault_insert);
    int code = use.bind(organisation).bind(key).step();
    if (code == SQLITE_ROW) {
      place = use.integer(0);
      code = use.step();
    }
    if (code != SQLITE_DONE) return connection_.failure(code, "cannot write the vault");
  }
  if (page_size_ == 0) {
    const int code = connection_.integer("PRAGMA main.page_size", page_size_);
    if (code != SQLITE_OK) return connection_.failure(code, "cannot write the vault");
  }
  // A page of padding keeps every key out of the row's first page, which may move.
  Use use(connection_, Sql::vault_block_put);
  const int code = use.bind(place / keys_per_block)
                       .bind(page_size_)
                       .bind(keys_per_block * static_cast<std::int64_t>(key_size))
                       .step();
  if (code != SQLITE_DONE) return connection_.failure(code, "cannot write the vault");
  return place;
}

Result<void> Vault::write_key(std::int64_t place, const unsigned char* key) noexcept {
  const int code = Block(connection_, place, true).write(key);
  if (code != SQLITE_OK) return connection_.failure(code, "cannot write the vault's keys");
  return {};
}

Result<void> Vault::put(std::int64_t organisation, const VaultPut& record) noexcept {
  Result<std::int64_t> place = find(organisation, record.key);
  if (place.ok() && *place == 0) place = insert(organisation, record.key);
  if (!place) return place.error();

  Buffer sealed(record.content.size() + seal_size);
  if (sealed.data() == nullptr) return store_check::no_memory(connection_.name());
  SecretKey key;
  randombytes_buf(key.data(), key.size());
  crypto_secretbox_easy(sealed.data(), raw(record.content), record.content.size(), nonce.data(), key.data());
  Result<void> written = write_key(*place, key.data());
  sodium_memzero(key.data(), key.size());
  if (!written) return written;
  Use use(connection_, Sql::vault_update);
  const int code = use.bind(*place).bind(sealed.view()).step();
  if (code != SQLITE_DONE) return connection_.failure(code, "cannot write the vault");
  return {};
}

Result<void> Vault::get(std::int64_t organisation, Bytes key, BytesSink& sink) noexcept {
  Use use(connection_, Sql::vault_get);
  const int code = use.bind(organisation).bind(key).step();
  if (code == SQLITE_DONE) return store_check::absent(connection_.name(), "vault record");
  if (code != SQLITE_ROW) return connection_.failure(code, "cannot read the vault");
  const Bytes sealed = use.bytes(1);
  if (sealed.size() < seal_size) {
    if (sqlite3_errcode(connection_.handle()) == SQLITE_NOMEM)
      return store_check::no_memory(connection_.name());
    return broken_seal(connection_.name());
  }
  SecretKey secret;
  const int read = Block(connection_, use.integer(0), false).read(secret);
  if (read == SQLITE_ERROR) return broken_seal(connection_.name());  // the block of keys is missing
  if (read != SQLITE_OK) return connection_.failure(read, "cannot read the vault's keys");
  Buffer content(sealed.size() - seal_size);
  if (content.data() == nullptr) return store_check::no_memory(connection_.name());
  const bool whole = crypto_secretbox_open_easy(content.data(), raw(sealed), sealed.size(), nonce.data(),
                                                secret.data()) == 0;
  sodium_memzero(secret.data(), secret.size());
  if (!whole) return broken_seal(connection_.name());
  sink.take(content.view());
  return {};
}

Result<void> Vault::erase(std::int64_t organisation, Bytes key) noexcept {
  Result<std::int64_t> place = find(organisation, key);
  if (!place) return place.error();
  if (*place == 0) return {};
  constexpr SecretKey nothing = {};
  if (Result<void> failed = write_key(*place, nothing.data()); !failed) return failed;
  Use use(connection_, Sql::vault_erase);
  const int code = use.bind(*place).step();
  if (code != SQLITE_DONE) return connection_.failure(code, "cannot erase the vault record");
  return {};
}

}  // namespace firstlog::inline v1::sqlite_store
