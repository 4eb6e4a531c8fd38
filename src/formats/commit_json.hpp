// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The readable form of a commit.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

#include "firstlog/journal/commit.hpp"

namespace firstlog::inline v1::detail {

// One event, members with their default left out. Throws std::bad_alloc.
nlohmann::ordered_json readable_event(const Event& event);

// A host key or other text; bytes that are no UTF-8 as {"base64":"…"}. Throws std::bad_alloc.
nlohmann::ordered_json readable_text(std::string_view text);

// Everything but "hash" and "record". The reader must have a commit open. Throws std::bad_alloc.
nlohmann::ordered_json readable_commit(const CommitReader& reader);

}  // namespace firstlog::inline v1::detail
