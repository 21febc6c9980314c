/** LoadAmazonBalance when all goes well: what leaves, what comes back, and what a repeated request id does. */
import { minorDigits } from '../../domain/marketplace.ts'
import type { Case } from '../case.ts'
import { unavailable, unmet } from '../ending.ts'
import { expectAnswer, expectEqual } from '../expectation.ts'
import type { Sent } from '../recorder.ts'
import { noAccount, plainAmountMinor, type Scene } from '../scene.ts'
import { deposit } from './deposited.ts'
import { expectSentOnce, sentBody } from './request.ts'

/** With cents, where there are any. */
const oddMinor = 2_599

export const loadCases: readonly Case[] = [
  {
    id: 'LR-01',
    title: 'A load is deposited',
    source: 'our own',
    expected: 'HTTP 200 and SUCCESS, with the request id and the amount repeated where LOAD_ECHO says so.',
    check:
      'AMOUNT_UNIT, ACCOUNT_TYPE and LOAD_ECHO; whether this account can be loaded; the fields of the request.',
    run: async scene => {
      await deposit(scene, 'Load', { requestId: scene.newId() })
    },
  },
  {
    id: 'LR-02',
    title: 'The request says what was asked, once',
    source: 'our own',
    expected:
      'One request with this partner, request id, amount in the unit of AMOUNT_UNIT, currency, account and account type, signed for the region of the endpoint.',
    check: 'The wire format (loadBody), AMOUNT_UNIT and ACCOUNT_TYPE, and the region.',
    run: async scene => {
      const requestId = scene.newId()
      await scene.load('Load', { requestId, amountMinor: oddMinor })
      expectRequest(scene, requestId, oddMinor)
    },
  },
  {
    id: 'LR-03',
    title: "Amazon's request id is kept",
    source: 'our own',
    expected: 'The X-Amzn-RequestId of the answer is on record, for questions to Amazon.',
    check: 'Whether the answer has that header at all, and how the client reads it.',
    run: async scene => {
      const answer = await deposit(scene, 'Load', { requestId: scene.newId() })
      const header = scene.sent()[0]?.reply?.headers['x-amzn-requestid']
      if (header === undefined) throw unavailable('the answer has no X-Amzn-RequestId header')
      expectEqual('Amazon request id', answer.amazonRequestId, header)
    },
  },
  {
    id: 'LR-04',
    title: 'The same request id again is no second load',
    source: 'Amazon: test plan',
    expected: 'SUCCESS both times, for the very same bytes: the second call repeats the first result.',
    check: 'Whether the client repeats id and body unchanged; whether Amazon forgets ids.',
    run: async scene => {
      const requestId = scene.newId()
      await deposit(scene, 'Load', { requestId })
      const first = sentBody(scene)
      await deposit(scene, 'The same once more', { requestId })
      expectEqual('body of the second call', sentBody(scene), first)
    },
  },
  {
    id: 'LR-05',
    title: 'The same request id with another amount is never taken for a deposit of that amount',
    source: 'our own',
    expected:
      'Amazon repeats the original amount or refuses; the client sees that the echo differs. The original amount under this id is still SUCCESS.',
    check: 'How the client compares the echo; what Amazon answers to a reused id.',
    run: async scene => {
      const requestId = scene.newId()
      await deposit(scene, 'Load', { requestId })
      const answer = await scene.load('Same id, double the amount', {
        requestId,
        amountMinor: 2 * plainAmountMinor,
      })
      if (answer.outcome === 'deposited' && !echoesAmount(scene.sent()[0])) {
        throw unavailable('the answer does not repeat the amount, so nobody can see which one was meant')
      }
      expectAnswer(answer, { outcome: ['unknown', 'ours', 'refused'] })
      await deposit(scene, 'The original once more', { requestId })
    },
  },
  {
    id: 'LR-06',
    title: 'Two request ids are two loads',
    source: 'our own',
    expected: 'SUCCESS for both, each with its own request id.',
    check: 'Whether ids are unique; limits per person or day at Amazon.',
    run: async scene => {
      await deposit(scene, 'First', { requestId: scene.newId() })
      await deposit(scene, 'Second', { requestId: scene.newId() })
    },
  },
]

function expectRequest(scene: Scene, requestId: string, amountMinor: number): void {
  const { partnerId, currency, incentives } = scene.stage.account
  const sent = expectSentOnce(scene)
  expectEqual('address', sent.url, `${incentives.url}/LoadAmazonBalance`)
  const wanted = {
    loadBalanceRequestId: requestId,
    partnerId,
    amount: { currencyCode: currency, value: inUnit(scene, amountMinor) },
    account: { id: scene.stage.amazonAccount ?? noAccount, type: incentives.accountType },
  }
  expectEqual('body', JSON.stringify(JSON.parse(sentBody(scene))), JSON.stringify(wanted))
  const scope = `/${incentives.region}/AGCODService/aws4_request`
  if (!sent.message.headers.Authorization?.includes(scope))
    throw unmet(`a signature for ${scope}`, 'another scope')
}

/** Worked out apart from the client, which writes it by hand. */
function inUnit({ stage }: Scene, amountMinor: number): number {
  const { currency, incentives } = stage.account
  return incentives.amountUnit === 'minor' ? amountMinor : amountMinor / 10 ** minorDigits(currency)
}

function echoesAmount(sent: Sent | undefined): boolean {
  return /"amount"\s*:\s*\{/.test(sent?.reply?.text ?? '')
}
