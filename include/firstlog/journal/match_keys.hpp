// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Makes match keys (rules/match_key.hpp) of numbers and addresses, so that neither journal nor state ever
// holds these. The host normalises first, because two spellings give two keys:
//
//   phone              E.164 with its plus sign: "+4366012345"
//   email              trimmed and in lower case
//   domain             the registrable domain, in lower case, without "www.": "bakery.at"
//   name_and_postcode  the folded name, one space, the folded postcode: "CAFEANNA 1010"
//   other              whatever identifies a business for the host
//
// The secret is the host's, one for an organisation, kept beside the database and not in it: whoever has it
// can try numbers until one fits. Another secret gives other keys, which match none of the older ones; with
// the secret destroyed, the keys that the journal holds lead back to nobody.
#pragma once

#include <cstddef>
#include <string_view>

#include "firstlog/base/bytes.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/rules/match_key.hpp"

namespace firstlog::inline v1 {

inline constexpr std::size_t match_secret_bytes_min = 16;
inline constexpr std::size_t match_secret_bytes_max = 64;

// The first 15 bytes of BLAKE2b-256 over the kind's number and the text, keyed with the secret. The same for
// the same input, on every machine.
// Errors: invalid_argument (a kind that is none, no text, a secret shorter or longer than the bounds).
FIRSTLOG_API Result<MatchKey> match_key_of(MatchKind kind, std::string_view normalised,
                                           Bytes secret) noexcept;

}  // namespace firstlog::inline v1
