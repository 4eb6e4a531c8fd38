// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Ed25519 over a text.
#pragma once

#include <string_view>

#include "firstlog/journal/checkpoint.hpp"

namespace firstlog::inline v1::detail {

Signature sign_text(std::string_view text, const SigningSeed& seed) noexcept;
// Whether the key's holder signed just this.
bool is_signed(std::string_view text, const Signature& signature, const VerifyKey& key) noexcept;

}  // namespace firstlog::inline v1::detail
