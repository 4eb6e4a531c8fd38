// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Runs one vector: translation into a plan document, evaluation, comparison.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace firstlog_vectors {

enum class Verdict { passed, failed, unsupported };

struct Run {
  Verdict verdict = Verdict::failed;
  std::string reason;    // what differs, or what the translation does not know
  std::string document;  // the plan
};

// Never throws for what a vector may hold.
Run run_vector(const nlohmann::json& vector);

}  // namespace firstlog_vectors
