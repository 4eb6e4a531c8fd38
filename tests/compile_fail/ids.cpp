// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Handles of different kinds, positions and plain numbers never stand in for one another.
#include "firstlog/base/ids.hpp"

#if !defined(FIRSTLOG_MUST_FAIL)
#define FIRSTLOG_MUST_FAIL 0
#endif

bool owns(firstlog::ActorId actor, firstlog::ContactId contact);
bool owns(firstlog::ActorId actor, firstlog::ContactId contact) {
  return actor.present() && contact.present();
}

bool right() {
  return owns(firstlog::ActorId(1), firstlog::ContactId(1));
}

// error 1: (could not convert|no matching function|no viable conversion)
#if FIRSTLOG_MUST_FAIL == 1
bool wrong() {
  return owns(firstlog::ContactId(1), firstlog::ActorId(1));
}
#endif

// error 2: (could not convert|no matching function|no viable conversion)
#if FIRSTLOG_MUST_FAIL == 2
bool wrong() {
  return owns(1, 1);
}
#endif

// error 3: (no match for|invalid operands)
#if FIRSTLOG_MUST_FAIL == 3
bool wrong() {
  return firstlog::ContactId(1) == firstlog::DealId(1);
}
#endif

// error 4: (no match for|invalid operands)
#if FIRSTLOG_MUST_FAIL == 4
bool wrong() {
  return firstlog::Position(1) < firstlog::ContactId(2);
}
#endif
