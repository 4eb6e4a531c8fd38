// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Allocations of this process are counted, and fail when they are told to: the library's too, whose operator
// new is that of the program.
#pragma once

#include <atomic>
#include <cstdint>

namespace capi_test {

extern std::atomic<std::int64_t> allocations;       // so far
extern std::atomic<std::int64_t> allocations_left;  // then each of them fails; below 0: without end

}  // namespace capi_test
