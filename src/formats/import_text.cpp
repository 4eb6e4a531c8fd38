// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "formats/import_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>

#include "firstlog/journal/match_keys.hpp"
#include "formats/time_format.hpp"

namespace firstlog::inline v1::detail {

std::string_view fault_of_template(std::string_view text) noexcept {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '}') {
      if (text.substr(i, 2) != "}}") return "a brace closes nothing";
      ++i;
    } else if (text[i] == '{') {
      if (text.substr(i, 2) == "{{") {
        ++i;
        continue;
      }
      const std::size_t end = text.find('}', i);
      if (end == std::string_view::npos) return "a brace is not closed";
      if (end == i + 1) return "the braces name no column";
      i = end;
    }
  }
  return {};
}

std::vector<TemplatePart> parts_of(std::string_view text) {
  std::vector<TemplatePart> parts;
  auto literal = [&](char c) {
    if (parts.empty() || parts.back().column) parts.emplace_back();
    parts.back().text += c;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{' && text.substr(i, 2) != "{{") {
      const std::size_t end = text.find('}', i);
      parts.push_back({std::string(text.substr(i + 1, end - i - 1)), true});
      i = end;
    } else {
      literal(text[i]);
      if (text[i] == '{' || text[i] == '}') ++i;
    }
  }
  return parts;
}

namespace {

constexpr std::string_view iso_date = "%Y-%m-%d";
constexpr std::string_view rfc_3339[] = {"%Y-%m-%dT%H:%M:%S%f%z", "%Y-%m-%d %H:%M:%S%f%z"};

std::optional<ReadTime> read_by_formats(const ImportValue& value, std::string_view content,
                                        bool date) noexcept {
  if (value.formats.empty() && date) return read_time(content, iso_date);
  if (value.formats.empty())
    for (std::string_view format : rfc_3339)
      if (auto read = read_time(content, format)) return read;
  for (const std::string& format : value.formats)
    if (auto read = read_time(content, format)) return read;
  return {};
}

// Thousands stand apart by threes up to the decimal sign, or not at all.
class Grouped {
 public:
  void digit() noexcept { digits_ += ended_ ? 0 : 1; }
  bool separate() noexcept {
    const bool right = !ended_ && (any_ ? digits_ == 3 : digits_ >= 1 && digits_ <= 3);
    any_ = true;
    digits_ = 0;
    return right;
  }
  bool end() noexcept {
    const bool right = ended_ || !any_ || digits_ == 3;
    ended_ = true;
    return right;
  }

 private:
  int digits_ = 0;
  bool any_ = false;
  bool ended_ = false;
};

std::string_view read_money(const ImportValue& value, Currency currency, std::string_view content,
                            Money& into) noexcept {
  constexpr std::string_view no_amount = "it is no amount: an optional minus and digits, with a decimal sign";
  constexpr std::string_view wrongly_grouped = "it is no amount: its thousands do not stand apart by threes";
  if (value.minor) {
    std::int64_t units = 0;
    const auto [end, status] = std::from_chars(content.data(), content.data() + content.size(), units);
    if (status != std::errc() || end != content.data() + content.size())
      return "it is no amount: whole minor units belong here";
    into = Money::minor(units, currency);
    return {};
  }
  char plain[40];
  if (content.size() > sizeof plain) return no_amount;
  Grouped groups;
  std::size_t size = 0;
  for (char c : content) {
    if (value.grouping != '\0' && c == value.grouping) {
      if (!groups.separate()) return wrongly_grouped;
      continue;
    }
    if (c == value.decimal && !groups.end()) return wrongly_grouped;
    if (c >= '0' && c <= '9') groups.digit();
    if (c != value.decimal && (c == '.' || c == ','))
      return value.grouping == '\0'
                 ? "it is no amount: where it groups thousands, the mapping says \"grouping\""
                 : no_amount;
    plain[size++] = c == value.decimal ? '.' : c;
  }
  if (!groups.end()) return wrongly_grouped;
  // "12.50" in a currency with two digits may be written "12.5" or "12.5000".
  const std::size_t point = std::string_view(plain, size).find('.');
  if (point != std::string_view::npos)
    while (size > point && (plain[size - 1] == '0' || plain[size - 1] == '.')) {
      if (plain[size - 1] == '.') {
        --size;
        break;
      }
      --size;
    }
  const Result<Money> money = Money::parse({plain, size}, currency);
  if (!money)
    return money.status() == Status::out_of_range ? "the amount has more decimals than its currency"
                                                  : no_amount;
  into = *money;
  return {};
}

template <class Enum>
bool read_choice(std::string_view content, int count, Enum& into) noexcept {
  for (int i = 0; i < count; ++i)
    if (name_of(static_cast<Enum>(i)) == content) {
      into = static_cast<Enum>(i);
      return true;
    }
  return false;
}

bool read_flag(std::string_view content, bool& into) noexcept {
  for (std::string_view yes : {"true", "yes", "1", "TRUE", "True", "Yes", "Y", "y"})
    if (content == yes) return into = true;
  for (std::string_view no : {"false", "no", "0", "FALSE", "False", "No", "N", "n"})
    if (content == no) {
      into = false;
      return true;
    }
  return false;
}

std::string_view read_roles(std::string_view content, Roles& into) noexcept {
  into = Roles();
  while (!content.empty()) {
    const std::size_t comma = content.find(',');
    std::string_view one = content.substr(0, comma);
    while (!one.empty() && one.front() == ' ') one.remove_prefix(1);
    while (!one.empty() && one.back() == ' ') one.remove_suffix(1);
    Role role{};
    if (!read_choice(one, role_count, role)) return "it names a role that there is not";
    into = into | role;
    content.remove_prefix(comma == std::string_view::npos ? content.size() : comma + 1);
  }
  return {};
}

void put_text(ImportTarget target, std::string_view content, Command& command) noexcept {
  switch (target) {
    case ImportTarget::actor: command.actor = ActorRef(content); break;
    case ImportTarget::contact: command.contact = ContactRef(content); break;
    case ImportTarget::other: command.other = ContactRef(content); break;
    case ImportTarget::rep: command.rep = ActorRef(content); break;
    case ImportTarget::cover: command.cover = ActorRef(content); break;
    case ImportTarget::key: command.key = content; break;
    case ImportTarget::reason: command.reason = content; break;
    case ImportTarget::niche: command.niche = content; break;
    case ImportTarget::team: command.team = content; break;
    case ImportTarget::document_number: command.document_number = content; break;
    case ImportTarget::name:
      command.sort_key = fold_name(content);
      command.name = content;
      break;
    case ImportTarget::personal: command.personal = as_bytes(content); break;
    default: break;
  }
}

// The pieces between separators, without the spaces around them; empty ones are left out.
std::vector<std::string_view> pieces_of(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> pieces;
  while (!text.empty()) {
    const std::size_t end = separator.empty() ? std::string_view::npos : text.find(separator);
    std::string_view piece = text.substr(0, end);
    while (!piece.empty() && piece.front() == ' ') piece.remove_prefix(1);
    while (!piece.empty() && piece.back() == ' ') piece.remove_suffix(1);
    if (!piece.empty()) pieces.push_back(piece);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + separator.size());
  }
  return pieces;
}

constexpr MatchKind kind_of(ImportTarget target) noexcept {
  switch (target) {
    case ImportTarget::phone: return MatchKind::phone;
    case ImportTarget::email: return MatchKind::email;
    case ImportTarget::domain: return MatchKind::domain;
    case ImportTarget::name_and_postcode: return MatchKind::name_and_postcode;
    default: return MatchKind::other;
  }
}

std::string_view read_match_keys(ImportTarget target, const ImportValue& value, std::string_view content,
                                 ImportLists& lists, Command& command) {
  if (command.match_keys.empty()) lists.match_keys.emplace_back();
  std::vector<MatchKey>& keys = lists.match_keys.back();
  for (const std::string_view piece : pieces_of(content, value.split)) {
    const Result<MatchKey> key = match_key_of(kind_of(target), piece, lists.match_secret);
    if (!key) return "no key can be made of it: the import has no match secret";
    if (std::find(keys.begin(), keys.end(), *key) == keys.end()) keys.push_back(*key);
  }
  command.match_keys = keys;
  return {};
}

std::string_view read_credits(std::string_view content, ImportLists& lists, Command& command) {
  std::vector<CreditShare>& credits = lists.credits.emplace_back();
  for (const std::string_view piece : pieces_of(content, ",")) {
    const std::size_t sign = piece.rfind('=');
    if (sign == std::string_view::npos) return "it is no list of shares: \"ana=1/2, ben=1/2\"";
    const std::vector<std::string_view> rep = pieces_of(piece.substr(0, sign), {});
    const std::vector<std::string_view> share = pieces_of(piece.substr(sign + 1), {});
    if (rep.empty() && share.empty()) continue;  // a column for a second rep, where there is none
    const Result<Rate> rate = Rate::parse(share.empty() ? std::string_view() : share[0]);
    if (rep.empty() || !rate) return "it is no list of shares: \"ana=1/2, ben=1/2\"";
    credits.push_back({.rep = ActorRef(rep[0]), .share = *rate});
  }
  command.credits = credits;
  return {};
}

std::string_view read_lines(const ImportValue& value, Currency currency, std::string_view content,
                            ImportLists& lists, Command& command) {
  constexpr std::string_view no_lines =
      "it is no list of lines: \"product|quantity|net|tax|cost\", and ; between them";
  std::vector<DealLine>& lines = lists.lines.emplace_back();
  for (const std::string_view piece : pieces_of(content, ";")) {
    std::array<std::string_view, 5> parts;
    std::size_t count = 0;
    for (std::string_view left = piece;; ++count) {
      if (count == parts.size()) return no_lines;
      const std::size_t end = left.find('|');
      const std::vector<std::string_view> part = pieces_of(left.substr(0, end), {});
      if (!part.empty()) parts[count] = part[0];
      if (end == std::string_view::npos) break;
      left.remove_prefix(end + 1);
    }
    DealLine line;
    line.product = parts[0];
    const auto [end, status] =
        std::from_chars(parts[1].data(), parts[1].data() + parts[1].size(), line.quantity);
    if (parts[0].empty() || parts[2].empty() || status != std::errc() ||
        end != parts[1].data() + parts[1].size())
      return no_lines;
    Money* amounts[] = {&line.net, &line.tax, &line.cost};
    for (std::size_t i = 0; i < std::size(amounts); ++i)
      if (!parts[i + 2].empty())
        if (const std::string_view reason = read_money(value, currency, parts[i + 2], *amounts[i]);
            !reason.empty())
          return reason;
    lines.push_back(line);
  }
  command.lines = lines;
  return {};
}

}  // namespace

std::string_view read_content(const ImportTargetRow& target, const ImportValue& value, Currency currency,
                              const Zone& zone, std::string_view content, ImportLists& lists,
                              Command& command) {
  switch (target.read) {
    case ImportRead::text: put_text(target.target, content, command); break;
    case ImportRead::time: {
      const auto read = read_by_formats(value, content, false);
      if (!read) return "it is no time of the format that the mapping gives";
      const Instant at = instant_of(*read, zone, value.plus_days, value.plus_minutes);
      (target.target == ImportTarget::due ? command.due : command.occurred_at) = at;
      break;
    }
    case ImportRead::date:
    case ImportRead::month: {
      const auto read = read_by_formats(value, content, true);
      if (!read) return "it is no date of the format that the mapping gives";
      const Date date = (read->instant ? zone.local_of(*read->instant).date : read->date)
                            .plus_days(value.plus_days)
                            .value_or(read->date);
      switch (target.target) {
        case ImportTarget::signed_on: command.signed_on = date; break;
        case ImportTarget::invoiced_on: command.invoiced_on = date; break;
        case ImportTarget::paid_on: command.paid_on = date; break;
        case ImportTarget::from: command.from = date; break;
        case ImportTarget::until: command.until = date; break;
        default: command.period = YearMonth::of(date).value_or(YearMonth());
      }
      break;
    }
    case ImportRead::money:
      return read_money(value, currency, content,
                        target.target == ImportTarget::tax ? command.tax : command.amount);
    case ImportRead::roles: return read_roles(content, command.roles);
    case ImportRead::flag: {
      bool& into = target.target == ImportTarget::active    ? command.active
                   : target.target == ImportTarget::inbound ? command.inbound
                   : target.target == ImportTarget::confirm ? command.confirm
                                                            : command.with_claim;
      return read_flag(content, into) ? std::string_view() : "it is neither true nor false";
    }
    case ImportRead::choice: {
      const bool known = target.target == ImportTarget::touch
                             ? read_choice(content, touch_count, command.touch)
                         : target.target == ImportTarget::disposition
                             ? read_choice(content, disposition_count, command.disposition)
                             : read_choice(content, suppression_scope_count, command.scope);
      return known ? std::string_view() : "it is no name that the member knows";
    }
    case ImportRead::number: {
      std::uint32_t seconds = 0;
      const auto [end, status] = std::from_chars(content.data(), content.data() + content.size(), seconds);
      if (status != std::errc() || end != content.data() + content.size())
        return "it is no whole number from 0 to 4294967295";
      command.talk_seconds = seconds;
      break;
    }
    case ImportRead::match: return read_match_keys(target.target, value, content, lists, command);
    case ImportRead::credits: return read_credits(content, lists, command);
    case ImportRead::lines: return read_lines(value, currency, content, lists, command);
  }
  return {};
}

std::string_view fault_of_content(const ImportTargetRow& target, const ImportValue& value,
                                  std::string_view content) {
  const Result<Currency> currency = Currency::parse(value.currency);
  static const Zone utc = Zone::utc();
  static constexpr std::array<std::byte, match_secret_bytes_min> any_secret{};
  Command ignored;
  ImportLists lists;
  lists.match_secret = any_secret;
  return read_content(target, value, currency ? *currency : Currency(), utc, content, lists, ignored);
}

}  // namespace firstlog::inline v1::detail
