// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Tables once more, slow and another way: thresholds are walked in elementary intervals between all
// breakpoints, each of which is rated by asking who owns its middle. Shares nothing with the library.
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "base/oracle.hpp"
#include "firstlog/rules/commission/table.hpp"

namespace firstlog::oracle {

struct OracleTier {
  Rational from;
  std::optional<Rational> to;
  Rational rate;
  Rational flat;
  bool retroactive = false;
};

struct OracleTable {
  TierMode mode = TierMode::slab;
  Boundary boundary = Boundary::upper;
  RateUnit unit = RateUnit::fraction;
  bool last_outside = false;  // else nothing is paid outside
  Rational base_rate = 1;
  Rational floor = 0;
  std::optional<RoundingMode> cents;  // of each slice
  std::vector<OracleTier> tiers;

  bool has_begun(std::size_t i, const Rational& x) const {
    if (i == 0 && tiers[0].from == 0) return true;
    return boundary == Boundary::upper ? x >= tiers[i].from : x > tiers[i].from;
  }
  bool has_ended(std::size_t i, const Rational& x) const {
    std::optional<Rational> end = tiers[i].to;
    if (last_outside) {
      end.reset();
      if (i + 1 < tiers.size()) end = tiers[i + 1].from;
    }
    if (!end) return false;
    return boundary == Boundary::upper ? x >= *end : x > *end;
  }
  int owner(const Rational& x) const {
    for (std::size_t i = 0; i < tiers.size(); ++i)
      if (has_begun(i, x) && !has_ended(i, x)) return static_cast<int>(i);
    return -1;
  }
  Rational rate(int i) const {
    const Rational own = tiers[static_cast<std::size_t>(i)].rate;
    return unit == RateUnit::multiplier ? Rational(own * base_rate) : own;
  }
  Rational slice(Rational amount) const {
    if (!cents) return amount;
    amount *= 100;
    return Rational(rounded(amount, *cents)) / 100;
  }

  // The payout of x with the whole value as base.
  Rational pays(const Rational& x) const {
    const int reached = owner(x);
    const auto once = [&](const Rational& units) { return unit == RateUnit::amount ? Rational(1) : units; };
    Rational sum = 0;
    switch (mode) {
      case TierMode::slab:
        if (reached < 0) return 0;
        return slice(rate(reached) * once(x)) + tiers[static_cast<std::size_t>(reached)].flat;
      case TierMode::lookup:
        if (reached < 0) return 0;
        return slice(rate(reached)) + tiers[static_cast<std::size_t>(reached)].flat;
      case TierMode::cumulative_lookup:
        for (std::size_t i = 0; i < tiers.size(); ++i)
          if (has_begun(i, x)) sum += slice(rate(static_cast<int>(i))) + tiers[i].flat;
        return sum;
      case TierMode::interpolated:
        for (std::size_t i = 0; i < tiers.size(); ++i) {
          if (!has_begun(i, x)) continue;
          sum += tiers[i].flat;
          if (!tiers[i].to) continue;
          const Rational end = last_outside && i + 1 < tiers.size() ? tiers[i + 1].from : *tiers[i].to;
          const Rational part = (std::min(x, end) - tiers[i].from) / (end - tiers[i].from);
          sum += slice(rate(static_cast<int>(i)) * part * once(x));
        }
        return sum;
      case TierMode::marginal:
      case TierMode::retro_to_floor: break;
    }
    // Elementary intervals of [0, x].
    std::vector<Rational> cuts = {0, x};
    for (const OracleTier& tier : tiers) {
      cuts.push_back(tier.from);
      if (tier.to) cuts.push_back(*tier.to);
    }
    if (mode == TierMode::retro_to_floor) cuts.push_back(floor);
    std::sort(cuts.begin(), cuts.end());
    std::vector<Rational> by_tier(tiers.size());  // measure that each tier rates
    Rational above_floor = 0;
    const Rational low = std::min(x, Rational(0));
    const Rational high = std::max(x, Rational(0));
    for (std::size_t k = 1; k < cuts.size(); ++k) {
      const Rational a = std::max(cuts[k - 1], low);
      const Rational b = std::min(cuts[k], high);
      if (a >= b) continue;
      const Rational length = x < 0 ? Rational(a - b) : Rational(b - a);
      if (mode == TierMode::retro_to_floor && a >= floor) {
        above_floor += length;
        continue;
      }
      const int owned = owner((a + b) / 2);
      if (owned >= 0) by_tier[static_cast<std::size_t>(owned)] += length;
    }
    for (std::size_t i = 0; i < tiers.size(); ++i) {
      int rated = static_cast<int>(i);
      for (std::size_t k = tiers.size(); k-- > i + 1;)
        if (tiers[k].retroactive && has_begun(k, x)) {
          rated = static_cast<int>(k);
          break;
        }
      // An amount is paid for entering the tier, below a floor where there is one.
      const bool entering = unit == RateUnit::amount && has_begun(i, x) &&
                            (mode != TierMode::retro_to_floor || tiers[i].from < floor);
      if (by_tier[i] != 0 || entering) sum += slice(rate(rated) * once(by_tier[i]));
      if (has_begun(i, x)) sum += tiers[i].flat;
    }
    if (above_floor != 0 && reached >= 0) sum += slice(rate(reached) * once(above_floor));
    return sum;
  }
};

}  // namespace firstlog::oracle
