// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "engine/policy_registry.hpp"

#include <new>
#include <utility>

#include "firstlog/formats/policy_json.hpp"
#include "firstlog/rules/policy_check.hpp"

namespace firstlog::inline v1::detail {

Result<CompiledPolicy> PolicyRegistry::check(std::string_view document) {
  Result<Policy> policy = parse_policy(document);
  if (!policy) return policy.error();
  Result<Zone> zone = zones_.zone(policy->zone);
  if (!zone) return zone.error();
  Result<const Collator*> order = collator(policy->collation);
  if (!order) return order.error();
  return CompiledPolicy::compile(std::move(*policy), std::move(*zone), *order);
}

Result<const Collator*> PolicyRegistry::collator(std::string_view name) noexcept {
  if (name.empty() || collators_ == nullptr) return static_cast<const Collator*>(nullptr);
  return collators_->collator(name);
}

Result<const CompiledPolicy*> PolicyRegistry::compile(std::string_view document) noexcept try {
  std::string text(document);
  {
    const std::lock_guard lock(mutex_);
    if (auto found = by_document_.find(text); found != by_document_.end()) return found->second.policy.get();
  }
  Result<CompiledPolicy> compiled = check(document);
  if (!compiled) return compiled.error();
  auto owned = std::make_unique<CompiledPolicy>(std::move(*compiled));
  const std::lock_guard lock(mutex_);
  return by_document_.try_emplace(std::move(text), Known{std::move(owned), false}).first->second.policy.get();
} catch (const std::bad_alloc&) {
  return Error(Status::out_of_memory, "policy", "no memory to compile the policy");
}

Result<const CompiledPolicy*> PolicyRegistry::admit(std::string_view document) noexcept try {
  Result<const CompiledPolicy*> compiled = compile(document);
  if (!compiled || (*compiled)->plans().empty()) return compiled;
  const std::string text(document);
  {
    const std::lock_guard lock(mutex_);
    if (by_document_.at(text).plans_checked) return compiled;
  }
  if (const std::optional<Error> fault = fault_of(check_policy_plans(**compiled))) return *fault;
  const std::lock_guard lock(mutex_);
  by_document_.at(text).plans_checked = true;
  return compiled;
} catch (const std::bad_alloc&) {
  return Error(Status::out_of_memory, "policy", "no memory to check the policy");
}

std::string_view PolicyRegistry::document_of(const CompiledPolicy* policy) noexcept {
  const std::lock_guard lock(mutex_);
  for (const auto& [document, compiled] : by_document_)
    if (compiled.policy.get() == policy) return document;  // a node of the map: stays where it is
  return {};
}

}  // namespace firstlog::inline v1::detail
