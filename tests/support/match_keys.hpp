// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Match keys to test with: the number is all that tells one from another of its kind.
#pragma once

#include <cstddef>

#include "firstlog/rules/match_key.hpp"

namespace firstlog_test {

inline firstlog::MatchKey match_key(firstlog::MatchKind kind, unsigned number) {
  firstlog::MatchKey key;
  key.kind = kind;
  for (std::size_t i = 0; i < 4; ++i) key.hash[i] = static_cast<std::byte>(number >> (8 * i) & 0xFFU);
  return key;
}
inline firstlog::MatchKey phone(unsigned number) {
  return match_key(firstlog::MatchKind::phone, number);
}
inline firstlog::MatchKey email(unsigned number) {
  return match_key(firstlog::MatchKind::email, number);
}
inline firstlog::MatchKey domain(unsigned number) {
  return match_key(firstlog::MatchKind::domain, number);
}

}  // namespace firstlog_test
