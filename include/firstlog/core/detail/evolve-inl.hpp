// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firstlog/core/detail/evolve/contact.hpp"
#include "firstlog/core/detail/evolve/documents.hpp"
#include "firstlog/core/detail/evolve/evolving.hpp"
#include "firstlog/core/detail/evolve/follow.hpp"
#include "firstlog/core/detail/evolve/kin_events.hpp"
#include "firstlog/core/detail/evolve/organisation.hpp"
#include "firstlog/core/evolve.hpp"

namespace firstlog::inline v1 {

FIRSTLOG_INLINE bool evolve(State& state, const Event& event) {
  detail::Evolving v(state, event);
  if (!detail::can_follow(v)) return false;
  detail::organisation_event(v);
  if (event.contact.present()) detail::contact_event(v);
  if (event.contact.present()) detail::kin_event(v);
  detail::document_event(v);
  detail::dispute_event(v);
  v.organisation().head = event.position;
  v.organisation().head_time = event.recorded_at;
  return true;
}

}  // namespace firstlog::inline v1
