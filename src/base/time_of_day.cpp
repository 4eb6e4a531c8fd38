// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/base/detail/time_of_day-inl.hpp"
