// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Who may call a contact, by rule: first the niche, then the alphabet (DOMAIN 4).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/base/config.hpp"
#include "firstlog/base/result.hpp"

namespace firstlog::inline v1 {

// The first eight letters and digits of a name in collation order, folded: what an alphabetical rule
// compares. Zero bytes fill the rest. It is short on purpose: the journal may hold it where the name
// itself may not stand.
class SortKey {
 public:
  static constexpr std::size_t size = 8;
  constexpr SortKey() noexcept = default;
  // `bytes` are at most eight bytes in the order that std::memcmp gives; more are cut.
  static constexpr SortKey from_folded(std::string_view bytes) noexcept {
    SortKey key;
    for (std::size_t i = 0; i < size && i < bytes.size(); ++i) key.bytes_[i] = bytes[i];
    return key;
  }
  constexpr std::string_view view() const noexcept {
    std::size_t n = 0;
    while (n < size && bytes_[n] != 0) ++n;
    return {bytes_.data(), n};
  }
  constexpr bool present() const noexcept { return bytes_[0] != 0; }
  friend constexpr bool operator==(const SortKey&, const SortKey&) noexcept = default;
  friend constexpr auto operator<=>(const SortKey& a, const SortKey& b) noexcept {
    return a.view() <=> b.view();
  }

 private:
  std::array<char, size> bytes_{};
};

// The collator built in: letters A–Z and a–z become A–Z, digits stay and sort before letters, the
// common Latin letters with marks (U+00C0–U+017F) lose them ("Ångström" sorts with A), everything
// else is passed over. `name` is UTF-8; what is not valid UTF-8 is passed over.
FIRSTLOG_API SortKey fold_name(std::string_view name) noexcept;

// A contact goes to `rep` where every condition that is set holds.
struct AssignmentRule {
  std::string name;   // for people: "builders A–K"
  std::string niche;  // empty: any
  std::string from;   // folded, empty: no lower end
  std::string to;     // folded, inclusive with everything that begins with it: to "K" holds "KZ"
  std::string rep;    // host key of an actor with the role rep

  friend bool operator==(const AssignmentRule&, const AssignmentRule&) = default;
};

// Checks: every rule names a rep and has a condition; no range is empty. Two rules that would both
// take one contact are an overlap, refused with a witness. Niche rules go before alphabetical ones
// whatever their place in the list.
FIRSTLOG_API Result<void> check_assignment(const std::vector<AssignmentRule>& rules);

// What no alphabetical rule takes, as witnesses: one sort key per gap, for contacts of no ruled
// niche. Empty where the rules leave none, or where none is alphabetical. `rules` must have passed
// check_assignment.
FIRSTLOG_API std::vector<std::string> assignment_gaps(const std::vector<AssignmentRule>& rules);

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/rules/detail/assignment-inl.hpp"  // IWYU pragma: export
#endif
