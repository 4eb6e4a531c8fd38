// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Why a figure is what it is, as data: the parts of every value that an evaluation computed. The
// parts of one line of one value sum to it, exactly.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "firstlog/base/config.hpp"
#include "firstlog/base/exact.hpp"
#include "firstlog/base/rounding.hpp"

namespace firstlog::inline v1 {

// What a part is. Numbers are fixed for ever.
enum class TraceKind : std::uint8_t {
  term = 0,      // a product or an operand as it came in
  slice = 1,     // quantity × rate of one tier
  flat = 2,      // a tier's flat amount
  rerated = 3,   // minus what the same measure had earned before
  rounding = 4,  // what a rounding step added or took
  bound = 5,     // what a cap took or a floor added
  carried = 6,   // what a balance took or advanced
  rule = 7,      // what a matching rule pays
  residual = 8,  // what rounding left to a named share
};

constexpr std::string_view name_of(TraceKind kind) noexcept {
  switch (kind) {
    case TraceKind::term: return "term";
    case TraceKind::slice: return "slice";
    case TraceKind::flat: return "flat";
    case TraceKind::rerated: return "rerated";
    case TraceKind::rounding: return "rounding";
    case TraceKind::bound: return "bound";
    case TraceKind::carried: return "carried";
    case TraceKind::rule: return "rule";
    case TraceKind::residual: return "residual";
  }
  return "term";
}

struct TracePart {
  std::uint32_t slot = 0;  // which value of the evaluation
  std::uint32_t line = 0;  // which line of it
  TraceKind kind = TraceKind::term;
  std::optional<std::uint32_t> index;  // place of the tier, term, share, rule or curve point
  std::optional<Exact> quantity;       // what was multiplied by the rate
  std::optional<Exact> rate;
  std::optional<Rounding> rounding;
  Exact amount;  // this part's share of the value
};

// Collects parts for one line of one value after another.
class Tracer {
 public:
  void begin(std::uint32_t slot, std::uint32_t line) noexcept {
    slot_ = slot;
    line_ = line;
  }
  void add(TracePart part) {
    part.slot = slot_;
    part.line = line_;
    parts_.push_back(std::move(part));
  }
  const std::vector<TracePart>& parts() const noexcept { return parts_; }
  std::vector<TracePart> take() noexcept { return std::move(parts_); }

 private:
  std::uint32_t slot_ = 0;
  std::uint32_t line_ = 0;
  std::vector<TracePart> parts_;
};

}  // namespace firstlog::inline v1
