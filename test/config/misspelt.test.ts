/** A slip of the pen in the name of a variable is told, and what is somebody else's is left alone. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { misspelt } from '../../src/config/misspelt.ts'

test('a variable that is a letter or two from a known one is named with it', () => {
  assert.deepEqual(misspelt({ RETENTION_DAY: '90' }), [
    { variable: 'RETENTION_DAY', meant: 'RETENTION_DAYS' },
  ])
  assert.deepEqual(misspelt({ INCENTIVES_ACCES_KEY: 'x' }), [], 'four letters are too many')
  assert.deepEqual(misspelt({ evidence_keyy: 'x' }), [{ variable: 'evidence_keyy', meant: 'EVIDENCE_KEY' }])
  assert.deepEqual(
    misspelt({ TRUST_PROXYS: 'x', CALL_PER_SECOND: '5' }).map(({ meant }) => meant),
    ['TRUST_PROXY', 'CALLS_PER_SECOND'],
  )
})

test('known variables, and those of other programs, are no slips', () => {
  const others = {
    HOME: '/',
    HOSTNAME: 'h',
    SESSION_MANAGER: 'x',
    NODE_EXTRA_CA_CERTS: 'x',
    DATABASE_HOST: 'x',
    PATH: 'x',
  }
  assert.deepEqual(misspelt({ ...others, RETENTION_DAYS: '90', PARTNER_ACCOUNTS_FILE: 'x' }), [])
})
