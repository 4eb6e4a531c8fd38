// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firstlog/core/commands/money.hpp"

namespace firstlog::inline v1::commands {

FIRSTLOG_INLINE OpenDeal::operator Command() const {
  Command command;
  command.kind = CommandKind::open_deal;
  command.actor = actor;
  command.idempotency = idempotency;
  command.contact = contact;
  if (contact.present()) command.given.add(Field::contact);
  command.reason = reason;
  if (!reason.empty()) command.given.add(Field::reason);
  return command;
}

FIRSTLOG_INLINE AmendClose::operator Command() const {
  Command command;
  command.kind = CommandKind::amend_close;
  command.actor = actor;
  command.idempotency = idempotency;
  command.contact = contact;
  if (contact.present()) command.given.add(Field::contact);
  command.deal = deal;
  if (deal.present()) command.given.add(Field::deal);
  if (amount) {
    command.amount = *amount;
    command.given.add(Field::amount);
  }
  if (tax) {
    command.tax = *tax;
    command.given.add(Field::tax);
  }
  command.lines = lines;
  if (!lines.empty()) command.given.add(Field::lines);
  command.credits = credits;
  if (!credits.empty()) command.given.add(Field::credits);
  if (signed_on) {
    command.signed_on = *signed_on;
    command.given.add(Field::signed_on);
  }
  if (invoiced_on) {
    command.invoiced_on = *invoiced_on;
    command.given.add(Field::invoiced_on);
  }
  if (paid_on) {
    command.paid_on = *paid_on;
    command.given.add(Field::paid_on);
  }
  command.document_number = document_number;
  if (!document_number.empty()) command.given.add(Field::document_number);
  command.reason = reason;
  if (!reason.empty()) command.given.add(Field::reason);
  command.refers_to = refers_to;
  if (refers_to.present()) command.given.add(Field::refers_to);
  return command;
}

FIRSTLOG_INLINE RevokeApproval::operator Command() const {
  Command command;
  command.kind = CommandKind::revoke_approval;
  command.actor = actor;
  command.idempotency = idempotency;
  command.contact = contact;
  if (contact.present()) command.given.add(Field::contact);
  command.reason = reason;
  if (!reason.empty()) command.given.add(Field::reason);
  command.deal = deal;
  if (deal.present()) command.given.add(Field::deal);
  command.refers_to = refers_to;
  if (refers_to.present()) command.given.add(Field::refers_to);
  return command;
}

FIRSTLOG_INLINE Reverse::operator Command() const {
  Command command;
  command.kind = CommandKind::reverse;
  command.actor = actor;
  command.idempotency = idempotency;
  command.contact = contact;
  if (contact.present()) command.given.add(Field::contact);
  command.reason = reason;
  if (!reason.empty()) command.given.add(Field::reason);
  command.deal = deal;
  if (deal.present()) command.given.add(Field::deal);
  if (amount) {
    command.amount = *amount;
    command.given.add(Field::amount);
  }
  command.refers_to = refers_to;
  if (refers_to.present()) command.given.add(Field::refers_to);
  return command;
}

FIRSTLOG_INLINE Reinstate::operator Command() const {
  Command command;
  command.kind = CommandKind::reinstate;
  command.actor = actor;
  command.idempotency = idempotency;
  command.contact = contact;
  if (contact.present()) command.given.add(Field::contact);
  command.refers_to = refers_to;
  if (refers_to.present()) command.given.add(Field::refers_to);
  command.deal = deal;
  if (deal.present()) command.given.add(Field::deal);
  if (amount) {
    command.amount = *amount;
    command.given.add(Field::amount);
  }
  command.reason = reason;
  if (!reason.empty()) command.given.add(Field::reason);
  return command;
}

FIRSTLOG_INLINE RecordInvoice::operator Command() const {
  Command command;
  command.kind = CommandKind::record_invoice;
  command.actor = actor;
  command.idempotency = idempotency;
  command.contact = contact;
  if (contact.present()) command.given.add(Field::contact);
  command.amount = amount;
  if (amount.currency().present()) command.given.add(Field::amount);
  command.document_number = document_number;
  if (!document_number.empty()) command.given.add(Field::document_number);
  command.deal = deal;
  if (deal.present()) command.given.add(Field::deal);
  if (tax) {
    command.tax = *tax;
    command.given.add(Field::tax);
  }
  if (invoiced_on) {
    command.invoiced_on = *invoiced_on;
    command.given.add(Field::invoiced_on);
  }
  return command;
}

FIRSTLOG_INLINE RecordReceipt::operator Command() const {
  Command command;
  command.kind = CommandKind::record_receipt;
  command.actor = actor;
  command.idempotency = idempotency;
  command.contact = contact;
  if (contact.present()) command.given.add(Field::contact);
  command.amount = amount;
  if (amount.currency().present()) command.given.add(Field::amount);
  command.document_number = document_number;
  if (!document_number.empty()) command.given.add(Field::document_number);
  command.deal = deal;
  if (deal.present()) command.given.add(Field::deal);
  if (paid_on) {
    command.paid_on = *paid_on;
    command.given.add(Field::paid_on);
  }
  return command;
}

FIRSTLOG_INLINE RecordPayout::operator Command() const {
  Command command;
  command.kind = CommandKind::record_payout;
  command.actor = actor;
  command.idempotency = idempotency;
  command.rep = rep;
  if (rep.present()) command.given.add(Field::rep);
  command.period = period;
  command.given.add(Field::period);
  command.amount = amount;
  if (amount.currency().present()) command.given.add(Field::amount);
  command.document_number = document_number;
  if (!document_number.empty()) command.given.add(Field::document_number);
  if (paid_on) {
    command.paid_on = *paid_on;
    command.given.add(Field::paid_on);
  }
  return command;
}

FIRSTLOG_INLINE Adjust::operator Command() const {
  Command command;
  command.kind = CommandKind::adjust;
  command.actor = actor;
  command.idempotency = idempotency;
  command.rep = rep;
  if (rep.present()) command.given.add(Field::rep);
  command.period = period;
  command.given.add(Field::period);
  command.amount = amount;
  if (amount.currency().present()) command.given.add(Field::amount);
  command.reason = reason;
  if (!reason.empty()) command.given.add(Field::reason);
  command.document_number = document_number;
  if (!document_number.empty()) command.given.add(Field::document_number);
  return command;
}

namespace detail {

// What the commands about disputes share.
inline Command of_dispute(CommandKind kind, const ActorRef& actor, const IdempotencyKey& idempotency,
                          std::string_view number, std::string_view reason, Position refers_to,
                          Bytes personal) {
  Command command;
  command.kind = kind;
  command.actor = actor;
  command.idempotency = idempotency;
  command.document_number = number;
  if (!number.empty()) command.given.add(Field::document_number);
  command.reason = reason;
  if (!reason.empty()) command.given.add(Field::reason);
  command.refers_to = refers_to;
  if (refers_to.present()) command.given.add(Field::refers_to);
  command.personal = personal;
  if (!personal.empty()) command.given.add(Field::personal);
  return command;
}

}  // namespace detail

FIRSTLOG_INLINE OpenDispute::operator Command() const {
  Command command = detail::of_dispute(CommandKind::open_dispute, actor, idempotency, document_number, reason,
                                       refers_to, personal);
  command.rep = rep;
  if (rep.present()) command.given.add(Field::rep);
  return command;
}

FIRSTLOG_INLINE AcceptDispute::operator Command() const {
  return detail::of_dispute(CommandKind::accept_dispute, actor, idempotency, document_number, reason,
                            refers_to, personal);
}

FIRSTLOG_INLINE RejectDispute::operator Command() const {
  return detail::of_dispute(CommandKind::reject_dispute, actor, idempotency, document_number, reason, {},
                            personal);
}

FIRSTLOG_INLINE WithdrawDispute::operator Command() const {
  return detail::of_dispute(CommandKind::withdraw_dispute, actor, idempotency, document_number, reason, {},
                            {});
}

}  // namespace firstlog::inline v1::commands
