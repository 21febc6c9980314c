/** The other operations: funds, the activity page, and activation, which some partners have and others do not. */
import type { Case } from '../case.ts'
import { unmet } from '../ending.ts'
import { expectEqual } from '../expectation.ts'
import type { Scene } from '../scene.ts'
import { call, expectSuccess } from './sibling.ts'

const hour = 3_600_000
const check = 'Whether this partner has the operation; the fields of request and answer.'

export const operationCases: readonly Case[] = [
  {
    id: 'OP-01',
    title: 'Available funds',
    source: 'Amazon: test plan',
    expected: "SUCCESS with an amount in the marketplace's currency. Amazon's sandbox always says 0.",
    check: 'Access keys, region and host: this is the call that Amazon recommends as a sign of life.',
    run: async scene => {
      const funds = await scene.funds('Ask')
      if (funds === null) throw unmet('a figure', 'none that could be read')
      expectEqual('currency', funds.currency, scene.stage.account.currency)
    },
  },
  {
    id: 'OP-02',
    title: 'Activity page of the last hour',
    source: 'our own',
    expected: 'SUCCESS with a list of activities. Amazon allows one call a minute.',
    check,
    run: async scene => {
      const now = scene.stage.clock().getTime()
      const answer = await call(scene, 'Ask', 'GetGiftCardActivityPage', {
        requestId: scene.newId(),
        partnerId: scene.stage.account.partnerId,
        utcStartDate: timestamp(now - hour),
        utcEndDate: timestamp(now),
        pageIndex: 0,
        pageSize: 10,
        showNoOps: true,
      })
      expectEqual('has a list', Array.isArray(expectSuccess(answer).cardActivityList), true)
    },
  },
  mocked('OP-03', 'Activate a gift card (mock code F0000)', 'ActivateGiftCard', scene => ({
    activationRequestId: 'F0000',
    ...card(scene),
    value: { currencyCode: scene.stage.account.currency, amount: 25 },
  })),
  mocked('OP-04', 'Deactivate a gift card (mock code F0000)', 'DeactivateGiftCard', scene => ({
    activationRequestId: 'F0000',
    ...card(scene),
  })),
  mocked('OP-05', 'Activation status (mock code F0000)', 'ActivationStatusCheck', scene => ({
    statusCheckRequestId: 'F0000',
    ...card(scene),
  })),
]

function mocked(id: string, title: string, operation: string, fields: (scene: Scene) => object): Case {
  return {
    ...{ id, title, source: 'our own', expected: 'SUCCESS.', check },
    run: async scene => void expectSuccess(await call(scene, 'Call', operation, fields(scene))),
  }
}

/** Nineteen digits; Amazon's test numbers are not published, and the mock code needs none. */
function card({ stage }: Scene): object {
  return { partnerId: stage.account.partnerId, cardNumber: '1234567890123456789' }
}

function timestamp(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19)
}
