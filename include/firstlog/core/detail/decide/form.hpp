// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What a command must look like before any rule is asked.
#pragma once

#include <optional>

#include "firstlog/base/text.hpp"
#include "firstlog/core/command.hpp"

namespace firstlog::inline v1::detail {

inline constexpr std::size_t code_bytes_max = 64;
inline constexpr std::size_t personal_bytes_max = 65536;
inline constexpr std::size_t document_bytes_max = std::size_t{1} << 24U;
inline constexpr std::size_t reps_max = 1000;

inline bool is_code(std::string_view text) noexcept {
  return !text.empty() && text.size() <= code_bytes_max && valid_key(text);
}

inline bool well_formed(std::span<const DealLine> lines) noexcept {
  if (lines.empty() || lines.size() > deal_lines_max) return false;
  const Currency currency = lines[0].net.currency();
  for (const DealLine& line : lines) {
    auto fits = [&](Money money) { return !money.currency().present() || money.currency() == currency; };
    if (!is_code(line.product) || !line.net.currency().present() || !fits(line.net) || !fits(line.tax) ||
        !fits(line.cost))
      return false;
  }
  return true;
}

inline bool well_formed(std::span<const CreditShare> credits) noexcept {
  if (credits.empty() || credits.size() > credit_shares_max) return false;
  for (const CreditShare& credit : credits)
    if (!credit.rep.present() || credit.share <= Rate()) return false;
  return true;
}

inline bool well_formed(std::span<const MatchKey> keys) noexcept {
  if (keys.empty() || keys.size() > match_keys_max) return false;
  for (const MatchKey& key : keys)
    if (name_of(key.kind).empty()) return false;
  return true;
}

inline bool well_formed(std::span<const OpeningBalance> balances) noexcept {
  if (balances.empty() || balances.size() >= balance_kind_count) return false;
  unsigned seen = 0;
  for (const OpeningBalance& balance : balances) {
    if (name_of(balance.kind).empty()) return false;
    const unsigned bit = 1U << static_cast<unsigned>(balance.kind);
    if ((seen & bit) != 0) return false;
    seen |= bit;
    const bool counts = balance.kind == BalanceKind::quota_to_date;
    if (counts == balance.amount.currency().present()) return false;
    if (balance.amount.minor_units() < 0 || balance.closes < 0 || (!counts && balance.closes != 0))
      return false;
  }
  return true;
}

inline bool well_formed(std::span<const ActorRef> reps) noexcept {
  if (reps.empty() || reps.size() > reps_max) return false;
  for (const ActorRef& rep : reps)
    if (!rep.present()) return false;
  return true;
}

// The first field given whose content does not follow its format; nothing where all do.
inline std::optional<Field> malformed_field(const Command& c) noexcept {
  std::optional<Field> bad;
  auto check = [&](Field field, auto good) {
    if (!bad && c.given.has(field) && !good()) bad = field;
  };
  check(Field::key, [&] { return valid_key(c.key); });
  check(Field::reason, [&] { return is_code(c.reason); });
  check(Field::niche, [&] { return is_code(c.niche); });
  check(Field::sort_key, [&] { return c.sort_key == SortKey::from_folded(c.sort_key.view()); });
  check(Field::place, [&] { return c.place.present() && c.place.valid(); });
  check(Field::amount, [&] { return c.amount.currency().present(); });
  check(Field::roles, [&] { return !c.roles.empty() && !c.roles.has(Role::system); });
  check(Field::touch, [&] { return static_cast<int>(c.touch) < touch_count; });
  check(Field::disposition, [&] { return static_cast<int>(c.disposition) < disposition_count; });
  check(Field::personal, [&] { return c.personal.size() <= personal_bytes_max; });
  check(Field::document, [&] { return !c.document.empty() && c.document.size() <= document_bytes_max; });
  constexpr Fields rare = Field::refers_to | Field::match_keys | Field::scope | Field::lines | Field::tax |
                          Field::signed_on | Field::invoiced_on | Field::paid_on | Field::document_number |
                          Field::credits | Field::team | Field::from | Field::until | Field::reps |
                          Field::batch | Field::row | Field::balances;
  if (!c.given.shares(rare)) return bad;
  check(Field::refers_to, [&] { return c.refers_to.present(); });
  check(Field::match_keys, [&] { return well_formed(c.match_keys); });
  check(Field::scope, [&] { return !name_of(c.scope).empty(); });
  check(Field::lines, [&] { return well_formed(c.lines); });
  check(Field::tax, [&] { return c.tax.currency().present(); });
  check(Field::signed_on, [&] { return c.signed_on != Date(); });
  check(Field::invoiced_on, [&] { return c.invoiced_on != Date(); });
  check(Field::paid_on, [&] { return c.paid_on != Date(); });
  check(Field::from, [&] { return c.from != Date(); });
  check(Field::until, [&] { return c.until != Date(); });
  check(Field::document_number, [&] { return is_code(c.document_number); });
  check(Field::team, [&] { return is_code(c.team); });
  check(Field::batch, [&] { return is_code(c.batch); });
  check(Field::row, [&] { return c.row != 0; });
  check(Field::credits, [&] { return well_formed(c.credits); });
  check(Field::reps, [&] { return well_formed(c.reps); });
  check(Field::balances, [&] { return well_formed(c.balances); });
  return bad;
}

}  // namespace firstlog::inline v1::detail
