// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A store that lives and dies with the process: for tests, for what-if over a copied history, and
// for hosts that keep the journal elsewhere. Nothing in it survives a crash.
#pragma once

#include <memory>

#include "firstlog/base/config.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/store/store.hpp"

namespace firstlog::inline v1 {

// An empty store, called "memory:" in errors. Organisations do not wait for each other; writers of
// one organisation get the write right in the order in which they asked. Records are copied in and
// kept until the store is destroyed, so that readers never wait for writers.
// A process forked from this one has a copy of its own: acquire answers closed there, because what
// it would write nobody else could see.
// Errors: out_of_memory.
FIRSTLOG_API Result<std::unique_ptr<Store>> open_memory_store() noexcept;

}  // namespace firstlog::inline v1
