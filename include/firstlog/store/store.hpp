// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The storage adapter: where an organisation's journal, snapshots and vault are kept. A store knows
// nothing of rules; it keeps bytes in order and lets one writer at a time append.
//
// Whoever writes an adapter derives from Store and Session and runs the conformance suite
// (tests/conformance), which holds every promise made below. Programs that only use the engine never
// need this header.
//
// Threads: a Store may be used by any number of threads; a Session by one at a time.
// Processes: in a forked child the parent's stores and sessions answer closed to whatever would wait
//   or write, and may be destroyed there without harm to the parent.
// Ownership: Bytes passed in belong to the caller and are valid only during the call; Bytes handed
//   to a sink belong to the store and are valid only during that call of the sink.
// Errors: a failure is an Error with `place` naming the store; nothing is thrown. Allocation
//   failure is Status::out_of_memory.
// Re-entry: a store never calls the engine. A sink must not call the same session.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "firstlog/base/bytes.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/journal/row.hpp"

namespace firstlog::inline v1 {

// Sizes that every store can hold. Organisations are keys of 1 to key_bytes_max bytes; records, chunks
// and vault contents have up to record_bytes_max bytes.
inline constexpr std::size_t chunk_name_bytes_max = 200;
inline constexpr std::size_t vault_key_bytes_max = 64;

// One write to the erasable vault, made durable together with the commit that refers to it. The
// same (organisation, key) may be written again: the newer content replaces the older one.
struct VaultPut {
  Bytes key;      // 1 to 64 bytes
  Bytes content;  // what may have to be erased one day: names, numbers, notes
};

// Takes chunks one by one. Answering false stops the delivery; the call then returns ok.
class BytesSink {
 public:
  virtual bool take(Bytes bytes) noexcept = 0;

 protected:
  ~BytesSink() = default;
};

// What a store can do. Members are false where it cannot.
struct StoreCapabilities {
  bool durable = false;  // append answers only once the bytes survive a power cut
  bool shared_by_processes = false;
  bool waits_for_news = false;  // wait_for_news sleeps until another writer commits
  bool host_transactions = false;
};

// One connection. Between acquire and append or release it holds the organisation's write right.
class FIRSTLOG_API Session {
 public:
  virtual ~Session() = default;

  // Takes the organisation's write right, waiting up to `wait_max` for another writer, and answers
  // the head as of then: until append or release nobody else can move it. An organisation that has
  // never been written answers an empty head. At most one organisation is held at a time.
  // Errors: busy (the wait was too short), read_only, io_failed, corrupt, invalid_argument.
  // After an error the right is not held.
  virtual Result<Head> acquire(std::string_view organisation, Duration wait_max) noexcept = 0;

  // Appends one commit and its vault writes, all or nothing, and gives the write right back in every
  // case. `row.head.commit_number` must be the head's plus one, `row.first_position` the head's last
  // position plus one: otherwise conflict, and nothing is written.
  // ok: the commit is durable. commit_unknown: the store cannot tell. Then learn the head again through
  // this session and look for the commit id: a session that still cannot tell answers commit_unknown
  // there too, and one that answers a head has made sure that no crash will change it.
  // Any other error (store_full, io_failed, read_only, conflict): nothing was written.
  virtual Result<void> append(const CommitRow& row, std::span<const VaultPut> vault) noexcept = 0;

  // Gives the write right back without writing. Does nothing where it is not held.
  virtual void release() noexcept = 0;

  // The head as other writers left it, without taking the write right and without waiting for it.
  virtual Result<Head> head(std::string_view organisation) noexcept = 0;

  // Delivers the commits that hold `from` and everything behind it, in order, without gaps. The
  // first row may begin before `from`. Nothing is delivered where `from` lies beyond the head.
  // A row that the store can tell is damaged ends the delivery with corrupt, naming its position.
  virtual Result<void> read(std::string_view organisation, Position from, RowSink& sink) noexcept = 0;

  // Named chunks beside the journal: snapshots, feed cursors. A put replaces the older content of
  // that name, atomically and durably; it may not run between acquire and append. Names are 1 to 200
  // bytes. An absent name is not_found on get, ok on erase.
  virtual Result<void> put_chunk(std::string_view organisation, std::string_view name,
                                 Bytes content) noexcept = 0;
  virtual Result<void> get_chunk(std::string_view organisation, std::string_view name,
                                 BytesSink& sink) noexcept = 0;
  virtual Result<void> erase_chunk(std::string_view organisation, std::string_view name) noexcept = 0;

  // The vault. `erase` leaves no copy behind that reading the store's files would find.
  virtual Result<void> vault_get(std::string_view organisation, Bytes key, BytesSink& sink) noexcept = 0;
  virtual Result<void> vault_erase(std::string_view organisation, Bytes key) noexcept = 0;

  // Returns ok as soon as the head lies beyond `known`, busy where `wait_max` passed first. Only
  // where the capability says so; otherwise unsupported.
  virtual Result<void> wait_for_news(std::string_view organisation, Position known,
                                     Duration wait_max) noexcept = 0;
};

class FIRSTLOG_API Store {
 public:
  virtual ~Store() = default;

  virtual StoreCapabilities capabilities() const noexcept = 0;

  // What errors call this store, and nothing secret: "sqlite:team.db".
  virtual std::string_view name() const noexcept = 0;

  // A new connection, to be destroyed before the store.
  virtual Result<std::unique_ptr<Session>> open_session() noexcept = 0;
};

}  // namespace firstlog::inline v1
