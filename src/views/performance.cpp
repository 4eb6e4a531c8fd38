// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/views/detail/performance-inl.hpp"
#include "firstlog/views/detail/performance_people-inl.hpp"
#include "firstlog/views/detail/performance_plans-inl.hpp"
#include "firstlog/views/detail/performance_postings-inl.hpp"
#include "firstlog/views/detail/performance_quota-inl.hpp"
#include "firstlog/views/detail/performance_ranking-inl.hpp"
#include "firstlog/views/detail/performance_release-inl.hpp"
