/** The plan catches a client that does wrong: each fault is planted in the client, and the cases that fail are exact. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createIncentivesApi, type IncentivesApi, type StoredLoad } from '../../src/amazon/incentives-api.ts'
import type { Reply, Transport } from '../../src/amazon/transport.ts'
import type { Answer } from '../../src/domain/outcome.ts'
import type { PartnerAccount } from '../../src/domain/partner-account.ts'
import { families } from '../../src/testplan/plan.ts'
import { type Client, ownClient } from '../../src/testplan/stage.ts'
import { idsOf, run, startStage } from './stage.ts'

type Fault = { readonly fault: string; readonly client: Partial<Client>; readonly failing: readonly string[] }

const ids = families.flatMap(({ cases }) => cases.map(({ id }) => id))
const mockErrors = ids.filter(id => /^MC-F[1-5]/.test(id))
const provingNothing = ['F1000', 'F2001', 'F2010', 'F2047', 'F4000', 'F5000'].map(code => `MC-${code}`)
const misleading = ids.filter(id => /^ER-(1[7-9]|2[0-3])$/.test(id))
/** Loads only: whatever else is signed is not the fault's. */
const loads = ids.filter(id => /^(LR|MC|ER)-/.test(id))

const faults: readonly Fault[] = [
  {
    fault: 'takes a new request id for a repeat',
    client: onLoad(() => {
      const seen = new Set<string>()
      return load => {
        const again = seen.has(load.requestId) && !/^F\d{4}$/.test(load.requestId)
        seen.add(load.requestId)
        return again ? edited(load, load.requestId, otherThan(load.requestId)) : load
      }
    }),
    failing: ['LR-04', 'LR-05', 'ER-02', ...misleading],
  },
  {
    fault: 'writes the amount in the other unit',
    client: {
      loadBody: (account, { money, ...load }) =>
        ownClient.loadBody(account, { ...load, money: { ...money, amountMinor: money.amountMinor * 100 } }),
    },
    failing: [...loads.filter(id => id.startsWith('LR-')), 'MC-F0000', 'ER-01', 'ER-02', ...misleading],
  },
  {
    fault: 'loads another account',
    client: {
      loadBody: (account, load) =>
        ownClient.loadBody(account, { ...load, amazonAccount: 'amzn1.account.OTHER' }),
    },
    failing: ['LR-02', 'ER-14'],
  },
  {
    fault: 'takes F400 for a refusal',
    client: onAnswer(answer =>
      answer.reason === 'SystemTemporarilyUnavailable' || answer.reason === 'RESEND'
        ? refusal(answer)
        : answer,
    ),
    failing: ['MC-F4000'],
  },
  {
    fault: 'takes throttling for a refusal',
    client: onAnswer(answer => (answer.throttled ? refusal(answer) : answer)),
    failing: ['ER-01'],
  },
  {
    fault: 'takes a time-out for a refusal',
    client: onAnswer(answer => (answer.reason === 'timeout' ? refusal(answer) : answer)),
    failing: ['ER-02'],
  },
  {
    fault: 'takes a 403 for a refusal',
    client: onAnswer(answer => (answer.httpStatus === 403 ? refusal(answer) : answer)),
    failing: ['ER-03', 'ER-04', 'ER-05', 'ER-06', 'ER-07'],
  },
  {
    fault: 'takes insufficient funds for a refusal',
    client: onAnswer(answer => (answer.hold === 'funds' ? refusal(answer) : answer)),
    failing: ['MC-F3003', 'MC-F3004'],
  },
  {
    fault: 'never looks at the echo',
    client: onAnswer(answer =>
      answer.hold === 'echo' ? { ...answer, outcome: 'deposited', applied: 'yes', hold: null } : answer,
    ),
    failing: ['LR-05', 'ER-24'],
  },
  {
    fault: 'signs for another region',
    client: {
      createIncentivesApi: (transport, clock, deadlineMs) => {
        const api = createIncentivesApi(transport, clock, deadlineMs)
        return {
          ...api,
          loadAmazonBalance: (account, load) => api.loadAmazonBalance(elsewhere(account), load),
        }
      },
    },
    // Every load is turned down at the door, and what expects that or only looks at the words still passes.
    failing: loads.filter(id => !['MC-F3001', 'ER-03', 'ER-04', 'ER-05', 'ER-16'].includes(id)),
  },
  {
    fault: "drops Amazon's request id",
    client: onAnswer(answer => ({ ...answer, amazonRequestId: null })),
    failing: ['LR-03', ...mockErrors],
  },
  {
    fault: "drops Amazon's request id of errors",
    client: onAnswer(answer => (answer.httpStatus === 200 ? answer : { ...answer, amazonRequestId: null })),
    failing: mockErrors,
  },
  {
    fault: 'calls every no the same',
    client: onAnswer(answer =>
      answer.outcome === 'unknown' ? answer : { ...answer, reason: 'AccessDenied' },
    ),
    failing: mockErrors.filter(id => !provingNothing.includes(id)),
  },
  {
    fault: 'drops the cents',
    client: {
      loadBody: (account, { money, ...load }) => {
        const amountMinor = Math.trunc(money.amountMinor / 100) * 100
        return ownClient.loadBody(account, { ...load, money: { ...money, amountMinor } })
      },
    },
    failing: ['LR-02'],
  },
  {
    fault: 'waits ten times as long as it may',
    client: {
      createIncentivesApi: (transport, clock, deadlineMs) =>
        createIncentivesApi(transport, clock, 10 * deadlineMs),
    },
    failing: ['ER-02'],
  },
  {
    fault: 'tries again by itself when there was an error',
    client: onTransport(transport => async (url, message) => {
      const reply = await transport.send(url, message)
      return reply.status >= 400 ? await transport.send(url, message) : reply
    }),
    // ER-13, ER-14 and ER-17 because twice the calls are more than the limit.
    failing: [...mockErrors, 'ER-13', 'ER-14', 'ER-17', 'ER-22', 'ER-23'],
  },
  {
    fault: 'takes HTTP 200 with any status for a deposit',
    client: onReply(reply => ({ ...reply, text: reply.text.replace('"PENDING"', '"SUCCESS"') })),
    failing: ['ER-18'],
  },
  {
    fault: 'takes a cut connection for a refusal',
    client: onAnswer(answer =>
      answer.httpStatus === null && answer.reason !== 'timeout' ? refusal(answer) : answer,
    ),
    failing: ['ER-17'],
  },
  {
    fault: 'never looks at the echoed request id',
    client: onReply(reply => ({ ...reply, text: reply.text.replace(/"(Emul1\w{26})X"/, '"$1"') })),
    failing: ['ER-24'],
  },
  {
    fault: 'tells another HTTP status of an error',
    client: onAnswer(answer => (answer.httpStatus === 400 ? { ...answer, httpStatus: 500 } : answer)),
    failing: mockErrors.filter(id => !['MC-F1000', 'MC-F5000'].includes(id)),
  },
  {
    fault: 'slows down for everything that it does not understand',
    client: onAnswer(answer => (answer.outcome === 'unknown' ? { ...answer, throttled: true } : answer)),
    failing: [...provingNothing, ...misleading],
  },
  {
    fault: "lets Amazon's words through into its reason",
    client: onAnswer(answer => ({ ...answer, reason: `${answer.reason}: amzn1.account.SECRET said so` })),
    failing: [...mockErrors.filter(id => !provingNothing.includes(id)), 'ER-15', 'ER-16'],
  },
]

/** As long, and never the same, whatever it ends with. */
function otherThan(requestId: string): string {
  return requestId.slice(0, -1) + (requestId.endsWith('X') ? 'Y' : 'X')
}

for (const { fault, client, failing } of faults) {
  test(`a client that ${fault} fails the right cases`, async t => {
    assert.deepEqual(await failingOf(t, client), failing)
  })
}

async function failingOf(t: TestContext, client: Partial<Client>): Promise<string[]> {
  const { stage } = await startStage(t, { client: { ...ownClient, ...client } })
  return idsOf(await run(stage), 'failed')
}

function onAnswer(change: (answer: Answer) => Answer): Partial<Client> {
  return wrapped(api => async (account, load) => change(await api.loadAmazonBalance(account, load)))
}

/** The change may remember what it has seen, over all the calls of a run. */
function onLoad(start: () => (load: StoredLoad) => StoredLoad): Partial<Client> {
  const change = start()
  return wrapped(api => (account, load) => api.loadAmazonBalance(account, change(load)))
}

function wrapped(change: (api: IncentivesApi) => IncentivesApi['loadAmazonBalance']): Partial<Client> {
  return {
    createIncentivesApi: (transport, clock, deadlineMs) => {
      const api = createIncentivesApi(transport, clock, deadlineMs)
      return { ...api, loadAmazonBalance: change(api) }
    },
  }
}

function onTransport(change: (transport: Transport) => Transport['send']): Partial<Client> {
  return {
    createIncentivesApi: (transport, clock, deadlineMs) =>
      createIncentivesApi({ ...transport, send: change(transport) }, clock, deadlineMs),
  }
}

function onReply(change: (reply: Reply) => Reply): Partial<Client> {
  return onTransport(transport => async (url, message) => change(await transport.send(url, message)))
}

function refusal(answer: Answer): Answer {
  return { ...answer, outcome: 'refused', applied: 'no', hold: null, throttled: false }
}

function edited(load: StoredLoad, from: string, to: string): StoredLoad {
  return { ...load, body: Buffer.from(load.body.toString().replace(from, to)) }
}

function elsewhere(account: PartnerAccount): PartnerAccount {
  return { ...account, incentives: { ...account.incentives, region: 'ap-south-1' } }
}
