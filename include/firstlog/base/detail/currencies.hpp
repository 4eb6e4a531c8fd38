// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// ISO 4217 list one, with the minor unit's decimal digits. Left out are the codes that have none
// (precious metals, drawing rights, testing). ANG and BGN, replaced in 2025 and at the beginning of
// 2026, stay so that amounts of those years can be read.
#pragma once

#include <cstdint>
#include <string_view>

#include "firstlog/base/config.hpp"

namespace firstlog::inline v1::detail {

struct CurrencyGroup {
  int exponent;
  std::string_view codes;  // sorted, three letters each, divided by one space
};

inline constexpr CurrencyGroup currency_groups[] = {
    {0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"},
    {2,
     "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD "
     "CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS "
     "GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL "
     "MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK "
     "PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS "
     "TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG"},
    {3, "BHD IQD JOD KWD LYD OMR TND"},
    {4, "CLF UYW"},
};

// Three letters as one number that sorts as they do.
constexpr std::uint32_t letters_at(std::string_view text, std::size_t at) noexcept {
  return static_cast<std::uint32_t>(static_cast<unsigned char>(text[at])) << 16 |
         static_cast<std::uint32_t>(static_cast<unsigned char>(text[at + 1])) << 8 |
         static_cast<std::uint32_t>(static_cast<unsigned char>(text[at + 2]));
}

constexpr bool holds(const CurrencyGroup& group, std::uint32_t letters) noexcept {
  std::size_t low = 0;
  std::size_t high = (group.codes.size() + 1) / 4;
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    const std::uint32_t there = letters_at(group.codes, middle * 4);
    if (there == letters) return true;
    if (there < letters)
      low = middle + 1;
    else
      high = middle;
  }
  return false;
}

// The packed currency (code in the three upper bytes, exponent in the lowest); 0 where unknown.
constexpr std::uint32_t packed_currency(std::string_view code) noexcept {
  if (code.size() != 3) return 0;
  const std::uint32_t letters = letters_at(code, 0);
  for (const CurrencyGroup& group : currency_groups)
    if (holds(group, letters)) return letters << 8 | static_cast<std::uint32_t>(group.exponent);
  return 0;
}

// Whether that number is a packed currency. Quick: every amount read from a journal asks.
constexpr bool is_packed_currency(std::uint32_t packed) noexcept {
  for (const CurrencyGroup& group : currency_groups)
    if (static_cast<std::uint32_t>(group.exponent) == (packed & 0xFFU)) return holds(group, packed >> 8);
  return false;
}

}  // namespace firstlog::inline v1::detail
