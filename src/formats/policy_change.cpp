// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/formats/policy_change.hpp"

#include <algorithm>
#include <new>
#include <nlohmann/json.hpp>

#include "firstlog/formats/policy_json.hpp"
#include "formats/json_value.hpp"

namespace firstlog::inline v1 {

namespace {

using Json = nlohmann::ordered_json;

bool has_name(const Json& item) {
  return item.is_object() && item.contains("name") && item["name"].is_string();
}
bool goes_by_names(const Json& list) {
  return list.is_array() && !list.empty() && std::all_of(list.begin(), list.end(), has_name);
}

// Both within the depth that documents may have.
void merge(Json& into, const Json& change) {  // NOLINT(misc-no-recursion)
  if (goes_by_names(into) && goes_by_names(change)) {
    for (const Json& item : change) {
      const auto same = std::find_if(into.begin(), into.end(),
                                     [&](const Json& one) { return one["name"] == item["name"]; });
      if (same == into.end())
        into.push_back(item);
      else
        merge(*same, item);
    }
    return;
  }
  if (!change.is_object()) {
    into = change;
    return;
  }
  if (!into.is_object()) into = Json::object();
  for (const auto& [member, value] : change.items()) {
    if (value.is_null())
      into.erase(member);
    else
      merge(into[member], value);
  }
}

}  // namespace

Result<std::string> change_policy(std::string_view document, std::string_view change) noexcept try {
  const Result<Policy> before = parse_policy(document);
  if (!before) return before.error();
  const Result<detail::JsonValue> read = detail::parse_json(
      change, "change", {policy_bytes_max, policy_depth_max, policy_values_max, policy_members_max});
  if (!read) return read.error();
  if (read->kind != detail::JsonValue::Kind::object)
    return Error(Status::malformed, "change", "is not an object", "write the members that differ in braces");
  Json whole = Json::parse(policy_to_whole_json(*before));
  merge(whole, Json::parse(change));
  const Result<Policy> after = parse_policy(whole.dump());
  if (!after) return after.error();
  return policy_to_json(*after);
} catch (const std::bad_alloc&) {
  return Error(Status::out_of_memory, "change", "no memory to change the policy");
} catch (...) {
  return Error(Status::internal, "change", "an unexpected exception", "report this");
}

}  // namespace firstlog::inline v1
