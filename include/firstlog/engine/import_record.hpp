// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Imports of history, as the engine knows them.
#pragma once

#include <cstdint>
#include <string>

#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/core/import_status.hpp"

namespace firstlog::inline v1 {

// An import of history (DOMAIN 14), as the journal knows it.
struct ImportRecord {
  std::string batch;
  ImportStatus status = ImportStatus::none;
  ActorId begun_by;
  Position begun;
  std::uint32_t contacts = 0;    // registered by it
  Position first_use;            // of one of them by anybody else; absent: nobody used them yet
  bool wrote_elsewhere = false;  // on contacts that it did not register; import_obstacles tells what binds it
};

}  // namespace firstlog::inline v1
