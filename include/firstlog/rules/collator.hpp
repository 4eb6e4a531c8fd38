// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The order of names in a language, passed in (DESIGN 3.14): what alphabetical rules compare where the
// policy names a collation. Built in is only the folded root order of fold_name (rules/assignment.hpp); the
// component `contacts` brings ICU's orders (contacts/icu_collators.hpp), a host may bring its own.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "firstlog/base/config.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/rules/sort_key.hpp"

namespace firstlog::inline v1 {

// One order of names. Immutable; any number of threads may use it at once.
class FIRSTLOG_API Collator {
 public:
  virtual ~Collator() = default;

  // What the keys depend on: another version may sort otherwise. 1 to 128 bytes of UTF-8. It is written
  // beside every policy that goes by the collation, and must be the same when the journal is opened again.
  virtual std::string_view version() const noexcept = 0;

  // The first eight bytes of a key that compares, byte by byte, as the names do where case, marks that are
  // no letters of their own, spaces and punctuation are passed over. It has no zero bytes; nothing is
  // present for a name without letters and digits. Whatever begins with a name has a key that begins with
  // the name's, but where the letters join to another one ("ch" in traditional Spanish). `name` is UTF-8.
  virtual SortKey key(std::string_view name) const noexcept = 0;

  // The digits and letters of the language, UTF-8, capitals: what gaps are looked for in.
  virtual std::span<const std::string> letters() const noexcept = 0;
};

// Collators by the name that a policy gives. May be called by several threads at once.
class FIRSTLOG_API CollatorSource {
 public:
  virtual ~CollatorSource() = default;
  // Lives as long as the source. Errors: unsupported, with the remedy, where there is none of that name.
  virtual Result<const Collator*> collator(std::string_view name) noexcept = 0;
};

}  // namespace firstlog::inline v1
