// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firstlog/core/commands/imports.hpp"

namespace firstlog::inline v1::commands {

namespace import_detail {

inline Command of_import(CommandKind kind, ActorRef actor, std::string_view batch, std::string_view reason,
                         const IdempotencyKey& idempotency) noexcept {
  Command command;
  command.kind = kind;
  command.actor = actor;
  command.idempotency = idempotency;
  command.batch = batch;
  if (!batch.empty()) command.given.add(Field::batch);
  command.reason = reason;
  if (!reason.empty()) command.given.add(Field::reason);
  return command;
}

}  // namespace import_detail

FIRSTLOG_INLINE BeginImport::operator Command() const {
  Command command = import_detail::of_import(CommandKind::begin_import, actor, batch, reason, idempotency);
  command.document_number = mapping;
  if (!mapping.empty()) command.given.add(Field::document_number);
  return command;
}

FIRSTLOG_INLINE EndImport::operator Command() const {
  return import_detail::of_import(CommandKind::end_import, actor, batch, reason, idempotency);
}

FIRSTLOG_INLINE UndoImport::operator Command() const {
  return import_detail::of_import(CommandKind::undo_import, actor, batch, reason, idempotency);
}

FIRSTLOG_INLINE SetOpeningBalance::operator Command() const {
  Command command =
      import_detail::of_import(CommandKind::set_opening_balance, actor, {}, reason, idempotency);
  command.rep = rep;
  if (rep.present()) command.given.add(Field::rep);
  command.balances = balances;
  if (!balances.empty()) command.given.add(Field::balances);
  command.period = period;
  command.given.add(Field::period);
  command.document_number = document;
  if (!document.empty()) command.given.add(Field::document_number);
  return command;
}

FIRSTLOG_INLINE Imported::operator Command() const {
  Command imported = command;
  imported.batch = batch;
  imported.row = row;
  imported.importer = importer;
  imported.occurred_at = occurred_at;
  if (!batch.empty()) imported.given.add(Field::batch);
  if (row != 0) imported.given.add(Field::row);
  if (importer.present()) imported.given.add(Field::importer);
  imported.given.add(Field::occurred_at);
  return imported;
}

}  // namespace firstlog::inline v1::commands
