// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Peer: XState 5. Prints one JSON object per variant. Run by benchmarks/run; see README.md for the
// work and for what is timed. The library is imported from the folder in FIRSTLOG_BENCHMARK_NODE.
import crypto from "node:crypto";
import { createRequire } from "node:module";
import path from "node:path";
import * as scenario from "./scenario.mjs";

const require = createRequire(path.join(process.env.FIRSTLOG_BENCHMARK_NODE ?? process.cwd(), "package.json"));
const { setup, createActor, initialTransition, transition } = require("xstate");

const entryBytes = 44;
const stateNumber = Object.fromEntries(scenario.states.map((name, number) => [name, number]));

const machine = setup({
  guards: {
    byAssignee: ({ context, event }) => event.actor === context.assignee,
    byManager: ({ event }) => event.actor === scenario.manager,
  },
}).createMachine({
  id: "contact",
  context: ({ input }) => ({ assignee: input.assignee }),
  initial: "new",
  states: {
    new: { on: { log_interest: { target: "interested", guard: "byAssignee" } } },
    interested: { on: { schedule_callback: { target: "callback_scheduled", guard: "byAssignee" } } },
    callback_scheduled: { on: { log_close: { target: "pending_verification", guard: "byAssignee" } } },
    pending_verification: { on: { approve: { target: "verified_close", guard: "byManager" } } },
    verified_close: {},
  },
});

// The two ways the library offers. Both are run; the faster one counts.
const ways = {
  // Pure functions over snapshots kept by the caller.
  transition: (contacts) => {
    const snapshots = contacts.map((c) => initialTransition(machine, { assignee: c.assignee })[0]);
    return {
      value: (contact) => snapshots[contact].value,
      send: (contact, event) => {
        snapshots[contact] = transition(machine, snapshots[contact], event)[0];
        return snapshots[contact].value;
      },
    };
  },
  // One started actor per contact.
  actor: (contacts) => {
    const actors = contacts.map((c) => createActor(machine, { input: { assignee: c.assignee } }).start());
    return {
      value: (contact) => actors[contact].getSnapshot().value,
      send: (contact, event) => {
        actors[contact].send(event);
        return actors[contact].getSnapshot().value;
      },
    };
  },
};

function write(buffer, view, offset, position, a, from, to) {
  const put64 = (at, value) => {
    const low = value % 4294967296;
    view.setUint32(at, low, true);
    view.setUint32(at + 4, (value - low) / 4294967296, true);
  };
  put64(offset, position);
  put64(offset + 8, a.time);
  view.setUint32(offset + 16, a.contact, true);
  buffer[offset + 20] = a.trigger;
  buffer[offset + 21] = from;
  buffer[offset + 22] = to;
  buffer[offset + 23] = 0;
  view.setUint32(offset + 24, a.actor, true);
  put64(offset + 28, a.due);
  put64(offset + 36, a.amount);
}

// One hash of a whole buffer; older versions of node have only the streaming form.
const hash = crypto.hash
  ? (bytes) => crypto.hash("blake2b512", bytes, "buffer")
  : (bytes) => crypto.createHash("blake2b512").update(bytes).digest();

// Preparing contacts and attempts is not timed.
function run(count, batch, way) {
  const contacts = Array.from({ length: count }, (_, number) => ({
    assignee: number % scenario.reps,
    history: [],
    due: 0,
    claimed: 0,
    invoiced: 0,
  }));
  const machines = ways[way](contacts);
  const attempts = scenario.attempts(count);
  const events = attempts.map((a) => ({ type: scenario.triggers[a.trigger], actor: a.actor }));
  const buffer = Buffer.alloc(64 + entryBytes * batch); // the hash before, then the batch's entries
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  let position = 0;
  let refused = 0;
  let changes = 0;
  globalThis.gc?.();
  const begin = process.hrtime.bigint();
  for (let first = 0; first < attempts.length; first += batch) {
    const last = Math.min(first + batch, attempts.length);
    let end = 64;
    for (let i = first; i < last; ++i) {
      const a = attempts[i];
      const before = machines.value(a.contact);
      const after = machines.send(a.contact, events[i]);
      if (after === before) {
        ++refused;
        continue;
      }
      const contact = contacts[a.contact];
      if (a.trigger === 1) contact.due = a.due;
      else if (a.trigger === 2) contact.claimed = a.amount;
      else if (a.trigger === 3) contact.invoiced = a.amount;
      ++changes;
      ++position;
      contact.history.push({ time: a.time, trigger: a.trigger, before, after, actor: a.actor });
      write(buffer, view, end, position, a, stateNumber[before], stateNumber[after]);
      end += entryBytes;
    }
    if (end > 64) hash(buffer.subarray(0, end)).copy(buffer, 0);
  }
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  if (contacts.some((c) => c.history.length !== 4)) throw new Error("a contact's history does not hold its four changes");
  let verified = 0;
  for (let i = 0; i < count; ++i) verified += machines.value(i) === "verified_close" ? 1 : 0;
  return {
    seconds,
    chainHead: buffer.subarray(0, 64).toString("hex"),
    results: {
      verified_close: verified,
      status_changes: changes,
      refused,
      invoiced: contacts.reduce((sum, c) => sum + c.invoiced, 0),
    },
  };
}

const contactsOption = process.argv.indexOf("--contacts");
const count = contactsOption > 0 ? Number(process.argv[contactsOption + 1]) : 20000;
for (const way of Object.keys(ways)) {
  run(2000, 100, way); // warm-up
  for (const batch of [100, 1]) {
    const { seconds, results, chainHead } = run(count, batch, way);
    console.log(
      JSON.stringify({
        series: `status_change/xstate_${way}/commit_${batch}`,
        items: results.status_changes,
        seconds,
        exact: JSON.stringify(results) === JSON.stringify(scenario.expected(count)),
        results,
        chain_head: chainHead,
      }),
    );
  }
}
