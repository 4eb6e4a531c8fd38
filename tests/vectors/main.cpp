// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
//   firstlog_vectors FILE [ID]   evaluates the vectors of a file of README.md's schema; of one of them
//                                it shows the plan document too
//
// Names every vector that does not pass; the last line is "N passed, M failed, K unsupported". Ends
// with 0 where all pass, with 1 where some do not, with 2 where the file cannot be read.
#include <cstdio>
#include <fstream>
#include <string>

#include "read.hpp"
#include "run.hpp"

int main(int count, char** arguments) {
  if (count < 2) {
    std::fprintf(stderr, "firstlog_vectors FILE [ID]\n");
    return 2;
  }
  std::ifstream file(arguments[1]);
  const auto [vectors, fault] = firstlog_vectors::read_vectors(file);
  if (!fault.empty()) {
    std::fprintf(stderr, "%s: %s\n", arguments[1], fault.c_str());
    return 2;
  }
  using firstlog_vectors::Verdict;
  int passed = 0;
  int failed = 0;
  int unsupported = 0;
  for (const nlohmann::json& vector : vectors) {
    const nlohmann::json* id = vector.is_object() && vector.contains("id") ? &vector["id"] : nullptr;
    const std::string name = id != nullptr && id->is_string() ? id->get<std::string>() : "(no id)";
    if (count > 2 && name != arguments[2]) continue;
    const firstlog_vectors::Run run = firstlog_vectors::run_vector(vector);
    if (count > 2) std::printf("%s\n", run.document.c_str());
    switch (run.verdict) {
      case Verdict::passed: ++passed; break;
      case Verdict::failed: ++failed; break;
      case Verdict::unsupported: ++unsupported; break;
    }
    if (run.verdict != Verdict::passed)
      std::printf("%s %s: %s\n", run.verdict == Verdict::failed ? "failed" : "unsupported", name.c_str(),
                  run.reason.c_str());
  }
  std::printf("%d passed, %d failed, %d unsupported\n", passed, failed, unsupported);
  return failed + unsupported == 0 ? 0 : 1;
}
