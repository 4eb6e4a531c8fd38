// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The orders of names that ICU knows, for policies with a `collation`. Part of the optional component
// `contacts` (firstlog::contacts), which brings ICU; no header of it is needed to use this.
#pragma once

#include <memory>
#include <string_view>

#include "firstlog/base/config.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/rules/collator.hpp"

namespace firstlog::inline v1 {

// Collators by language tag (BCP 47): "sv", "de", "de-u-co-phonebk", "es-u-co-trad". Letters alone are
// compared (ICU's primary strength), spaces and punctuation are passed over.
//
// The version tells ICU's own version of the collator's rules and data. Another ICU may have another one;
// EngineOptions::accept_other_collations says what becomes of a journal then.
//
// Collators are opened at the first use and kept. Threads: any number at once.
class FIRSTLOG_API IcuCollators final : public CollatorSource {
 public:
  IcuCollators();
  ~IcuCollators() override;
  IcuCollators(const IcuCollators&) = delete;
  IcuCollators& operator=(const IcuCollators&) = delete;

  // Errors: unsupported (no language tag, or a language that ICU has no order for); out_of_memory.
  Result<const Collator*> collator(std::string_view name) noexcept override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace firstlog::inline v1
