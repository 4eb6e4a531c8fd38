// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What every store of ours checks before it does anything, and the errors they share.
#pragma once

#include <span>
#include <string_view>

#include "firstlog/base/result.hpp"
#include "firstlog/store/store.hpp"

namespace firstlog::inline v1::store_check {

// Arguments against the contract of store.hpp: invalid_argument where they break it.
Result<void> organisation(std::string_view store, std::string_view key) noexcept;
Result<void> chunk(std::string_view store, std::string_view organisation, std::string_view name,
                   Bytes content) noexcept;
Result<void> vault_key(std::string_view store, std::string_view organisation, Bytes key) noexcept;
Result<void> commit(std::string_view store, const CommitRow& row, std::span<const VaultPut> vault) noexcept;

// conflict where `row` is not the commit right behind `head`.
Result<void> follows(std::string_view store, const Head& head, const CommitRow& row) noexcept;

Error already_held(std::string_view store) noexcept;
Error not_held(std::string_view store) noexcept;
Error write_right_busy(std::string_view store) noexcept;
Error no_news(std::string_view store) noexcept;
Error absent(std::string_view store, std::string_view what) noexcept;
Error no_memory(std::string_view store) noexcept;
Error forked(std::string_view store) noexcept;

}  // namespace firstlog::inline v1::store_check
