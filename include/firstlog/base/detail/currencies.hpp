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

// The packed currency (code in the three upper bytes, exponent in the lowest); 0 where unknown.
constexpr std::uint32_t packed_currency(std::string_view code) noexcept {
  if (code.size() != 3) return 0;
  for (const CurrencyGroup& group : currency_groups) {
    std::size_t low = 0;
    std::size_t high = (group.codes.size() + 1) / 4;
    while (low < high) {
      std::size_t middle = low + (high - low) / 2;
      int order = group.codes.substr(middle * 4, 3).compare(code);
      if (order == 0)
        return static_cast<std::uint32_t>(static_cast<unsigned char>(code[0])) << 24 |
               static_cast<std::uint32_t>(static_cast<unsigned char>(code[1])) << 16 |
               static_cast<std::uint32_t>(static_cast<unsigned char>(code[2])) << 8 |
               static_cast<std::uint32_t>(group.exponent);
      if (order < 0)
        low = middle + 1;
      else
        high = middle;
    }
  }
  return 0;
}

}  // namespace firstlog::inline v1::detail
