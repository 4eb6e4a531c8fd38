// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The work of the status-change benchmarks, by index arithmetic alone: see README.md.
// The same rule stands in scenario.hpp (ours) and scenario.py; a test compares fingerprints.

export const contactsPerBlock = 1000;
export const reps = 20;
export const manager = 20;
const startMicroseconds = 1767603600000000; // 2026-01-05T09:00:00Z, a Monday
const stepMicroseconds = 1000;
const callbackMicroseconds = 86400000000;

export const triggers = ["log_interest", "schedule_callback", "log_close", "approve"];
export const states = ["new", "interested", "callback_scheduled", "pending_verification", "verified_close"];

// All attempts in order. Numbers stay below 2^53, so they are exact.
export function attempts(contacts) {
  if (!(contacts > 0) || contacts % contactsPerBlock !== 0) {
    throw new Error(`contacts must be a positive multiple of ${contactsPerBlock}, not ${contacts}`);
  }
  const all = [];
  let time = startMicroseconds;
  for (let step = 0; step < 4 * contacts; ++step) {
    const within = step % (4 * contactsPerBlock);
    const block = (step - within) / (4 * contactsPerBlock);
    const place = within % contactsPerBlock;
    const trigger = (within - place) / contactsPerBlock;
    const contact = block * contactsPerBlock + place;
    const assignee = contact % reps;
    const amount = trigger >= 2 ? 100000 + (contact % 1000) : 0;
    if (step % 19 === 18) {
      const wrong = trigger === 3 ? assignee : (assignee + 1) % reps;
      const due = trigger === 1 ? time + callbackMicroseconds : 0;
      all.push({ contact, trigger, actor: wrong, time, due, amount, accepted: false });
      time += stepMicroseconds;
    }
    const due = trigger === 1 ? time + callbackMicroseconds : 0;
    all.push({ contact, trigger, actor: trigger === 3 ? manager : assignee, time, due, amount, accepted: true });
    time += stepMicroseconds;
  }
  return all;
}

// What every contender must have reached before its time counts.
export function expected(contacts) {
  return {
    verified_close: contacts,
    status_changes: 4 * contacts,
    refused: Math.floor((4 * contacts) / 19),
    invoiced: 100000 * contacts + (contacts / 1000) * 499500,
  };
}

// FNV-1a, 32 bits, over one line of decimal text per attempt.
export function fingerprint(contacts) {
  let value = 2166136261;
  for (const a of attempts(contacts)) {
    const line = `${a.contact},${a.trigger},${a.actor},${a.time},${a.due},${a.amount},${a.accepted ? 1 : 0}\n`;
    for (let i = 0; i < line.length; ++i) value = Math.imul(value ^ line.charCodeAt(i), 16777619) >>> 0;
  }
  return value;
}
