/**
 * Whether place and time left are right: deposits are really sent, some times faster than at Amazon, and what each that
 * waits is told at every reading is held against what came.
 */
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Wait } from '../../src/domain/queue.ts'
import { createQueueView, type OfClaim, type WaitingDeposit } from '../../src/services/queue.ts'
import type { Database } from '../../src/storage/database.ts'
import { fillLane } from '../helpers/backlog.ts'
import { startTestService } from '../helpers/service.ts'
import { judgePlaces, judgeTimes, type Kept, type Told } from './promise.ts'

/** Amazon's pace: what takes a second there is so much shorter here. */
const amazonPerSecond = 10
const longSeconds = 30
/** Who waits is asked for rarely, because that is not what is measured. */
const askedEvery = 5

type Noted = Told & { readonly before: number }

export type Drain = {
  /** Each is a lane of so many deposits that wait. */
  readonly lanes: readonly number[]
  /** So many more consent in the first lane while it moves. */
  readonly later: number
  readonly callsPerSecond: number
  /** Places with so many before them are judged. */
  readonly fewest: number
}

export async function measureAccuracy(t: TestContext, drain: Drain): Promise<{ places: Kept; times: Kept }> {
  const { callsPerSecond } = drain
  const service = await startTestService(t, { env: { CALLS_PER_SECOND: String(callsPerSecond) } })
  const { context, database } = service
  const arriving = await fill(service, drain)
  const queue = createQueueView(context)
  const told: Noted[] = []
  const everyMs = (1_000 * amazonPerSecond) / callsPerSecond
  for (let reading = 0, left = true; left; reading++) {
    const at = Date.now()
    await queue.read()
    if (reading % askedEvery === 0) left = await tell(database, queue.waitOf, at, told)
    await sleep(Math.max(0, at + everyMs - Date.now()))
  }
  await arriving.done
  const places = await judgePlaces(database, told, drain.fewest)
  return {
    places,
    times: await judgeTimes(database, told, { longMs: longSeconds * everyMs, until: Date.now() }),
  }
}

/** Resolves when everybody of the beginning waits; what it resolves to, when the later ones have come. */
async function fill(
  { context, campaign }: Awaited<ReturnType<typeof startTestService>>,
  { lanes, later }: Drain,
): Promise<{ done: Promise<void> }> {
  const campaigns = await Promise.all(lanes.map(() => campaign({ budget: '1000000.00' })))
  const [first] = campaigns
  if (!first) throw new Error('there is no lane')
  await Promise.all(
    campaigns.map((each, lane) => fillLane(context, each, { count: lanes[lane] ?? 0, overMs: 60_000 })),
  )
  const groups = async () => {
    for (let group = 0; group < 10; group++) {
      await fillLane(context, first, { count: later / 10, overMs: 100 })
      await sleep(100)
    }
  }
  return { done: groups() }
}

type Pending = WaitingDeposit & Pick<OfClaim, 'readAt'> & { readonly claimLinkId: string }

/** Notes what everybody who waits is told of the reading at `at`; false when nobody is left. */
async function tell(
  database: Database,
  waitOf: (deposit: WaitingDeposit, claim: OfClaim) => Wait,
  at: number,
  told: Noted[],
): Promise<boolean> {
  const waiting = await database.query<Pending>(
    `select claim_link_id as "claimLinkId", campaign_id as "campaignId", partner_account as "partnerAccount",
       consented_at as "consentedAt", next_attempt_at as "nextAttemptAt", now() as "readAt", state, attempts
     from deposit where state in ('pending', 'sending')`,
  )
  for (const deposit of waiting) {
    const wait = waitOf(deposit, { ...deposit, campaign: { heldSince: null } })
    if (wait.kind === 'in-line') told.push({ claimLinkId: deposit.claimLinkId, at, ...wait })
  }
  return waiting.length > 0
}
