# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
"""The work of the status-change benchmarks, by index arithmetic alone: see README.md.

The same rule stands in scenario.hpp (ours) and scenario.mjs (XState); a test compares fingerprints.
"""

CONTACTS_PER_BLOCK = 1_000
REPS = 20
MANAGER = 20
START_MICROSECONDS = 1_767_603_600_000_000  # 2026-01-05T09:00:00Z, a Monday
STEP_MICROSECONDS = 1_000
CALLBACK_MICROSECONDS = 86_400_000_000

TRIGGERS = ("log_interest", "schedule_callback", "log_close", "approve")
STATES = ("new", "interested", "callback_scheduled", "pending_verification", "verified_close")


def attempts(contacts):
    """Yields (contact, trigger, actor, time, due, amount, accepted) in order.

    `contacts` is a multiple of 1,000. Trigger is an index into TRIGGERS; times are microseconds since
    1970 UTC; due is 0 except for schedule_callback; amount is minor units, 0 except for log_close and
    approve; accepted says what must be answered.
    """
    if contacts <= 0 or contacts % CONTACTS_PER_BLOCK:
        raise ValueError(f"contacts must be a positive multiple of {CONTACTS_PER_BLOCK}, not {contacts}")
    time = START_MICROSECONDS
    for step in range(4 * contacts):
        block, within = divmod(step, 4 * CONTACTS_PER_BLOCK)
        trigger, place = divmod(within, CONTACTS_PER_BLOCK)
        contact = block * CONTACTS_PER_BLOCK + place
        assignee = contact % REPS
        amount = 100_000 + contact % 1_000 if trigger >= 2 else 0
        if step % 19 == 18:
            wrong = assignee if trigger == 3 else (assignee + 1) % REPS
            yield (contact, trigger, wrong, time, time + CALLBACK_MICROSECONDS if trigger == 1 else 0, amount, False)
            time += STEP_MICROSECONDS
        actor = MANAGER if trigger == 3 else assignee
        yield (contact, trigger, actor, time, time + CALLBACK_MICROSECONDS if trigger == 1 else 0, amount, True)
        time += STEP_MICROSECONDS


def expected(contacts):
    """What every contender must have reached before its time counts."""
    return {
        "verified_close": contacts,
        "status_changes": 4 * contacts,
        "refused": 4 * contacts // 19,
        "invoiced": 100_000 * contacts + contacts // 1_000 * (999 * 1_000 // 2),
    }


def fingerprint(contacts):
    """FNV-1a, 32 bits, over one line of decimal text per attempt."""
    value = 2_166_136_261
    for contact, trigger, actor, time, due, amount, accepted in attempts(contacts):
        line = f"{contact},{trigger},{actor},{time},{due},{amount},{int(accepted)}\n"
        for byte in line.encode():
            value = (value ^ byte) * 16_777_619 & 0xFFFFFFFF
    return value
