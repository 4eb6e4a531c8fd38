// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What the engine asks of the world around it besides storage: the time and the zone data.
#pragma once

#include <string_view>

#include "firstlog/base/config.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/base/result.hpp"

namespace firstlog::inline v1 {

class Zone;

// May be called by several threads at once.
class FIRSTLOG_API Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() noexcept = 0;
};

// The machine's UTC clock.
class FIRSTLOG_API SystemClock final : public Clock {
 public:
  Instant now() noexcept override;
};

// A clock that stands still until told: for replays of past data and for tests. Setting it is not
// synchronised with other threads' calls.
class FIRSTLOG_API ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) noexcept : now_(start) {}
  Instant now() noexcept override { return now_; }
  void set(Instant now) noexcept { now_ = now; }

 private:
  Instant now_;
};

// Zone data by IANA name (base/zone.hpp). May be called by several threads at once.
class FIRSTLOG_API ZoneSource {
 public:
  virtual ~ZoneSource() = default;
  virtual Result<Zone> zone(std::string_view name) noexcept = 0;
};

// The machine's zone files; "UTC" needs none.
class FIRSTLOG_API SystemZones final : public ZoneSource {
 public:
  Result<Zone> zone(std::string_view name) noexcept override;
};

}  // namespace firstlog::inline v1
