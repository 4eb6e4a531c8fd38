// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What plans of the plan language post, and what quotas and people change about it.
#include "firstlog/views/detail/performance_people-inl.hpp"
#include "firstlog/views/detail/performance_plans-inl.hpp"
#include "firstlog/views/detail/performance_quota-inl.hpp"
#include "firstlog/views/detail/performance_release-inl.hpp"
