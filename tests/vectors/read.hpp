// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A file of vectors as it stands: every number keeps the digits in which it is written.
#pragma once

#include <istream>
#include <nlohmann/json.hpp>
#include <string>

namespace firstlog_vectors {

struct ReadVectors {
  nlohmann::json vectors;  // a list
  std::string fault;       // empty where all is well; otherwise what is wrong, and where
};

ReadVectors read_vectors(std::istream& file);

}  // namespace firstlog_vectors
