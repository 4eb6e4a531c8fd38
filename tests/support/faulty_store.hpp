// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A store that fails as told: it delegates to another one, and at the k-th call of a slot does
// something else instead.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>

#include "firstlog/store/store.hpp"

namespace firstlog_test {

using namespace firstlog;

enum class Slot : std::uint8_t {
  open_session,
  acquire,
  append,
  head,
  read,
  put_chunk,
  get_chunk,
  erase_chunk,
  vault_get,
  vault_erase,
  wait_for_news
};
inline constexpr int slot_count = 11;

constexpr std::string_view name_of(Slot slot) noexcept {
  constexpr std::string_view names[slot_count] = {
      "open_session", "acquire",     "append",    "head",        "read",         "put_chunk",
      "get_chunk",    "erase_chunk", "vault_get", "vault_erase", "wait_for_news"};
  return names[static_cast<int>(slot)];
}

enum class Trick : std::uint8_t {
  fail,                // answers the status, does nothing
  fail_after,          // does its work, then answers the status (not for append)
  lose_then_unknown,   // append: does not commit, answers commit_unknown
  commit_then_unknown  // append: commits, answers commit_unknown
};

struct Fault {
  Slot slot = Slot::append;
  std::uint64_t from = 1;   // the first call that it meets, counted from 1
  std::uint64_t count = 1;  // so many calls
  Trick trick = Trick::fail;
  Status status = Status::io_failed;
  // While the trick is played, with no right held: another writer gets a chance.
  std::function<void()> meanwhile = {};
};

class FaultyStore final : public Store {
 public:
  explicit FaultyStore(Store& inner) : inner_(inner) {}

  void set(const Fault& fault) {
    const std::lock_guard lock(mutex_);
    faults_.push_back(fault);
  }
  void clear() {
    const std::lock_guard lock(mutex_);
    faults_.clear();
  }
  // Called first in every slot, with no lock of the store's held.
  void on_call(std::function<void(Slot)> call) { on_call_ = std::move(call); }
  std::uint64_t calls(Slot slot) const { return calls_[static_cast<std::size_t>(slot)]; }
  std::uint64_t hits() const { return hits_; }

  StoreCapabilities capabilities() const noexcept override { return inner_.capabilities(); }
  std::string_view name() const noexcept override { return inner_.name(); }
  Result<std::unique_ptr<Session>> open_session() noexcept override;

 private:
  friend class FaultySession;
  // The fault that this call meets.
  std::unique_ptr<Fault> met(Slot slot) {
    if (on_call_) on_call_(slot);
    const std::uint64_t number = ++calls_[static_cast<std::size_t>(slot)];
    const std::lock_guard lock(mutex_);
    for (const Fault& fault : faults_)
      if (fault.slot == slot && number >= fault.from && number - fault.from < fault.count) {
        ++hits_;
        return std::make_unique<Fault>(fault);
      }
    return nullptr;
  }

  Store& inner_;
  std::function<void(Slot)> on_call_;
  std::mutex mutex_;
  std::vector<Fault> faults_;
  std::array<std::atomic<std::uint64_t>, slot_count> calls_{};
  std::atomic<std::uint64_t> hits_ = 0;
};

class FaultySession final : public Session {
 public:
  FaultySession(FaultyStore& store, std::unique_ptr<Session> inner)
      : store_(store), inner_(std::move(inner)) {}

  Result<Head> acquire(std::string_view organisation, Duration wait_max) noexcept override {
    if (auto fault = store_.met(Slot::acquire)) return failure(*fault);
    return inner_->acquire(organisation, wait_max);
  }
  Result<void> append(const CommitRow& row, std::span<const VaultPut> vault) noexcept override {
    auto fault = store_.met(Slot::append);
    if (!fault) return inner_->append(row, vault);
    if (fault->trick == Trick::commit_then_unknown) {
      if (Result<void> r = inner_->append(row, vault); !r) return r;
    } else {
      inner_->release();
    }
    if (fault->meanwhile) fault->meanwhile();
    if (fault->trick != Trick::fail) fault->status = Status::commit_unknown;
    return failure(*fault);
  }
  void release() noexcept override { inner_->release(); }
  Result<Head> head(std::string_view organisation) noexcept override {
    if (auto fault = store_.met(Slot::head)) return failure(*fault);
    return inner_->head(organisation);
  }
  Result<void> read(std::string_view organisation, Position from, RowSink& sink) noexcept override {
    return around(Slot::read, [&] { return inner_->read(organisation, from, sink); });
  }
  Result<void> put_chunk(std::string_view organisation, std::string_view name,
                         Bytes content) noexcept override {
    return around(Slot::put_chunk, [&] { return inner_->put_chunk(organisation, name, content); });
  }
  Result<void> get_chunk(std::string_view organisation, std::string_view name,
                         BytesSink& sink) noexcept override {
    return around(Slot::get_chunk, [&] { return inner_->get_chunk(organisation, name, sink); });
  }
  Result<void> erase_chunk(std::string_view organisation, std::string_view name) noexcept override {
    return around(Slot::erase_chunk, [&] { return inner_->erase_chunk(organisation, name); });
  }
  Result<void> vault_get(std::string_view organisation, Bytes key, BytesSink& sink) noexcept override {
    return around(Slot::vault_get, [&] { return inner_->vault_get(organisation, key, sink); });
  }
  Result<void> vault_erase(std::string_view organisation, Bytes key) noexcept override {
    return around(Slot::vault_erase, [&] { return inner_->vault_erase(organisation, key); });
  }
  Result<void> wait_for_news(std::string_view organisation, Position known,
                             Duration wait_max) noexcept override {
    return around(Slot::wait_for_news, [&] { return inner_->wait_for_news(organisation, known, wait_max); });
  }

 private:
  static Error failure(const Fault& fault) {
    return Error(fault.status, "faulty:", "told to fail", "try again");
  }
  template <class Work>
  Result<void> around(Slot slot, Work work) noexcept {
    auto fault = store_.met(slot);
    if (!fault) return work();
    if (fault->trick == Trick::fail_after)
      if (Result<void> r = work(); !r) return r;
    return failure(*fault);
  }

  FaultyStore& store_;
  std::unique_ptr<Session> inner_;
};

inline Result<std::unique_ptr<Session>> FaultyStore::open_session() noexcept {
  if (auto fault = met(Slot::open_session))
    return Error(fault->status, "faulty:", "told to fail", "try again");
  Result<std::unique_ptr<Session>> session = inner_.open_session();
  if (!session) return session.error();
  return std::unique_ptr<Session>(std::make_unique<FaultySession>(*this, std::move(*session)));
}

}  // namespace firstlog_test
