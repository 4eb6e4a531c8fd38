// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What a mapping's texts mean: templates, and contents read into members of a command.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/base/bytes.hpp"
#include "firstlog/base/money.hpp"
#include "firstlog/base/zone.hpp"
#include "firstlog/core/command.hpp"
#include "firstlog/formats/import_mapping.hpp"
#include "formats/import_targets.hpp"

namespace firstlog::inline v1::detail {

// A piece of a template: literal text, or a column's name.
struct TemplatePart {
  std::string text;
  bool column = false;
};

// Empty where the braces are right.
std::string_view fault_of_template(std::string_view text) noexcept;
// Only of a text without fault.
std::vector<TemplatePart> parts_of(std::string_view text);

// Lists that commands view, until clear().
struct ImportLists {
  Bytes match_secret;  // empty: no match keys can be made
  std::deque<std::vector<MatchKey>> match_keys;
  std::deque<std::vector<CreditShare>> credits;
  std::deque<std::vector<DealLine>> lines;

  void clear() noexcept {
    match_keys.clear();
    credits.clear();
    lines.clear();
  }
};

// Puts `content`, which is not empty, into the member of `command` that `target` names; names, places and
// times in zones are put together by whoever calls. Views into `content` must live as long as the command,
// and so must `lists`. Empty where it fits, else the reason.
std::string_view read_content(const ImportTargetRow& target, const ImportValue& value, Currency currency,
                              const Zone& zone, std::string_view content, ImportLists& lists,
                              Command& command);

// Why a content can never be read into that member, as far as that needs no zone; empty where it can.
std::string_view fault_of_content(const ImportTargetRow& target, const ImportValue& value,
                                  std::string_view content);

}  // namespace firstlog::inline v1::detail
