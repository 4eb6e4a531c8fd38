// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The one door to libsodium's start: every use of it goes through sodium_ready().
#pragma once

namespace firstlog::inline v1::detail {

// Starts libsodium once, whichever thread comes first. False where it cannot start (no source of
// randomness); hashing still works then.
bool sodium_ready() noexcept;

}  // namespace firstlog::inline v1::detail
