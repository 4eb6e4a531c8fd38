// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/store/memory.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <list>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/check.hpp"

namespace firstlog::inline v1 {
namespace {

constexpr std::string_view store_name = "memory:";
using Clock = std::chrono::steady_clock;

struct Row {
  Position first_position;
  Head head;
  std::unique_ptr<std::byte[]> record;
  std::size_t record_size = 0;

  CommitRow view() const noexcept { return {first_position, head, {record.get(), record_size}}; }
};

// Content that a reader may still be holding while a writer replaces it.
using Content = std::shared_ptr<const std::vector<std::byte>>;

struct Waiter {
  std::condition_variable granted_signal;
  bool granted = false;
};

struct Organisation {
  std::mutex mutex;  // everything below; never held while a sink runs
  bool held = false;
  std::list<Waiter*> waiters;
  std::condition_variable news;
  std::deque<Row> rows;  // rows never move and never change, so readers keep pointers without the mutex
  std::map<std::string, Content, std::less<>> chunks;
  std::map<std::string, Content, std::less<>> vault;

  Head head() const noexcept { return rows.empty() ? Head{} : rows.back().head; }

  // Hands the write right to whoever has waited longest. Needs the mutex.
  void give_back() noexcept {
    if (waiters.empty()) {
      held = false;
      return;
    }
    Waiter* next = waiters.front();
    waiters.pop_front();
    next->granted = true;
    next->granted_signal.notify_one();
  }
};

Clock::time_point deadline_after(Duration wait) noexcept {
  // A year is as good as for ever, and keeps the sum inside the clock's range.
  constexpr std::int64_t longest = std::int64_t{366} * 86'400 * 1'000'000;
  return Clock::now() + std::chrono::microseconds(std::clamp<std::int64_t>(wait.microseconds(), 0, longest));
}

Content copy_of(Bytes bytes) {
  return std::make_shared<const std::vector<std::byte>>(bytes.begin(), bytes.end());
}

class MemoryStore final : public Store {
 public:
  MemoryStore() noexcept : process_(::getpid()) {}

  StoreCapabilities capabilities() const noexcept override {
    return {
        .durable = false, .shared_by_processes = false, .waits_for_news = true, .host_transactions = false};
  }
  std::string_view name() const noexcept override { return store_name; }
  Result<std::unique_ptr<Session>> open_session() noexcept override;

  // Where it exists. Organisations are never destroyed before the store.
  Organisation* find(std::string_view organisation) noexcept {
    std::shared_lock lock(mutex_);
    auto found = organisations_.find(organisation);
    return found == organisations_.end() ? nullptr : &found->second;
  }
  Organisation* find_or_make(std::string_view organisation) {
    if (Organisation* found = find(organisation)) return found;
    std::unique_lock lock(mutex_);
    return &organisations_[std::string(organisation)];
  }
  bool forked() const noexcept { return ::getpid() != process_; }

 private:
  const pid_t process_;
  std::shared_mutex mutex_;
  std::map<std::string, Organisation, std::less<>> organisations_;
};

class MemorySession final : public Session {
 public:
  explicit MemorySession(MemoryStore& store) noexcept : store_(store) {}
  ~MemorySession() override { release(); }

  Result<Head> acquire(std::string_view organisation, Duration wait_max) noexcept override try {
    if (held_ != nullptr) return store_check::already_held(store_name);
    if (auto bad = store_check::organisation(store_name, organisation); !bad) return bad.error();
    if (store_.forked()) return store_check::forked(store_name);
    Organisation* wanted = store_.find_or_make(organisation);
    std::unique_lock lock(wanted->mutex);
    if (wanted->held) {
      Waiter waiter;
      auto place = wanted->waiters.insert(wanted->waiters.end(), &waiter);
      auto deadline = deadline_after(wait_max);
      if (!waiter.granted_signal.wait_until(lock, deadline, [&] { return waiter.granted; })) {
        wanted->waiters.erase(place);
        return store_check::write_right_busy(store_name);
      }
    }
    wanted->held = true;
    held_ = wanted;
    return wanted->head();
  } catch (...) {
    return store_check::no_memory(store_name);
  }

  Result<void> append(const CommitRow& row, std::span<const VaultPut> vault) noexcept override {
    if (held_ == nullptr) return store_check::not_held(store_name);
    Result<void> result = append_held(row, vault);
    release();
    return result;
  }

  void release() noexcept override {
    if (held_ == nullptr) return;
    std::unique_lock lock(held_->mutex);
    held_->give_back();
    held_ = nullptr;
  }

  Result<Head> head(std::string_view organisation) noexcept override {
    if (auto bad = store_check::organisation(store_name, organisation); !bad) return bad.error();
    Organisation* wanted = store_.find(organisation);
    if (wanted == nullptr) return Head{};
    std::unique_lock lock(wanted->mutex);
    return wanted->head();
  }

  Result<void> read(std::string_view organisation, Position from, RowSink& sink) noexcept override {
    if (auto bad = store_check::organisation(store_name, organisation); !bad) return bad.error();
    Organisation* wanted = store_.find(organisation);
    if (wanted == nullptr) return {};
    std::unique_lock lock(wanted->mutex);
    auto first = std::partition_point(wanted->rows.begin(), wanted->rows.end(),
                                      [&](const Row& row) { return row.head.last_position < from; });
    auto at = static_cast<std::size_t>(first - wanted->rows.begin());
    const std::size_t end = wanted->rows.size();
    std::array<const Row*, 64> batch;
    while (at < end) {
      std::size_t count = std::min(batch.size(), end - at);
      for (std::size_t i = 0; i < count; ++i) batch[i] = &wanted->rows[at + i];
      lock.unlock();
      for (std::size_t i = 0; i < count; ++i)
        if (!sink.take(batch[i]->view())) return {};
      at += count;
      lock.lock();
    }
    return {};
  }

  Result<void> put_chunk(std::string_view organisation, std::string_view name,
                         Bytes content) noexcept override try {
    if (held_ != nullptr) return store_check::already_held(store_name);
    if (auto bad = store_check::chunk(store_name, organisation, name, content); !bad) return bad;
    Content copy = copy_of(content);
    Organisation* wanted = store_.find_or_make(organisation);
    std::unique_lock lock(wanted->mutex);
    wanted->chunks[std::string(name)] = std::move(copy);
    return {};
  } catch (...) {
    return store_check::no_memory(store_name);
  }

  Result<void> get_chunk(std::string_view organisation, std::string_view name,
                         BytesSink& sink) noexcept override {
    if (auto bad = store_check::chunk(store_name, organisation, name, {}); !bad) return bad;
    return deliver(organisation, &Organisation::chunks, name, "chunk", sink);
  }

  Result<void> erase_chunk(std::string_view organisation, std::string_view name) noexcept override {
    if (held_ != nullptr) return store_check::already_held(store_name);
    if (auto bad = store_check::chunk(store_name, organisation, name, {}); !bad) return bad;
    erase(organisation, &Organisation::chunks, name);
    return {};
  }

  Result<void> vault_get(std::string_view organisation, Bytes key, BytesSink& sink) noexcept override {
    if (auto bad = store_check::vault_key(store_name, organisation, key); !bad) return bad;
    return deliver(organisation, &Organisation::vault, as_text(key), "vault record", sink);
  }

  Result<void> vault_erase(std::string_view organisation, Bytes key) noexcept override {
    if (held_ != nullptr) return store_check::already_held(store_name);
    if (auto bad = store_check::vault_key(store_name, organisation, key); !bad) return bad;
    erase(organisation, &Organisation::vault, as_text(key));
    return {};
  }

  Result<void> wait_for_news(std::string_view organisation, Position known,
                             Duration wait_max) noexcept override try {
    if (held_ != nullptr) return store_check::already_held(store_name);
    if (auto bad = store_check::organisation(store_name, organisation); !bad) return bad;
    if (store_.forked()) return store_check::forked(store_name);
    Organisation* wanted = store_.find_or_make(organisation);
    std::unique_lock lock(wanted->mutex);
    auto came = [&] { return wanted->head().last_position > known; };
    if (wanted->news.wait_until(lock, deadline_after(wait_max), came)) return {};
    return store_check::no_news(store_name);
  } catch (...) {
    return store_check::no_memory(store_name);
  }

 private:
  using Map = std::map<std::string, Content, std::less<>>;

  Result<void> append_held(const CommitRow& row, std::span<const VaultPut> vault) noexcept try {
    if (auto bad = store_check::commit(store_name, row, vault); !bad) return bad;
    Row copy{row.first_position, row.head, std::make_unique_for_overwrite<std::byte[]>(row.record.size()),
             row.record.size()};
    std::memcpy(copy.record.get(), row.record.data(), row.record.size());
    std::vector<Map::node_type> puts;  // made first: everything that can fail stands before the first change
    puts.reserve(vault.size());
    for (const VaultPut& put : vault) {
      Map one;
      one.emplace(as_text(put.key), copy_of(put.content));
      puts.push_back(one.extract(one.begin()));
    }
    std::unique_lock lock(held_->mutex);
    if (auto bad = store_check::follows(store_name, held_->head(), row); !bad) return bad;
    held_->rows.push_back(std::move(copy));
    for (Map::node_type& put : puts) {
      auto result = held_->vault.insert(std::move(put));
      if (!result.inserted) result.position->second = std::move(result.node.mapped());
    }
    held_->news.notify_all();
    return {};
  } catch (...) {
    return store_check::no_memory(store_name);
  }

  Result<void> deliver(std::string_view organisation, Map Organisation::* map, std::string_view name,
                       std::string_view what, BytesSink& sink) noexcept {
    Content content;
    if (Organisation* wanted = store_.find(organisation)) {
      std::unique_lock lock(wanted->mutex);
      auto found = (wanted->*map).find(name);
      if (found != (wanted->*map).end()) content = found->second;
    }
    if (!content) return store_check::absent(store_name, what);
    sink.take({content->data(), content->size()});
    return {};
  }

  void erase(std::string_view organisation, Map Organisation::* map, std::string_view name) noexcept {
    Organisation* wanted = store_.find(organisation);
    if (wanted == nullptr) return;
    std::unique_lock lock(wanted->mutex);
    auto found = (wanted->*map).find(name);
    if (found != (wanted->*map).end()) (wanted->*map).erase(found);
  }

  MemoryStore& store_;
  Organisation* held_ = nullptr;
};

Result<std::unique_ptr<Session>> MemoryStore::open_session() noexcept {
  std::unique_ptr<Session> session(new (std::nothrow) MemorySession(*this));
  if (!session) return store_check::no_memory(store_name);
  return session;
}

}  // namespace

Result<std::unique_ptr<Store>> open_memory_store() noexcept {
  std::unique_ptr<Store> store(new (std::nothrow) MemoryStore());
  if (!store) return store_check::no_memory(store_name);
  return store;
}

}  // namespace firstlog::inline v1
