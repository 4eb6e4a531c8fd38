// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "allocations.hpp"

#include <cstdlib>
#include <new>

namespace capi_test {

std::atomic<std::int64_t> allocations{0};
std::atomic<std::int64_t> allocations_left{-1};

}  // namespace capi_test

void* operator new(std::size_t size) {
  using capi_test::allocations_left;
  ++capi_test::allocations;
  if (allocations_left.load() >= 0 && allocations_left.fetch_sub(1) <= 0) {
    allocations_left = 0;
    throw std::bad_alloc();
  }
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
