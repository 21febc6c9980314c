/** The launch checklist as a table: what makes a step green, what keeps production shut, and when it could open. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Finding } from '../../src/domain/finding.ts'
import { blockers, earliestGoLive, failures, listSteps, type Mark } from '../../src/domain/launch-list.ts'
import { launchSteps } from '../../src/domain/launch-step.ts'
import type { AmazonEnv } from '../../src/domain/marketplace.ts'

const nothing = { findings: new Map<string, Finding>(), marks: new Map<string, Mark>() }
const friday = new Date('2026-11-27T10:00:00Z')

function list(
  amazonEnv: AmazonEnv,
  found: Record<string, Finding['result']>,
  said: Record<string, Mark['kind']> = {},
) {
  const findings = new Map(
    Object.entries(found).map(([id, result]) => [id, { result, says: 'so', fix: 'do' }]),
  )
  const marks = new Map(
    Object.entries(said).map(([step, kind]) => [step, { step, kind, by: 'Ann', note: 'seen', at: friday }]),
  )
  return listSteps({ amazonEnv, findings, marks })
}

test('every step has an id of its own, and says who does what', () => {
  assert.equal(new Set(launchSteps.map(({ id }) => id)).size, launchSteps.length)
  for (const { id, what, who, title } of launchSteps) assert.ok(what && who && title, id)
})

test('what passed needs no word, a waiver covers what failed, and nobody can say that a check passed', () => {
  const cases = [
    ['passed', undefined, 'passed'],
    ['passed', 'waived', 'passed'],
    ['failed', undefined, 'failed'],
    ['failed', 'waived', 'waived'],
    ['failed', 'done', 'failed'],
    ['open', 'waived', 'waived'],
    ['not-applicable', undefined, 'not-applicable'],
  ] as const
  for (const [result, kind, state] of cases) {
    const steps = list('production', { clock: result }, kind ? { clock: kind } : {})
    assert.equal(steps.find(({ id }) => id === 'clock')?.state, state, `${result} and ${kind}`)
  }
  const said = list('production', {}, { 'amount-unit': 'done', 'test-plan': 'attached' })
  const states = said.filter(({ id }) => /^(amount-unit|test-plan)$/.test(id)).map(({ state }) => state)
  assert.deepEqual(states, ['passed', 'done'])
})

test('production stays shut for what is mandatory alone, and only what failed is a failure', () => {
  const steps = list('production', { clock: 'failed', hosts: 'open', configuration: 'passed' })
  assert.deepEqual(
    failures(steps).map(({ id }) => id),
    ['clock'],
  )
  const shut = blockers(steps).map(({ id }) => id)
  for (const id of ['clock', 'hosts', 'test-plan', 'amount-unit', 'validation'])
    assert.ok(shut.includes(id), id)
  for (const id of ['configuration', 'company-account', 'portal-watched']) assert.ok(!shut.includes(id), id)
  assert.deepEqual(
    blockers(list('emulator', { configuration: 'passed' })).map(({ id }) => id),
    ['database-durable', 'clock', 'signed-call'],
  )
})

test('the earliest day counts the longest step of each part, with funding beside the integration', () => {
  // Two days to get started, three to fund beside two to integrate, none to launch: five business days from a Friday.
  assert.deepEqual(
    earliestGoLive(listSteps({ amazonEnv: 'production', ...nothing }), friday),
    new Date('2026-12-04T10:00:00Z'),
  )
  const begun = launchSteps.filter(({ group }) => group === 'start').map(({ id }) => [id, 'done'] as const)
  const later = list('production', { funded: 'passed' }, Object.fromEntries(begun))
  assert.deepEqual(earliestGoLive(later, friday), new Date('2026-12-01T10:00:00Z'))
})
