// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Between the FlatBuffers of journal.fbs and the types of core/.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "firstlog/base/bytes.hpp"
#include "firstlog/core/command.hpp"
#include "firstlog/core/event.hpp"
#include "journal_generated.h"

namespace firstlog::inline v1::detail {

inline constexpr std::size_t event_align = 8;

// Buffers are offered and handed out as std::byte, FlatBuffers reads them as uint8_t.
inline const std::uint8_t* wire_bytes(Bytes bytes) noexcept {
  return reinterpret_cast<const std::uint8_t*>(bytes.data());
}

inline Bytes bytes_of(const flatbuffers::Vector<std::uint8_t>& vector) noexcept {
  return {reinterpret_cast<const std::byte*>(vector.Data()), vector.size()};
}

inline wire::Bytes32 to_wire(const Digest& digest) noexcept {
  wire::Bytes32 out;
  std::memcpy(&out, digest.bytes.data(), Digest::size);
  return out;
}
inline wire::Bytes16 to_wire(const CommitId& id) noexcept {
  wire::Bytes16 out;
  std::memcpy(&out, id.bytes.data(), CommitId::size);
  return out;
}
inline Digest from_wire(const wire::Bytes32& bytes) noexcept {
  return Digest::copy_of(&bytes);
}
inline CommitId from_wire(const wire::Bytes16& bytes) noexcept {
  return CommitId::copy_of(&bytes);
}

inline std::string_view text_of(const flatbuffers::String* text) noexcept {
  return text == nullptr ? std::string_view() : std::string_view(text->c_str(), text->size());
}

// Command::active, inbound, confirm and with_claim in wire::Command::flags.
inline constexpr std::uint8_t command_active = 1;
inline constexpr std::uint8_t command_inbound = 2;
inline constexpr std::uint8_t command_confirm = 4;
inline constexpr std::uint8_t command_with_claim = 8;

// Whether this version can say what a buffer's numbers mean.
enum class Reading : std::uint8_t {
  known,
  unknown,  // a later version's kind, flag, rule or the like
  wrong,    // a value that no version writes
};

constexpr Reading worse(Reading a, Reading b) noexcept {
  if (a == Reading::wrong || b == Reading::wrong) return Reading::wrong;
  return a == Reading::unknown ? a : b;
}

inline Reading money_reading(std::int64_t minor, std::uint32_t currency) noexcept {
  if (currency == 0) return minor == 0 ? Reading::known : Reading::wrong;
  return Currency::from_packed(currency) ? Reading::known : Reading::unknown;
}
inline Money money_of(std::int64_t minor, std::uint32_t currency) noexcept {
  if (currency == 0) return {};
  const Result<Currency> known = Currency::from_packed(currency);
  return known ? Money::minor(minor, *known) : Money();
}

// An empty text is left out.
inline flatbuffers::Offset<flatbuffers::String> text_offset(flatbuffers::FlatBufferBuilder& builder,
                                                            std::string_view text) {
  return text.empty() ? flatbuffers::Offset<flatbuffers::String>()
                      : builder.CreateString(text.data(), text.size());
}

// `stored` must have passed FlatBuffers' verifier.
Reading reading_of(const wire::Event& stored) noexcept;
Reading reading_of(const wire::Command& stored) noexcept;

// Only where the reading is known. Lists are left as they are (wire_lists.hpp).
void read_wire(const wire::Event& stored, Event& event) noexcept;
void read_wire(const wire::Command& stored, Command& command) noexcept;

}  // namespace firstlog::inline v1::detail
