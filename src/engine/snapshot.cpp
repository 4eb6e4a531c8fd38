// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "engine/organisation.hpp"

namespace firstlog::inline v1::detail {

Result<void> Organisation::snapshot() {
  return {};
}

}  // namespace firstlog::inline v1::detail
