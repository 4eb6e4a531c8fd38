// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/views/detail/performance-inl.hpp"
#include "firstlog/views/detail/performance_postings-inl.hpp"
#include "firstlog/views/detail/performance_ranking-inl.hpp"
