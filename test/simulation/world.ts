/** Everything that one simulated life has: database, Amazon, processes of the service, people with links. */
import { createHash } from 'node:crypto'
import type { Campaign } from '../../src/domain/campaign.ts'
import type { PartnerAccount } from '../../src/domain/partner-account.ts'
import type { Context } from '../../src/services/context.ts'
import { createKeyRing } from '../../src/services/key-ring.ts'
import { latenessByAccount } from '../../src/services/lateness.ts'
import type { SignedIn } from '../../src/services/signed-in.ts'
import { createSlotClock } from '../../src/services/slot-clock.ts'
import { type Amazon, type AmazonOptions, createAmazon } from './amazon.ts'
import { createMemoryDatabase, type MemoryDatabase } from './memory-database.ts'
import { createScheduler, type Scheduler } from './scheduler.ts'

export const partnerAccount = 'default'
export const resendWindowMs = 24 * 3_600_000
export const amountMinor = 2_500
export const startMs = Date.UTC(2027, 0, 1)

export type World = {
  readonly scheduler: Scheduler
  readonly database: MemoryDatabase
  readonly amazon: Amazon
  now(): number
  advance(ms: number): void
  /** What this process of the service works with. */
  contextOf(process: number): Context
}

export type WorldOptions = Pick<AmazonOptions, 'memory' | 'chooseFate' | 'lateMs' | 'forgetsAfterMs'> & {
  readonly links: number
  readonly campaigns: number
  /** How many claims each campaign's budget is for. */
  readonly budgetFor: number
  readonly perPersonLimit: number
  /** Below 1, for the jitter of the waits. */
  readonly jitter: () => number
  /** False lets others come between only at the begin and the end of a transaction. */
  readonly fine: boolean
  /** False leaves every row lock out: a planted defect. */
  readonly locks: boolean
}

export function createWorld(options: WorldOptions): World {
  let nowMs = startMs
  const now = () => nowMs
  const scheduler = createScheduler()
  const database = createMemoryDatabase(scheduler, now, options)
  const amazon = createAmazon({ ...options, scheduler, now })
  database.put('account', partnerAccount, { holdReason: null, sendAfterMs: 0, unanswered: 0 })
  for (let index = 0; index < options.campaigns; index++)
    database.put('campaign', campaignId(index), campaign(campaignId(index), options))
  for (let index = 0; index < options.links; index++) {
    const id = linkId(index)
    const own = { id, campaignId: campaignId(index % options.campaigns), amountMinor, currency: 'USD' }
    const plain = { externalId: null, rehearsal: false, mockCode: null, revokedAt: null }
    const first = { replacesId: null, reserved: false }
    const alone = { expiresAt: null, pausedAt: null, batchId: null, batchLine: null, issuing: false }
    database.put('link', id, { ...own, ...plain, ...first, ...alone, createdAt: new Date(startMs) })
  }
  const account = partner()
  return {
    scheduler,
    database,
    amazon,
    now,
    advance: ms => {
      nowMs += ms
    },
    contextOf: process => ({
      database: database.of(process),
      accounts: new Map([[partnerAccount, account]]),
      incentives: amazon.of(process),
      keys: createKeyRing([account], now, { warn: () => {} }),
      keySources: [],
      clock: () => new Date(nowMs),
      elapsedMs: now,
      slotClock: createSlotClock(now),
      inFundsSlot: async () => null,
      latenessOf: latenessByAccount(now),
      randomBytes: size => Buffer.alloc(size, Math.floor(options.jitter() * 256)),
      evidenceKey: 'a key of the simulation',
      personKey: 'a key of the simulation',
      publicUrl: 'http://localhost',
      identity: null,
      resendWindowMs,
      log: { info: () => {}, warn: () => {}, error: () => {} },
      failpoint: () => {},
      // The engine never signs anybody in.
      login: null as never,
    }),
  }
}

export function linkId(index: number): string {
  return createHash('sha256')
    .update(`${index}`)
    .digest('hex')
    .slice(0, 26)
    .toUpperCase()
    .replaceAll(/[ILOU]/g, 'X')
}

export function campaignId(index: number): string {
  return `campaign-${index}`
}

/** This Amazon account has signed in for this link, and its page says that it is open. */
export function signedInFor({ database, now }: World, claimLinkId: string, amazonAccount: string): SignedIn {
  const link = database.list('link').find(({ id }) => id === claimLinkId)
  const campaign = database.list('campaign').find(({ id }) => id === link?.campaignId)
  if (!link || !campaign) throw new Error(`bug: there is no link ${claimLinkId}`)
  const times = { consumedAt: new Date(startMs), expired: false, rehearsedAt: null }
  const secrets = { initials: null, codeVerifier: null, sessionHash: Buffer.alloc(32) }
  const id = `${claimLinkId}/${amazonAccount}`
  const signIn = { id, claimLinkId, partnerAccount, amazonAccount, ...times, ...secrets }
  const standing = { kind: 'open' } as const
  const claim = { link, campaign, account: partner(), standing, readAt: new Date(now()), session: null }
  return { signIn, claim, person: createHash('sha256').update(amazonAccount).digest() }
}

function campaign(id: string, { budgetFor, perPersonLimit }: WorldOptions): Campaign {
  return {
    id,
    partnerAccount,
    state: 'live',
    name: '',
    senderName: 'Acme',
    brandColor: '#000000',
    supportContact: 'help@acme.example',
    message: '',
    logo: null,
    logoWidth: null,
    logoHeight: null,
    notificationText: '',
    rehearsedAt: null,
    amountMinor,
    currency: 'USD',
    opensAt: new Date(0),
    closesAt: new Date(8e15),
    timeZone: 'UTC',
    budgetMinor: budgetFor * amountMinor,
    grantedMinor: 0,
    perPersonLimit,
    anotherAccount: false,
    heldSince: null,
    createdAt: new Date(startMs),
  }
}

function partner(): PartnerAccount {
  return {
    name: partnerAccount,
    amazonEnv: 'emulator',
    marketplace: 'US',
    country: 'US',
    currency: 'USD',
    partnerId: 'Simu1',
    website: 'http://localhost',
    portalUrl: null,
    funding: { payment: 'wire', marginDays: 2, matchingId: null, required: false },
    incentives: {
      url: 'http://localhost',
      host: 'emulator',
      region: 'us-east-1',
      accessKeyId: 'key',
      secretAccessKey: 'secret',
      next: null,
      amountUnit: 'major',
      accountType: 2,
      echo: 'required',
      mockCodeIn: 'request-id',
      notificationDetails: false,
      callsPerSecond: 10,
    },
    // The engine never signs anybody in.
    login: null as never,
  }
}
