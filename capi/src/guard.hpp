// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The one guard at the boundary: whatever happens inside becomes a status and an error of the caller's.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <new>
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

inline void put_error(firstlog_error& to, const Error& from) noexcept {
  to.status = static_cast<firstlog_status>(from.status);
  to.native_code = from.native_code;
  put_text(to.place, from.place.view());
  put_text(to.reason, from.reason.view());
  put_text(to.remedy, from.remedy.view());
}

// As far as its texts end; a host's callback may have filled them without an end.
template <std::size_t Size>
std::string_view text_in(const char (&from)[Size]) noexcept {
  return {from, ::strnlen(from, Size)};
}

inline Error misuse(std::string_view place, std::string_view reason, std::string_view remedy = {}) noexcept {
  return Error(Status::invalid_argument, place, reason, remedy);
}
inline Error is_null(std::string_view place) noexcept {
  return misuse(place, "a null pointer where none may stand", "pass the address of one");
}

// A structure that may grow (convention 12), as much of it as its sender knows. `first` is the size of its
// first version.
template <class T>
Result<T> read_struct(const T* from, std::size_t first, std::string_view place) noexcept {
  if (from == nullptr) return is_null(place);
  if (from->struct_size < first)
    return misuse(place, "struct_size is smaller than the structure ever was", "set it to sizeof the structure");
  if (from->struct_size > sizeof(T)) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(from);
    if (from->struct_size > 65'536 ||
        std::any_of(bytes + sizeof(T), bytes + from->struct_size, [](unsigned char b) { return b != 0; }))
      return Error(Status::unsupported, place, "the structure says more than this library knows",
                   "use a newer library, or leave the newer members zero");
  }
  T to{};
  std::memcpy(&to, from, std::min<std::size_t>(from->struct_size, sizeof(T)));
  return to;
}

// That a structure to be filled is as large as its first version at least.
template <class T>
Result<void> check_struct(const T* to, std::size_t first, std::string_view place) noexcept {
  if (to == nullptr) return is_null(place);
  if (to->struct_size < first)
    return misuse(place, "struct_size is smaller than the structure ever was", "set it to sizeof the structure");
  return {};
}

// Fills such a structure as far as the caller's goes.
template <class T>
void fill_struct(T* to, T from) noexcept {
  from.struct_size = to->struct_size;
  std::memcpy(to, &from, std::min<std::size_t>(to->struct_size, sizeof(T)));
}

inline firstlog_status answer(firstlog_error* error, const Error& why) noexcept {
  if (error != nullptr) put_error(*error, why);
  return static_cast<firstlog_status>(why.status);
}

// Runs `body`, which answers a Result<void>, and turns everything that can come of it into a status.
template <class Body>
firstlog_status guard(firstlog_error* error, std::string_view place, Body body) noexcept {
  if (error != nullptr) {
    if (error->struct_size < sizeof(firstlog_error)) return FIRSTLOG_STATUS_INVALID_ARGUMENT;
    error->status = FIRSTLOG_STATUS_OK;
    error->native_code = 0;
    error->place[0] = error->reason[0] = error->remedy[0] = 0;
  }
  try {
    const Result<void> result = body();
    return result.ok() ? FIRSTLOG_STATUS_OK : answer(error, result.error());
  } catch (const std::bad_alloc&) {
    return answer(error, Error(Status::out_of_memory, place, "no memory left", "free some and call again"));
  } catch (const std::exception& thrown) {
    return answer(error, Error(Status::internal, place, thrown.what(), "report this"));
  } catch (...) {
    return answer(error, Error(Status::internal, place, "an unexpected exception", "report this"));
  }
}

// Text into a caller's buffer, convention 10.
inline Result<void> put_text(std::string_view text, char* buffer, std::uint64_t capacity, std::uint64_t* size) {
  if (buffer == nullptr && size == nullptr) return is_null("size");
  if (size != nullptr) *size = text.size();
  if (buffer == nullptr) return {};
  if (capacity == 0)
    return Error(Status::out_of_range, "buffer", "there is no room for the text", "ask for its size first");
  const std::size_t room = std::min<std::uint64_t>(capacity - 1, text.size());
  if (room != 0) std::memcpy(buffer, text.data(), room);
  buffer[room] = 0;
  if (room < text.size())
    return Error(Status::out_of_range, "buffer", "the text is longer than the buffer", "ask for its size first");
  return {};
}

// A parameter that ends in a zero byte.
inline Result<std::string_view> text_of(const char* text, std::string_view place) noexcept {
  if (text == nullptr) return is_null(place);
  return std::string_view(text);
}
inline Result<std::string_view> text_of(const firstlog_text& text, std::string_view place) noexcept {
  if (text.data == nullptr) {
    if (text.size == 0) return std::string_view();
    return misuse(place, "a null pointer with a size that is not 0", "set both");
  }
  if (text.size == FIRSTLOG_ZERO_TERMINATED) return std::string_view(text.data);
  if (text.size > PTRDIFF_MAX) return misuse(place, "a size beyond all memory", "set the size in bytes");
  return std::string_view(text.data, text.size);
}

inline firstlog_text text_view(std::string_view text) noexcept { return {text.data(), text.size()}; }

}  // namespace firstlog_c
