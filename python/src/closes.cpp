// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "closes.hpp"

#include <pybind11/stl.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>
#include <tuple>
#include <utility>

#include "bindings.hpp"
#include "convert.hpp"
#include "firstlog/base/zone.hpp"
#include "firstlog/store/zone_files.hpp"
#include "table.hpp"

namespace firstlog_python {

using firstlog::Currency;
using firstlog::Money;
using firstlog::Result;

namespace {

constexpr std::size_t rows_named_max = 10;

// The least and the greatest, for the widest instructions that the processor has: millions of rows go through
// here for nothing but that.
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(__clang__)
#define FIRSTLOG_WIDEST __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define FIRSTLOG_WIDEST
#endif
FIRSTLOG_WIDEST std::pair<std::int32_t, std::int32_t> extent_of(const std::int32_t* values,
                                                                std::size_t count) noexcept {
  std::int32_t least = std::numeric_limits<std::int32_t>::max();
  std::int32_t most = std::numeric_limits<std::int32_t>::min();
  for (std::size_t i = 0; i < count; ++i) {
    least = std::min(least, values[i]);
    most = std::max(most, values[i]);
  }
  return {least, most};
}
FIRSTLOG_WIDEST std::uint32_t greatest_of(const std::uint32_t* values, std::size_t count) noexcept {
  std::uint32_t most = 0;
  for (std::size_t i = 0; i < count; ++i) most = std::max(most, values[i]);
  return most;
}

// What is wrong with rows, gathered until all columns were read.
class Findings {
 public:
  explicit Findings(bool reports) : reports_(reports) {}

  void add(std::size_t row, const InputColumn& column, std::string_view reason, std::string_view remedy) {
    ++count_;
    if (!reports_ && rejected_.size() >= rows_named_max) return;
    rejected_.push_back({row, column.name(), std::string(reason), std::string(remedy)});
  }
  // Raises what was found in a column, unless findings are reported.
  void settle(const InputColumn& column) {
    if (reports_ || count_ == 0) return;
    std::vector<std::size_t> rows;
    for (const RejectedRow& one : rejected_) rows.push_back(one.row);
    refuse_column(column.name(), rejected_.front().reason, rejected_.front().remedy, rows, count_);
  }
  std::vector<RejectedRow>& rejected() noexcept { return rejected_; }

 private:
  bool reports_;
  std::size_t count_ = 0;
  std::vector<RejectedRow> rejected_;
};

const InputColumn& column_of(InputColumns& columns, const std::string& name, std::string_view what) {
  if (const InputColumn* found = columns.find(name)) return *found;
  std::string known;
  for (const auto& column : columns.columns()) known += (known.empty() ? "" : ", ") + column->name();
  refuse_column(name, "there is no such column for " + std::string(what), "name one of: " + known);
}

[[noreturn]] void refuse_floats(const InputColumn& column) {
  const py::object exception =
      py::module_::import("firstlog.errors")
          .attr("inexact_column")(to_python(column.name()), to_python(column.type()));
  PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(exception.ptr())), exception.ptr());
  throw py::error_already_set();
}

std::string said_by(py::error_already_set& error) {
  const py::object value = error.value();
  if (py::hasattr(value, "reason")) return py::str(value.attr("reason")).cast<std::string>();
  return py::str(value).cast<std::string>();
}

// What tells a value from others, mostly: whole numbers and short texts entirely, long texts by their hash.
struct Key {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  std::uint64_t size = 0;
  friend bool operator==(const Key&, const Key&) = default;

  static constexpr std::size_t whole_max = 16;
  static constexpr std::uint64_t factor = 0x9E37'79B9'7F4A'7C15;  // 2^64 by the golden ratio

  static Key of(std::int64_t value) noexcept { return {static_cast<std::uint64_t>(value), 0, 8}; }
  static Key of(std::string_view text) noexcept {
    const char* begin = text.data();
    const char* end = begin + text.size();
    const std::uint64_t size = text.size();
    if (size > whole_max) {
      std::uint64_t hash = size;
      for (; end - begin > 8; begin += 8) hash = mixed(hash, part<std::uint64_t>(begin));
      return {mixed(hash, part<std::uint64_t>(end - 8)), 0, size};
    }
    // The two halves may overlap: with the size they still say every letter.
    if (size >= 8) return {part<std::uint64_t>(begin), part<std::uint64_t>(end - 8), size};
    if (size >= 4) return {part<std::uint32_t>(begin), part<std::uint32_t>(end - 4), size};
    if (size >= 2) return {part<std::uint16_t>(begin), part<std::uint16_t>(end - 2), size};
    return {size == 0 ? std::uint64_t{0} : part<std::uint8_t>(begin), 0, size};
  }
  std::uint64_t hash() const noexcept { return mixed(mixed(size, low), high); }

 private:
  static std::uint64_t mixed(std::uint64_t hash, std::uint64_t part) noexcept {
    hash = (hash ^ part) * factor;
    return hash ^ hash >> 32;
  }
  template <class Part>
  static Part part(const char* from) noexcept {
    Part value;
    std::memcpy(&value, from, sizeof value);
    return value;
  }
};

// Values by number, in the order of first appearance.
template <class Value, class Given>
class Codes {
 public:
  std::uint32_t code_of(Given value) {
    const Key key = Key::of(value);
    if (is(last_, key, value)) return last_;  // rows of one value often stand together
    if (values_.size() * 2 >= slots_.size()) grow();
    std::size_t slot = key.hash() & (slots_.size() - 1);
    for (; slots_[slot] != free_slot; slot = (slot + 1) & (slots_.size() - 1))
      if (is(slots_[slot], key, value)) return last_ = slots_[slot];
    last_ = static_cast<std::uint32_t>(values_.size());
    values_.emplace_back(value);
    keys_.push_back(key);
    return slots_[slot] = last_;
  }
  std::vector<Value>& values() noexcept { return values_; }

 private:
  static constexpr std::uint32_t free_slot = UINT32_MAX;

  bool is(std::uint32_t code, const Key& key, Given value) const noexcept {
    return code < keys_.size() && keys_[code] == key &&
           (key.size <= Key::whole_max || values_[code] == value);
  }
  void grow() {
    slots_.assign(std::max<std::size_t>(slots_.size() * 2, 1024), free_slot);
    for (std::uint32_t code = 0; code < values_.size(); ++code) {
      std::size_t slot = keys_[code].hash() & (slots_.size() - 1);
      while (slots_[slot] != free_slot) slot = (slot + 1) & (slots_.size() - 1);
      slots_[slot] = code;
    }
  }

  std::vector<Value> values_;
  std::vector<Key> keys_;
  std::vector<std::uint32_t> slots_;  // open addressing, at most half full
  std::uint32_t last_ = 0;
};
using Words = Codes<std::string, std::string_view>;
constexpr std::uint32_t no_text = UINT32_MAX;  // the code of a row that was found wanting

std::string text_of_whole(const InputColumn& column, std::int64_t value) {
  return column.is_signed() ? std::to_string(value) : std::to_string(static_cast<std::uint64_t>(value));
}

void read_texts(const InputColumn& column, RoomyVector<std::uint32_t>& codes, std::vector<std::string>& words,
                bool empty_is_null, Findings& findings) {
  if (column.kind() != ColumnKind::text && column.kind() != ColumnKind::object &&
      column.kind() != ColumnKind::integer)
    refuse_column(column.name(), "is " + column.type() + ", not text", "cast it to text");
  Words known;
  codes.resize(column.size());
  const auto take = [&](std::size_t row, std::uint32_t code) { codes[row] = code; };
  const auto null = [&](std::size_t row) {
    codes[row] = empty_is_null ? known.code_of("") : no_text;
    if (!empty_is_null) findings.add(row, column, "is null", "give a value, or leave the row out");
  };
  if (column.kind() == ColumnKind::text) {
    column.each_coded([&](std::string_view word) { return known.code_of(word); }, take, null);
  } else {
    column.each([&](std::size_t row, const ColumnValue& value) {
      if (value.null) {
        null(row);
      } else if (column.kind() == ColumnKind::integer) {
        take(row, known.code_of(text_of_whole(column, value.integer)));
      } else if (PyUnicode_Check(value.object) != 0) {
        take(row, known.code_of(text_of(value.object, column.name())));
      } else if (PyIndex_Check(value.object) != 0 && PyBool_Check(value.object) == 0) {
        take(row, known.code_of(std::to_string(integer_of(value.object, column.name()))));
      } else {
        take(row, no_text);
        findings.add(row, column, std::string("is ") + Py_TYPE(value.object)->tp_name + ", not text",
                     "give text");
      }
    });
  }
  words = std::move(known.values());
}

// Whole numbers: as they are where they are dense enough to be their own codes, else by code.
bool read_numbered_reps(const InputColumn& column, Closes& closes) {
  if (column.kind() != ColumnKind::integer || column.may_have_nulls()) return false;
  const std::size_t rows = column.size();
  const std::uint64_t limit =
      std::max<std::size_t>(rows / 16, 65'536);  // totals take memory for each of them
  std::uint64_t all = 0;  // of all values' bits: beyond 32 of them, and below 0, none is a code
  if (const auto* in_place =
          static_cast<const std::uint32_t*>(column.is_signed() ? nullptr : column.contiguous(4))) {
    closes.rep = {in_place, rows};
  } else {
    closes.own_rep.resize(rows);
    const auto take = [&](std::size_t row, std::int64_t value) {
      all |= static_cast<std::uint64_t>(value);
      closes.own_rep[row] = static_cast<std::uint32_t>(value);
    };
    if (!column.each_whole(take))
      column.each([&](std::size_t row, const ColumnValue& value) { take(row, value.integer); });
    closes.rep = closes.own_rep;
  }
  const std::uint32_t most = greatest_of(closes.rep.data(), rows);
  if (!column.is_signed() && all >> 63 != 0) return false;  // as text then: no number of ours holds it
  closes.reps_are_numbers = true;
  if (all >> 32 == 0 && most < limit) {
    closes.reps.resize(rows == 0 ? 0 : std::size_t{most} + 1);
    for (std::size_t i = 0; i < closes.reps.size(); ++i) closes.reps[i] = std::to_string(i);
    return true;
  }
  Codes<std::int64_t, std::int64_t> known;
  closes.own_rep.resize(rows);
  const auto take = [&](std::size_t row, std::int64_t value) { closes.own_rep[row] = known.code_of(value); };
  if (!column.each_whole(take))
    column.each([&](std::size_t row, const ColumnValue& value) { take(row, value.integer); });
  closes.rep = closes.own_rep;
  closes.rep_numbers = std::move(known.values());
  for (const std::int64_t number : closes.rep_numbers) closes.reps.push_back(text_of_whole(column, number));
  return true;
}

// Which day an instant is, in the zone asked for.
struct Days {
  std::optional<firstlog::Zone> zone;

  std::optional<std::int32_t> of(firstlog::Instant instant) const {
    if (!zone) return std::nullopt;
    return zone->local_of(instant).date.days();
  }
};

constexpr std::string_view which_zone = "name the zone whose days count: zone='Europe/London'";
constexpr std::string_view no_zone = "is a time without a zone: which day is meant cannot be told";
constexpr std::string_view give_dates =
    "give dates, or times with a zone: df[c].dt.date, or .dt.tz_localize(…)";

// Microseconds of an instant column's value; floor.
std::int64_t microseconds_of(std::int64_t value, int units) noexcept {
  if (units <= 1'000'000) return value * (1'000'000 / units);
  const std::int64_t per = units / 1'000'000;
  return value >= 0 ? value / per : -((-value + per - 1) / per);
}

// Midnights without a zone are how several libraries keep plain dates.
template <std::int64_t units_in_second, class Put, class Bad>
bool each_midnight(const InputColumn& column, Put put, Bad bad) {
  constexpr std::int64_t a_day = 86'400 * units_in_second;
  return column.each_plain<std::int64_t>([&](std::size_t row, std::int64_t value) {
    const std::int64_t day = value / a_day;
    if (day * a_day == value)
      put(row, day);
    else
      bad(row, value);
  });
}

void read_days(const InputColumn& column, const Days& days, Closes& closes, Findings& findings) {
  const std::size_t rows = column.size();
  if (const auto* in_place = static_cast<const std::int32_t*>(
          column.kind() == ColumnKind::day || (column.kind() == ColumnKind::integer && column.is_signed())
              ? column.contiguous(4)
              : nullptr)) {
    closes.day = {in_place, rows};
    return;
  }
  if (column.kind() == ColumnKind::floating || column.kind() == ColumnKind::boolean ||
      column.kind() == ColumnKind::decimal || column.kind() == ColumnKind::none)
    refuse_column(column.name(), "is " + column.type() + ", not dates",
                  "give dates, or days since 1970-01-01");
  const bool whole_days = column.kind() == ColumnKind::instant && column.scale() == 0;
  if (column.has_zone() && !days.zone) refuse_column(column.name(), "holds times with a zone", which_zone);
  closes.own_day.resize(rows);
  const auto put = [&](std::size_t row, std::int64_t day) {
    if (day < -firstlog::Date::days_max || day > firstlog::Date::days_max)
      findings.add(row, column, "is no day that a calendar has", "give days since 1970-01-01");
    else
      closes.own_day[row] = static_cast<std::int32_t>(day);
  };
  const auto no_midnight = [&](std::size_t row, std::int64_t value) {
    if (value == INT64_MIN)  // NumPy's NaT
      findings.add(row, column, "is null", "give a date, or leave the row out");
    else
      findings.add(row, column, no_zone, give_dates);
  };
  closes.day = closes.own_day;
  if ((column.kind() == ColumnKind::integer || column.kind() == ColumnKind::day) && column.each_whole(put))
    return;
  if (column.kind() == ColumnKind::instant && !column.has_zone()) {
    switch (column.scale()) {
      case 1:
        if (each_midnight<1>(column, put, no_midnight)) return;
        break;
      case 1'000:
        if (each_midnight<1'000>(column, put, no_midnight)) return;
        break;
      case 1'000'000:
        if (each_midnight<1'000'000>(column, put, no_midnight)) return;
        break;
      case 1'000'000'000:
        if (each_midnight<1'000'000'000>(column, put, no_midnight)) return;
        break;
      default: break;  // days
    }
  }
  column.each([&](std::size_t row, const ColumnValue& value) {
    if (value.null || (column.kind() == ColumnKind::instant && value.integer == INT64_MIN)) {
      findings.add(row, column, "is null", "give a date, or leave the row out");
      return;
    }
    switch (column.kind()) {
      case ColumnKind::integer:
      case ColumnKind::day: put(row, value.integer); break;
      case ColumnKind::instant: {
        if (whole_days) {
          put(row, value.integer);
          break;
        }
        if (column.has_zone()) {
          put(row,
              *days.of(firstlog::Instant::from_microseconds(microseconds_of(value.integer, column.scale()))));
          break;
        }
        const std::int64_t a_day = std::int64_t{86'400} * column.scale();
        if (value.integer % a_day != 0)
          no_midnight(row, value.integer);
        else
          put(row, value.integer / a_day);
        break;
      }
      case ColumnKind::text: {
        const auto date = firstlog::Date::parse(value.text);
        if (!date)
          findings.add(row, column, "'" + std::string(value.text) + "' is no date", "write 2026-01-31");
        else
          put(row, date->days());
        break;
      }
      default:
        try {
          const py::handle object(value.object);
          if (py::hasattr(object, "utcoffset") && py::hasattr(object, "hour") &&
              py::hasattr(object, "year")) {
            if (object.attr("tzinfo").is_none()) {
              findings.add(row, column, no_zone, give_dates);
            } else {
              const auto day = days.of(instant_of(object, column.name()));
              if (!day) refuse_column(column.name(), "holds times with a zone", which_zone);
              put(row, *day);
            }
          } else {
            put(row, date_of(object, column.name()).days());
          }
        } catch (py::error_already_set& error) {
          if (py::hasattr(error.value(), "column")) throw;
          findings.add(row, column, said_by(error), "give a date");
        }
    }
  });
}

// An exact number as whole multiples of 10^-places; absent where it is none, or does not fit.
std::optional<std::int64_t> scaled(Wide value, int from, int to) noexcept {
  for (; from > to; --from) {
    if (value % 10 != 0) return std::nullopt;
    value /= 10;
  }
  for (; from < to; ++from)
    if (__builtin_mul_overflow(value, static_cast<Wide>(10), &value)) return std::nullopt;
  if (value > INT64_MAX || value < INT64_MIN) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

// Amounts in minor units.
void read_money(const InputColumn& column, Currency currency, bool minor,
                std::span<const std::int64_t>* in_place, RoomyVector<std::int64_t>& own, Findings& findings) {
  if (column.kind() == ColumnKind::floating) refuse_floats(column);
  if (column.kind() == ColumnKind::integer && !minor)
    refuse_column(column.name(), "holds whole numbers: they could be units or minor units (cents)",
                  "say minor=True where they are minor units; else cast to decimal, or to text");
  if (column.kind() == ColumnKind::day || column.kind() == ColumnKind::instant ||
      column.kind() == ColumnKind::boolean || column.kind() == ColumnKind::none)
    refuse_column(column.name(), "is " + column.type() + ", not amounts of money",
                  "give decimals, text or minor units");
  const std::size_t rows = column.size();
  if (column.kind() == ColumnKind::integer && in_place != nullptr && column.is_signed()) {
    if (const auto* longs = static_cast<const std::int64_t*>(column.contiguous(8))) {
      *in_place = {longs, rows};
      return;
    }
  }
  own.resize(rows);
  const int places = minor ? 0 : currency.exponent();
  const auto put = [&](std::size_t row, std::optional<std::int64_t> units) {
    if (units)
      own[row] = *units;
    else
      findings.add(row, column, "has more decimal places than " + currency.code() + ", or is too large",
                   "round it first, as your books do");
  };
  const auto put_text = [&](std::size_t row, std::string_view text) {
    const Result<Money> money =
        text.size() > 4 && text[text.size() - 4] == ' ' ? Money::parse(text) : Money::parse(text, currency);
    if (!money)
      findings.add(row, column, "'" + std::string(text) + "': " + std::string(money.error().reason.view()),
                   "write 1800.00, digits without grouping");
    else if (!(money->currency() == currency))
      findings.add(row, column, "is in " + money->currency().code() + ", not in " + currency.code(),
                   "one currency at a time: filter, or convert");
    else
      put(row, money->minor_units());
  };
  if (column.kind() == ColumnKind::integer && (column.is_signed() || column.bytes() < 8) &&
      column.each_whole([&](std::size_t row, std::int64_t units) { own[row] = units; }))
    return;
  if (column.kind() == ColumnKind::decimal && column.scale() == places &&
      column.each_plain<Wide>([&](std::size_t row, Wide units) {
        if (units == static_cast<std::int64_t>(units))
          own[row] = static_cast<std::int64_t>(units);
        else
          put(row, std::nullopt);
      }))
    return;
  column.each([&](std::size_t row, const ColumnValue& value) {
    if (value.null) {
      findings.add(row, column, "is null", "give an amount, or leave the row out");
      return;
    }
    switch (column.kind()) {
      case ColumnKind::integer:
        if (!column.is_signed() && value.integer < 0)
          put(row, std::nullopt);
        else
          put(row, value.integer);
        break;
      case ColumnKind::decimal: put(row, scaled(value.decimal, column.scale(), places)); break;
      case ColumnKind::text: put_text(row, value.text); break;
      default:
        try {
          const py::handle object(value.object);
          if (PyUnicode_Check(object.ptr()) != 0) {
            put_text(row, text_of(object, column.name()));
            break;
          }
          if (minor && PyLong_Check(object.ptr()) != 0 && PyBool_Check(object.ptr()) == 0) {
            put(row, integer_of(object, column.name()));
            break;
          }
          if (py::isinstance<Money>(object)) {
            const Money money = object.cast<Money>();
            if (!(money.currency() == currency))
              findings.add(row, column, "is in " + money.currency().code() + ", not in " + currency.code(),
                           "one currency at a time: filter, or convert");
            else
              put(row, money.minor_units());
            break;
          }
          if (PyLong_Check(object.ptr()) != 0)
            refuse_column(column.name(), "holds whole numbers: they could be units or minor units (cents)",
                          "say minor=True where they are minor units; else give Decimals or text", {row});
          if (PyFloat_Check(object.ptr()) != 0) refuse_floats(column);
          const firstlog::Exact exact = exact_of(object, column.name());
          const auto money = exact == exact.rounded({firstlog::RoundingMode::down, places})
                                 ? exact.as_money(currency, firstlog::RoundingMode::down)
                                 : Result<Money>(firstlog::Error());
          put(row, money ? std::optional(money->minor_units()) : std::nullopt);
        } catch (py::error_already_set& error) {
          if (py::hasattr(error.value(), "column")) throw;
          findings.add(row, column, said_by(error), "give a Decimal, text, or Money");
        }
    }
  });
}

// Whole numbers, or decimals of a fixed number of places.
void read_numbers(const InputColumn& column, int& places, RoomyVector<std::int64_t>& own,
                  Findings& findings) {
  if (column.kind() == ColumnKind::floating) refuse_floats(column);
  if (column.kind() != ColumnKind::integer && column.kind() != ColumnKind::decimal &&
      column.kind() != ColumnKind::object)
    refuse_column(column.name(), "is " + column.type() + ", not numbers", "give whole numbers or decimals");
  places = column.kind() == ColumnKind::decimal ? column.scale() : 0;
  if (places < 0 || places > 18)
    refuse_column(column.name(), "has a scale beyond 18", "cast it to fewer places");
  own.resize(column.size());
  column.each([&](std::size_t row, const ColumnValue& value) {
    if (value.null) {
      findings.add(row, column, "is null", "give a number, or leave the row out");
      return;
    }
    if (column.kind() == ColumnKind::integer) {
      own[row] = value.integer;
      if (!column.is_signed() && value.integer < 0)
        findings.add(row, column, "does not fit 64 bits", "scale it down");
    } else if (column.kind() == ColumnKind::decimal) {
      const auto units = scaled(value.decimal, places, places);
      if (units)
        own[row] = *units;
      else
        findings.add(row, column, "does not fit 64 bits", "scale it down");
    } else {
      try {
        if (PyFloat_Check(value.object) != 0) refuse_floats(column);
        own[row] = integer_of(value.object, column.name());
      } catch (py::error_already_set& error) {
        if (py::hasattr(error.value(), "column")) throw;
        findings.add(row, column, said_by(error), "give a whole number");
      }
    }
  });
}

// One currency for all rows, told by a column.
Currency read_currency(const InputColumn& column) {
  RoomyVector<std::uint32_t> codes;
  std::vector<std::string> words;
  Findings findings(false);
  read_texts(column, codes, words, false, findings);
  findings.settle(column);
  if (words.empty()) refuse_column(column.name(), "has no rows", "say currency='EUR'");
  if (words.size() > 1) {
    const auto other = std::find(codes.begin(), codes.end(), 1U);
    const auto row = static_cast<std::size_t>(other - codes.begin());
    refuse_column(
        column.name(), "holds " + words[0] + " and " + words[1], "one currency at a time: filter, or convert",
        {row},
        static_cast<std::size_t>(std::count_if(codes.begin(), codes.end(), [](auto c) { return c != 0; })));
  }
  const Result<Currency> currency = Currency::parse(words[0]);
  if (!currency) refuse_column(column.name(), "'" + words[0] + "' is no currency", "give codes of ISO 4217");
  return *currency;
}

void check_unique(const InputColumn& column, Findings& findings) {
  RoomyVector<std::uint32_t> codes;
  std::vector<std::string> words;
  read_texts(column, codes, words, false, findings);
  std::vector<std::size_t> first(words.size(), SIZE_MAX);
  for (std::size_t row = 0; row < codes.size(); ++row) {
    if (codes[row] == no_text) continue;
    std::size_t& seen = first[codes[row]];
    if (seen == SIZE_MAX)
      seen = row;
    else
      findings.add(row, column,
                   "'" + words[codes[row]] + "' stands in row " + std::to_string(seen) + " already",
                   "leave one of the two out");
  }
}

template <class T>
void compact(std::span<const T>& values, RoomyVector<T>& own, const std::vector<bool>& bad) {
  RoomyVector<T> kept;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!bad[i]) kept.push_back(values[i]);
  own = std::move(kept);
  values = own;
}
template <class T>
void compact(RoomyVector<T>& values, const std::vector<bool>& bad) {
  if (values.empty()) return;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < bad.size(); ++i)
    if (!bad[i]) values[kept++] = values[i];
  values.resize(kept);
}

using OptionalName = std::optional<std::string>;

std::shared_ptr<Closes> read_closes(std::shared_ptr<InputColumns> columns, const std::string& rep,
                                    const std::string& date, const std::string& amount, py::handle currency,
                                    const OptionalName& currency_column, bool minor, const OptionalName& zone,
                                    const OptionalName& units, const OptionalName& margin,
                                    const std::vector<std::string>& numbers,
                                    const std::vector<std::string>& texts, const OptionalName& id,
                                    bool report) {
  auto closes = std::make_shared<Closes>();
  closes->source = columns;
  const std::size_t rows = columns->rows();
  if (rows > UINT32_MAX - 1) refuse_column(amount, "has more than 2^32 - 2 rows", "evaluate in parts");
  Findings findings(report);
  const InputColumn& of_rep = column_of(*columns, rep, "rep");
  const InputColumn& of_date = column_of(*columns, date, "date");
  const InputColumn& of_amount = column_of(*columns, amount, "amount");
  if (currency_column)
    closes->currency = read_currency(column_of(*columns, *currency_column, "currency"));
  else
    closes->currency = currency_of(currency, "currency");

  if (!read_numbered_reps(of_rep, *closes)) {
    read_texts(of_rep, closes->own_rep, closes->reps, false, findings);
    closes->rep = closes->own_rep;
  }
  findings.settle(of_rep);
  Days days;
  if (zone) days.zone = take(firstlog::zone_from_system(*zone));
  read_days(of_date, days, *closes, findings);
  findings.settle(of_date);
  read_money(of_amount, closes->currency, minor, &closes->amount, closes->own_amount, findings);
  if (closes->amount.size() != rows) closes->amount = closes->own_amount;
  findings.settle(of_amount);
  if (units) {
    const InputColumn& column = column_of(*columns, *units, "units");
    int places = 0;
    read_numbers(column, places, closes->units, findings);
    if (places != 0) refuse_column(*units, "holds decimals", "units are whole numbers");
    findings.settle(column);
  }
  if (margin) {
    const InputColumn& column = column_of(*columns, *margin, "margin");
    std::span<const std::int64_t> in_place;
    read_money(column, closes->currency, minor, &in_place, closes->margin, findings);
    if (!in_place.empty()) closes->margin.assign(in_place.begin(), in_place.end());
    findings.settle(column);
  }
  for (const std::string& name : numbers) {
    const InputColumn& column = column_of(*columns, name, "a number");
    int places = 0;
    read_numbers(column, places, closes->numbers.emplace_back(), findings);
    closes->number_names.push_back({name, places});
    findings.settle(column);
  }
  for (const std::string& name : texts) {
    const InputColumn& column = column_of(*columns, name, "a text");
    read_texts(column, closes->codes.emplace_back(), closes->words.emplace_back(), true, findings);
    closes->text_names.push_back(name);
    findings.settle(column);
  }
  if (id) {
    const InputColumn& column = column_of(*columns, *id, "the id");
    check_unique(column, findings);
    findings.settle(column);
  }

  if (!findings.rejected().empty()) {
    std::vector<bool> bad(rows);
    for (const RejectedRow& one : findings.rejected()) bad[one.row] = true;
    compact(closes->rep, closes->own_rep, bad);
    compact(closes->day, closes->own_day, bad);
    compact(closes->amount, closes->own_amount, bad);
    compact(closes->units, bad);
    compact(closes->margin, bad);
    for (auto& column : closes->numbers) compact(column, bad);
    for (auto& column : closes->codes) compact(column, bad);
    closes->rejected = std::move(findings.rejected());
    std::stable_sort(closes->rejected.begin(), closes->rejected.end(),
                     [](const RejectedRow& a, const RejectedRow& b) { return a.row < b.row; });
  }
  if (closes->size() != 0) {
    std::tie(closes->first_day, closes->last_day) = extent_of(closes->day.data(), closes->size());
  }
  return closes;
}

std::shared_ptr<Table> table_of(const std::vector<RejectedRow>& rows) {
  auto table = std::make_shared<Table>();
  table->add("row", rows, [](const RejectedRow& r) { return r.row; });
  table->add("column", rows, [](const RejectedRow& r) { return std::string_view(r.column); });
  table->add("reason", rows, [](const RejectedRow& r) { return std::string_view(r.reason); });
  table->add("remedy", rows, [](const RejectedRow& r) { return std::string_view(r.remedy); });
  return table;
}

}  // namespace

void bind_closes(py::module_& module) {
  py::class_<Closes, std::shared_ptr<Closes>>(module, "Closes")
      .def(py::init(&read_closes), py::arg("columns"), py::kw_only(), py::arg("rep"), py::arg("date"),
           py::arg("amount"), py::arg("currency"), py::arg("currency_column"), py::arg("minor"),
           py::arg("zone"), py::arg("units"), py::arg("margin"), py::arg("numbers"), py::arg("texts"),
           py::arg("id"), py::arg("report"))
      .def("__len__", &Closes::size)
      .def_property_readonly("currency", [](const Closes& self) { return self.currency.code(); })
      .def_property_readonly("reps", [](const Closes& self) { return self.reps; })
      .def_property_readonly(
          "first_day",
          [](const Closes& self) -> py::object {
            if (self.size() == 0) return py::none();
            return to_python(firstlog::Date::from_days(self.first_day).value_or(firstlog::Date()));
          })
      .def_property_readonly(
          "last_day",
          [](const Closes& self) -> py::object {
            if (self.size() == 0) return py::none();
            return to_python(firstlog::Date::from_days(self.last_day).value_or(firstlog::Date()));
          })
      .def_property_readonly("copied",
                             [](const Closes& self) {
                               py::list names;
                               if (!self.own_rep.empty()) names.append("rep");
                               if (!self.own_day.empty()) names.append("date");
                               if (!self.own_amount.empty()) names.append("amount");
                               return names;
                             })
      .def_property_readonly("rejected", [](const Closes& self) { return table_of(self.rejected); });
}

}  // namespace firstlog_python
