// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/journal/merkle.hpp"

#include <cstring>

#include "journal/blake2b_lanes.hpp"
#include "journal/hashes.hpp"

namespace firstlog::inline v1 {
namespace detail {

Digest hash_one(std::byte domain, Bytes data) noexcept {
  Digest digest;
  HashJob job{domain, data.data(), data.size(), &digest};
  hash_jobs_plain({&job, 1});
  return digest;
}

bool frame_of(Bytes record, Bytes events, Bytes commands, std::vector<std::byte>& frame) {
  Bytes first = events.data() <= commands.data() ? events : commands;
  Bytes second = events.data() <= commands.data() ? commands : events;
  const std::byte* end = record.data() + record.size();
  frame.clear();
  if (first.data() + first.size() > second.data()) return false;
  frame.insert(frame.end(), record.data(), first.data());
  frame.insert(frame.end(), first.data() + first.size(), second.data());
  frame.insert(frame.end(), second.data() + second.size(), end);
  return true;
}

void put_little_endian(std::byte* to, std::uint64_t value, std::size_t size) noexcept {
  for (std::size_t i = 0; i < size; ++i) to[i] = static_cast<std::byte>(value >> (8 * i));
}

}  // namespace detail

Digest event_leaf(Bytes event) noexcept {
  return detail::hash_one(detail::domain_event, event);
}

Digest command_leaf(Bytes command) noexcept {
  return detail::hash_one(detail::domain_command, command);
}

Digest document_digest(Bytes document) noexcept {
  return detail::hash_one(detail::domain_document, document);
}

Digest merkle_node(const Digest& left, const Digest& right) noexcept {
  std::byte both[2 * Digest::size];
  std::memcpy(both, left.bytes.data(), Digest::size);
  std::memcpy(both + Digest::size, right.bytes.data(), Digest::size);
  return detail::hash_one(detail::domain_node, both);
}

// Level by level, an odd last node moving up as it is: the same tree as splitting from the top.
Digest merkle_root(std::span<Digest> leaves) noexcept {
  static_assert(sizeof(Digest) == Digest::size, "neighbours in the array are one message");
  if (leaves.empty()) return {};
  std::size_t count = leaves.size();
  while (count > 1) {
    constexpr std::size_t batch = 64;
    detail::HashJob jobs[batch];
    std::size_t pairs = count / 2;
    for (std::size_t done = 0; done < pairs; done += batch) {
      std::size_t now = pairs - done < batch ? pairs - done : batch;
      for (std::size_t i = 0; i < now; ++i)
        jobs[i] = {detail::domain_node, leaves[2 * (done + i)].bytes.data(), 2 * Digest::size,
                   &leaves[done + i]};
      detail::hash_jobs({jobs, now});
    }
    if (count % 2 != 0) leaves[pairs] = leaves[count - 1];
    count = pairs + count % 2;
  }
  return leaves[0];
}

Digest commit_hash(const CommitHeader& header) noexcept {
  using detail::put_little_endian;
  constexpr std::size_t fixed = 181;
  std::byte layout[fixed + 255];
  std::size_t key_size = header.organisation.size() < 255 ? header.organisation.size() : 255;
  put_little_endian(layout, header.format, 4);
  put_little_endian(layout + 4, header.commit_number, 8);
  put_little_endian(layout + 12, header.first_position.number(), 8);
  put_little_endian(layout + 20, static_cast<std::uint64_t>(header.first_time.microseconds()), 8);
  put_little_endian(layout + 28, header.event_count, 4);
  put_little_endian(layout + 32, header.command_count, 4);
  std::memcpy(layout + 36, header.commit_id.bytes.data(), CommitId::size);
  std::memcpy(layout + 52, header.previous_hash.bytes.data(), Digest::size);
  std::memcpy(layout + 84, header.events_root.bytes.data(), Digest::size);
  std::memcpy(layout + 116, header.commands_root.bytes.data(), Digest::size);
  std::memcpy(layout + 148, header.frame_digest.bytes.data(), Digest::size);
  put_little_endian(layout + 180, key_size, 1);
  if (key_size != 0) std::memcpy(layout + fixed, header.organisation.data(), key_size);
  return detail::hash_one(detail::domain_commit, {layout, fixed + key_size});
}

}  // namespace firstlog::inline v1
