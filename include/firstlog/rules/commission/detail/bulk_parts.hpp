// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Work in parts over the host's threads, its progress, and the errors that several bodies give. Private:
// bodies only.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <new>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "firstlog/rules/commission/bulk.hpp"

namespace firstlog::inline v1::detail {

// 10 to the power of 0 to 18.
inline std::int64_t bulk_scale(std::int32_t places) noexcept {
  std::int64_t scale = 1;
  for (std::int32_t i = 0; i < places; ++i) scale *= 10;
  return scale;
}

inline Error bulk_no_memory() noexcept {
  return Error(Status::out_of_memory, "closes", "there is no memory for this many",
               "evaluate fewer at a time");
}
inline Error bulk_misuse(std::string_view place, std::string_view reason, std::string_view remedy) noexcept {
  return Error(Status::invalid_argument, place, reason, remedy);
}
inline void name_group(Error& error, const BulkGroup& group) noexcept {
  error.place.append("rep ").append_number(group.rep).append(", period ").append_number(group.period);
}
inline Error bulk_too_much(const BulkGroup& group) noexcept {
  Error error(Status::overflow, "", "a commission or a sum of the group does not fit 64 bits of minor units",
              "use shorter periods, or a currency with fewer digits");
  name_group(error, group);
  return error;
}

// Asks the watch after so many groups.
class BulkWatching {
 public:
  explicit BulkWatching(const BulkWatch& watch) noexcept : watch_(watch) {}
  bool done(std::uint64_t closes) noexcept {
    closes_ += closes;
    return ++groups_ < watch_.every || tell();
  }
  bool tell() noexcept {
    groups_ = 0;
    const std::uint64_t closes = std::exchange(closes_, 0);
    return watch_.go_on == nullptr || watch_.go_on(watch_.self, closes);
  }
  static Error stopped() noexcept {
    return Error(Status::cancelled, "closes", "the caller asked to stop", "start again");
  }

 private:
  const BulkWatch& watch_;
  std::uint64_t closes_ = 0;
  std::size_t groups_ = 0;
};

inline void run_in_parts(const BulkExecutor& executor, void (*part)(void*, std::size_t), void* data,
                         std::size_t parts) {
  if (executor.run != nullptr && parts > 1) {
    executor.run(executor.self, part, data, parts);
    return;
  }
  for (std::size_t i = 0; i < parts; ++i) part(data, i);
}

// range(first, last) over all groups, in parts of about as many closes each. Once one has failed no later
// one begins; earlier ones do, so that the error is the first part's whichever thread was quicker.
template <class Range>
Result<BulkCounts> over_groups(std::span<const BulkGroup> groups, const BulkExecutor& executor,
                               const Range& range) {
  struct Parts {
    const Range& range;
    std::vector<std::size_t> bounds = {};
    std::vector<std::optional<Result<BulkCounts>>> results = {};
    std::atomic<std::size_t> failed;  // the first part that did; as many as there are parts: none
  };
  const std::size_t wanted =
      std::clamp<std::size_t>(executor.parts, 1, std::max<std::size_t>(groups.size(), 1));
  Parts parts{.range = range, .failed = wanted};
  const std::uint64_t closes = groups.empty() ? 0 : groups.back().last;
  parts.bounds.push_back(0);
  for (std::size_t i = 1; i < wanted; ++i) {
    const std::uint64_t close = closes / wanted * i;
    const auto at = std::partition_point(groups.begin(), groups.end(),
                                         [&](const BulkGroup& group) { return group.first < close; });
    parts.bounds.push_back(static_cast<std::size_t>(at - groups.begin()));
  }
  parts.bounds.push_back(groups.size());
  parts.results.resize(wanted);
  run_in_parts(
      executor,
      [](void* data, std::size_t index) {
        auto& all = *static_cast<Parts*>(data);
        if (all.failed.load(std::memory_order_relaxed) < index) return;
        std::optional<Result<BulkCounts>>& result = all.results[index];
        try {
          result.emplace(all.range(all.bounds[index], all.bounds[index + 1]));
        } catch (const std::bad_alloc&) {
          result.emplace(bulk_no_memory());
        }
        if (*result) return;
        std::size_t first = all.failed.load(std::memory_order_relaxed);
        while (index < first && !all.failed.compare_exchange_weak(first, index, std::memory_order_relaxed)) {
        }
      },
      &parts, wanted);
  BulkCounts counts;
  for (const std::optional<Result<BulkCounts>>& result : parts.results) {
    if (!result) continue;
    if (!*result) return result->error();
    counts.in_64_bits += (*result)->in_64_bits;
    counts.in_128_bits += (*result)->in_128_bits;
    counts.general += (*result)->general;
  }
  return counts;
}

}  // namespace firstlog::inline v1::detail
