// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Typed constructors of what happens to deals after the sale: the next deal, corrections, money facts
// (DOMAIN 6, 13). How to write them: core/commands.hpp.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "firstlog/base/bytes.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/core/command.hpp"

namespace firstlog::inline v1::commands {

// The next deal with a won contact: its next cycle begins. The rep of the won deal keeps the claim for
// as long as the policy says.
struct OpenDeal {
  ActorRef actor = {};
  ContactRef contact = {};
  std::string_view reason = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// Corrects a pending or a verified close; what is left out stays. `deal` absent: the contact's current
// one. `amount` is the whole amount as it is right: claimed while pending, invoiced once verified.
// `refers_to`: the close or approval that the actor saw; refused where another one stands.
struct AmendClose {
  ActorRef actor = {};
  ContactRef contact = {};
  DealId deal = {};
  std::optional<Money> amount = {};
  std::optional<Money> tax = {};
  std::span<const DealLine> lines = {};
  std::span<const CreditShare> credits = {};
  std::optional<Date> signed_on = {};
  std::optional<Date> invoiced_on = {};
  std::optional<Date> paid_on = {};
  std::string_view document_number = {};
  std::string_view reason = {};
  Position refers_to = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// Takes an approval back: the close waits again, everything that it paid is reversed.
struct RevokeApproval {
  ActorRef actor = {};
  ContactRef contact = {};
  std::string_view reason = {};
  DealId deal = {};
  Position refers_to = {};  // the approval that the actor saw
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// Refund, chargeback or cancellation of a verified close. `amount` absent: all that is left of it.
struct Reverse {
  ActorRef actor = {};
  ContactRef contact = {};
  std::string_view reason = {};
  DealId deal = {};
  std::optional<Money> amount = {};
  Position refers_to = {};  // the approval that the actor saw
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// Undoes the reversal at `refers_to`. `amount` absent: all that is left of it.
struct Reinstate {
  ActorRef actor = {};
  ContactRef contact = {};
  Position refers_to = {};
  DealId deal = {};
  std::optional<Money> amount = {};
  std::string_view reason = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// An invoice of a deal, net.
struct RecordInvoice {
  ActorRef actor = {};
  ContactRef contact = {};
  Money amount = {};
  std::string_view document_number = {};
  DealId deal = {};
  std::optional<Money> tax = {};
  std::optional<Date> invoiced_on = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// Money received for a deal: a deposit, a part payment, the whole.
struct RecordReceipt {
  ActorRef actor = {};
  ContactRef contact = {};
  Money amount = {};
  std::string_view document_number = {};
  DealId deal = {};
  std::optional<Date> paid_on = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// Money paid to a rep for a period.
struct RecordPayout {
  ActorRef actor = {};
  ActorRef rep = {};
  YearMonth period = {};
  Money amount = {};
  std::string_view document_number = {};
  std::optional<Date> paid_on = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// A signed amount on a rep's statement: of `period` or, where that is frozen, of the oldest open one. A
// negative balance that is settled or written off is such an amount under its reason code.
struct Adjust {
  ActorRef actor = {};
  ActorRef rep = {};
  YearMonth period = {};
  Money amount = {};
  std::string_view reason = {};
  std::string_view document_number = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// Disputes the line that the entry at `refers_to` put on a rep's statement. `document_number` is the host's
// own number of the dispute, unique in the organisation.
struct OpenDispute {
  ActorRef actor = {};
  ActorRef rep = {};
  Position refers_to = {};
  std::string_view document_number = {};
  std::string_view reason = {};
  Bytes personal = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// The dispute was right. `refers_to`: the adjustment or correction that answers it, where there is one.
struct AcceptDispute {
  ActorRef actor = {};
  std::string_view document_number = {};
  std::string_view reason = {};
  Position refers_to = {};
  Bytes personal = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

struct RejectDispute {
  ActorRef actor = {};
  std::string_view document_number = {};
  std::string_view reason = {};
  Bytes personal = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

struct WithdrawDispute {
  ActorRef actor = {};
  std::string_view document_number = {};
  std::string_view reason = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

}  // namespace firstlog::inline v1::commands

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/core/detail/commands/money-inl.hpp"  // IWYU pragma: export
#endif
