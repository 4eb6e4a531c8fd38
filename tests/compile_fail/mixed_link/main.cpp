// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Knows no mode of its own; calls the users that FIRSTLOG_TEST_FIRST and _SECOND name.
bool FIRSTLOG_TEST_FIRST();
bool FIRSTLOG_TEST_SECOND();

int main() {
  return FIRSTLOG_TEST_FIRST() && FIRSTLOG_TEST_SECOND() ? 0 : 1;
}
