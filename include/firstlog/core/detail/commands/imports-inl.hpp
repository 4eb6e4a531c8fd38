// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firstlog/core/commands/imports.hpp"
#include "firstlog/core/detail/commands/give.hpp"

namespace firstlog::inline v1::commands {

namespace import_detail {

inline Command of_import(CommandKind kind, ActorRef actor, std::string_view batch, std::string_view reason,
                         const IdempotencyKey& idempotency) noexcept {
  Command command;
  command.kind = kind;
  command.actor = actor;
  command.idempotency = idempotency;
  detail::give(command, Field::batch, &Command::batch, batch);
  detail::give(command, Field::reason, &Command::reason, reason);
  return command;
}

}  // namespace import_detail

FIRSTLOG_INLINE BeginImport::operator Command() const {
  Command command = import_detail::of_import(CommandKind::begin_import, actor, batch, reason, idempotency);
  detail::give(command, Field::document_number, &Command::document_number, mapping);
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
  detail::give(command, Field::rep, &Command::rep, rep);
  detail::give(command, Field::balances, &Command::balances, balances);
  detail::give_always(command, Field::period, &Command::period, period);
  detail::give(command, Field::document_number, &Command::document_number, document);
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
