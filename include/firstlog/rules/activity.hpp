// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What reps do besides moving contacts: touches and how they ended (DOMAIN 9). Activities never
// change a contact's status.
#pragma once

#include <cstdint>
#include <string_view>

#include "firstlog/base/config.hpp"

namespace firstlog::inline v1 {

// Numbers are fixed for ever.
enum class Touch : std::uint8_t {
  dial = 0,
  email = 1,
  text = 2,
  chat = 3,
  meeting = 4,
  quote = 5,
  document = 6,
  visit = 7
};
inline constexpr int touch_count = 8;

constexpr std::string_view name_of(Touch touch) noexcept {
  constexpr std::string_view names[touch_count] = {"dial",    "email", "text",     "chat",
                                                   "meeting", "quote", "document", "visit"};
  return names[static_cast<int>(touch)];
}

// How a touch ended. Numbers are fixed for ever.
enum class Disposition : std::uint8_t {
  none = 0,
  connect = 1,     // a live decision-maker
  gatekeeper = 2,  // a human, but not a connect
  voicemail = 3,
  no_answer = 4,
  busy = 5,
  wrong_number = 6,
};
inline constexpr int disposition_count = 7;

constexpr std::string_view name_of(Disposition disposition) noexcept {
  constexpr std::string_view names[disposition_count] = {"none",      "connect", "gatekeeper",  "voicemail",
                                                         "no_answer", "busy",    "wrong_number"};
  return names[static_cast<int>(disposition)];
}

// "A connect is a live decision-maker; voicemail and gatekeeper are not" (DOMAIN 9).
constexpr bool is_connect(Disposition disposition) noexcept {
  return disposition == Disposition::connect;
}

}  // namespace firstlog::inline v1
