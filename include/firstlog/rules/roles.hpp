// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Who people are to the organisation (DOMAIN 1). Which role may give which command is a table in the
// policy; the default of that table is in core/command_table.hpp.
#pragma once

#include <cstdint>
#include <string_view>

#include "firstlog/base/config.hpp"

namespace firstlog::inline v1 {

// Numbers are fixed for ever.
enum class Role : std::uint8_t {
  rep = 0,  // calls
  team_lead = 1,
  manager = 2,  // the agency's owner or a deputy: approves closes
  admin = 3,    // policy
  finance = 4,
  auditor = 5,  // reads all
  integration = 6,
  importer = 7,
  system = 8,  // the engine's own due transitions
};
inline constexpr int role_count = 9;

constexpr std::string_view name_of(Role role) noexcept {
  constexpr std::string_view names[role_count] = {"rep",     "team_lead",   "manager",  "admin", "finance",
                                                  "auditor", "integration", "importer", "system"};
  return names[static_cast<int>(role)];
}

// A set of roles; an actor may hold several.
class Roles {
 public:
  constexpr Roles() noexcept = default;
  constexpr Roles(Role role) noexcept  // NOLINT(google-explicit-constructor)
      : bits_(static_cast<std::uint16_t>(1U << static_cast<unsigned>(role))) {}
  // The low nine bits of `bits`, one per role in the order of Role.
  static constexpr Roles from_bits(std::uint16_t bits) noexcept {
    Roles roles;
    roles.bits_ = bits & ((1U << role_count) - 1U);
    return roles;
  }
  constexpr std::uint16_t bits() const noexcept { return bits_; }
  constexpr bool has(Role role) const noexcept { return (bits_ & Roles(role).bits_) != 0; }
  constexpr bool shares(Roles other) const noexcept { return (bits_ & other.bits_) != 0; }
  constexpr bool empty() const noexcept { return bits_ == 0; }
  friend constexpr Roles operator|(Roles a, Roles b) noexcept {
    return from_bits(static_cast<std::uint16_t>(a.bits_ | b.bits_));
  }
  friend constexpr bool operator==(Roles, Roles) noexcept = default;

 private:
  std::uint16_t bits_ = 0;
};

constexpr Roles operator|(Role a, Role b) noexcept {
  return Roles(a) | Roles(b);
}

}  // namespace firstlog::inline v1
