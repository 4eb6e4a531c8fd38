// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Time zones: what the clock on the wall shows at an instant, and back. Zone data is an input; the
// helper that reads the machine's own is in store/zone_files.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/base/bytes.hpp"
#include "firstlog/base/calendar.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/base/time_of_day.hpp"

namespace firstlog::inline v1 {

namespace detail {
class TzifReader;
}

// What the clock on the wall shows.
struct LocalTime {
  Date date;
  TimeOfDay time;
  std::int32_t offset_seconds = 0;  // local time minus UTC
  bool is_dst = false;              // as the zone data says; Dublin's winter is "saving" there
  friend bool operator==(const LocalTime&, const LocalTime&) noexcept = default;
};

// One time zone, from -infinity to +infinity. A value: copying costs up to some 20 KiB, moving
// nothing. Any number of threads may read one. A default-constructed zone is UTC.
class Zone {
 public:
  FIRSTLOG_API Zone();
  FIRSTLOG_API static Zone utc();

  // Reads TZif bytes (RFC 9636, versions 1 to 4), as found under /usr/share/zoneinfo; the file's
  // footer rules what lies beyond its last transition. `name` is how the zone calls itself,
  // "America/New_York". The bytes are not kept.
  // Errors: malformed (with the byte's offset), unsupported (a newer version; leap seconds counted),
  // invalid_argument (no name, or one of more than 100 bytes), out_of_memory.
  FIRSTLOG_API static Result<Zone> from_tzif(std::string_view name, Bytes tzif) noexcept;

  std::string_view name() const noexcept { return name_; }

  // Instants outside Date's range are taken for its nearest end.
  FIRSTLOG_API LocalTime local_of(Instant instant) const noexcept;

  // The instant at which the wall shows this date and time. A time that is skipped moves to the
  // skip's end; of a time that is repeated the first is meant (DOMAIN 3).
  FIRSTLOG_API Instant instant_of(Date date, TimeOfDay time) const noexcept;

  // The first instant of the day: midnight, or the end of the skip that swallowed it. A day that a
  // zone skipped whole begins where the skip ends.
  FIRSTLOG_API Instant start_of_day(Date date) const noexcept;

 private:
  struct Kind {
    std::int32_t offset_seconds = 0;
    bool is_dst = false;
  };

  friend class detail::TzifReader;
  std::int64_t folded(std::int64_t seconds) const noexcept;
  std::size_t place_of(std::int64_t seconds) const noexcept;

  std::string name_;
  // kinds_[0] holds before starts_[0], kinds_[i + 1] from starts_[i] on; seconds since 1970 UTC.
  std::vector<std::int64_t> starts_;
  std::vector<Kind> kinds_;
  // Where yearly rules go on for ever, starts_ holds them for 400 years and a margin, and every
  // instant outside [cycle_first_, cycle_end_) is looked up whole 400-year cycles away, where the
  // calendar is the same. Both ends are limits of int64 where there is nothing to fold.
  std::int64_t cycle_first_;
  std::int64_t cycle_end_;
};

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/base/detail/zone-inl.hpp"  // IWYU pragma: export
#endif
