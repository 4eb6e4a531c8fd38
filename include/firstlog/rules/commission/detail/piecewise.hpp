// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Functions of one number from 0 up that are made of straight lines, jumps and roundings: what a plan
// pays as a function of what is sold. Private: bodies only.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "firstlog/base/exact.hpp"

namespace firstlog::inline v1::detail {

struct Line {
  Exact at0;
  Exact slope;
  Exact at(const Exact& x) const { return slope.is_zero() ? at0 : at0 + slope * x; }
  friend bool operator==(const Line&, const Line&) = default;
};

inline Line operator+(const Line& a, const Line& b) {
  return {a.at0 + b.at0, a.slope + b.slope};
}
inline Line operator*(const Line& a, const Exact& factor) {
  return {a.at0 * factor, a.slope * factor};
}

// The line through two points.
inline Line line_through(const Exact& x1, const Exact& y1, const Exact& x2, const Exact& y2) {
  const Exact slope = *Exact::divide(y2 - y1, x2 - x1);
  return {y1 - slope * x1, slope};
}

// factor × a line, rounded. The line is not level.
struct RoundedLine {
  Exact factor;
  Line inside;
  Rounding to;
  friend bool operator==(const RoundedLine&, const RoundedLine&) = default;
};

// The distance between two results of a rounding.
inline Exact granule_of(const Rounding& rounding) {
  Exact granule = Exact::whole(1);
  const Exact ten = Exact::whole(10);
  for (std::int32_t i = 0; i < rounding.places; ++i) granule = *Exact::divide(granule, ten);
  for (std::int32_t i = rounding.places; i < 0; ++i) granule *= ten;
  return granule;
}
inline bool is_multiple(const Exact& value, const Exact& of) {
  const Exact count = *Exact::divide(value, of);
  return count == count.rounded({RoundingMode::down, 0});
}

// What holds between two neighbouring knots.
struct Piece {
  Line line;
  std::vector<RoundedLine> rounded;

  Exact at(const Exact& x) const {
    Exact value = line.at(x);
    for (const RoundedLine& part : rounded) value += part.factor * part.inside.at(x).rounded(part.to);
    return value;
  }
  bool level() const noexcept { return rounded.empty() && line.slope.is_zero(); }
  // As if nothing were rounded.
  Line smooth() const {
    Line sum = line;
    for (const RoundedLine& part : rounded) sum = sum + part.inside * part.factor;
    return sum;
  }
  // How far rounding takes the value from smooth(), at most.
  Exact noise() const {
    Exact sum;
    for (const RoundedLine& part : rounded) {
      const Exact one = part.factor * granule_of(part.to);
      sum += one.is_negative() ? -one : one;
    }
    return sum;
  }
  // Whether it never falls (direction 1) or never rises (-1), rounded as it is.
  bool only(int direction) const noexcept {
    if (line.slope.sign() * direction < 0) return false;
    for (const RoundedLine& part : rounded)
      if (part.factor.sign() * part.inside.slope.sign() * direction < 0) return false;
    return true;
  }
  friend bool operator==(const Piece&, const Piece&) = default;
};

inline Piece added(const Piece& a, const Piece& b, bool minus) {
  Piece sum = a;
  const Exact sign = Exact::whole(minus ? -1 : 1);
  sum.line = sum.line + b.line * sign;
  for (const RoundedLine& part : b.rounded) {
    RoundedLine next{part.factor * sign, part.inside, part.to};
    bool joined = false;
    for (std::size_t i = 0; i < sum.rounded.size() && !joined; ++i) {
      if (sum.rounded[i].inside != next.inside || sum.rounded[i].to != next.to) continue;
      joined = true;
      sum.rounded[i].factor += next.factor;
      if (sum.rounded[i].factor.is_zero())
        sum.rounded.erase(sum.rounded.begin() + static_cast<std::ptrdiff_t>(i));
    }
    if (!joined) sum.rounded.push_back(std::move(next));
  }
  return sum;
}

inline Piece scaled(const Piece& a, const Exact& factor) {
  Piece product;
  product.line = a.line * factor;
  if (factor.is_zero()) return product;
  for (const RoundedLine& part : a.rounded)
    product.rounded.push_back({part.factor * factor, part.inside, part.to});
  return product;
}

// Absent where a rounding of what is rounded already is more than it was.
inline std::optional<Piece> rounded(const Piece& a, const Rounding& to) {
  Piece result;
  if (a.level()) {
    result.line.at0 = a.line.at0.rounded(to);
    return result;
  }
  if (a.rounded.empty()) {
    result.rounded.push_back({Exact::whole(1), a.line, to});
    return result;
  }
  const Exact granule = granule_of(to);  // what lies on its grid stays as it is
  if (!a.line.slope.is_zero() || !is_multiple(a.line.at0, granule)) return std::nullopt;
  for (const RoundedLine& part : a.rounded)
    if (!is_multiple(part.factor * granule_of(part.to), granule)) return std::nullopt;
  return a;
}

inline constexpr std::uint32_t no_origin = UINT32_MAX;

// A place where the function may bend or jump.
struct Cut {
  Exact x;
  std::uint32_t origin = no_origin;  // which part of the plan put it there
};

struct Knot {
  Cut cut;
  Exact value;  // at the knot itself
  Piece after;  // up to the next knot, or without end
};

struct Piecewise {
  std::vector<Knot> knots;  // rising, the first at 0

  static Piecewise constant(const Exact& value) { return of({value, {}}); }
  static Piecewise of(const Line& line) {
    Piecewise result;
    result.knots.push_back({{}, line.at0, {line, {}}});
    return result;
  }
  bool constant() const noexcept {
    return knots.size() == 1 && knots[0].after.level() && knots[0].after.line.at0 == knots[0].value;
  }
  std::size_t place(const Exact& x) const noexcept {
    std::size_t low = 0;
    for (std::size_t high = knots.size(); high - low > 1;) {
      const std::size_t middle = low + (high - low) / 2;
      if (x < knots[middle].cut.x)
        high = middle;
      else
        low = middle;
    }
    return low;
  }
  Exact at(const Exact& x) const {
    const Knot& knot = knots[place(x)];
    return knot.cut.x == x ? knot.value : knot.after.at(x);
  }
  bool beyond_measure() const noexcept {
    for (const Knot& knot : knots) {
      if (v1::beyond_measure(knot.value) || v1::beyond_measure(knot.cut.x) ||
          v1::beyond_measure(knot.after.line.at0) || v1::beyond_measure(knot.after.line.slope))
        return true;
      for (const RoundedLine& part : knot.after.rounded)
        if (v1::beyond_measure(part.factor) || v1::beyond_measure(part.inside.at0) ||
            v1::beyond_measure(part.inside.slope))
          return true;
    }
    return false;
  }
  // Leaves out knots at which nothing bends or jumps.
  void simplify() {
    std::size_t kept = 0;
    for (std::size_t i = 1; i < knots.size(); ++i) {
      const Knot& before = knots[kept];
      if (before.after == knots[i].after && knots[i].after.at(knots[i].cut.x) == knots[i].value) continue;
      if (++kept != i) knots[kept] = std::move(knots[i]);
    }
    knots.resize(kept + 1);
  }
};

// All knots of several functions and what else is a cut, rising; the origin that was named first stays.
inline void sort_cuts(std::vector<Cut>& cuts) {
  std::sort(cuts.begin(), cuts.end(),
            [](const Cut& a, const Cut& b) { return a.x < b.x || (a.x == b.x && a.origin < b.origin); });
  std::size_t kept = 0;
  for (std::size_t i = 1; i < cuts.size(); ++i) {
    if (cuts[kept].x == cuts[i].x) continue;
    if (++kept != i) cuts[kept] = std::move(cuts[i]);
  }
  if (!cuts.empty()) cuts.resize(kept + 1);
}
inline std::vector<Cut> cuts_of(const std::vector<const Piecewise*>& functions) {
  std::vector<Cut> cuts;
  for (const Piecewise* function : functions)
    for (const Knot& knot : function->knots) cuts.push_back(knot.cut);
  sort_cuts(cuts);
  return cuts;
}

// Where `line` has the value `level` strictly inside the piece that begins at cuts[i].
inline void add_root(std::vector<Cut>& roots, const Line& line, const Exact& level, const Exact& begin,
                     const Exact* end, std::uint32_t origin) {
  if (line.slope.is_zero()) return;
  Exact x = *Exact::divide(level - line.at0, line.slope);
  if (begin < x && (end == nullptr || x < *end)) roots.push_back({std::move(x), origin});
}

// The function that has at every cut the value, and after it the piece, that `make` gives:
// make(cut, knot_of_a, knot_of_b, at_cut) with values already taken. Absent where it gives none.
template <class Make>
std::optional<Piecewise> joined(const Piecewise& a, const Piecewise& b, const std::vector<Cut>& cuts,
                                const Make& make) {
  Piecewise result;
  result.knots.reserve(cuts.size());
  std::size_t in_a = 0;
  std::size_t in_b = 0;
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    const Exact& x = cuts[i].x;
    while (in_a + 1 < a.knots.size() && !(x < a.knots[in_a + 1].cut.x)) ++in_a;
    while (in_b + 1 < b.knots.size() && !(x < b.knots[in_b + 1].cut.x)) ++in_b;
    const Knot& ka = a.knots[in_a];
    const Knot& kb = b.knots[in_b];
    const Exact middle =
        i + 1 < cuts.size() ? (x + cuts[i + 1].x) * Exact(Rate::of(1, 2)) : x + Exact::whole(1);
    std::optional<Knot> knot = make(ka.cut.x == x ? ka.value : ka.after.at(x),
                                    kb.cut.x == x ? kb.value : kb.after.at(x), ka.after, kb.after, middle);
    if (!knot) return std::nullopt;
    knot->cut = cuts[i];
    result.knots.push_back(std::move(*knot));
  }
  result.simplify();
  return result;
}

inline Piecewise sum_of(const Piecewise& a, const Piecewise& b, bool minus = false) {
  return *joined(a, b, cuts_of({&a, &b}),
                 [&](const Exact& va, const Exact& vb, const Piece& pa, const Piece& pb, const Exact&) {
                   return std::optional<Knot>({{}, minus ? va - vb : va + vb, added(pa, pb, minus)});
                 });
}
// Absent where two values that both change are multiplied.
inline std::optional<Piecewise> product_of(const Piecewise& a, const Piecewise& b) {
  return joined(a, b, cuts_of({&a, &b}),
                [](const Exact& va, const Exact& vb, const Piece& pa, const Piece& pb,
                   const Exact&) -> std::optional<Knot> {
                  if (pb.level()) return Knot{{}, va * vb, scaled(pa, pb.line.at0)};
                  if (pa.level()) return Knot{{}, va * vb, scaled(pb, pa.line.at0)};
                  return std::nullopt;
                });
}
// Absent where the divisor changes or is 0.
inline std::optional<Piecewise> quotient_of(const Piecewise& a, const Piecewise& b) {
  return joined(a, b, cuts_of({&a, &b}),
                [](const Exact& va, const Exact& vb, const Piece& pa, const Piece& pb,
                   const Exact&) -> std::optional<Knot> {
                  if (!pb.level() || pb.line.at0.is_zero() || vb.is_zero()) return std::nullopt;
                  return Knot{
                      {}, *Exact::divide(va, vb), scaled(pa, *Exact::divide(Exact::whole(1), pb.line.at0))};
                });
}
inline std::optional<Piecewise> rounded(const Piecewise& a, const Rounding& to) {
  Piecewise result;
  for (const Knot& knot : a.knots) {
    std::optional<Piece> piece = rounded(knot.after, to);
    if (!piece) return std::nullopt;
    result.knots.push_back({knot.cut, knot.value.rounded(to), std::move(*piece)});
  }
  result.simplify();
  return result;
}

// The cuts of both functions and of their crossings. `rounds`: a rounded value may be compared with a
// number that it can have, where equality does not matter; absent where crossings are not points.
inline std::optional<std::vector<Cut>> crossings_of(const Piecewise& a, const Piecewise& b, bool rounds,
                                                    std::uint32_t origin) {
  std::vector<Cut> cuts = cuts_of({&a, &b});
  const std::size_t count = cuts.size();
  for (std::size_t i = 0; i < count; ++i) {
    const Exact& begin = cuts[i].x;
    const Piece difference = added(a.knots[a.place(begin)].after, b.knots[b.place(begin)].after, true);
    if (!difference.rounded.empty()) {
      if (!rounds || difference.rounded.size() > 1 || !difference.line.slope.is_zero()) return std::nullopt;
      const RoundedLine& part = difference.rounded[0];
      if (!is_multiple(difference.line.at0, part.factor * granule_of(part.to))) return std::nullopt;
    }
    const Exact end = i + 1 < count ? cuts[i + 1].x : Exact();
    const Exact start = begin;  // add_root may move the cuts
    add_root(cuts, difference.smooth(), Exact(), start, i + 1 < count ? &end : nullptr, origin);
  }
  sort_cuts(cuts);
  return cuts;
}

// The lesser or the greater of two at every place.
inline std::optional<Piecewise> extreme_of(const Piecewise& a, const Piecewise& b, bool greater,
                                           std::uint32_t origin) {
  const std::optional<std::vector<Cut>> cuts = crossings_of(a, b, true, origin);
  if (!cuts) return std::nullopt;
  return joined(a, b, *cuts,
                [&](const Exact& va, const Exact& vb, const Piece& pa, const Piece& pb, const Exact& middle) {
                  const bool a_below = pa.smooth().at(middle) < pb.smooth().at(middle);
                  return std::optional<Knot>(
                      {{}, greater ? greatest_of(va, vb) : least_of(va, vb), a_below != greater ? pa : pb});
                });
}

// `then` where test < below, else `otherwise`.
inline std::optional<Piecewise> choice_of(const Piecewise& test, const Piecewise& below,
                                          const Piecewise& then, const Piecewise& otherwise,
                                          std::uint32_t origin) {
  std::optional<std::vector<Cut>> cuts = crossings_of(test, below, false, origin);
  if (!cuts) return std::nullopt;
  // Where it may switch, only the crossing is to blame; the other knots come with what is chosen.
  const std::optional<Piecewise> sides =
      joined(test, below, *cuts,
             [&](const Exact& vt, const Exact& vb, const Piece& pt, const Piece& pb, const Exact& middle) {
               const bool piece_then = pt.at(middle) < pb.at(middle);
               return std::optional<Knot>(
                   {{}, Exact::whole(vt < vb ? 1 : 0), {{Exact::whole(piece_then ? 1 : 0), {}}, {}}});
             });
  const std::optional<Piecewise> yes = product_of(*sides, then);
  const std::optional<Piecewise> no =
      product_of(sum_of(Piecewise::constant(Exact::whole(1)), *sides, true), otherwise);
  Piecewise chosen = sum_of(*yes, *no);
  for (Knot& knot : chosen.knots)
    if (knot.cut.origin == no_origin) knot.cut.origin = origin;
  return chosen;
}

}  // namespace firstlog::inline v1::detail
