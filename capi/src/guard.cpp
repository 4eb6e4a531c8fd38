// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "guard.hpp"

#include <exception>
#include <new>

namespace firstlog_c {

Error misuse(std::string_view place, std::string_view reason, std::string_view remedy) noexcept {
  return Error(Status::invalid_argument, place, reason, remedy);
}

Error is_null(std::string_view place) noexcept {
  return misuse(place, "a null pointer where none may stand", "pass the address of one");
}

void put_error(firstlog_error& to, const Error& from) noexcept {
  to.status = static_cast<firstlog_status>(from.status);
  to.native_code = from.native_code;
  put_text(to.place, from.place.view());
  put_text(to.reason, from.reason.view());
  put_text(to.remedy, from.remedy.view());
}

bool clear_error(firstlog_error* error) noexcept {
  if (error == nullptr) return true;
  if (error->struct_size < sizeof(firstlog_error)) return false;
  error->status = FIRSTLOG_STATUS_OK;
  error->native_code = 0;
  error->place[0] = error->reason[0] = error->remedy[0] = 0;
  return true;
}

firstlog_status answer(firstlog_error* error, const Error& why) noexcept {
  if (error != nullptr) put_error(*error, why);
  return static_cast<firstlog_status>(why.status);
}

firstlog_status answer_thrown(firstlog_error* error, std::string_view place) noexcept {
  try {
    throw;
  } catch (const std::bad_alloc&) {
    return answer(error, Error(Status::out_of_memory, place, "no memory left", "free some and call again"));
  } catch (const std::exception& thrown) {
    return answer(error, Error(Status::internal, place, thrown.what(), "report this"));
  } catch (...) {
    return answer(error, Error(Status::internal, place, "an unexpected exception", "report this"));
  }
}

Result<void> check_size(const void* from, std::uint32_t said, std::size_t first, std::size_t known,
                        std::string_view place) noexcept {
  if (from == nullptr) return is_null(place);
  if (said < first)
    return misuse(place, "struct_size is smaller than the structure ever was",
                  "set it to sizeof the structure");
  if (said <= known) return {};
  // Nobody's structure is that large: a size never set is not followed into other memory.
  constexpr std::uint32_t size_max = 65'536;
  const auto* bytes = static_cast<const unsigned char*>(from);
  if (said <= size_max && std::all_of(bytes + known, bytes + said, [](unsigned char b) { return b == 0; }))
    return {};
  return Error(Status::unsupported, place, "the structure says more than this library knows",
               "use a newer library, or leave the newer members zero");
}

Result<void> put_text(std::string_view text, char* buffer, std::uint64_t capacity,
                      std::uint64_t* size) noexcept {
  if (buffer == nullptr && size == nullptr) return is_null("size");
  if (size != nullptr) *size = text.size();
  if (buffer == nullptr) return {};
  if (capacity == 0)
    return Error(Status::out_of_range, "buffer", "there is no room for the text", "ask for its size first");
  const std::size_t room = std::min<std::uint64_t>(capacity - 1, text.size());
  if (room != 0) std::memcpy(buffer, text.data(), room);
  buffer[room] = 0;
  if (room < text.size())
    return Error(Status::out_of_range, "buffer", "the text is longer than the buffer",
                 "ask for its size first");
  return {};
}

Result<std::string_view> text_of(const char* text, std::string_view place) noexcept {
  if (text == nullptr) return is_null(place);
  return std::string_view(text);
}

Result<std::string_view> text_of(const firstlog_text& text, std::string_view place) noexcept {
  if (text.data == nullptr) {
    if (text.size == 0) return std::string_view();
    return misuse(place, "a null pointer with a size that is not 0", "set both");
  }
  if (text.size == FIRSTLOG_ZERO_TERMINATED) return std::string_view(text.data);
  if (text.size > PTRDIFF_MAX) return misuse(place, "a size beyond all memory", "set the size in bytes");
  return std::string_view(text.data, text.size);
}

}  // namespace firstlog_c
