// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What a hash is about is its message's first byte, so that no message of one sort can pass for one
// of another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "firstlog/base/bytes.hpp"

namespace firstlog::inline v1::detail {

inline constexpr std::byte domain_event{0x00};
inline constexpr std::byte domain_node{0x01};
inline constexpr std::byte domain_command{0x02};
inline constexpr std::byte domain_commit{0x03};
inline constexpr std::byte domain_frame{0x04};
inline constexpr std::byte domain_document{0x05};
inline constexpr std::byte domain_statement{0x06};
inline constexpr std::byte domain_statement_file{0x07};

// The record without the buffers of its events and commands, which are two separate parts of it;
// false where they overlap. Replaces `frame`. Throws std::bad_alloc.
bool frame_of(Bytes record, Bytes events, Bytes commands, std::vector<std::byte>& frame);

Digest hash_one(std::byte domain, Bytes data) noexcept;

// The lowest `size` bytes of `value`, least significant first.
void put_little_endian(std::byte* to, std::uint64_t value, std::size_t size) noexcept;

}  // namespace firstlog::inline v1::detail
