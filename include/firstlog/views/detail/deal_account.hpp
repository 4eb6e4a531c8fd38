// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What a deal is worth to whom, at any state of its corrections (DOMAIN 7, 13). What an entry posts is
// the difference between the worth after it and the worth before it, so that whatever the order of
// corrections, everything posted sums to what the deal is worth in the end.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "firstlog/base/calendar.hpp"
#include "firstlog/base/detail/int128.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/base/money.hpp"
#include "firstlog/base/rate.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/base/round.hpp"
#include "firstlog/rules/close_count.hpp"
#include "firstlog/rules/commission/plan.hpp"

namespace firstlog::inline v1::detail {

struct DealAccount {
  ContactId contact;
  ActorId closer;
  ActorId rep;       // whose claim it pays, but for the shares
  ActorId approver;  // absent: the system
  Position closed_position;
  Position approved_position;  // absent: no approval stands, and the deal is worth nothing
  Instant closed_at;
  Instant approved_at;
  Instant rate_at;  // what picks the plan version
  Money claimed;
  Money invoiced;
  std::int64_t reversed = 0;  // minor units
  YearMonth period;           // in which it counts
  Date credit;                // the date that put it there
  std::uint32_t credits = 0;  // place of the first share in Performance::credits_, plus one; 0: all to `rep`
  std::uint32_t credit_count = 0;
  std::uint32_t exchange = 0;     // place in Performance::exchanges_, plus one; 0: in the plan's currency
  std::uint32_t last_refund = 0;  // place in Performance::refunds_, plus one; 0: none
  bool self_approved = false;
  bool repeat = false;  // not the contact's first cycle
  bool unpaid = false;  // of a period that was closed before the journal began (DOMAIN 14)

  bool stands() const noexcept { return approved_position.present(); }
  // The count goes only when the whole is reversed.
  bool counts() const noexcept { return stands() && reversed < invoiced.minor_units(); }
};

// One refund of a deal, less what was reinstated of it.
struct AccountRefund {
  Position position;
  Date on;
  std::int64_t minor = 0;
  std::uint32_t previous = 0;  // the deal's refund before it, plus one; 0: none
};

// An amount that was told in another currency.
struct AccountExchange {
  Money original;  // net
  Money tax;       // without currency: not told
  Rate rate;
  Date on;
  std::uint32_t source = 0;  // place in Performance::reasons_ plus one; 0: none
};

struct AccountCredit {
  ActorId rep;
  Rate share;
  CloseCount closes;  // the same as a part of a close
};

// One rep's part of a deal.
struct AccountPart {
  ActorId rep;
  std::int64_t revenue = 0;     // minor units
  std::int64_t commission = 0;  // minor units
  CloseCount closes;
};

// A deal's worth as a whole. Only of accounts that stand.
struct AccountWorth {
  std::int64_t revenue = 0;
  std::int64_t commission = 0;
  Rate rate;
  std::uint32_t tier = 0;
  RoundingMode rounding = RoundingMode::half_up;
};

// The refunded part is taken back at the rate that the whole earned; rounding what is refunded in all, not
// each refund, takes back exactly what was paid once the whole is refunded.
inline Result<AccountWorth> worth_of(const DealAccount& account, const Plan& plan) {
  Result<CommissionLine> line = commission_of(plan, account.invoiced);
  if (!line) return line.error();
  const Money refunded = Money::minor(account.reversed, account.invoiced.currency());
  Result<Money> taken_back = multiply(refunded, line->rate, line->rounding);
  if (!taken_back) return taken_back.error();
  AccountWorth worth;
  worth.revenue = account.invoiced.minor_units() - account.reversed;
  if (!account.unpaid) worth.commission = line->commission.minor_units() - taken_back->minor_units();
  worth.rate = line->rate;
  worth.tier = line->tier;
  worth.rounding = line->rounding;
  return worth;
}

// amount × share, towards zero. The share is at most 1, so that the product fits.
inline std::int64_t part_of(std::int64_t amount, Rate share) noexcept {
  return static_cast<std::int64_t>(static_cast<Int128>(amount) * share.numerator() / share.denominator());
}

// The worth by rep. What rounding leaves goes to the first share.
inline void divide(const AccountWorth& worth, bool counts, ActorId rep,
                   std::span<const AccountCredit> credits, std::vector<AccountPart>& parts) {
  parts.clear();
  if (credits.empty()) {
    if (rep.present())
      parts.push_back({rep, worth.revenue, worth.commission, counts ? CloseCount::one() : CloseCount()});
    return;
  }
  std::int64_t revenue = worth.revenue;
  std::int64_t commission = worth.commission;
  for (const AccountCredit& credit : credits) {
    AccountPart part{credit.rep, part_of(worth.revenue, credit.share),
                     part_of(worth.commission, credit.share), counts ? credit.closes : CloseCount()};
    revenue -= part.revenue;
    commission -= part.commission;
    parts.push_back(part);
  }
  parts.front().revenue += revenue;
  parts.front().commission += commission;
}

}  // namespace firstlog::inline v1::detail
