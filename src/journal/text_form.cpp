// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "journal/text_form.hpp"

namespace firstlog::inline v1::detail {
namespace {

constexpr char hex_digits[] = "0123456789abcdef";
constexpr char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

int base64_value(char c) noexcept {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  if (c == '/') return 63;
  return -1;
}

}  // namespace

void append_hex(std::string& out, Bytes bytes) {
  for (std::byte b : bytes) {
    unsigned value = static_cast<unsigned>(b);
    out.push_back(hex_digits[value >> 4U]);
    out.push_back(hex_digits[value & 15U]);
  }
}

bool parse_hex(std::string_view text, std::span<std::byte> out) noexcept {
  if (text.size() != 2 * out.size()) return false;
  for (std::size_t i = 0; i < out.size(); ++i) {
    int high = hex_value(text[2 * i]);
    int low = hex_value(text[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    out[i] = static_cast<std::byte>(high * 16 + low);
  }
  return true;
}

void append_base64(std::string& out, Bytes bytes) {
  std::size_t i = 0;
  auto at = [&](std::size_t n) { return n < bytes.size() ? static_cast<unsigned>(bytes[n]) : 0U; };
  for (; i < bytes.size(); i += 3) {
    unsigned three = at(i) << 16U | at(i + 1) << 8U | at(i + 2);
    out.push_back(base64_digits[three >> 18U]);
    out.push_back(base64_digits[three >> 12U & 63U]);
    out.push_back(i + 1 < bytes.size() ? base64_digits[three >> 6U & 63U] : '=');
    out.push_back(i + 2 < bytes.size() ? base64_digits[three & 63U] : '=');
  }
}

bool parse_base64(std::string_view text, std::vector<std::byte>& out) {
  out.clear();
  if (text.size() % 4 != 0) return false;
  out.reserve(text.size() / 4 * 3);
  for (std::size_t i = 0; i < text.size(); i += 4) {
    bool last = i + 4 == text.size();
    std::size_t padding = !last || text[i + 3] != '=' ? 0 : text[i + 2] == '=' ? 2 : 1;
    unsigned four = 0;
    for (std::size_t n = 0; n < 4; ++n) {
      int value = n >= 4 - padding ? 0 : base64_value(text[i + n]);
      if (value < 0) return false;
      four = four << 6U | static_cast<unsigned>(value);
    }
    // Bits that the padding leaves over must be zero: one text for each content.
    if ((padding == 1 && (four & 0xFFU) != 0) || (padding == 2 && (four & 0xFFFFU) != 0)) return false;
    out.push_back(static_cast<std::byte>(four >> 16U));
    if (padding < 2) out.push_back(static_cast<std::byte>(four >> 8U));
    if (padding < 1) out.push_back(static_cast<std::byte>(four));
  }
  return true;
}

bool parse_number(std::string_view text, std::uint64_t max, std::uint64_t& out) noexcept {
  if (text.empty() || text.size() > 20 || (text.size() > 1 && text[0] == '0')) return false;
  std::uint64_t value = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return false;
    auto digit = static_cast<std::uint64_t>(c - '0');
    if (value > (max - digit) / 10) return false;
    value = value * 10 + digit;
  }
  out = value;
  return value <= max;
}

std::string_view LineFields::next(std::string_view name) noexcept {
  if (!ok_) return {};
  std::size_t end = rest_.find(' ');
  if (end == std::string_view::npos) {
    fail(name, "the line ends too early");
    return {};
  }
  std::string_view field = rest_.substr(0, end);
  rest_.remove_prefix(end + 1);
  return field;
}

std::string_view LineFields::rest(std::string_view name) noexcept {
  if (!ok_) return {};
  if (rest_.empty() || rest_.size() > key_bytes_max) {
    fail(name, "a key has 1 to 128 bytes");
    return {};
  }
  if (rest_.find_first_of("\r\n") != std::string_view::npos) {
    fail(name, "a key holds no line end");
    return {};
  }
  return rest_;
}

std::uint64_t LineFields::number(std::string_view name, std::uint64_t max) noexcept {
  std::string_view field = next(name);
  std::uint64_t value = 0;
  if (ok_ && !parse_number(field, max, value)) fail(name, "this is not a number, or it is too large");
  return value;
}

Instant LineFields::instant(std::string_view name) noexcept {
  std::string_view field = next(name);
  if (!ok_) return {};
  Result<Instant> instant = Instant::parse(field);
  if (!instant.ok()) {
    fail(name, instant.error().reason.view());
    return {};
  }
  return *instant;
}

void LineFields::hex(std::string_view name, std::span<std::byte> out) noexcept {
  std::string_view field = next(name);
  if (ok_ && !parse_hex(field, out))
    fail(name, "this is not the right number of lower-case hexadecimal digits");
}

void LineFields::fail(std::string_view name, std::string_view reason, Status status) noexcept {
  if (!ok_) return;
  ok_ = false;
  error_ = Error(status, place_, reason, "use the line as it was handed out");
  error_.place.append(".").append(name);
}

}  // namespace firstlog::inline v1::detail
