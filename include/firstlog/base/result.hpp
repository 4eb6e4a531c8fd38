// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What an operation answers when it cannot do its work: a Status, and an Error that names the place
// and the remedy. A rule's "no" is not an error but a value (core/outcome.hpp); an Error is input or
// output that failed, misuse of the interface, or corruption.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>

#include "firstlog/base/config.hpp"

namespace firstlog::inline v1 {

// Numbers are fixed for ever; they are the same in the C ABI.
enum class Status : std::int32_t {
  ok = 0,
  invalid_argument = 1,         // a value that the contract of the call excludes
  out_of_range = 2,             // a well-formed value outside what the type can hold
  overflow = 3,                 // exact arithmetic would not fit; nothing was rounded or wrapped
  not_found = 4,                // the named thing does not exist
  malformed = 5,                // text or bytes that do not follow their format
  corrupt = 6,                  // stored bytes that contradict their hash, checksum or position
  unsupported = 7,              // a newer format, an optional component that was not built in
  busy = 8,                     // the deadline passed while another writer held the write right
  io_failed = 9,                // the operating system or the store reported a failure
  store_full = 10,              // no room left: disk full, quota reached
  read_only = 11,               // the store cannot be written
  conflict = 12,                // the head moved: somebody else appended first
  commit_unknown = 13,          // the store could not tell whether the commit happened
  clock_suspect = 14,           // the clock is too far from the journal's time; see DOMAIN 12
  host_transaction_stale = 15,  // the host's transaction no longer starts at the store's head
  reentrant = 16,               // a call into the engine from inside one of its store slots
  poisoned = 17,                // an invariant broke earlier; this handle answers nothing any more
  closed = 18,                  // the handle was closed, or belongs to a forked parent
  cancelled = 19,               // the caller asked to stop
  out_of_memory = 20,
  internal = 21,  // a broken invariant of the library itself
};

// The name of a status, as written in JSON and logs: "commit_unknown". Never null.
constexpr std::string_view name_of(Status status) noexcept {
  switch (status) {
    case Status::ok: return "ok";
    case Status::invalid_argument: return "invalid_argument";
    case Status::out_of_range: return "out_of_range";
    case Status::overflow: return "overflow";
    case Status::not_found: return "not_found";
    case Status::malformed: return "malformed";
    case Status::corrupt: return "corrupt";
    case Status::unsupported: return "unsupported";
    case Status::busy: return "busy";
    case Status::io_failed: return "io_failed";
    case Status::store_full: return "store_full";
    case Status::read_only: return "read_only";
    case Status::conflict: return "conflict";
    case Status::commit_unknown: return "commit_unknown";
    case Status::clock_suspect: return "clock_suspect";
    case Status::host_transaction_stale: return "host_transaction_stale";
    case Status::reentrant: return "reentrant";
    case Status::poisoned: return "poisoned";
    case Status::closed: return "closed";
    case Status::cancelled: return "cancelled";
    case Status::out_of_memory: return "out_of_memory";
    case Status::internal: return "internal";
  }
  return "internal";
}

// Text in a fixed buffer, so that reporting a failure never allocates. What does not fit is cut at a
// UTF-8 character boundary and ends in "...".
template <std::size_t Capacity>
class FixedText {
 public:
  constexpr FixedText() noexcept = default;
  FixedText(std::string_view text) noexcept { assign(text); }  // NOLINT(google-explicit-constructor)

  void assign(std::string_view text) noexcept {
    size_ = 0;
    append(text);
  }

  FIRSTLOG_COLD FixedText& append(std::string_view text) noexcept {
    if (text.empty()) return *this;  // whose data may be null, which memcpy does not take
    std::size_t room = Capacity - size_;
    if (text.size() <= room) {
      std::memcpy(data_ + size_, text.data(), text.size());
      size_ += static_cast<std::uint16_t>(text.size());
      return *this;
    }
    std::memcpy(data_ + size_, text.data(), room);
    std::size_t end = Capacity - 3;
    while (end > 0 && (static_cast<unsigned char>(data_[end]) & 0xC0U) == 0x80U) --end;
    std::memcpy(data_ + end, "...", 3);
    size_ = static_cast<std::uint16_t>(end + 3);
    return *this;
  }

  FIRSTLOG_COLD FixedText& append_number(std::int64_t value) noexcept {
    char digits[21];
    char* at = digits + sizeof digits;
    bool negative = value < 0;
    std::uint64_t rest = negative ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
    do {
      *--at = static_cast<char>('0' + rest % 10);
      rest /= 10;
    } while (rest != 0);
    if (negative) *--at = '-';
    return append({at, static_cast<std::size_t>(digits + sizeof digits - at)});
  }

  std::string_view view() const noexcept { return {data_, size_}; }
  bool empty() const noexcept { return size_ == 0; }

 private:
  static_assert(Capacity >= 8 && Capacity < 65536);
  std::uint16_t size_ = 0;
  char data_[Capacity];
};

// A failure: what kind, where, why, and what to do about it. Plain data, no allocation, copyable.
//   place   what is at fault: "policy.plan.tiers[2].from", "sqlite:team.db", "journal position 812"
//   reason  one sentence, no full stop needed
//   remedy  what the reader can do; empty where nothing is known
struct Error {
  Status status = Status::internal;
  std::int32_t native_code = 0;  // errno or the store's own extended code; 0 where there is none
  FixedText<118> place;
  FixedText<198> reason;
  FixedText<198> remedy;

  Error() noexcept = default;
  FIRSTLOG_COLD Error(Status s, std::string_view at, std::string_view why, std::string_view fix = {},
                      std::int32_t native = 0) noexcept
      : status(s), native_code(native), place(at), reason(why), remedy(fix) {}
};

// Either a T or an Error. Reading the wrong one is a programming error: it is checked only by
// `value()`'s and `error()`'s callers, through `ok()`.
template <class T>
class [[nodiscard]] Result {
  static_assert(!std::is_reference_v<T> && !std::is_same_v<T, Error>);

 public:
  Result(T value) noexcept(std::is_nothrow_move_constructible_v<T>)  // NOLINT(google-explicit-constructor)
      : ok_(true) {
    ::new (static_cast<void*>(&value_)) T(std::move(value));
  }
  Result(const Error& error) noexcept : ok_(false) {  // NOLINT(google-explicit-constructor)
    ::new (static_cast<void*>(&error_)) Error(error);
  }
  Result(Result&& other) noexcept(std::is_nothrow_move_constructible_v<T>) : ok_(other.ok_) {
    if (ok_)
      ::new (static_cast<void*>(&value_)) T(std::move(other.value_));
    else
      ::new (static_cast<void*>(&error_)) Error(other.error_);
  }
  Result(const Result& other) : ok_(other.ok_) {
    if (ok_)
      ::new (static_cast<void*>(&value_)) T(other.value_);
    else
      ::new (static_cast<void*>(&error_)) Error(other.error_);
  }
  Result& operator=(Result other) noexcept(std::is_nothrow_move_constructible_v<T>) {
    destroy();
    ok_ = other.ok_;
    if (ok_)
      ::new (static_cast<void*>(&value_)) T(std::move(other.value_));
    else
      ::new (static_cast<void*>(&error_)) Error(other.error_);
    return *this;
  }
  ~Result() { destroy(); }

  bool ok() const noexcept { return ok_; }
  explicit operator bool() const noexcept { return ok_; }

  // Only where ok().
  T& value() & noexcept { return value_; }
  const T& value() const& noexcept { return value_; }
  T&& value() && noexcept { return std::move(value_); }
  T& operator*() & noexcept { return value_; }
  const T& operator*() const& noexcept { return value_; }
  T&& operator*() && noexcept { return std::move(value_); }
  T* operator->() noexcept { return &value_; }
  const T* operator->() const noexcept { return &value_; }

  // Only where not ok().
  const Error& error() const noexcept { return error_; }

  Status status() const noexcept { return ok_ ? Status::ok : error_.status; }

 private:
  void destroy() noexcept {
    if (ok_) value_.~T();
  }
  bool ok_;
  union {
    T value_;
    Error error_;
  };
};

// Success without a value, or an Error.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() noexcept : ok_(true) {}
  Result(const Error& error) noexcept : ok_(false), error_(error) {}  // NOLINT(google-explicit-constructor)

  bool ok() const noexcept { return ok_; }
  explicit operator bool() const noexcept { return ok_; }
  // Only where not ok().
  const Error& error() const noexcept { return error_; }
  Status status() const noexcept { return ok_ ? Status::ok : error_.status; }

 private:
  bool ok_;
  Error error_;
};

}  // namespace firstlog::inline v1
