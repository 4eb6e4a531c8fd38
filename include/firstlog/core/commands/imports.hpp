// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Typed constructors of what has to do with the import of history (DOMAIN 14). Included by
// core/commands.hpp.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "firstlog/base/config.hpp"
#include "firstlog/core/command.hpp"

namespace firstlog::inline v1::commands {

// Begins an import of that name, which is used once and for ever. `mapping` may name the document by
// which rows became commands, for instance by its digest: a code.
struct BeginImport {
  ActorRef actor = {};
  std::string_view batch = {};
  std::string_view mapping = {};
  std::string_view reason = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// Ends an import: no more of it comes, and what waits on its contacts falls due.
struct EndImport {
  ActorRef actor = {};
  std::string_view batch = {};
  std::string_view reason = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// Takes a whole import back, until somebody uses what it made. Its contacts are no more, and their keys
// free; the actors that it registered stay.
struct UndoImport {
  ActorRef actor = {};
  std::string_view batch = {};
  std::string_view reason = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// What a rep brings along from the books before the journal, signed off once. `period` is the first one
// that it counts for; `document` names the paper, a code.
struct SetOpeningBalance {
  ActorRef actor = {};
  ActorRef rep = {};
  std::span<const OpeningBalance> balances = {};
  YearMonth period = {};
  std::string_view document = {};
  std::string_view reason = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// A command that was given elsewhere, at a time of its own, by its `actor`:
//
//   commands::Imported{.command = commands::LogInterest{.actor = "ana", .contact = "bakery-12"},
//                      .batch = "old-crm", .row = 17, .importer = "ida", .occurred_at = *then}
struct Imported {
  Command command = {};
  std::string_view batch = {};
  std::uint64_t row = 0;  // of the source, from 1: the order of entries of one time
  ActorRef importer = {};
  Instant occurred_at = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

}  // namespace firstlog::inline v1::commands

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/core/detail/commands/imports-inl.hpp"  // IWYU pragma: export
#endif
