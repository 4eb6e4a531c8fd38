// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Numbers that somebody is about to write, one for each row: not cleared first, and of many rows in large
// pages where the system has them. Clearing and small pages cost more than what is reckoned here.
#pragma once

#ifdef __linux__
#include <sys/mman.h>
#endif

#include <cstddef>
#include <limits>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

namespace firstlog_python {

template <class T>
struct RoomyAllocator {
  using value_type = T;
  static constexpr std::size_t large_page = std::size_t{1} << 21;

  RoomyAllocator() = default;
  template <class Other>
  RoomyAllocator(const RoomyAllocator<Other>&) noexcept {}

  static bool is_large(std::size_t count) noexcept { return count >= large_page / sizeof(T); }

  T* allocate(std::size_t count) {
    if (count > std::numeric_limits<std::size_t>::max() / sizeof(T) / 2) throw std::bad_array_new_length();
    if (!is_large(count)) return static_cast<T*>(::operator new(count * sizeof(T)));
    const std::size_t bytes = (count * sizeof(T) + large_page - 1) / large_page * large_page;
    void* place = ::operator new(bytes, std::align_val_t{large_page});
#ifdef MADV_HUGEPAGE
    ::madvise(place, bytes, MADV_HUGEPAGE);  // a wish: whether it is granted changes no result
#endif
    return static_cast<T*>(place);
  }
  void deallocate(T* place, std::size_t count) noexcept {
    if (is_large(count))
      ::operator delete(place, std::align_val_t{large_page});
    else
      ::operator delete(place);
  }

  template <class Made>
  void construct(Made* place) noexcept(std::is_nothrow_default_constructible_v<Made>) {
    ::new (static_cast<void*>(place)) Made;  // a number is left as it is
  }
  template <class Made, class... Given>
  void construct(Made* place, Given&&... given) {
    ::new (static_cast<void*>(place)) Made(std::forward<Given>(given)...);
  }

  friend bool operator==(const RoomyAllocator&, const RoomyAllocator&) noexcept { return true; }
};

// resize() leaves new elements unwritten: whoever resizes writes them all.
template <class T>
using RoomyVector = std::vector<T, RoomyAllocator<T>>;

}  // namespace firstlog_python
