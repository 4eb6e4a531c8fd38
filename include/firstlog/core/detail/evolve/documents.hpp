// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Numbers of documents, and who told of them first.
#pragma once

#include "firstlog/core/detail/document_key.hpp"
#include "firstlog/core/detail/evolve/evolving.hpp"

namespace firstlog::inline v1::detail {

inline DocumentKind document_kind_of(EventKind kind) noexcept {
  switch (kind) {
    case EventKind::receipt_recorded: return DocumentKind::receipt;
    case EventKind::payout_recorded: return DocumentKind::payout;
    case EventKind::adjusted: return DocumentKind::adjustment;
    default: return DocumentKind::invoice;
  }
}

inline void document_event(Evolving& v) {
  const Event& event = v.event;
  if (event.document_number.empty()) return;
  const bool names = event.kind == EventKind::close_approved || event.kind == EventKind::close_amended;
  const bool records = event.kind == EventKind::invoice_recorded ||
                       event.kind == EventKind::receipt_recorded ||
                       event.kind == EventKind::payout_recorded || event.kind == EventKind::adjusted;
  if (!names && !records) return;
  const DocumentKey key(document_kind_of(event.kind), event.document_number);
  const std::uint32_t number = v.document_keys().intern(key.view());
  if (number == v.documents().size() + 1)
    v.documents().append(DocumentRow{.position = event.position,
                                     .at = event.at(),
                                     .actor = event.actor,
                                     .deal = event.deal,
                                     .recorded = records});
  else if (records)
    v.documents().edit(number - 1U).recorded = true;
}

}  // namespace firstlog::inline v1::detail
