// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firstlog/core/commands/money.hpp"
#include "firstlog/core/detail/commands/give.hpp"

namespace firstlog::inline v1::commands {

FIRSTLOG_INLINE OpenDeal::operator Command() const {
  Command command = detail::command_of(CommandKind::open_deal, actor, idempotency);
  detail::give(command, Field::contact, &Command::contact, contact);
  detail::give(command, Field::reason, &Command::reason, reason);
  return command;
}

FIRSTLOG_INLINE AmendClose::operator Command() const {
  Command command = detail::command_of(CommandKind::amend_close, actor, idempotency);
  detail::give(command, Field::contact, &Command::contact, contact);
  detail::give(command, Field::deal, &Command::deal, deal);
  detail::give(command, Field::amount, &Command::amount, amount);
  detail::give(command, Field::tax, &Command::tax, tax);
  detail::give(command, Field::lines, &Command::lines, lines);
  detail::give(command, Field::credits, &Command::credits, credits);
  detail::give(command, Field::signed_on, &Command::signed_on, signed_on);
  detail::give(command, Field::invoiced_on, &Command::invoiced_on, invoiced_on);
  detail::give(command, Field::paid_on, &Command::paid_on, paid_on);
  detail::give(command, Field::document_number, &Command::document_number, document_number);
  detail::give(command, Field::reason, &Command::reason, reason);
  detail::give(command, Field::refers_to, &Command::refers_to, refers_to);
  return command;
}

FIRSTLOG_INLINE RevokeApproval::operator Command() const {
  Command command = detail::command_of(CommandKind::revoke_approval, actor, idempotency);
  detail::give(command, Field::contact, &Command::contact, contact);
  detail::give(command, Field::reason, &Command::reason, reason);
  detail::give(command, Field::deal, &Command::deal, deal);
  detail::give(command, Field::refers_to, &Command::refers_to, refers_to);
  return command;
}

FIRSTLOG_INLINE Reverse::operator Command() const {
  Command command = detail::command_of(CommandKind::reverse, actor, idempotency);
  detail::give(command, Field::contact, &Command::contact, contact);
  detail::give(command, Field::reason, &Command::reason, reason);
  detail::give(command, Field::deal, &Command::deal, deal);
  detail::give(command, Field::amount, &Command::amount, amount);
  detail::give(command, Field::refers_to, &Command::refers_to, refers_to);
  return command;
}

FIRSTLOG_INLINE Reinstate::operator Command() const {
  Command command = detail::command_of(CommandKind::reinstate, actor, idempotency);
  detail::give(command, Field::contact, &Command::contact, contact);
  detail::give(command, Field::refers_to, &Command::refers_to, refers_to);
  detail::give(command, Field::deal, &Command::deal, deal);
  detail::give(command, Field::amount, &Command::amount, amount);
  detail::give(command, Field::reason, &Command::reason, reason);
  return command;
}

FIRSTLOG_INLINE RecordInvoice::operator Command() const {
  Command command = detail::command_of(CommandKind::record_invoice, actor, idempotency);
  detail::give(command, Field::contact, &Command::contact, contact);
  detail::give(command, Field::amount, &Command::amount, amount);
  detail::give(command, Field::document_number, &Command::document_number, document_number);
  detail::give(command, Field::deal, &Command::deal, deal);
  detail::give(command, Field::tax, &Command::tax, tax);
  detail::give(command, Field::invoiced_on, &Command::invoiced_on, invoiced_on);
  return command;
}

FIRSTLOG_INLINE RecordReceipt::operator Command() const {
  Command command = detail::command_of(CommandKind::record_receipt, actor, idempotency);
  detail::give(command, Field::contact, &Command::contact, contact);
  detail::give(command, Field::amount, &Command::amount, amount);
  detail::give(command, Field::document_number, &Command::document_number, document_number);
  detail::give(command, Field::deal, &Command::deal, deal);
  detail::give(command, Field::paid_on, &Command::paid_on, paid_on);
  return command;
}

FIRSTLOG_INLINE RecordPayout::operator Command() const {
  Command command = detail::command_of(CommandKind::record_payout, actor, idempotency);
  detail::give(command, Field::rep, &Command::rep, rep);
  detail::give_always(command, Field::period, &Command::period, period);
  detail::give(command, Field::amount, &Command::amount, amount);
  detail::give(command, Field::document_number, &Command::document_number, document_number);
  detail::give(command, Field::paid_on, &Command::paid_on, paid_on);
  return command;
}

FIRSTLOG_INLINE Adjust::operator Command() const {
  Command command = detail::command_of(CommandKind::adjust, actor, idempotency);
  detail::give(command, Field::rep, &Command::rep, rep);
  detail::give_always(command, Field::period, &Command::period, period);
  detail::give(command, Field::amount, &Command::amount, amount);
  detail::give(command, Field::reason, &Command::reason, reason);
  detail::give(command, Field::document_number, &Command::document_number, document_number);
  return command;
}

FIRSTLOG_INLINE OpenDispute::operator Command() const {
  Command command = detail::command_of(CommandKind::open_dispute, actor, idempotency);
  detail::give(command, Field::rep, &Command::rep, rep);
  detail::give(command, Field::refers_to, &Command::refers_to, refers_to);
  detail::give(command, Field::document_number, &Command::document_number, document_number);
  detail::give(command, Field::reason, &Command::reason, reason);
  detail::give(command, Field::personal, &Command::personal, personal);
  return command;
}

FIRSTLOG_INLINE AcceptDispute::operator Command() const {
  Command command = detail::command_of(CommandKind::accept_dispute, actor, idempotency);
  detail::give(command, Field::document_number, &Command::document_number, document_number);
  detail::give(command, Field::reason, &Command::reason, reason);
  detail::give(command, Field::refers_to, &Command::refers_to, refers_to);
  detail::give(command, Field::personal, &Command::personal, personal);
  return command;
}

FIRSTLOG_INLINE RejectDispute::operator Command() const {
  Command command = detail::command_of(CommandKind::reject_dispute, actor, idempotency);
  detail::give(command, Field::document_number, &Command::document_number, document_number);
  detail::give(command, Field::reason, &Command::reason, reason);
  detail::give(command, Field::personal, &Command::personal, personal);
  return command;
}

FIRSTLOG_INLINE WithdrawDispute::operator Command() const {
  Command command = detail::command_of(CommandKind::withdraw_dispute, actor, idempotency);
  detail::give(command, Field::document_number, &Command::document_number, document_number);
  detail::give(command, Field::reason, &Command::reason, reason);
  return command;
}

}  // namespace firstlog::inline v1::commands
