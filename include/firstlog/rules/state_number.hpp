// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// How commands, events and outcomes name a contact's state (DOMAIN 3).
#pragma once

#include <cstdint>

#include "firstlog/base/config.hpp"

namespace firstlog::inline v1 {

// A state's number within the organisation's pipeline: its place in Pipeline::states plus one.
// 0 is "no state". A later policy may append states and never reorder them, so that a number means
// the same for ever.
using StateNumber = std::uint8_t;

// The states of the default pipeline, `cold_call`. A pipeline of one's own may have others.
namespace cold_call {
inline constexpr StateNumber fresh = 1;  // named "new", which C++ keeps for itself
inline constexpr StateNumber interested = 2;
inline constexpr StateNumber callback_scheduled = 3;
inline constexpr StateNumber pending_verification = 4;
inline constexpr StateNumber verified_close = 5;
inline constexpr StateNumber not_interested = 6;
inline constexpr StateNumber unworkable = 7;
}  // namespace cold_call

}  // namespace firstlog::inline v1
