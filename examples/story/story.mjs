// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The story of story.c, in Node.js by koffi (npm install koffi).
//
//   FIRSTLOG_LIBRARY=/usr/lib/x86_64-linux-gnu/libfirstlog_c.so.0 node story.mjs FILE
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'

// Installed beside this file, or wherever the working directory's packages are.
const koffi = createRequire(process.env.FIRSTLOG_KOFFI ?? import.meta.url)('koffi')

const begin = 1767603600000000n // 2026-01-05T09:00:00Z
const waitDefault = -(2n ** 63n)
const kinds = {
  found_organisation: 1, register_actor: 3, register_contact: 10,
  log_interest: 20, log_close: 25, approve: 27, log_activity: 40,
}
const accepted = 1

const text = koffi.struct('firstlog_text', { data: 'const char *', size: 'uint64_t' })
const reference = koffi.struct('firstlog_reference', { id: 'uint32_t', reserved: 'uint32_t', key: text })
const money = koffi.struct('firstlog_money', {
  minor_units: 'int64_t', currency: koffi.array('char', 4, 'String'), reserved: 'uint32_t',
})
const list = koffi.struct('firstlog_list', { items: 'void *', count: 'uint64_t' })
const command = koffi.struct('firstlog_command', {
  struct_size: 'uint32_t', kind: 'uint16_t', touch: 'uint8_t', disposition: 'uint8_t', given: 'uint64_t',
  actor: reference, contact: reference, rep: reference, amount: money, due: 'int64_t', occurred_at: 'int64_t',
  key: text, reason: text, niche: text, document: text, personal: text,
  sort_key: koffi.array('uint8_t', 8), place: koffi.array('uint8_t', 16), period: koffi.array('int32_t', 2),
  roles: 'uint16_t', active: 'uint8_t', inbound: 'uint8_t', confirm: 'uint8_t', with_claim: 'uint8_t',
  scope: 'uint8_t', reserved: 'uint8_t', talk_seconds: 'uint32_t', deal: 'uint32_t', refers_to: 'uint64_t',
  other: reference, cover: reference, importer: reference, tax: money,
  signed_on: 'int32_t', invoiced_on: 'int32_t', paid_on: 'int32_t', from: 'int32_t', until: 'int32_t',
  reserved2: 'uint32_t', document_number: text, team: text, batch: text, row: 'uint64_t',
  lines: list, credits: list, match_keys: list, balances: list, reps: list,
  producer: text, sequence: 'uint64_t', idempotency_text: text,
})
const outcome = koffi.struct('firstlog_outcome', {
  struct_size: 'uint32_t', verdict: 'uint8_t', notices: 'uint8_t', rule: 'uint16_t', rest: koffi.array('uint64_t', 14),
})
const options = koffi.struct('firstlog_engine_options', {
  struct_size: 'uint32_t', commands_per_commit_max: 'uint32_t', clock: 'void *', random: 'void *', log: 'void *',
  wait_max_microseconds: 'int64_t', snapshot_every_events: 'uint64_t', memory_bytes_max: 'uint64_t',
  manual_clock_microseconds: 'int64_t',
})
const error = koffi.struct('firstlog_error', {
  struct_size: 'uint32_t', status: 'int32_t', native_code: 'int32_t', reserved: 'uint32_t',
  place: koffi.array('char', 120, 'String'), reason: koffi.array('char', 200, 'String'),
  remedy: koffi.array('char', 200, 'String'),
})
koffi.opaque('firstlog_engine')
koffi.opaque('firstlog_document')

const library = koffi.load(process.env.FIRSTLOG_LIBRARY ?? 'libfirstlog_c.so.0')
const call = (declaration) => library.func(declaration)
const api = {
  statusName: call('const char *firstlog_status_name(int32_t status)'),
  create: call('int32_t firstlog_engine_create(const char *uri, firstlog_engine_options *options, ' +
    '_Out_ firstlog_engine **engine, _Inout_ firstlog_error *error)'),
  destroy: call('void firstlog_engine_destroy(firstlog_engine *engine)'),
  submit: call('int32_t firstlog_engine_submit(firstlog_engine *engine, const char *organisation, ' +
    'firstlog_command *commands, uint64_t count, _Inout_ firstlog_outcome *outcomes, int64_t wait, ' +
    '_Inout_ firstlog_error *error)'),
  describe: call('int32_t firstlog_outcome_describe(firstlog_outcome *outcome, _Out_ char *buffer, ' +
    'uint64_t capacity, uint64_t *size)'),
  statement: call('int32_t firstlog_statement_record(firstlog_engine *engine, const char *organisation, ' +
    'const char *viewer, const char *rep, const char *period, _Out_ firstlog_document **document, ' +
    '_Inout_ firstlog_error *error)'),
  leaderboard: call('int32_t firstlog_leaderboard_record(firstlog_engine *engine, const char *organisation, ' +
    'const char *viewer, const char *period, _Out_ firstlog_document **document, _Inout_ firstlog_error *error)'),
  text: call('const char *firstlog_document_text(firstlog_document *document, uint64_t *size)'),
  destroyDocument: call('void firstlog_document_destroy(firstlog_document *document)'),
}

// Runs a call that fills an error, which says what was wrong.
function must(run) {
  const said = { struct_size: koffi.sizeof(error), status: 0, native_code: 0, reserved: 0, place: '', reason: '', remedy: '' }
  const status = run(said)
  if (status !== 0) throw new Error(`${api.statusName(status)} at ${said.place}: ${said.reason}; ${said.remedy}`)
}

const view = (of) => ({ data: of ?? null, size: of === undefined ? 0 : Buffer.byteLength(of) })
const key = (of) => ({ id: 0, reserved: 0, key: view(of) })
const nothing = { items: null, count: 0 }
const noMoney = { minor_units: 0, currency: '', reserved: 0 }
const price = { minor_units: 180000, currency: 'GBP', reserved: 0 }

function make(kind, actor, contact, members = {}) {
  return {
    struct_size: koffi.sizeof(command), kind: kinds[kind], touch: 0, disposition: 0, given: 0,
    actor: key(actor), contact: key(contact), rep: key(), amount: noMoney, due: 0, occurred_at: 0,
    key: view(), reason: view(), niche: view(), document: view(), personal: view(),
    sort_key: Array(8).fill(0), place: Array(16).fill(0), period: [0, 0],
    roles: 0, active: 0, inbound: 0, confirm: 0, with_claim: 0, scope: 0, reserved: 0, talk_seconds: 0, deal: 0,
    refers_to: 0, other: key(), cover: key(), importer: key(), tax: noMoney,
    signed_on: 0, invoiced_on: 0, paid_on: 0, from: 0, until: 0, reserved2: 0,
    document_number: view(), team: view(), batch: view(), row: 0,
    lines: nothing, credits: nothing, match_keys: nothing, balances: nothing, reps: nothing,
    producer: view(), sequence: 0, idempotency_text: view(), ...members,
  }
}

const team = (organisation, contact, rep) => [
  make('found_organisation', 'olga', undefined,
    { key: view(organisation), document: view('{"version":1,"plan":{"currency":"GBP"}}') }),
  make('register_actor', 'olga', undefined, { key: view('ana'), roles: 1 }),
  make('register_actor', 'olga', undefined, { key: view('ben'), roles: 1 }),
  make('register_contact', 'olga', undefined, { key: view(contact), rep: key(rep) }),
]
const sale = () => [
  make('log_activity', 'ana', 'bakery', { disposition: 1 }),
  make('log_interest', 'ana', 'bakery'),
  make('log_interest', 'ben', 'bakery'),
  make('log_close', 'ana', 'bakery', { amount: price }),
  make('approve', 'olga', 'bakery', { amount: price }),
]

function open(path) {
  const engine = [null]
  const how = {
    struct_size: koffi.sizeof(options), commands_per_commit_max: 0, clock: null, random: null, log: null,
    wait_max_microseconds: 0, snapshot_every_events: 0, memory_bytes_max: 0, manual_clock_microseconds: begin,
  }
  must((said) => api.create(`sqlite:${path}`, how, engine, said))
  return engine[0]
}

function submit(engine, organisation, commands) {
  const outcomes = commands.map(() => ({
    struct_size: koffi.sizeof(outcome), verdict: 0, notices: 0, rule: 0, rest: Array(14).fill(0),
  }))
  must((said) => api.submit(engine, organisation, commands, commands.length, outcomes, waitDefault, said))
  return outcomes
}

const race = (engine, rep) =>
  submit(engine, 'race', [make('log_interest', rep, 'mill')])[0].verdict === accepted ? 0 : 1

function print(ask) {
  const document = [null]
  must((said) => ask(document, said))
  console.log(api.text(document[0], null))
  api.destroyDocument(document[0])
}

const [path, role] = process.argv.slice(2)
const engine = open(path)
if (role === 'race') {
  process.exitCode = race(engine, 'ben')
} else {
  const commands = [...team('acme', 'bakery', 'ana'), ...sale()]
  submit(engine, 'acme', commands).forEach((answer, i) => {
    const line = Buffer.alloc(400)
    api.describe(answer, line, line.length, null)
    const kind = Object.keys(kinds).find((name) => kinds[name] === commands[i].kind)
    console.log(`${kind}: ${line.toString('utf8', 0, line.indexOf(0))}`)
  })

  submit(engine, 'race', team('race', 'mill'))
  const other = spawn(process.execPath, [process.argv[1], path, 'race'], { stdio: 'inherit' })
  const mine = race(engine, 'ana')
  const [theirs] = await once(other, 'exit')
  console.log(`race: ${mine + theirs === 1 ? 'one claim, one contest' : 'NOT EXCLUSIVE'}`)

  print((to, said) => api.statement(engine, 'acme', 'ana', 'ana', null, to, said))
  print((to, said) => api.leaderboard(engine, 'acme', 'olga', null, to, said))
}
api.destroy(engine)
