// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Compiled policies by their text. They live as long as the engine, so that states and views may
// point at them.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "firstlog/engine/clock.hpp"
#include "firstlog/rules/policy.hpp"

namespace firstlog::inline v1::detail {

class PolicyRegistry {
 public:
  // `collators` may be null: there are none.
  PolicyRegistry(ZoneSource& zones, CollatorSource* collators, bool accepts_other_collations) noexcept
      : zones_(zones), collators_(collators), accepts_other_collations_(accepts_other_collations) {}

  // Whether a journal may go by another version of a collation than the source has.
  bool accepts_other_collations() const noexcept { return accepts_other_collations_; }

  // The collator of that name; null where the name is empty. Errors: those of the source.
  Result<const Collator*> collator(std::string_view name) noexcept;

  // Compiles without keeping anything: what compile would answer.
  Result<CompiledPolicy> check(std::string_view document);

  // The policy that the document says, kept for good. Errors: those of parse_policy, of the zone source, of
  // compile.
  Result<const CompiledPolicy*> compile(std::string_view document) noexcept;

  // The same for a document that a command brings: the plan checker must not refuse it either, once.
  Result<const CompiledPolicy*> admit(std::string_view document) noexcept;

  // The document that a policy of this registry was compiled from; empty for another's.
  std::string_view document_of(const CompiledPolicy* policy) noexcept;

 private:
  ZoneSource& zones_;
  CollatorSource* collators_;
  bool accepts_other_collations_;
  std::mutex mutex_;
  struct Known {
    std::unique_ptr<CompiledPolicy> policy;
    bool plans_checked = false;
  };
  std::unordered_map<std::string, Known> by_document_;
};

}  // namespace firstlog::inline v1::detail
