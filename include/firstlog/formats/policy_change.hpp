// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A policy but for some of its members, as people say what they would try: "the same, but any rep may
// claim".
#pragma once

#include <string>
#include <string_view>

#include "firstlog/base/config.hpp"
#include "firstlog/base/result.hpp"

namespace firstlog::inline v1 {

// The canonical text of the policy that `document` says, but for the members that `change` says (JSON, as a
// merge patch of RFC 7396 over every member, defaults included): objects are changed member by member,
// null puts a member back to its default, everything else is replaced. Beyond the RFC, a list whose items all
// have a name (states, assignment rules, plans) is changed item by item: {"pipeline": {"states": [{"name":
// "interested", "protection_days": 30}]}} says one window and keeps the rest; a name that is not there yet is
// appended. Errors: as parse_policy, of `document` and of what comes of it; of `change` with the document's
// name "change".
FIRSTLOG_API Result<std::string> change_policy(std::string_view document, std::string_view change) noexcept;

}  // namespace firstlog::inline v1
