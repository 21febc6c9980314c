/** Gift cards on demand, the published cases of Amazon's test plan: create, cancel, the same twice, two mock codes. */
import { toDecimal } from '../../domain/money.ts'
import type { Fields } from '../call.ts'
import type { Case } from '../case.ts'
import { expectEqual } from '../expectation.ts'
import type { Scene } from '../scene.ts'
import { call, expectError, expectSuccess } from './sibling.ts'

const check = 'Whether this partner has gift cards on demand; the fields of request and answer.'

export const giftCardCases: readonly Case[] = [
  {
    id: 'GC-01',
    title: 'Create a gift card of 100.00',
    source: 'Amazon: test plan',
    expected: 'SUCCESS with a gift card id and a claim code.',
    check,
    run: async scene => {
      const card = await create(scene, 'Create', scene.newId(), 10_000)
      expectEqual('has id and claim code', Boolean(card.gcId && card.gcClaimCode), true)
    },
  },
  {
    id: 'GC-02',
    title: 'Cancel it',
    source: 'Amazon: test plan',
    expected: 'SUCCESS.',
    check,
    run: async scene => {
      const requestId = scene.newId()
      const { gcId } = await create(scene, 'Create', requestId, 10_000)
      await cancel(scene, 'Cancel', requestId, gcId)
    },
  },
  {
    id: 'GC-03',
    title: 'Create 1000.00 twice with the same request id',
    source: 'Amazon: test plan',
    expected: 'SUCCESS with the same gift card id and the same claim code.',
    check,
    run: async scene => {
      const requestId = scene.newId()
      const first = await create(scene, 'Create', requestId, 100_000)
      const second = await create(scene, 'The same once more', requestId, 100_000)
      expectEqual('gift card id', second.gcId, first.gcId)
      expectEqual('same claim code', second.gcClaimCode === first.gcClaimCode, true)
      await cancel(scene, 'Cancel it, so that no money stays in it', requestId, first.gcId)
    },
  },
  {
    id: 'GC-04',
    title: 'Mock code F2047: too late to cancel',
    source: 'Amazon: test plan',
    expected: 'F200 CancelRequestArrivedAfterTimeLimit.',
    check,
    run: async scene => {
      const { partnerId } = scene.stage.account
      const fields = { creationRequestId: 'F2047', partnerId, gcId: 'any' }
      expectError(
        await call(scene, 'Cancel', 'CancelGiftCard', fields),
        'F200',
        'CancelRequestArrivedAfterTimeLimit',
      )
    },
  },
  {
    id: 'GC-05',
    title: 'Mock code F3003: insufficient funds',
    source: 'Amazon: test plan',
    expected: 'F300 InsufficientFunds.',
    check,
    run: async scene => {
      const answer = await call(scene, 'Create', 'CreateGiftCard', creation(scene, 'F3003', 10_000))
      expectError(answer, 'F300', 'InsufficientFunds')
    },
  },
]

async function create(scene: Scene, title: string, requestId: string, amountMinor: number): Promise<Fields> {
  return expectSuccess(await call(scene, title, 'CreateGiftCard', creation(scene, requestId, amountMinor)))
}

function creation({ stage }: Scene, creationRequestId: string, amountMinor: number): object {
  const { partnerId, currency } = stage.account
  // Gift cards count major units, which Amazon does publish.
  const amount = Number(toDecimal({ amountMinor, currency }))
  return { creationRequestId, partnerId, value: { currencyCode: currency, amount } }
}

async function cancel(scene: Scene, title: string, creationRequestId: string, gcId: unknown): Promise<void> {
  const { partnerId } = scene.stage.account
  expectSuccess(await call(scene, title, 'CancelGiftCard', { creationRequestId, partnerId, gcId }))
}
