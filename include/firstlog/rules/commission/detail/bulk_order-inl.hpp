// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Rows by (rep, credit date, row): one look where they stand so; else a counting sort by the high bits of
// (rep, day) into buckets that fit a near cache, and one or more by the rest within each.
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <memory>
#include <new>
#include <optional>
#include <utility>
#include <vector>

#include "firstlog/rules/commission/bulk.hpp"
#include "firstlog/rules/commission/detail/bulk_form.hpp"
#include "firstlog/rules/commission/detail/bulk_parts.hpp"

namespace firstlog::inline v1 {

namespace detail {

class BulkOrderMaker {
 public:
  BulkOrderMaker(const BulkFrame& frame, const CloseColumns& closes, const BulkExecutor& executor)
      : frame_(frame),
        closes_(closes),
        executor_(executor),
        count_(closes.amount.size()),
        first_day_(frame.period_starts.front()),
        days_(static_cast<std::uint32_t>(frame.period_starts.back() - frame.period_starts.front())),
        parts_(std::clamp<std::size_t>(executor.parts, 1, count_ / rows_in_part_min + 1)),
        found_(parts_) {}

  std::optional<Error> run(std::vector<BulkGroup>& groups, std::unique_ptr<std::uint32_t[]>& rows) {
    in_parts<&BulkOrderMaker::look>();
    if (no_memory_) return bulk_no_memory();
    bool in_order = true;
    for (std::size_t i = 0; i < parts_; ++i) {
      if (found_[i].bad_row) return out_of_frame(*found_[i].bad_row);
      const std::size_t begin = bound(i);
      in_order =
          in_order && found_[i].in_order && (begin == 0 || begin == count_ || !behind(begin - 1, begin));
    }
    if (!in_order) {
      for (Found& found : found_) found.groups.clear();
      const unsigned key_bits = static_cast<unsigned>(std::bit_width(std::uint64_t{frame_.reps} * days_));
      row_bits_ = static_cast<unsigned>(std::bit_width(count_));
      rows = std::make_unique_for_overwrite<std::uint32_t[]>(count_);
      rows_ = rows.get();
      if (key_bits + row_bits_ > 64) {
        sort_by_comparing();
      } else {
        low_bits_ = key_bits > bucket_bits_max ? key_bits - bucket_bits_max : 0;
        // Buckets of some hundred rows and more, as long as few bits are left to each.
        while (low_bits_ < digit_bits && (count_ >> (key_bits - low_bits_)) < 256 && low_bits_ < key_bits)
          ++low_bits_;
        buckets_ = std::size_t{1} << (key_bits - low_bits_);
        packed_ = std::make_unique_for_overwrite<std::uint64_t[]>(count_);
        starts_.assign(parts_ * buckets_ + 1, 0);
        in_parts<&BulkOrderMaker::count>();
        place_buckets();
        in_parts<&BulkOrderMaker::scatter>();
        in_parts<&BulkOrderMaker::sort_buckets>();
        if (no_memory_) return bulk_no_memory();
      }
    }
    join(groups);
    return std::nullopt;
  }

 private:
  static constexpr std::size_t rows_in_part_min = 4'096;
  static constexpr std::size_t order_block = 32;
  static constexpr unsigned bucket_bits_max = 11;
  static constexpr unsigned digit_bits = 11;

  struct Found {
    std::vector<BulkGroup> groups;
    std::optional<std::size_t> bad_row;
    bool in_order = true;
  };

  std::size_t bound(std::size_t part) const noexcept {
    return part == parts_ ? count_ : count_ / parts_ * part;
  }
  // Whether row b is to be processed before row a.
  bool behind(std::size_t a, std::size_t b) const noexcept {
    return closes_.rep[b] < closes_.rep[a] ||
           (closes_.rep[b] == closes_.rep[a] && closes_.day[b] < closes_.day[a]);
  }
  std::uint32_t since(std::int32_t day) const noexcept {
    return static_cast<std::uint32_t>(day) - static_cast<std::uint32_t>(first_day_);
  }
  std::uint32_t period_of(std::int32_t day) const noexcept {
    const std::vector<std::int32_t>& starts = frame_.period_starts;
    return static_cast<std::uint32_t>(std::upper_bound(starts.begin(), starts.end(), day) - starts.begin() -
                                      1);
  }

  template <void (BulkOrderMaker::*work)(std::size_t)>
  void in_parts() {
    run_in_parts(
        executor_,
        [](void* data, std::size_t part) {
          auto& self = *static_cast<BulkOrderMaker*>(data);
          try {
            (self.*work)(part);
          } catch (const std::bad_alloc&) {
            self.no_memory_ = true;
          }
        },
        this, parts_);
  }

  // Whether the rows behind the first, a block of them, are of its rep and no day goes back. Answered for all
  // of them at once, without a branch for each.
  static bool goes_on(const std::uint32_t* reps, const std::int32_t* days) noexcept {
    std::uint32_t others = 0;
    std::uint32_t back = 0;
    for (std::size_t i = 0; i < order_block; ++i) {
      others |= reps[i + 1] ^ reps[0];
      back |= static_cast<std::uint32_t>(days[i + 1] < days[i]);
    }
    return (others | back) == 0;
  }

  // Checks rows and, as long as they stand in order, finds their groups.
  void look(std::size_t part) {
    Found& found = found_[part];
    const std::uint32_t* reps = closes_.rep.data();
    const std::int32_t* days = closes_.day.data();
    const std::size_t end = bound(part + 1);
    std::size_t row = bound(part);
    while (row < end && found.in_order) {
      const std::uint32_t rep = reps[row];
      std::int32_t day = days[row];
      if (rep >= frame_.reps || since(day) >= days_) {
        found.bad_row = row;
        return;
      }
      if (!found.groups.empty() && rep < found.groups.back().rep) {
        found.in_order = false;
        break;
      }
      const std::uint32_t period = period_of(day);
      const std::int32_t period_end = frame_.period_starts[period + 1];
      const std::size_t first = row;
      for (;
           end - row > order_block && days[row + order_block] < period_end && goes_on(reps + row, days + row);
           row += order_block)
        day = days[row + order_block];
      for (++row; row < end && reps[row] == rep && days[row] >= day && days[row] < period_end; ++row)
        day = days[row];
      found.groups.push_back({rep, period, first, row});
      found.in_order = row == end || reps[row] != rep || days[row] >= day;
    }
    bool bad = false;
    for (std::size_t i = row; i < end; ++i) bad |= (reps[i] >= frame_.reps) | (since(days[i]) >= days_);
    for (std::size_t i = row; bad && i < end; ++i)
      if (reps[i] >= frame_.reps || since(days[i]) >= days_) {
        found.bad_row = i;
        return;
      }
  }

  std::uint64_t key(std::size_t row) const noexcept {
    return std::uint64_t{closes_.rep[row]} * days_ + since(closes_.day[row]);
  }

  void count(std::size_t part) {
    std::uint64_t* counts = starts_.data() + part * buckets_;
    const std::size_t end = bound(part + 1);
    for (std::size_t row = bound(part); row < end; ++row) ++counts[key(row) >> low_bits_];
  }
  // From counts to places: of a bucket's rows those of the first part stand first.
  void place_buckets() {
    bucket_starts_.resize(buckets_ + 1);
    std::uint64_t at = 0;
    for (std::size_t bucket = 0; bucket < buckets_; ++bucket) {
      bucket_starts_[bucket] = at;
      for (std::size_t part = 0; part < parts_; ++part)
        at += std::exchange(starts_[part * buckets_ + bucket], at);
    }
    bucket_starts_[buckets_] = at;
  }
  void scatter(std::size_t part) {
    std::uint64_t* places = starts_.data() + part * buckets_;
    const std::size_t end = bound(part + 1);
    for (std::size_t row = bound(part); row < end; ++row) {
      const std::uint64_t k = key(row);
      packed_[places[k >> low_bits_]++] = k << row_bits_ | row;
    }
  }

  void sort_buckets(std::size_t part) {
    const auto bucket_at = [&](std::size_t close) {
      return static_cast<std::size_t>(
          std::lower_bound(bucket_starts_.begin(), bucket_starts_.end() - 1, close) - bucket_starts_.begin());
    };
    const std::size_t first = part == 0 ? 0 : bucket_at(bound(part));
    const std::size_t last = part + 1 == parts_ ? buckets_ : bucket_at(bound(part + 1));
    std::vector<std::uint64_t> scratch;
    std::vector<std::uint32_t> counts(std::size_t{1} << digit_bits);
    GroupFinder finder(*this, found_[part].groups);
    for (std::size_t bucket = first; bucket < last; ++bucket) {
      const std::size_t begin = bucket_starts_[bucket];
      const std::size_t size = bucket_starts_[bucket + 1] - begin;
      if (size == 0) continue;
      std::uint64_t* from = packed_.get() + begin;
      if (size <= 32) {
        std::sort(from, from + size);
      } else {
        if (scratch.size() < size) scratch.resize(size);
        std::uint64_t* to = scratch.data();
        for (unsigned done = 0; done < low_bits_; done += digit_bits) {
          by_digit(from, to, size, row_bits_ + done, std::min(digit_bits, low_bits_ - done), counts);
          std::swap(from, to);
        }
      }
      finder.take(from, begin, size);
    }
    finder.close(bucket_starts_[last]);
  }
  static void by_digit(const std::uint64_t* from, std::uint64_t* to, std::size_t size, unsigned shift,
                       unsigned bits, std::vector<std::uint32_t>& counts) {
    const std::uint64_t mask = (std::uint64_t{1} << bits) - 1;
    std::fill(counts.begin(), counts.begin() + static_cast<std::ptrdiff_t>(mask) + 1, 0);
    for (std::size_t i = 0; i < size; ++i) ++counts[(from[i] >> shift) & mask];
    std::uint32_t at = 0;
    for (std::size_t digit = 0; digit <= mask; ++digit) at += std::exchange(counts[digit], at);
    for (std::size_t i = 0; i < size; ++i) to[counts[(from[i] >> shift) & mask]++] = from[i];
  }

  // Groups along sorted keys, and their rows.
  class GroupFinder {
   public:
    GroupFinder(BulkOrderMaker& maker, std::vector<BulkGroup>& groups) : maker_(maker), groups_(groups) {}
    void take(const std::uint64_t* sorted, std::size_t begin, std::size_t size) {
      const std::uint64_t mask = (std::uint64_t{1} << maker_.row_bits_) - 1;
      for (std::size_t i = 0; i < size; ++i) {
        if (sorted[i] >= end_) open(sorted[i] >> maker_.row_bits_, begin + i);
        maker_.rows_[begin + i] = static_cast<std::uint32_t>(sorted[i] & mask);
      }
    }
    void close(std::size_t at) {
      if (!groups_.empty()) groups_.back().last = at;
    }

   private:
    void open(std::uint64_t key, std::size_t at) {
      close(at);
      const auto rep = static_cast<std::uint32_t>(key / maker_.days_);
      const std::int32_t day = maker_.first_day_ + static_cast<std::int32_t>(key % maker_.days_);
      const std::uint32_t period = maker_.period_of(day);
      groups_.push_back({rep, period, at, at});
      end_ = (std::uint64_t{rep} * maker_.days_ + maker_.since(maker_.frame_.period_starts[period + 1]))
             << maker_.row_bits_;
    }
    BulkOrderMaker& maker_;
    std::vector<BulkGroup>& groups_;
    std::uint64_t end_ = 0;
  };

  // For so many reps, days and rows that they do not fit one number.
  void sort_by_comparing() {
    for (std::size_t i = 0; i < count_; ++i) rows_[i] = static_cast<std::uint32_t>(i);
    std::sort(rows_, rows_ + count_, [&](std::uint32_t a, std::uint32_t b) {
      const std::uint64_t left = key(a);
      const std::uint64_t right = key(b);
      return left != right ? left < right : a < b;
    });
    std::vector<BulkGroup>& groups = found_[0].groups;
    for (std::size_t i = 0; i < count_; ++i) {
      const std::uint32_t rep = closes_.rep[rows_[i]];
      const std::uint32_t period = period_of(closes_.day[rows_[i]]);
      if (groups.empty() || groups.back().rep != rep || groups.back().period != period)
        groups.push_back({rep, period, i, i});
      groups.back().last = i + 1;
    }
  }

  // A group may go on in the next part.
  void join(std::vector<BulkGroup>& groups) {
    std::size_t size = 0;
    for (const Found& found : found_) size += found.groups.size();
    groups.reserve(size);
    for (const Found& found : found_)
      for (const BulkGroup& group : found.groups) {
        if (!groups.empty() && groups.back().rep == group.rep && groups.back().period == group.period)
          groups.back().last = group.last;
        else
          groups.push_back(group);
      }
  }

  Error out_of_frame(std::size_t row) const noexcept {
    const bool rep = closes_.rep[row] >= frame_.reps;
    Error error(Status::out_of_range, rep ? "closes.rep[" : "closes.day[",
                rep ? "the frame has no such rep" : "the day is in no period of the frame",
                rep ? "number reps from 0, and count them in the frame" : "leave it out, or add its period");
    error.place.append_number(static_cast<std::int64_t>(row)).append("]");
    return error;
  }

  const BulkFrame& frame_;
  const CloseColumns& closes_;
  const BulkExecutor& executor_;
  std::size_t count_;
  std::int32_t first_day_;
  std::uint32_t days_;
  std::size_t parts_;
  std::vector<Found> found_;
  std::uint32_t* rows_ = nullptr;
  unsigned row_bits_ = 0;
  unsigned low_bits_ = 0;  // of a key within its bucket
  std::size_t buckets_ = 0;
  std::unique_ptr<std::uint64_t[]> packed_;  // key and row
  std::vector<std::uint64_t> starts_;        // by part and bucket
  std::vector<std::uint64_t> bucket_starts_;
  std::atomic<bool> no_memory_{false};
};

}  // namespace detail

FIRSTLOG_INLINE Result<BulkOrder> BulkOrder::of(const BulkFrame& frame, const CloseColumns& closes,
                                                BulkExecutor executor) noexcept {
  if (auto fault = detail::bulk_frame_fault(frame)) return *fault;
  if (auto fault = detail::bulk_length_fault(frame, closes)) return *fault;
  try {
    BulkOrder order;
    order.closes_ = closes.amount.size();
    if (auto fault = detail::BulkOrderMaker(frame, closes, executor).run(order.groups_, order.rows_))
      return *fault;
    return order;
  } catch (const std::bad_alloc&) {
    return detail::bulk_no_memory();
  }
}

}  // namespace firstlog::inline v1
