// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// How a command names an actor or a contact.
#pragma once

#include <string>
#include <string_view>

#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/rate.hpp"

namespace firstlog::inline v1 {

// Names something by the host's key or, on hot paths, by the handle that the engine handed out.
// Where both are given the handle counts.
template <class Tag>
struct Ref {
  Id<Tag> id;
  std::string_view key;

  constexpr Ref() noexcept = default;
  constexpr Ref(Id<Tag> handle) noexcept : id(handle) {}                // NOLINT(google-explicit-constructor)
  constexpr Ref(std::string_view host_key) noexcept : key(host_key) {}  // NOLINT(google-explicit-constructor)
  constexpr Ref(const char* host_key) noexcept : key(host_key) {}       // NOLINT(google-explicit-constructor)
  Ref(const std::string& host_key) noexcept : key(host_key) {}          // NOLINT(google-explicit-constructor)
  constexpr bool present() const noexcept { return id.present() || !key.empty(); }
  friend constexpr bool operator==(const Ref&, const Ref&) noexcept = default;
};
using ActorRef = Ref<ActorTag>;
using ContactRef = Ref<ContactTag>;

inline constexpr std::size_t credit_shares_max = 64;

// One rep's part of a deal's credit (DOMAIN 7, splits). In an event the rep is named by handle.
struct CreditShare {
  ActorRef rep;
  Rate share;  // above 0; those of a deal sum to exactly 1

  friend constexpr bool operator==(const CreditShare&, const CreditShare&) noexcept = default;
};

}  // namespace firstlog::inline v1
