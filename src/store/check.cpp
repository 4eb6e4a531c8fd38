// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "store/check.hpp"

#include <limits>

namespace firstlog::inline v1::store_check {
namespace {

constexpr std::uint64_t position_max = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

Error wrong(std::string_view store, std::string_view why) noexcept {
  return Error(Status::invalid_argument, store, why);
}

}  // namespace

Result<void> organisation(std::string_view store, std::string_view key) noexcept {
  if (key.empty() || key.size() > key_bytes_max)
    return wrong(store, "an organisation's key has 1 to 128 bytes");
  return {};
}

Result<void> chunk(std::string_view store, std::string_view organisation_key, std::string_view name,
                   Bytes content) noexcept {
  if (auto bad = organisation(store, organisation_key); !bad) return bad;
  if (name.empty() || name.size() > chunk_name_bytes_max)
    return wrong(store, "a chunk's name has 1 to 200 bytes");
  if (content.size() > record_bytes_max) return wrong(store, "a chunk has at most 512 MiB");
  return {};
}

Result<void> vault_key(std::string_view store, std::string_view organisation_key, Bytes key) noexcept {
  if (auto bad = organisation(store, organisation_key); !bad) return bad;
  if (key.empty() || key.size() > vault_key_bytes_max) return wrong(store, "a vault key has 1 to 64 bytes");
  return {};
}

Result<void> commit(std::string_view store, const CommitRow& row, std::span<const VaultPut> vault) noexcept {
  if (row.record.empty() || row.record.size() > record_bytes_max)
    return wrong(store, "a record has 1 byte to 512 MiB");
  if (!row.first_position.present() || row.head.last_position < row.first_position ||
      row.head.last_position.number() > position_max)
    return wrong(store, "a commit holds at least one position, and positions start at 1");
  for (const VaultPut& put : vault) {
    if (put.key.empty() || put.key.size() > vault_key_bytes_max)
      return wrong(store, "a vault key has 1 to 64 bytes");
    if (put.content.size() > record_bytes_max) return wrong(store, "a vault record has at most 512 MiB");
  }
  return {};
}

Result<void> follows(std::string_view store, const Head& head, const CommitRow& row) noexcept {
  if (row.head.commit_number == head.commit_number + 1 && row.first_position == head.last_position.plus(1))
    return {};
  Error error(Status::conflict, store, "", "learn the head again and decide again");
  error.reason.append("the commit does not follow the head: it has number ")
      .append_number(static_cast<std::int64_t>(row.head.commit_number))
      .append(" and first position ")
      .append_number(static_cast<std::int64_t>(row.first_position.number()))
      .append(", the head is commit ")
      .append_number(static_cast<std::int64_t>(head.commit_number))
      .append(" at position ")
      .append_number(static_cast<std::int64_t>(head.last_position.number()));
  return error;
}

Error already_held(std::string_view store) noexcept {
  return Error(Status::invalid_argument, store, "this session holds a write right",
               "append or release before this call");
}
Error not_held(std::string_view store) noexcept {
  return Error(Status::invalid_argument, store, "this session holds no write right",
               "call acquire before append");
}
Error write_right_busy(std::string_view store) noexcept {
  return Error(Status::busy, store, "another writer held the write right until the deadline",
               "try again, or allow a longer wait");
}
Error no_news(std::string_view store) noexcept {
  return Error(Status::busy, store, "nothing new was committed before the deadline", "wait again");
}
Error absent(std::string_view store, std::string_view what) noexcept {
  Error error(Status::not_found, store, what);
  error.reason.append(" not found");
  return error;
}
Error no_memory(std::string_view store) noexcept {
  return Error(Status::out_of_memory, store, "not enough memory");
}
Error forked(std::string_view store) noexcept {
  return Error(Status::closed, store, "this handle was opened before the process forked",
               "open the store again in the child");
}

}  // namespace firstlog::inline v1::store_check
