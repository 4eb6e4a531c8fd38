// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Closes out of columns, as work in bulk wants them: checked row by row, nothing coerced, copied only where
// the layout is another.
#pragma once

#include <pybind11/pybind11.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "columns.hpp"
#include "firstlog/base/money.hpp"
#include "firstlog/rules/commission/bulk.hpp"
#include "roomy.hpp"

namespace firstlog_python {

// A row that cannot be read, and why.
struct RejectedRow {
  std::size_t row = 0;  // from 0
  std::string column;
  std::string reason;
  std::string remedy;
};

struct Closes {
  std::shared_ptr<InputColumns> source;  // what the spans may point into
  firstlog::Currency currency;
  std::vector<std::string> reps;  // by code
  bool reps_are_numbers = false;
  std::vector<std::int64_t> rep_numbers;  // by code; empty where the codes are the numbers
  std::span<const std::uint32_t> rep;
  std::span<const std::int32_t> day;
  std::span<const std::int64_t> amount;
  RoomyVector<std::uint32_t> own_rep;
  RoomyVector<std::int32_t> own_day;
  RoomyVector<std::int64_t> own_amount;
  RoomyVector<std::int64_t> units;
  RoomyVector<std::int64_t> margin;
  std::vector<firstlog::BulkNumbers> number_names;
  std::vector<RoomyVector<std::int64_t>> numbers;
  std::vector<std::string> text_names;
  std::vector<RoomyVector<std::uint32_t>> codes;
  std::vector<std::vector<std::string>> words;
  std::vector<RejectedRow> rejected;
  std::int32_t first_day = 0;  // of those there are
  std::int32_t last_day = 0;

  std::size_t size() const noexcept { return rep.size(); }
};

}  // namespace firstlog_python
