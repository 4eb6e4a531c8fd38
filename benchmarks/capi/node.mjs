// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Activities in batches of 100 from Node.js, in memory, as lines that benchmarks/run reads.
import { createRequire } from 'node:module'

const koffi = createRequire(process.env.FIRSTLOG_KOFFI ?? import.meta.url)('koffi')
const library = koffi.load(process.env.FIRSTLOG_LIBRARY ?? 'libfirstlog_c.so.0')
koffi.opaque('firstlog_engine')
koffi.opaque('firstlog_document')
const create = library.func(
  'int32_t firstlog_engine_create(const char *uri, void *options, _Out_ firstlog_engine **engine, void *error)')
const submitJson = library.func('int32_t firstlog_engine_submit_json(firstlog_engine *engine, const char *organisation, ' +
  'const char *commands, int64_t wait, _Out_ firstlog_document **outcomes, void *error)')
const submit = library.func('int32_t firstlog_engine_submit(firstlog_engine *engine, const char *organisation, ' +
  'uint8_t *commands, uint64_t count, _Inout_ uint8_t *outcomes, int64_t wait, void *error)')

// Sizes, and where members stand.
const command = { size: 560, kind: 4, disposition: 7, actor: 16, contact: 40 }
const outcome = { size: 120, verdict: 4 }
const logActivity = 40
const noAnswer = 4
const accepted = 1

const contacts = 1000
const commands = 400000
const batch = 100

function check(status) {
  if (status !== 0) throw new Error(`status ${status}`)
}

const out = [null]
check(create('memory:', null, out, null))
const engine = out[0]
const setup = [
  { kind: 'found_organisation', actor: 'olga', key: 'acme', document: '{"version":1,"plan":{"currency":"GBP"}}' },
  { kind: 'register_actor', actor: 'olga', key: 'ana', roles: ['rep'] },
]
for (let i = 0; i < contacts; ++i) setup.push({ kind: 'register_contact', actor: 'olga', key: `contact-${i}`, rep: 'ana' })
check(submitJson(engine, 'acme', JSON.stringify(setup), 0, [null], null))

const input = Buffer.alloc(command.size * batch)
const answers = Buffer.alloc(outcome.size * batch)
for (let j = 0; j < batch; ++j) {
  input.writeUInt32LE(command.size, j * command.size)
  input.writeUInt16LE(logActivity, j * command.size + command.kind)
  input.writeUInt8(noAnswer, j * command.size + command.disposition)
  input.writeUInt32LE(2, j * command.size + command.actor) // ana: the second actor registered
}
answers.writeUInt32LE(outcome.size, 0)
let right = 0
const started = process.hrtime.bigint()
for (let i = 0; i < commands; i += batch) {
  for (let j = 0; j < batch; ++j)
    input.writeUInt32LE(((i + j) % contacts) + 1, j * command.size + command.contact)
  check(submit(engine, 'acme', input, batch, answers, 0, null))
  for (let j = 0; j < batch; ++j) right += answers[j * outcome.size + outcome.verdict] === accepted ? 1 : 0
}
const seconds = Number(process.hrtime.bigint() - started) / 1e9
console.log(JSON.stringify({
  series: 'capi/node/commit_100', items: commands, seconds, exact: right === commands,
  why: `${commands - right} answers are not as they must be`,
}))
