// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Commits for store tests: contents that depend on a seed, and what a read delivered.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "firstlog/store/store.hpp"

namespace firstlog_test {

struct TestRow {
  firstlog::Position first_position;
  firstlog::Head head;
  std::vector<std::byte> record;
  firstlog::CommitRow view() const { return {first_position, head, record}; }
  friend bool operator==(const TestRow&, const TestRow&) = default;
};

inline TestRow row_behind(const firstlog::Head& head, std::size_t record_size, std::uint64_t seed) {
  TestRow row;
  row.first_position = head.last_position.plus(1);
  row.head = head;
  row.head.commit_number += 1;
  row.head.last_position = head.last_position.plus(1 + seed % 3);
  row.head.last_time = head.last_time + firstlog::Duration::microseconds(1);
  row.record.resize(record_size);
  std::uint64_t state = seed * 0x9E3779B97F4A7C15U + 1;
  auto next = [&state] {
    state = state * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
    return static_cast<std::byte>(state >> 56);
  };
  for (std::byte& b : row.record) b = next();
  for (std::byte& b : row.head.hash.bytes) b = next();
  for (std::byte& b : row.head.commit_id.bytes) b = next();
  return row;
}

struct Rows final : firstlog::RowSink {
  std::vector<TestRow> rows;
  bool take(const firstlog::CommitRow& row) noexcept override {
    rows.push_back({row.first_position, row.head, {row.record.begin(), row.record.end()}});
    return true;
  }
};

struct Content final : firstlog::BytesSink {
  std::string text;
  bool take(firstlog::Bytes bytes) noexcept override {
    text = firstlog::as_text(bytes);
    return true;
  }
};

inline std::string told(const firstlog::Error& error) {
  return std::string(name_of(error.status)) + " [" + std::to_string(error.native_code) + "] " +
         std::string(error.place.view()) + ": " + std::string(error.reason.view());
}

}  // namespace firstlog_test
