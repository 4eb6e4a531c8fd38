// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/base/version.hpp"

#include "firstlog/base/detail/version-inl.hpp"
