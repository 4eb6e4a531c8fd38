// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "engine/policy_registry.hpp"

#include <new>
#include <utility>

#include "firstlog/formats/policy_json.hpp"

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
    if (auto found = by_document_.find(text); found != by_document_.end()) return found->second.get();
  }
  Result<CompiledPolicy> compiled = check(document);
  if (!compiled) return compiled.error();
  auto owned = std::make_unique<CompiledPolicy>(std::move(*compiled));
  const std::lock_guard lock(mutex_);
  return by_document_.try_emplace(std::move(text), std::move(owned)).first->second.get();
} catch (const std::bad_alloc&) {
  return Error(Status::out_of_memory, "policy", "no memory to compile the policy");
}

std::string_view PolicyRegistry::document_of(const CompiledPolicy* policy) noexcept {
  const std::lock_guard lock(mutex_);
  for (const auto& [document, compiled] : by_document_)
    if (compiled.get() == policy) return document;  // a node of the map: stays where it is
  return {};
}

}  // namespace firstlog::inline v1::detail
