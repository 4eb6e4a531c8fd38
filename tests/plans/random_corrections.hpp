// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What random journals do to closes, where the close allows it.
#pragma once

#include <optional>
#include <string>

#include "support/books.hpp"

namespace firstlog_test {

// A part of what is left of the close; nothing where that is no part any more, or there is no close.
inline std::optional<Money> part_of(Books& books, const std::string& contact, std::int64_t divisor) {
  if (contact.empty()) return std::nullopt;
  const DealRow& deal = books.scenario().deal_of(contact);
  const std::int64_t left = deal.invoiced.minor_units() - deal.reversed;
  return left < 2 ? std::nullopt : std::optional<Money>(books.money(left / divisor));
}

// The contact's newest reversal, where it has one.
inline void try_to_reinstate(Books& books, const std::string& contact) {
  if (contact.empty()) return;
  const std::uint32_t reversal = books.scenario().deal_of(contact).last_reversal;
  if (reversal == 0) return;
  books.scenario().give(commands::Reinstate{
      .actor = "mia", .contact = contact, .refers_to = books.scenario().state().reversal(reversal).position});
}

}  // namespace firstlog_test
