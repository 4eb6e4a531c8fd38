// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Who stands where in a period (DOMAIN 11), as the engine and Performance hand it out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "firstlog/base/calendar.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/money.hpp"
#include "firstlog/rules/close_count.hpp"
#include "firstlog/rules/quota_zone.hpp"

namespace firstlog::inline v1 {

enum class Audience : std::uint8_t { rep = 0, manager = 1 };

struct LeaderboardRow {
  std::uint32_t rank = 0;  // from 1; equal rows share one
  ActorId rep;
  std::int64_t verified_closes = 0;  // net, whole ones; negative where more was taken back than counted
  CloseCount closes;                 // the same with the parts of shared ones, exact
  Money revenue;                     // net, of verified closes
  std::uint32_t dials = 0;
  std::uint32_t warm = 0;
  std::int64_t closes_to_first = 0;  // whole verified closes missing to the first rank's
  bool own = false;                  // the viewer's own row
  // Managers only; absent in a rep's view, but for the rep's own row (DOMAIN 11).
  std::optional<QuotaZone> zone;
  std::optional<Money> commission;
  // Managers only.
  std::optional<std::uint32_t> connects;
  std::optional<std::uint32_t> pending;
};

// Which rows of a board: from a place (from 1) on, at most so many. Where a page begins with reps who share
// a rank, their rank is the whole board's.
struct BoardPage {
  std::size_t place = 1;
  std::size_t count_max = static_cast<std::size_t>(-1);
};

struct Leaderboard {
  YearMonth period;
  Audience audience = Audience::rep;
  bool frozen = false;
  std::uint32_t reps = 0;            // on the whole board
  std::vector<LeaderboardRow> rows;  // by rank; all of them, or a page
};

}  // namespace firstlog::inline v1
