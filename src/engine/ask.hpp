// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// How the engine's queries read an organisation.
#pragma once

#include <string_view>

#include "engine/engine_impl.hpp"

namespace firstlog::inline v1::detail {

inline Error no_such(std::string_view what) {
  return Error(Status::not_found, what, "nothing of that key or handle exists",
               "register it first, or correct the key");
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
