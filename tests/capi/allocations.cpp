// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "allocations.hpp"

#include <cstdlib>
#include <new>

namespace capi_test {

std::atomic<std::int64_t> allocations{0};
std::atomic<std::int64_t> allocations_left{-1};

}  // namespace capi_test

namespace {

// Null where this allocation is told to fail.
void* taken(std::size_t size) noexcept {
  using capi_test::allocations_left;
  ++capi_test::allocations;
  if (allocations_left.load() >= 0 && allocations_left.fetch_sub(1) <= 0) {
    allocations_left = 0;
    return nullptr;
  }
  return std::malloc(size == 0 ? 1 : size);
}

}  // namespace

// All of them, so that none is paired with another's.
void* operator new(std::size_t size) {
  if (void* memory = taken(size)) return memory;
  throw std::bad_alloc();
}
void* operator new[](std::size_t size) {
  if (void* memory = taken(size)) return memory;
  throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return taken(size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return taken(size);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete[](void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, const std::nothrow_t&) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, const std::nothrow_t&) noexcept {
  std::free(memory);
}
