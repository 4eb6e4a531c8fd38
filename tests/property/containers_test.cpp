// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The containers of State against std::vector, alone, as branches, and as branches of
// branches, under random operations.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "firstlog/core/detail/side_table.hpp"
#include "firstlog/core/detail/table.hpp"

namespace firstlog_test {
namespace {

using firstlog::detail::Keys;
using firstlog::detail::SideTable;
using firstlog::detail::Table;

struct Row {
  std::uint64_t value;
  std::uint32_t tail;
};

// What a stack of three layers holds: the base, a branch, a branch of that.
template <class Subject, class Oracle>
struct Layers {
  Subject base;
  Subject middle{&base};
  Subject top{&middle};
  Oracle of_base;
  Oracle of_middle;
  Oracle of_top;
};

void expect_same(const Table<Row>& table, const std::vector<std::uint64_t>& oracle) {
  RC_ASSERT(table.size() == oracle.size());
  for (std::size_t i = 0; i < oracle.size(); ++i) {
    RC_ASSERT(table[i].value == oracle[i]);
    RC_ASSERT(table[i].tail == static_cast<std::uint32_t>(oracle[i]));
  }
}

Row row_of(std::uint64_t value) {
  return {value, static_cast<std::uint32_t>(value)};
}

TEST(TableProperty, IsAVectorWithBranches) {
  EXPECT_TRUE(rc::check([] {
    Layers<Table<Row>, std::vector<std::uint64_t>> l;
    // Past a chunk of rows, now and then.
    const auto start = *rc::gen::element<std::uint64_t>(0, 1, 5, 1023, 1024, 1025, 2050);
    for (std::uint64_t i = 0; i < start; ++i) {
      l.base.append(row_of(i));
      l.of_base.push_back(i);
    }
    l.middle.restart();
    l.top.restart();
    l.of_middle = l.of_top = l.of_base;
    const auto steps = *rc::gen::container<std::vector<std::pair<int, std::uint32_t>>>(
        rc::gen::pair(rc::gen::inRange(0, 40), rc::gen::arbitrary<std::uint32_t>()));
    for (const auto& [what, n] : steps) {
      if (what < 12) {
        l.top.append(row_of(n));
        l.of_top.push_back(n);
      } else if (what < 36) {
        if (l.of_top.empty()) continue;
        const std::size_t at = n % l.of_top.size();
        Row& row = l.top.edit(at);
        RC_ASSERT(row.value == l.of_top[at]);
        row = row_of(n + 7ULL);
        l.of_top[at] = n + 7ULL;
      } else if (what == 36) {
        l.top.restart();
        l.of_top = l.of_middle;
      } else if (what == 37) {
        l.top.absorb_into(l.middle);
        l.of_middle = l.of_top;
      } else if (what == 38) {
        l.top.absorb_into(l.middle);
        l.middle.absorb_into(l.base);
        l.top.restart();
        l.of_base = l.of_middle = l.of_top;
      } else {
        l.middle.restart();
        l.top.restart();
        l.of_top = l.of_middle = l.of_base;
      }
      expect_same(l.middle, l.of_middle);
      expect_same(l.top, l.of_top);
    }
    expect_same(l.base, l.of_base);
  }));
}

void expect_same(const Keys& keys, const std::vector<std::string>& oracle) {
  RC_ASSERT(keys.size() == oracle.size());
  for (std::uint32_t i = 1; i <= oracle.size(); ++i) {
    RC_ASSERT(keys.key_of(i) == oracle[i - 1]);
    RC_ASSERT(keys.find(oracle[i - 1]) == i);
  }
  RC_ASSERT(keys.key_of(0).empty());
  RC_ASSERT(keys.key_of(static_cast<std::uint32_t>(oracle.size() + 1)).empty());
  RC_ASSERT(keys.find("never interned") == 0U);
  RC_ASSERT(keys.find("") == 0U);
}

TEST(KeysProperty, NumberTheirTextsInOrderOfArrival) {
  EXPECT_TRUE(rc::check([] {
    Layers<Keys, std::vector<std::string>> l;
    const auto steps = *rc::gen::container<std::vector<std::pair<int, int>>>(
        rc::gen::pair(rc::gen::inRange(0, 40), rc::gen::inRange(0, 60)));
    for (const auto& [what, n] : steps) {
      if (what < 36) {
        const std::string key = "key " + std::to_string(n);
        std::uint32_t expected = 0;
        for (std::size_t i = 0; i < l.of_top.size(); ++i)
          if (l.of_top[i] == key) expected = static_cast<std::uint32_t>(i + 1);
        RC_ASSERT(l.top.find(key) == expected);
        if (expected == 0) {
          l.of_top.push_back(key);
          expected = static_cast<std::uint32_t>(l.of_top.size());
        }
        RC_ASSERT(l.top.intern(key) == expected);
      } else if (what == 36) {
        l.top.restart();
        l.of_top = l.of_middle;
      } else if (what == 37) {
        l.top.absorb_into(l.middle);
        l.of_middle = l.of_top;
      } else if (what == 38) {
        l.top.absorb_into(l.middle);
        l.middle.absorb_into(l.base);
        l.top.restart();
        l.of_base = l.of_middle = l.of_top;
      } else {
        l.middle.restart();
        l.top.restart();
        l.of_top = l.of_middle = l.of_base;
      }
      expect_same(l.middle, l.of_middle);
      expect_same(l.top, l.of_top);
    }
    expect_same(l.base, l.of_base);
  }));
}

struct Rare {
  std::uint64_t value = 0;
  friend constexpr bool operator==(const Rare&, const Rare&) noexcept = default;
};

void expect_same(const SideTable<Rare>& table, const std::map<std::uint32_t, std::uint64_t>& oracle,
                 std::uint32_t keys) {
  std::vector<std::uint32_t> present;
  for (std::uint32_t key = 1; key <= keys; ++key) {
    const auto found = oracle.find(key);
    RC_ASSERT(table[key].value == (found == oracle.end() ? 0 : found->second));
    if (found != oracle.end()) present.push_back(key);
  }
  RC_ASSERT(table.keys() == present);
  RC_ASSERT((present.empty() || !table.empty()));
}

TEST(SideTableProperty, IsAMapWithBranches) {
  EXPECT_TRUE(rc::check([] {
    Layers<SideTable<Rare>, std::map<std::uint32_t, std::uint64_t>> l;
    // Few keys, so that rows come and go; many, so that it grows.
    const auto keys = *rc::gen::element<std::uint32_t>(4, 20, 300);
    const auto steps = *rc::gen::container<std::vector<std::tuple<int, std::uint32_t, std::uint64_t>>>(
        rc::gen::tuple(rc::gen::inRange(0, 40), rc::gen::inRange<std::uint32_t>(1, 301),
                       rc::gen::inRange<std::uint64_t>(0, 3)));
    auto set = [keys](SideTable<Rare>& table, std::map<std::uint32_t, std::uint64_t>& oracle,
                      std::uint32_t key, std::uint64_t value) {
      key = 1 + key % keys;
      table.set(key, Rare{value});
      if (value == 0)
        oracle.erase(key);
      else
        oracle[key] = value;
    };
    for (const auto& [what, key, value] : steps) {
      if (what < 36) {
        set(l.top, l.of_top, key, value);
      } else if (what == 36) {
        l.top.restart();
        l.of_top = l.of_middle;
      } else {
        l.top.absorb_into(l.middle);
        l.of_middle = l.of_top;
        if (what >= 38) {
          l.middle.absorb_into(l.base);
          l.of_base = l.of_middle;
        }
        if (what == 39) set(l.base, l.of_base, key, value);
        l.middle.rebase(&l.base);
        l.top.rebase(&l.middle);
        l.of_middle = l.of_base;  // what only the middle had absorbed is forgotten with it
        l.of_top = l.of_middle;
      }
      expect_same(l.top, l.of_top, keys);
      expect_same(l.middle, l.of_middle, keys);
      expect_same(l.base, l.of_base, keys);
    }
  }));
}

}  // namespace
}  // namespace firstlog_test
