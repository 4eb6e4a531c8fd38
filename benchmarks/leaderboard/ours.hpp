// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "leaderboard/season.hpp"

namespace firstlog_benchmarks {

// The ranks that ours answers to these changes, summed up by season::add_rank.
std::uint64_t ranks_of_ours(const std::vector<season::Change>& changes);

}  // namespace firstlog_benchmarks
