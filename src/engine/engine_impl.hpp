// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What stands behind Engine, and what its parts share.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "engine/organisation.hpp"
#include "firstlog/engine/engine.hpp"

namespace firstlog::inline v1 {

struct Engine::Impl {
  std::unique_ptr<Store> own_store;  // where the engine opened it
  SystemClock system_clock;
  SystemRandom system_random;
  SystemZones system_zones;
  std::unique_ptr<detail::PolicyRegistry> policies;
  detail::Surroundings around;

  struct Entry {
    std::shared_ptr<detail::Organisation> organisation;
    std::uint64_t used = 0;  // the larger, the later
  };
  std::mutex mutex;
  std::map<std::string, Entry, std::less<>> organisations;
  std::uint64_t uses = 0;

  // The organisation of that key, opened lazily where it is new here. Whoever calls keeps it alive.
  // Errors: invalid_argument, out_of_memory.
  Result<std::shared_ptr<detail::Organisation>> organisation(std::string_view key);
  // Under the mutex: drops organisations that nobody is using, the longest unused first, until the
  // others fit the bound.
  void make_room(std::vector<std::shared_ptr<detail::Organisation>>& evicted);
  Result<void> check_process(std::string_view place) const;
};

namespace detail {

// Runs `body` and turns what it throws into an Error.
template <class Body>
auto guarded(std::string_view place, Body body) noexcept -> decltype(body()) {
  try {
    return body();
  } catch (const std::bad_alloc&) {
    return Error(Status::out_of_memory, place, "no memory left", "free some and call again");
  } catch (...) {
    return Error(Status::internal, place, "an unexpected exception", "report this");
  }
}

// Lends a reader's session out for a scope.
class BorrowedSession {
 public:
  explicit BorrowedSession(Organisation& organisation)
      : organisation_(organisation), session_(organisation.reader()) {}
  ~BorrowedSession() {
    if (session_) organisation_.give_back(std::move(*session_));
  }
  BorrowedSession(const BorrowedSession&) = delete;
  BorrowedSession& operator=(const BorrowedSession&) = delete;
  const Result<std::unique_ptr<Session>>& result() const noexcept { return session_; }
  Session& operator*() noexcept { return **session_; }
  Session* operator->() noexcept { return session_->get(); }

 private:
  Organisation& organisation_;
  Result<std::unique_ptr<Session>> session_;
};

}  // namespace detail
}  // namespace firstlog::inline v1
