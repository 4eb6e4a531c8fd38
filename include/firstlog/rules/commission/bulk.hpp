// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What-if in bulk: plans over columns of closes, without a journal. For every close its commission, for
// every rep and period the totals, cost against revenue, and the difference between two plans.
//
// A group is the closes of one rep in one period. Its closes are processed by (credit date, row), whatever
// the order of the rows, and a plan is evaluated over each group by itself: its columns are the group's
// closes. The results are those of evaluate() (rules/commission/evaluate.hpp), to the minor unit. Common
// shapes of plan are compiled into arithmetic on integers: 64 bits where a group's numbers allow it, 128
// where they do not; every other plan, and what 128 bits do not hold, goes to the general evaluator. Which
// way was taken changes the time and nothing else; BulkCounts tells it.
//
// Threads: everything here is a value or a pure function. The library starts no thread: groups are
// independent, evaluate_range works on some of them, and evaluate_bulk divides them over an executor of the
// host's. Errors are those of evaluate(), and those named below; nothing is thrown.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "firstlog/base/config.hpp"
#include "firstlog/base/exact.hpp"
#include "firstlog/base/money.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/rules/commission/expression.hpp"

namespace firstlog::inline v1 {

namespace detail {
struct BulkPlanData;
struct BulkStreamData;
}  // namespace detail

// A further column of numbers: whole multiples of 10^-places.
struct BulkNumbers {
  std::string name;
  std::int32_t places = 0;  // 0 to 18
  friend bool operator==(const BulkNumbers&, const BulkNumbers&) = default;
};

// What the numbers of all columns mean, and what is grouped by what.
struct BulkFrame {
  std::uint32_t reps = 0;  // reps are 0 … reps - 1
  // The first day of each period, rising, and behind them the day after the last period. Days since
  // 1970-01-01, or any other count that rises with time: 0, 1, 2 … where columns carry period numbers.
  // At most bulk_days_max from the first to the last.
  std::vector<std::int32_t> period_starts;
  Currency currency;                 // of amounts, margins and commissions; present
  std::vector<BulkNumbers> numbers;  // columns beyond amount, units and margin
  std::vector<std::string> texts;    // columns of text; "date" is there without being named

  std::size_t periods() const noexcept { return period_starts.empty() ? 0 : period_starts.size() - 1; }
  // Groups, those without closes included; a group is at rep * periods() + period.
  std::size_t groups() const noexcept { return reps * periods(); }
};
inline constexpr std::int32_t bulk_days_max = 1'000'000;
inline constexpr std::size_t bulk_groups_max = std::size_t{1} << 32;

// Text by number: words[codes[row]].
struct BulkTexts {
  std::span<const std::uint32_t> codes;
  std::span<const std::string> words;
};

// The closes, one row each, in any order; at most 2^32 - 1 rows at a time. The caller owns every column.
struct CloseColumns {
  std::span<const std::uint32_t> rep;
  std::span<const std::int32_t> day;                       // the credit date
  std::span<const std::int64_t> amount;                    // in minor units
  std::span<const std::int64_t> units;                     // empty: there are none
  std::span<const std::int64_t> margin;                    // in minor units; empty: there are none
  std::span<const std::span<const std::int64_t>> numbers;  // in the order of BulkFrame::numbers
  std::span<const BulkTexts> texts;                        // in the order of BulkFrame::texts
};

// A value of the plan that is no column: a quota, an opening, a rate.
struct BulkParameter {
  std::string name;
  std::vector<Exact> values;  // one for all, one for each rep, or one for each group
};

struct BulkPlanOptions {
  // The value that is a close's commission; empty: that of the last step. Where it is one number for a
  // group (a total), there are no commissions of lines, and it is the group's.
  std::string pays;
  std::vector<BulkParameter> parameters;
};

// A plan over a frame. Inputs are bound by their names: "amount", "units", "margin", a parameter, or a
// further column of the frame; texts are "date" (2026-01-31) or a column of the frame. Immutable; any number
// of threads may use it. Cheap to copy.
class BulkPlan {
 public:
  // Errors: invalid_argument (an absent currency, periods that do not rise or are none, no reps, a name
  // that nothing has or that two things have, a parameter with another number of values, `pays` names no
  // value); out_of_range (bulk_days_max, bulk_groups_max, places); out_of_memory.
  FIRSTLOG_API static Result<BulkPlan> make(CompiledPlan plan, BulkFrame frame,
                                            BulkPlanOptions options = {}) noexcept;

  FIRSTLOG_API const BulkFrame& frame() const noexcept;
  FIRSTLOG_API const CompiledPlan& plan() const noexcept;
  // Whether every close gets a commission of its own.
  FIRSTLOG_API bool pays_lines() const noexcept;
  // Whether the plan has a shape that is compiled; where parameters differ, whether the first group's has.
  FIRSTLOG_API bool compiled() const noexcept;

  // For bodies.
  const detail::BulkPlanData& data() const noexcept { return *data_; }

 private:
  explicit BulkPlan(std::shared_ptr<const detail::BulkPlanData> data) noexcept : data_(std::move(data)) {}
  std::shared_ptr<const detail::BulkPlanData> data_;
};

// How a host's threads do work: run() calls part(data, 0) … part(data, parts - 1), each once, on any
// threads and in any order, and returns when all of them have returned. Without run(), the calling thread
// does all. A few parts for each thread even out their loads.
struct BulkExecutor {
  void* self = nullptr;
  std::size_t parts = 1;
  void (*run)(void* self, void (*part)(void* data, std::size_t index), void* data,
              std::size_t parts) = nullptr;
};

// Progress, and a way to stop. go_on() is called on the thread that works, after every `every` groups and at
// the end of a range, with the closes done since the last call; once it answers false the work ends with
// cancelled, what was written so far being no result. Totals of groups that were done are whole.
struct BulkWatch {
  void* self = nullptr;
  bool (*go_on)(void* self, std::uint64_t closes) = nullptr;
  std::size_t every = 64;
};

// One group of an order: positions first … last - 1 of its rows.
struct BulkGroup {
  std::uint32_t rep = 0;
  std::uint32_t period = 0;
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};

// The rows in the order of processing. Made once, it serves any number of plans over the same closes.
class BulkOrder {
 public:
  // Rows that stand by rep and date take one look at each; others are sorted, which takes 20 bytes a row
  // while it lasts and 4 afterwards.
  // Errors: invalid_argument (columns of different lengths; what BulkPlan::make says of a frame);
  // out_of_range (a rep or a day outside the frame, with its row; too many rows); out_of_memory.
  FIRSTLOG_API static Result<BulkOrder> of(const BulkFrame& frame, const CloseColumns& closes,
                                           BulkExecutor executor = {}) noexcept;

  // Groups that have closes, by rep and period.
  std::span<const BulkGroup> groups() const noexcept { return groups_; }
  // Whether rows stand in the order of processing.
  bool in_order() const noexcept { return rows_ == nullptr; }
  // The row at each position; empty where each stands at its own.
  std::span<const std::uint32_t> rows() const noexcept { return {rows_.get(), in_order() ? 0 : closes_}; }
  std::size_t closes() const noexcept { return closes_; }

 private:
  std::vector<BulkGroup> groups_;
  std::unique_ptr<std::uint32_t[]> rows_;
  std::size_t closes_ = 0;
};

// Of one group, in minor units.
struct BulkTotal {
  std::int64_t commission = 0;
  std::int64_t revenue = 0;  // the amounts
  std::uint64_t closes = 0;
  friend bool operator==(const BulkTotal&, const BulkTotal&) = default;
};

// Where results go; the caller owns it. Threads that work on different groups write different places.
struct BulkOutput {
  std::span<std::int64_t> commission;  // by row, in minor units; empty: not wanted
  std::span<BulkTotal> totals;         // BulkFrame::groups() of them; groups without closes are left alone
};

// How many groups went which way.
struct BulkCounts {
  std::uint64_t in_64_bits = 0;
  std::uint64_t in_128_bits = 0;
  std::uint64_t general = 0;
  friend bool operator==(const BulkCounts&, const BulkCounts&) = default;
};

// A piece of work: these plans over these closes. All plans are of one frame, the order's.
struct BulkWork {
  std::span<const BulkPlan> plans;
  std::span<const std::uint32_t> plan_of_rep;  // which of them is a rep's; empty: the first is everybody's
  const BulkOrder& order;
  const CloseColumns& closes;
  BulkOutput output;
  BulkWatch watch = {};
};

// Evaluates the groups first … last - 1 of the order (not of the frame).
// Errors: invalid_argument (spans of the wrong length, a column that the plan reads and that is missing, a
// range or a plan that there is not, lines asked of a plan that pays groups; a commission that is no whole
// number of minor units: nothing is rounded that the plan does not round); overflow (a commission or a total
// beyond 64 bits); cancelled; what evaluate() says of a plan; out_of_memory.
FIRSTLOG_API Result<BulkCounts> evaluate_range(const BulkWork& work, std::size_t first,
                                               std::size_t last) noexcept;

// All groups, in parts of about as many closes each. The error, where there are several, is that of the
// first part that has one.
FIRSTLOG_API Result<BulkCounts> evaluate_bulk(const BulkWork& work, BulkExecutor executor = {}) noexcept;

// Closes in chunks, for more of them than memory holds: between chunks a group's totals and its running
// measure are kept (72 bytes a group), and nothing else. A plan of a compiled shape that needs no more than
// what came before takes any chunks in which no group goes back in time. Any other plan wants each group
// whole in one chunk.
class BulkStream {
 public:
  // Errors: those of evaluate_range about plans; out_of_memory.
  FIRSTLOG_API static Result<BulkStream> open(std::span<const BulkPlan> plans,
                                              std::span<const std::uint32_t> plan_of_rep = {}) noexcept;
  FIRSTLOG_API BulkStream(BulkStream&&) noexcept;
  FIRSTLOG_API BulkStream& operator=(BulkStream&&) noexcept;
  FIRSTLOG_API ~BulkStream();

  // Adds a chunk; `commission`, where not empty, gets its rows'. After an error the stream has some of the
  // chunk's groups and not others: it answers every later add() with the same error.
  // Errors: those of BulkOrder::of and of evaluate_range; invalid_argument (a group that goes back in time,
  // or that comes again under a plan that wants it whole).
  FIRSTLOG_API Result<BulkCounts> add(const CloseColumns& closes, std::span<std::int64_t> commission = {},
                                      BulkExecutor executor = {}, BulkWatch watch = {}) noexcept;
  // By group; valid until the next add().
  FIRSTLOG_API std::span<const BulkTotal> totals() const noexcept;

 private:
  explicit BulkStream(std::unique_ptr<detail::BulkStreamData> data) noexcept;
  std::unique_ptr<detail::BulkStreamData> data_;
};

// Totals added up: what a plan costs, and what is sold for it.
struct BulkSummary {
  Exact commission;  // in units of the currency
  Exact revenue;
  std::uint64_t closes = 0;
  std::optional<Exact> cost_of_revenue;  // commission / revenue; absent where there is no revenue
};
// Errors: invalid_argument (absent currency); out_of_memory.
FIRSTLOG_API Result<BulkSummary> summary_of(std::span<const BulkTotal> totals, Currency currency) noexcept;

// What a second plan pays more than a first, by rep: sums over the rep's periods, in minor units.
struct BulkChange {
  std::uint32_t rep = 0;
  std::int64_t before = 0;
  std::int64_t after = 0;
  std::int64_t difference = 0;  // after - before
  friend bool operator==(const BulkChange&, const BulkChange&) = default;
};
// Every rep whose pay changes in any period, by rep.
// Errors: invalid_argument (totals that are not the frame's); overflow; out_of_memory.
FIRSTLOG_API Result<std::vector<BulkChange>> changes_between(const BulkFrame& frame,
                                                             std::span<const BulkTotal> before,
                                                             std::span<const BulkTotal> after) noexcept;

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/rules/commission/detail/bulk-inl.hpp"         // IWYU pragma: export
#include "firstlog/rules/commission/detail/bulk_form-inl.hpp"    // IWYU pragma: export
#include "firstlog/rules/commission/detail/bulk_order-inl.hpp"   // IWYU pragma: export
#include "firstlog/rules/commission/detail/bulk_pay-inl.hpp"     // IWYU pragma: export
#include "firstlog/rules/commission/detail/bulk_stream-inl.hpp"  // IWYU pragma: export
#endif
