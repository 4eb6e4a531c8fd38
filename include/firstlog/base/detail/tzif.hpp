// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Reads TZif (RFC 9636) into a Zone. Every length is checked against the bytes that are there
// before anything behind it is read.
#pragma once

#include <algorithm>
#include <limits>
#include <new>

#include "firstlog/base/detail/posix_rule.hpp"
#include "firstlog/base/zone.hpp"

namespace firstlog::inline v1::detail {

inline constexpr std::int64_t cycle_seconds = era_days * 86'400LL;
// Local time is never further from UTC than this (RFC 9636 allows less).
inline constexpr std::int64_t offset_seconds_max = 26 * 3600;

class TzifReader {
 public:
  // May throw std::bad_alloc, also here: a zone is never without a kind of time.
  TzifReader(std::string_view name, Bytes bytes) : name_(name), bytes_(bytes) {}

  Result<Zone> read() {
    if (name_.empty() || name_.size() > 100)
      return Error(Status::invalid_argument, "zone", "a zone's name has 1 to 100 bytes",
                   "give its name in the tz database");
    Header header;
    if (Result<void> r = read_header(header); !r) return r.error();
    bool has_footer = header.version > 1;
    std::size_t time_size = 4;
    if (has_footer) {
      // The first block repeats, for readers of 32 bits, what the second one says in 64.
      if (Result<void> r = require(header.block_size(4)); !r) return r.error();
      at_ += static_cast<std::size_t>(header.block_size(4));
      if (Result<void> r = read_header(header); !r) return r.error();
      time_size = 8;
    }
    if (Result<void> r = read_block(header, time_size); !r) return r.error();
    if (has_footer) {
      if (Result<void> r = read_footer(); !r) return r.error();
    } else if (at_ != bytes_.size()) {
      return malformed("bytes follow the end of the file's format");
    }
    drop_changes_of_nothing();
    zone_.name_ = name_;
    return std::move(zone_);
  }

 private:
  struct Header {
    int version = 1;
    std::uint64_t ut_marks = 0;
    std::uint64_t standard_marks = 0;
    std::uint64_t leaps = 0;
    std::uint64_t times = 0;
    std::uint64_t kinds = 0;
    std::uint64_t letters = 0;

    // Each count is below 2^32: no sum of them leaves 64 bits.
    std::uint64_t block_size(std::uint64_t time_size) const noexcept {
      return times * (time_size + 1) + kinds * 6 + letters + leaps * (time_size + 4) + standard_marks +
             ut_marks;
    }
  };

  Error failure(Status status, std::string_view reason, std::string_view remedy) const noexcept {
    FixedText<118> place = place_of("zone", name_);
    place.append(" byte ").append_number(static_cast<std::int64_t>(at_));
    return Error(status, place.view(), reason, remedy);
  }
  Error malformed(std::string_view reason) const noexcept {
    return failure(Status::malformed, reason,
                   "reinstall the time zone data, or pass another copy of this zone");
  }

  Result<void> require(std::uint64_t count) const noexcept {
    if (bytes_.size() - at_ < count) return malformed("the file ends too early");
    return {};
  }

  // Only behind require().
  std::uint8_t take_byte() noexcept { return static_cast<std::uint8_t>(bytes_[at_++]); }
  std::uint64_t take_big_endian(std::size_t size) noexcept {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i) value = value << 8 | take_byte();
    return value;
  }
  std::int64_t take_signed(std::size_t size) noexcept {
    std::uint64_t raw = take_big_endian(size);
    return size == 4 ? static_cast<std::int32_t>(static_cast<std::uint32_t>(raw))
                     : static_cast<std::int64_t>(raw);
  }

  Result<void> read_header(Header& header) noexcept {
    if (Result<void> r = require(44); !r) return r;
    if (as_text(bytes_.subspan(at_, 4)) != "TZif")
      return malformed("not a TZif file: its first bytes are others");
    at_ += 4;
    std::uint8_t version = take_byte();
    if (version != 0 && (version < '2' || version > '4')) {
      --at_;
      if (version > '4' && version <= '9')
        return failure(Status::unsupported, "a TZif version newer than 4", "pass data of an older version");
      return malformed("not a version of TZif");
    }
    header.version = version == 0 ? 1 : version - '0';
    at_ += 15;
    header.ut_marks = take_big_endian(4);
    header.standard_marks = take_big_endian(4);
    header.leaps = take_big_endian(4);
    header.times = take_big_endian(4);
    header.kinds = take_big_endian(4);
    header.letters = take_big_endian(4);
    if (header.kinds == 0 || header.kinds > 256 || header.letters == 0 ||
        (header.ut_marks != 0 && header.ut_marks != header.kinds) ||
        (header.standard_marks != 0 && header.standard_marks != header.kinds))
      return malformed("the counts of the header contradict each other");
    return {};
  }

  Result<void> read_block(const Header& header, std::size_t time_size) {
    if (Result<void> r = require(header.block_size(time_size)); !r) return r;
    if (header.leaps != 0)
      return failure(Status::unsupported, "the file counts leap seconds, which instants do not",
                     "use the zone of the same name that does not (not below right/)");
    std::size_t times = static_cast<std::size_t>(header.times);
    std::size_t kinds = static_cast<std::size_t>(header.kinds);
    zone_.starts_.resize(times);
    for (std::size_t i = 0; i < times; ++i) {
      std::int64_t start = take_signed(time_size);
      constexpr std::int64_t far = std::int64_t{1} << 59;
      if (start < -far || start > far || (i > 0 && start <= zone_.starts_[i - 1])) {
        at_ -= time_size;
        return malformed("a transition is out of order or out of range");
      }
      zone_.starts_[i] = start;
    }
    Bytes used = bytes_.subspan(at_, times);
    at_ += times;
    std::vector<Zone::Kind> table(kinds);
    for (Zone::Kind& kind : table) {
      std::int64_t offset = take_signed(4);
      std::uint8_t dst = take_byte();
      std::uint8_t letter = take_byte();
      if (offset < -offset_seconds_max || offset > offset_seconds_max || dst > 1 ||
          letter >= header.letters) {
        at_ -= 6;
        return malformed("a kind of local time has values out of range");
      }
      kind = {static_cast<std::int32_t>(offset), dst == 1};
    }
    zone_.kinds_.assign(1, table[0]);
    zone_.kinds_.reserve(times + 1);
    for (std::size_t i = 0; i < times; ++i) {
      auto kind = static_cast<std::size_t>(used[i]);
      if (kind >= kinds) {
        at_ -= kinds * 6 + times - i;
        return malformed("a transition names a kind of local time that is not there");
      }
      zone_.kinds_.push_back(table[kind]);
    }
    if (bytes_[at_ + static_cast<std::size_t>(header.letters) - 1] != std::byte{0})
      return malformed("the abbreviations do not end");
    at_ += static_cast<std::size_t>(header.letters);
    for (std::uint64_t i = 0; i < header.standard_marks + header.ut_marks; ++i)
      if (take_byte() > 1) {
        --at_;
        return malformed("a mark is neither 0 nor 1");
      }
    return {};
  }

  Result<void> read_footer() {
    std::string_view rest = as_text(bytes_.subspan(at_));
    if (rest.size() < 2 || rest.front() != '\n' || rest.find('\n', 1) != rest.size() - 1)
      return malformed("the footer is not one line at the end of the file");
    ++at_;
    std::string_view text = rest.substr(1, rest.size() - 2);
    if (text.empty()) return {};  // nothing is known: the last kind of local time goes on
    std::optional<PosixRule> rule = PosixRuleReader(text).read();
    if (!rule || rule->standard_offset < -offset_seconds_max || rule->standard_offset > offset_seconds_max ||
        rule->dst_offset < -offset_seconds_max || rule->dst_offset > offset_seconds_max)
      return malformed("the footer is not a rule that POSIX and RFC 9636 know");
    return rule->has_dst ? go_on_by_years(*rule) : go_on_fixed(*rule);
  }

  static bool same(Zone::Kind a, Zone::Kind b) noexcept {
    return a.offset_seconds == b.offset_seconds && a.is_dst == b.is_dst;
  }

  Result<void> go_on_fixed(const PosixRule& rule) {
    if (zone_.starts_.empty()) zone_.kinds_[0] = {rule.standard_offset, false};
    if (!same(zone_.kinds_.back(), {rule.standard_offset, false}))
      return malformed("the footer contradicts the last transition");
    return {};
  }

  Result<void> go_on_by_years(const PosixRule& rule) {
    bool alone = zone_.starts_.empty();  // the rule then holds for all time, before 1970 as well
    constexpr std::int64_t year_1971 = 365 * 86'400;
    std::int64_t base = alone ? year_1971 : zone_.starts_.back();
    constexpr std::int64_t year_10000 = 253'402'300'800;
    if (base < -year_10000 || base > year_10000)
      return malformed("a yearly rule follows a transition too far away");
    int year = civil_of_days(static_cast<std::int32_t>(floor_divide(base, 86'400))).year;

    struct Change {
      std::int64_t at;
      bool begins_dst;
    };
    std::vector<Change> changes;
    constexpr int years = era_years + 4;
    changes.reserve(2 * years);
    for (int i = -2; i < years - 2; ++i) {
      changes.push_back({rule.dst_begin.local_seconds_in(year + i) - rule.standard_offset, true});
      changes.push_back({rule.dst_end.local_seconds_in(year + i) - rule.dst_offset, false});
    }
    // Where one year's saving ends as the next one's begins, the beginning stands.
    std::sort(changes.begin(), changes.end(),
              [](Change a, Change b) { return a.at != b.at ? a.at < b.at : a.begins_dst < b.begins_dst; });
    auto kind_of = [&rule](bool dst) {
      return dst ? Zone::Kind{rule.dst_offset, true} : Zone::Kind{rule.standard_offset, false};
    };
    std::size_t next = 0;
    while (next < changes.size() && changes[next].at <= base) ++next;
    Zone::Kind now = kind_of(next > 0 && changes[next - 1].begins_dst);
    if (alone)
      zone_.kinds_[0] = now;
    else if (!same(zone_.kinds_.back(), now))
      return malformed("the footer contradicts the last transition");
    for (; next < changes.size(); ++next) {
      if (!zone_.starts_.empty() && zone_.starts_.back() == changes[next].at) {
        zone_.kinds_.back() = kind_of(changes[next].begins_dst);
        continue;
      }
      zone_.starts_.push_back(changes[next].at);
      zone_.kinds_.push_back(kind_of(changes[next].begins_dst));
    }
    // From two days behind the base on, every moment looks back at rules alone, whatever its offset.
    zone_.cycle_end_ = base + 2 * 86'400 + cycle_seconds;
    if (alone) zone_.cycle_first_ = zone_.cycle_end_ - cycle_seconds;
    return {};
  }

  // Transitions that change only the abbreviation, or nothing at all, would only cost time.
  void drop_changes_of_nothing() {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < zone_.starts_.size(); ++i) {
      const Zone::Kind& before = zone_.kinds_[kept];
      const Zone::Kind& after = zone_.kinds_[i + 1];
      if (same(before, after)) continue;
      zone_.starts_[kept] = zone_.starts_[i];
      zone_.kinds_[++kept] = after;
    }
    zone_.starts_.resize(kept);
    zone_.kinds_.resize(kept + 1);
    zone_.starts_.shrink_to_fit();
    zone_.kinds_.shrink_to_fit();
  }

  std::string_view name_;
  Bytes bytes_;
  std::size_t at_ = 0;
  Zone zone_;
};

}  // namespace firstlog::inline v1::detail
