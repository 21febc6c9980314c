/** The table of scenarios, and where there are any. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allowsScenarios, qaAccess, scenarioOf, scenarios } from '../../src/domain/scenario.ts'

test('every code is there once, has the form that the database takes, and holds the account exactly when it says so', () => {
  const codes = scenarios.map(({ code }) => code)
  assert.equal(new Set(codes).size, codes.length)
  assert.deepEqual(codes, codes.toSorted())
  for (const { code, name, ending, hold } of scenarios) {
    assert.match(code, /^F[0-5]\d{3}$/)
    assert.match(name, /^[A-Za-z]+$/)
    assert.equal(ending === 'hold', hold !== null, code)
  }
})

test('every code that Amazon published or that was recorded is marked as such', () => {
  const published = scenarios.filter(scenario => scenario.published).map(({ code }) => code)
  const recorded = 'F0000 F1000 F2003 F2004 F2005 F2010 F2015 F2016 F2017 F2047 F3003 F3005 F3010 F4000 F5000'
  const documented = 'F2000 F2001 F2002'
  assert.deepEqual(published, `${recorded} ${documented}`.split(' ').toSorted())
})

test('an unknown code is refused with the list of the known ones', () => {
  assert.equal(scenarioOf('F3003').name, 'InsufficientFunds')
  for (const code of ['F9999', 'f0000', '', 'F00000', "F0000' or true"])
    assert.throws(() => scenarioOf(code), {
      code: 'invalid-input',
      message: /must be one of F0000 F1000 .* F5000$/,
    })
})

test('the QA page is open on the emulator’s machine, behind a pass in public or in the sandbox, and nowhere in production', () => {
  const local = 'http://localhost:3000'
  const open = 'https://rewards.example'
  assert.equal(qaAccess(['emulator', 'emulator'], local), 'loopback')
  assert.equal(qaAccess(['emulator'], open), 'pass')
  assert.equal(qaAccess(['sandbox'], open), 'pass')
  assert.equal(qaAccess(['sandbox'], local), 'pass')
  assert.equal(qaAccess(['production'], local), null)
  assert.equal(qaAccess(['emulator', 'production'], local), null)
  assert.deepEqual((['emulator', 'sandbox', 'production'] as const).map(allowsScenarios), [true, true, false])
})
