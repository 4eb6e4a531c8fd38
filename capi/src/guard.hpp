// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The one guard at the boundary: whatever happens inside becomes a status and an error of the caller's.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "firstlog.h"
#include "firstlog/base/result.hpp"

namespace firstlog_c {

using firstlog::Error;
using firstlog::Result;
using firstlog::Status;

template <std::size_t Size>
void put_text(char (&to)[Size], std::string_view from) noexcept {
  const std::size_t size = std::min(from.size(), Size - 1);
  if (size != 0) std::memcpy(to, from.data(), size);
  std::memset(to + size, 0, Size - size);
}

void put_error(firstlog_error& to, const Error& from) noexcept;

// As far as its texts end; a host's callback may have filled them without an end.
template <std::size_t Size>
std::string_view text_in(const char (&from)[Size]) noexcept {
  return {from, ::strnlen(from, Size)};
}

Error misuse(std::string_view place, std::string_view reason, std::string_view remedy = {}) noexcept;
Error is_null(std::string_view place) noexcept;

// Of a structure that may grow (convention 12): that its sender's is as large as the first version, and that
// it says nothing that this library does not know.
Result<void> check_size(const void* from, std::uint32_t said, std::size_t first, std::size_t known,
                        std::string_view place) noexcept;

// As much of such a structure as its sender knows, the rest zero.
template <class T>
Result<T> read_struct(const T* from, std::size_t first, std::string_view place) noexcept {
  if (Result<void> r = check_size(from, from == nullptr ? 0 : from->struct_size, first, sizeof(T), place); !r)
    return r.error();
  T to{};
  std::memcpy(&to, from, std::min<std::size_t>(from->struct_size, sizeof(T)));
  return to;
}

// That a structure to be filled is as large as its first version at least.
template <class T>
Result<void> check_struct(const T* to, std::size_t first, std::string_view place) noexcept {
  return check_size(to, to == nullptr ? 0 : to->struct_size, first, SIZE_MAX, place);
}

// Fills such a structure as far as the caller's goes.
template <class T>
void fill_struct(T* to, T from) noexcept {
  from.struct_size = to->struct_size;
  std::memcpy(to, &from, std::min<std::size_t>(to->struct_size, sizeof(T)));
}

// Clears the caller's error; false where there is one that cannot be filled.
bool clear_error(firstlog_error* error) noexcept;
firstlog_status answer(firstlog_error* error, const Error& why) noexcept;
// Of the exception that is being handled.
firstlog_status answer_thrown(firstlog_error* error, std::string_view place) noexcept;

// Runs `body`, which answers a Result<void>, and turns everything that can come of it into a status.
template <class Body>
firstlog_status guard(firstlog_error* error, std::string_view place, Body body) noexcept {
  if (!clear_error(error)) return FIRSTLOG_STATUS_INVALID_ARGUMENT;
  try {
    const Result<void> result = body();
    return result.ok() ? FIRSTLOG_STATUS_OK : answer(error, result.error());
  } catch (...) {
    return answer_thrown(error, place);
  }
}

// Text into a caller's buffer, convention 10.
Result<void> put_text(std::string_view text, char* buffer, std::uint64_t capacity,
                      std::uint64_t* size) noexcept;

// A parameter that ends in a zero byte.
Result<std::string_view> text_of(const char* text, std::string_view place) noexcept;
Result<std::string_view> text_of(const firstlog_text& text, std::string_view place) noexcept;

inline firstlog_text text_view(std::string_view text) noexcept {
  return {text.data(), text.size()};
}

}  // namespace firstlog_c
