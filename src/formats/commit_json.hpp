// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The readable form of a commit.
#pragma once

#include "firstlog/journal/commit.hpp"
#include "formats/json_text.hpp"

namespace firstlog::inline v1::detail {

// One event, members with their default left out. Throws std::bad_alloc.
JsonText readable_event(const Event& event);

// Everything but "hash" and "record", to which they may be added. The reader must have a commit open. Throws
// std::bad_alloc.
JsonObject readable_commit(const CommitReader& reader);

}  // namespace firstlog::inline v1::detail
