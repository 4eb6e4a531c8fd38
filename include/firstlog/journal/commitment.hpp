// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// How the journal refers to personal bytes without holding them (DESIGN 3.17): it keeps a salted
// commitment, the vault keeps salt and bytes. Once the vault's content is erased, its salt with it,
// the commitment says nothing about the bytes, not even to somebody who guesses them.
//   vault key      the commitment's 32 bytes
//   vault content  salt (32 random bytes), then the bytes
//   commitment     BLAKE2b, 32 bytes, keyed with the salt, over the bytes
// Threads: free functions without state.
#pragma once

#include <cstddef>
#include <vector>

#include "firstlog/base/bytes.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/result.hpp"

namespace firstlog::inline v1 {

// Fresh for each content, from a random source. Never reuse one.
using Salt = FixedBytes<struct SaltTag, 32>;

FIRSTLOG_API Digest commit_to(Bytes personal, const Salt& salt) noexcept;

// What goes into the vault: salt, then the bytes. Replaces `out`. Error: out_of_memory.
FIRSTLOG_API Result<void> vault_content(Bytes personal, const Salt& salt,
                                        std::vector<std::byte>& out) noexcept;

// The personal bytes inside a vault's content: a view of it. Errors: corrupt (shorter than a salt, or
// not what was committed to).
FIRSTLOG_API Result<Bytes> check_commitment(Bytes content, const Digest& commitment) noexcept;

}  // namespace firstlog::inline v1
