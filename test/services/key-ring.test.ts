/** Which key signs: what a process learns from Amazon's answers, what it hears from the others, and what nobody knows. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AccessKey, KeyFacts } from '../../src/domain/access-key.ts'
import { createKeyRing } from '../../src/services/key-ring.ts'
import { accountAt } from '../amazon/account.ts'

const next = {
  INCENTIVES_NEXT_ACCESS_KEY_ID: 'AKIDEMULATORSPARE02',
  INCENTIVES_NEXT_SECRET_ACCESS_KEY: 'emulator-spare-secret-key',
}
const at = (ms: number) => new Date(ms)
const facts = (change: Partial<KeyFacts> = {}): KeyFacts => ({
  firstSeenAt: at(0),
  createdAt: null,
  provenAt: null,
  refusedAt: null,
  switchedAt: null,
  ...change,
})

function startRing(env: Readonly<Record<string, string>> = next) {
  const clock = { ms: 100_000 }
  const logged: object[] = []
  const ring = createKeyRing([accountAt('http://localhost', env)], () => clock.ms, {
    warn: fields => void logged.push(fields),
  })
  const { active, next: other } = ring.pairsOf('default')
  const signs = () => ring.keyFor('default').accessKeyId.slice(-4)
  const note = (key: AccessKey | null, verdict: 'accepted' | 'refused' | 'unproven') =>
    ring.note('default', key ?? active, verdict)
  return { ring, clock, logged, active, other, signs, note }
}

test('the active key signs until it is refused, then the other, and the log says so once', () => {
  const { signs, note, active, other, logged } = startRing()
  assert.equal(note(active, 'unproven'), false)
  assert.equal(signs(), 'VE01')
  assert.equal(note(active, 'refused'), true)
  assert.equal(note(active, 'refused'), true, 'a second call that was under way may fall back as well')
  assert.equal(signs(), 'RE02')
  assert.deepEqual(logged, [{ account: 'default', key: 'VE01', another: true }])
  assert.equal(note(other, 'refused'), false, 'with both refused the account has to wait')
})

test('a late yes to a call that left before does not bring a refused key back, a later one does', () => {
  const { signs, note, active, clock } = startRing()
  note(active, 'refused')
  clock.ms += 1_000
  note(active, 'accepted')
  assert.equal(signs(), 'RE02')
  clock.ms += 60_000
  note(active, 'accepted')
  assert.equal(signs(), 'VE01')
})

test('where both are refused, probes take them in turn', () => {
  const { signs, note, active, other, clock } = startRing()
  for (const key of [active, other]) {
    clock.ms += 1_000
    note(key, 'refused')
  }
  const tried = [active, other, active].map(key => {
    const name = signs()
    clock.ms += 60_000
    note(key, 'refused')
    return name
  })
  assert.deepEqual(tried, ['VE01', 'RE02', 'VE01'])
  clock.ms += 60_000
  note(other, 'accepted')
  assert.equal(signs(), 'RE02')
})

test('one key alone is never put aside', () => {
  const { signs, note, active } = startRing({})
  assert.equal(note(active, 'refused'), false)
  assert.equal(signs(), 'VE01')
})

test('a switch counts, and so does what other processes have learned, unless this one knows better', () => {
  const { ring, signs, note, active, other, clock } = startRing()
  assert.ok(other)
  ring.learn('default', active, facts(), clock.ms)
  ring.learn('default', other, facts({ firstSeenAt: at(5), switchedAt: at(10) }), clock.ms)
  assert.equal(signs(), 'RE02')
  ring.learn('default', active, facts({ switchedAt: at(20) }), clock.ms)
  assert.equal(signs(), 'VE01')
  ring.learn('default', active, facts({ provenAt: at(30), refusedAt: at(40) }), clock.ms)
  assert.equal(signs(), 'RE02')
  const askedMs = clock.ms
  clock.ms += 10
  note(other, 'refused')
  ring.learn('default', other, facts({ provenAt: at(50) }), askedMs)
  ring.learn('default', active, facts({ provenAt: at(60), refusedAt: at(40) }), askedMs)
  assert.equal(signs(), 'VE01', 'the answer that was read before its own refusal is old')
})

test('a key that comes as the active one is not overruled by an older switch', () => {
  const { ring, signs, active, other, clock } = startRing()
  assert.ok(other)
  ring.learn('default', active, facts({ firstSeenAt: at(100) }), clock.ms)
  ring.learn('default', other, facts({ switchedAt: at(50) }), clock.ms)
  assert.equal(signs(), 'VE01')
})

test('news are handed out once, of a key that works once a minute', () => {
  const { ring, note, active, clock } = startRing()
  for (let call = 0; call < 10; call++) note(active, 'accepted')
  assert.equal(ring.takeNews().length, 1)
  assert.equal(ring.takeNews().length, 0)
  clock.ms += 60_000
  note(active, 'accepted')
  note(active, 'refused')
  assert.deepEqual(
    ring.takeNews().map(({ verdict }) => verdict),
    ['accepted', 'refused'],
  )
})

test('the same key id with another secret is another pair, of which nothing is known', () => {
  const { ring, signs, note, active } = startRing()
  note(active, 'refused')
  const mended = { active: { ...active, secretAccessKey: 'a secret without the slip' }, next: null }
  assert.equal(ring.replace('default', mended), true)
  assert.equal(ring.replace('default', mended), false)
  assert.equal(signs(), 'VE01')
  assert.equal(ring.keyFor('default').secretAccessKey, 'a secret without the slip')
})
