/** Errors of every class that no mock code plays: limits, lost answers, keys, clock, region, and wrong requests. */
import type { PartnerAccount } from '../../domain/partner-account.ts'
import type { Case } from '../case.ts'
import { type Expectation, expectAnswer, expectEqual } from '../expectation.ts'
import type { Load, Terms } from '../scene.ts'
import { loseAnswer, throttle } from './limit.ts'
import { mockLoad } from './mock-code.ts'

const minute = 60_000
const definiteNo: Expectation = { outcome: ['refused', 'ours'], applied: 'no', hold: [null, 'contract'] }
const contract: Expectation = { outcome: 'ours', applied: 'no', hold: 'contract' }
const credentials: Expectation = { outcome: 'ours', applied: 'no', hold: 'credentials' }
const wire = 'What Amazon calls this error, and its row in classification.ts.'

export const errorCases: readonly Case[] = [
  throttle,
  loseAnswer,
  stranger(
    'ER-03',
    'An unknown access key',
    { accessKeyId: 'AKIATESTPLANUNKNOWN0' },
    'HTTP 403; nobody is refused, the partner account waits for its keys.',
  ),
  stranger(
    'ER-04',
    'A wrong secret access key',
    { secretAccessKey: 'a secret that signs nothing here' },
    'The signature does not match (HTTP 403, or F200 as the error page has it); the partner account waits for its keys.',
  ),
  stranger(
    'ER-05',
    'A signature for another region',
    { region: 'ap-south-1' },
    'HTTP 403; the partner account waits for its operator.',
  ),
  skewed('ER-06', 'A clock 20 minutes slow', -20 * minute),
  skewed('ER-07', 'A clock 20 minutes fast', 20 * minute),
  wrong('ER-08', "A currency that is not this marketplace's", contract, {
    rewrite: body => body.replace(/("currencyCode":)"[A-Z]{3}"/, '$1"CHF"'),
  }),
  wrong('ER-09', 'An amount over every cap', definiteNo, { amountMinor: 2_000_000 }),
  wrong('ER-10', 'A negative amount', { outcome: 'refused', applied: 'no' }, { amountMinor: -100 }),
  wrong(
    'ER-11',
    'No amount at all',
    { outcome: ['ours', 'unknown'], hold: [null, 'contract'] },
    {
      rewrite: body => body.replace(/("value":)[\d.]+/, '$1null'),
    },
  ),
  wrong('ER-12', 'A request id of 60 characters', contract, {}, id => id + 'X'.repeat(60 - id.length)),
  wrong(
    'ER-13',
    'A request id that does not begin with the partner id',
    contract,
    {},
    id => `ZZZZZ${id.slice(5)}`,
  ),
  wrong(
    'ER-14',
    'An account that nobody has',
    { outcome: 'refused', applied: 'no' },
    {
      amazonAccount: 'amzn1.account.nobody',
    },
  ),
  {
    id: 'ER-15',
    title: "Somebody else's partner id",
    source: 'our own',
    expected:
      'An error of class F300 (AccessDenied); nobody is refused, the partner account waits for its operator.',
    check: wire,
    run: async scene => {
      const account = { ...scene.stage.account, partnerId: 'Zzzz9' }
      const answer = await scene.load('Load', { requestId: scene.newId() }, { account })
      const reason = ['AccessDenied', 'InvalidPartnerId', 'OperationNotPermitted']
      expectAnswer(answer, { outcome: 'ours', applied: 'no', reason })
    },
  },
  {
    id: 'ER-16',
    title: 'What Amazon writes reaches a log only as a plain word',
    source: 'our own',
    expected:
      'The reason on record is a word such as InsufficientFunds, without spaces and without the account.',
    check: 'safeWord in src/amazon/received.ts.',
    run: async scene => {
      const { reason } = await scene.load('Load', mockLoad(scene, 'F3003'))
      expectEqual('a plain word', /^[A-Za-z0-9._-]{1,80}$/.test(reason), true)
    },
  },
]

/** A call with credentials that are not right; the amount never counts, for Amazon looks at the signature first. */
function stranger(
  id: string,
  title: string,
  changes: Partial<PartnerAccount['incentives']>,
  expected: string,
): Case {
  return {
    ...{ id, title, source: 'Amazon: error page', expected },
    check: 'The wording of the 403: the client reads from it that credentials are meant.',
    run: async scene => {
      const { account } = scene.stage
      const terms: Terms = { account: { ...account, incentives: { ...account.incentives, ...changes } } }
      expectAnswer(await scene.load('Load', { requestId: scene.newId() }, terms), credentials)
    },
  }
}

function skewed(id: string, title: string, byMs: number): Case {
  return {
    ...{ id, title, source: 'our own' },
    expected:
      'HTTP 403 about the date of the signature; nobody is refused, the partner account waits for a right clock.',
    check: 'The wording of the 403: the client reads from it that the clock is meant.',
    run: async scene => {
      const clock = () => new Date(scene.stage.clock().getTime() + byMs)
      const answer = await scene.load('Load', { requestId: scene.newId() }, { clock })
      expectAnswer(answer, { outcome: 'ours', applied: 'no', hold: 'clock', httpStatus: 403 })
    },
  }
}

/** A request that Amazon must turn down, with no money moved. */
function wrong(
  id: string,
  title: string,
  expectation: Expectation,
  load: Omit<Load, 'requestId'>,
  requestId = (made: string) => made,
): Case {
  return {
    ...{ id, title, source: 'our own', check: wire },
    expected: 'Amazon says no and nothing is deposited; a no that would repeat for everybody refuses nobody.',
    run: async scene => {
      expectAnswer(await scene.load('Load', { ...load, requestId: requestId(scene.newId()) }), expectation)
    },
  }
}
