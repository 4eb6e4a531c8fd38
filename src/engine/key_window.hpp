// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Which idempotency keys were used, and where their outcomes stand (DESIGN 3.6). Rebuilt from the
// commits' own commands; in no store's index.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/core/command.hpp"
#include "firstlog/core/state.hpp"

namespace firstlog::inline v1::detail {

// Where a command's outcome stands: in the commit that begins at `position`, at place `index`.
struct KeyRecord {
  std::uint64_t fingerprint = 0;
  Position position;
  std::uint32_t index = 0;
};

// What two uses of one key must agree in. Names are resolved first, so that a contact named by key
// and by handle is the same; personal bytes, which the journal does not hold, do not count.
std::uint64_t fingerprint_of(const Command& command, const State& state) noexcept;

class KeyWindow {
 public:
  enum class Seen : std::uint8_t { no, same, reused, passed };

  KeyWindow() = default;
  // A branch, as State has it: what it adds stays its own until absorbed.
  explicit KeyWindow(const KeyWindow* base) : base_(base) {}

  // `same` fills `record`. Keys of free text used before `oldest` count as never used, whether or not
  // they are forgotten yet: every engine answers alike.
  Seen find(const IdempotencyKey& key, std::uint64_t fingerprint, Instant oldest, KeyRecord& record) const;
  // `at` is the time of the first event of the commit that holds it.
  void add(const IdempotencyKey& key, const KeyRecord& record, Instant at);
  void absorb_into(KeyWindow& base);
  void restart() noexcept;

  // Forgets keys of free text used before `before`. Not on a branch.
  void forget(Instant before);

  template <class EachProducer, class EachText>
  void visit(EachProducer each_producer, EachText each_text) const {
    for (const auto& [producer, used] : producers_)
      each_producer(std::string_view(producer), used.sequence, used.record);
    for (const auto& [at, text] : order_)
      if (auto found = texts_.find(text); found != texts_.end() && found->second.at == at)
        each_text(std::string_view(text), at, found->second.record);
  }

 private:
  struct Sequence {
    std::uint64_t sequence = 0;
    KeyRecord record;
  };
  struct Text {
    Instant at;  // of its newest use
    KeyRecord record;
  };
  const Sequence* find_producer(std::string_view producer) const;
  const Text* find_text(std::string_view text) const;

  // Asked by views, so that looking a key up makes no string of it.
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>()(text);
    }
  };
  template <class Used>
  using ByText = std::unordered_map<std::string, Used, Hash, std::equal_to<>>;

  const KeyWindow* base_ = nullptr;
  ByText<Sequence> producers_;
  ByText<Text> texts_;
  std::deque<std::pair<Instant, std::string>> order_;  // of texts, oldest first
};

}  // namespace firstlog::inline v1::detail
