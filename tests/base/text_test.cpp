// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/base/text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace firstlog {
namespace {

std::string encode(char32_t c, int length) {
  static const unsigned lead[] = {0, 0x00, 0xC0, 0xE0, 0xF0};
  std::string out;
  for (int i = 0; i < length; ++i) {
    unsigned bits = static_cast<unsigned>(c) >> (6 * (length - 1 - i));
    unsigned byte = i == 0 ? lead[length] | bits : 0x80U | (bits & 0x3FU);
    out.push_back(static_cast<char>(byte));
  }
  return out;
}

TEST(Utf8, acceptsEveryCharacterInItsShortestFormOnly) {
  for (char32_t c = 0; c <= 0x1FFFFF; ++c) {
    int shortest = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    bool scalar = c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF);
    for (int length = shortest; length <= 4; ++length) {
      std::string text = encode(c, length);
      ASSERT_EQ(valid_utf8(text), scalar && length == shortest)
          << std::hex << static_cast<unsigned>(c) << " " << length;
      // The same where it follows other text, past the fast path.
      if (length == shortest) {
        ASSERT_EQ(valid_utf8("abcdefgh" + text + "ijklmnop"), scalar);
      }
    }
  }
}

TEST(Utf8, refusesWhatIsCutOffOrStray) {
  EXPECT_TRUE(valid_utf8(""));
  for (const char* text : {"\x80", "\xBF", "\xC3", "\xE2\x82", "\xF0\x9F\x98", "\xC3(", "\xE2\x28\xA1",
                           "\xE2\x82(", "\xF0\x9F\x98(", "\xFE", "\xFF", "\xF8\x88\x80\x80\x80", "abc\xC3"})
    EXPECT_FALSE(valid_utf8(text));
  for (unsigned a = 0x80; a < 0x100; ++a)
    for (unsigned b = 0; b < 0x100; ++b) {
      std::string text{static_cast<char>(a), static_cast<char>(b)};
      EXPECT_EQ(valid_utf8(text), a >= 0xC2 && a <= 0xDF && b >= 0x80 && b <= 0xBF);
    }
}

TEST(Key, saysWhatIsWrong) {
  EXPECT_EQ(fault_of_key("lead-42"), KeyFault::none);
  EXPECT_EQ(fault_of_key("Müller & Söhne 株式会社 🦊"), KeyFault::none);
  EXPECT_EQ(fault_of_key(""), KeyFault::empty);
  EXPECT_EQ(fault_of_key(std::string(128, 'k')), KeyFault::none);
  EXPECT_EQ(fault_of_key(std::string(129, 'k')), KeyFault::too_long);
  EXPECT_EQ(fault_of_key("\xC3("), KeyFault::not_utf8);
  EXPECT_EQ(fault_of_key("a\nb\xC3"), KeyFault::not_utf8);  // the first fault in the declared order
  EXPECT_EQ(fault_of_key(std::string_view("a\0b", 3)), KeyFault::control_character);
  EXPECT_EQ(fault_of_key("a\x7F"), KeyFault::control_character);
  EXPECT_EQ(fault_of_key("\xC2\x80"), KeyFault::control_character);
  EXPECT_EQ(fault_of_key("\xC2\x9F"), KeyFault::control_character);
  EXPECT_EQ(fault_of_key("\xC2\xA0"), KeyFault::none);
  Result<void> refused = check_key("", "commands[3].rep");
  EXPECT_EQ(refused.status(), Status::invalid_argument);
  EXPECT_EQ(refused.error().place.view(), "commands[3].rep");
  EXPECT_FALSE(refused.error().remedy.empty());
  EXPECT_TRUE(check_key("anna", "rep").ok());
}

}  // namespace
}  // namespace firstlog
