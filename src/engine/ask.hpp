// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// How a query asks: what is in memory, under the organisation's shared lock, as one of its people.
#pragma once

#include <string_view>

#include "engine/engine_impl.hpp"

namespace firstlog::inline v1::detail {

inline Error no_such(std::string_view what) {
  return Error(Status::not_found, what, "nothing of that key or handle exists",
               "register it first, or correct the key");
}

inline Error not_yours(std::string_view what) {
  return Error(Status::invalid_argument, what, "the viewer's roles do not show this",
               "ask as a manager, or for one's own");
}

inline constexpr Roles sees_all =
    Role::manager | Role::team_lead | Role::finance | Role::auditor | Role::admin;

inline bool shows_all(const ActorRow& viewer) noexcept {
  return viewer.active && viewer.roles.shares(sees_all);
}

// Opens the organisation, runs `read` on it under its lock, and hands its answer on.
template <class T, class Read>
Result<T> ask(Engine::Impl& impl, std::string_view key, Read read) {
  return guarded(key, [&]() -> Result<T> {
    auto found = impl.organisation(key);
    if (!found) return found.error();
    Result<T> answer =
        Error(Status::not_found, key, "the organisation was never founded", "send found_organisation first");
    Result<void> looked = (*found)->look([&](const Organisation& organisation) {
      if (organisation.state().founded()) answer = read(organisation);
    });
    if (!looked) return looked.error();
    return answer;
  });
}

}  // namespace firstlog::inline v1::detail
