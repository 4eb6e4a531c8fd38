// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The readable form of a commit.
#pragma once

#include <nlohmann/json.hpp>

#include "firstlog/journal/commit.hpp"

namespace firstlog::inline v1::detail {

// Everything but "hash" and "record". The reader must have a commit open. Throws std::bad_alloc.
nlohmann::ordered_json readable_commit(const CommitReader& reader);

}  // namespace firstlog::inline v1::detail
