// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What a snapshot holds: the memory of an organisation, written as it stands. It may be read only by a
// program whose rows look the same; `image_signature` tells. It is never the truth, only a shortcut:
// whatever does not fit is thrown away and the journal is replayed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>
#include <vector>

#include "engine/key_window.hpp"
#include "engine/policy_registry.hpp"
#include "firstlog/base/bytes.hpp"
#include "firstlog/core/state.hpp"
#include "firstlog/views/performance.hpp"

namespace firstlog::inline v1::detail {

// Raised whenever the meaning of a row changes, or what evolve or a view makes of an event.
inline constexpr std::uint64_t rules_version = 9;

class ImageWriter {
 public:
  explicit ImageWriter(std::vector<std::byte>& out) noexcept : out_(out) {}
  template <class T>
  void value(const T& one) {
    static_assert(std::is_trivially_copyable_v<T>);
    const auto* at = reinterpret_cast<const std::byte*>(&one);
    out_.insert(out_.end(), at, at + sizeof one);
  }
  void text(std::string_view one) {
    value(static_cast<std::uint64_t>(one.size()));
    const auto* at = reinterpret_cast<const std::byte*>(one.data());
    out_.insert(out_.end(), at, at + one.size());
  }
  template <class T>
  void rows(const std::vector<T>& all) {
    value(static_cast<std::uint64_t>(all.size()));
    for (const T& one : all) value(one);
  }

 private:
  std::vector<std::byte>& out_;
};

// Every read answers false once the bytes have run out; `ok` remembers.
class ImageReader {
 public:
  explicit ImageReader(Bytes bytes) noexcept : rest_(bytes) {}
  template <class T>
  bool value(T& one) noexcept {
    static_assert(std::is_trivially_copyable_v<T>);
    if (!ok_ || rest_.size() < sizeof one) return ok_ = false;
    std::memcpy(static_cast<void*>(&one), rest_.data(), sizeof one);
    rest_ = rest_.subspan(sizeof one);
    return true;
  }
  bool text(std::string_view& one) noexcept {
    std::uint64_t size = 0;
    if (!value(size) || size > rest_.size()) return ok_ = false;
    one = as_text(rest_.first(static_cast<std::size_t>(size)));
    rest_ = rest_.subspan(static_cast<std::size_t>(size));
    return true;
  }
  template <class T>
  bool rows(std::vector<T>& all) {
    std::uint64_t count = 0;
    if (!value(count) || count > rest_.size() / sizeof(T)) return ok_ = false;
    all.resize(static_cast<std::size_t>(count));
    for (T& one : all) value(one);
    return ok_;
  }
  bool done() const noexcept { return ok_ && rest_.empty(); }
  bool ok() const noexcept { return ok_; }

 private:
  Bytes rest_;
  bool ok_ = true;
};

// A number that differs wherever rows could look different.
std::uint64_t image_signature() noexcept;

void write_image(const State& state, const Performance& performance, const KeyWindow& keys,
                 PolicyRegistry& policies, std::vector<std::byte>& out);

// Fills fresh objects. False where the bytes do not fit; then the objects are to be thrown away.
bool read_image(Bytes image, PolicyRegistry& policies, State& state, Performance& performance,
                KeyWindow& keys);

}  // namespace firstlog::inline v1::detail
