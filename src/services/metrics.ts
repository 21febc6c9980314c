/**
 * What a monitoring system reads: this process's own counts, and what all processes share, read from the database when
 * somebody looks and kept for some seconds. While the database is away the rest is told all the same.
 */
import { collectDefaultMetrics, Gauge, type Registry } from 'prom-client'
import { minorDigits } from '../domain/marketplace.ts'
import * as stored from '../storage/metrics.ts'
import type { Context } from './context.ts'
import { knownFunds, type ShownFunds } from './funds-watch.ts'
import { type KeyAge, keyAges } from './key-list.ts'
import type { Measures } from './measures.ts'
import { paceOf } from './queue.ts'
import { shareReadings } from './shared-reading.ts'

export type Metrics = {
  readonly contentType: string
  /** What whoever reads it must show. */
  readonly token: string
  /** All of it, in Prometheus' text format. */
  read(): Promise<string>
}

/** However many processes are scraped how often, each asks the database once in so many milliseconds at most. */
const leastMs = 5_000

type Shared = {
  readonly states: readonly stored.StateCount[]
  readonly accounts: readonly stored.AccountGauge[]
  readonly funds: readonly ShownFunds[]
}

/** One per process; `measures` is told the rest. */
export function createMetrics(context: Context, { registry }: Measures, token: string): Metrics {
  collectDefaultMetrics({ register: registry })
  const gauges = createGauges(registry)
  const readings = shareReadings({ now: context.elapsedMs, leastMs, read: () => readShared(context) })
  for (const name of context.accounts.keys())
    gauges.slots.set({ partner_account: name }, paceOf(context, name))
  return {
    contentType: registry.contentType,
    token,
    read: async () => {
      show(gauges, await readings.get('all').catch(unread(context)))
      showKeys(gauges, keyAges(context))
      return await registry.metrics()
    },
  }
}

async function readShared(context: Context): Promise<Shared> {
  const { database, accounts } = context
  return {
    states: await stored.countStates(database),
    accounts: await stored.readAccounts(database),
    funds: await Promise.all([...accounts.keys()].map(name => knownFunds(context, name))),
  }
}

function unread({ log }: Context): (error: Error) => null {
  return ({ message }) => {
    log.warn({ reason: message }, 'what all processes share could not be read for the metrics')
    return null
  }
}

function createGauges(registry: Registry) {
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Gauge({ name: `receive_${name}`, help, labelNames, registers: [registry] })
  return {
    reachable: gauge(
      'database_reachable',
      'Whether the database answered; without it what it knows is left out',
    ),
    deposits: gauge('deposits', 'Deposits by state, the same from every process', 'partner_account', 'state'),
    waiting: gauge('queue_deposits', 'Deposits that wait to be sent', 'partner_account'),
    oldest: gauge(
      'queue_oldest_seconds',
      'How long the first in line has waited; 0 while none does',
      'partner_account',
    ),
    held: gauge(
      'account_on_hold',
      '1 for each partner account on hold, with the reason',
      'partner_account',
      'reason',
    ),
    heldCampaigns: gauge('campaigns_on_hold', 'Campaigns on hold', 'partner_account'),
    funds: gauge(
      'funds',
      'What Amazon has of ours, in major units; absent where it is not known, as in its sandbox',
      'partner_account',
      'currency',
    ),
    fundsShort: gauge(
      'funds_short',
      '1 where the funds end before a payment that is made now arrives',
      'partner_account',
    ),
    keyAge: gauge(
      'access_key_age_days',
      'Age of each access key that this process has, by the last four characters of its id',
      'partner_account',
      'key',
    ),
    slots: gauge('slots_per_second', 'Calls a second that a partner account may send', 'partner_account'),
  }
}

type Gauges = ReturnType<typeof createGauges>

/** What is not known is left out: an old figure would look like a good one. */
function show({ slots: _, keyAge: __, reachable, ...gauges }: Gauges, shared: Shared | null): void {
  for (const gauge of Object.values(gauges)) gauge.reset()
  reachable.set(shared ? 1 : 0)
  for (const { account, state, count } of shared?.states ?? [])
    gauges.deposits.set({ partner_account: account, state }, count)
  for (const { account, waiting, oldestSeconds, holdReason, heldCampaigns } of shared?.accounts ?? []) {
    const labels = { partner_account: account }
    gauges.waiting.set(labels, waiting)
    gauges.oldest.set(labels, oldestSeconds ?? 0)
    gauges.heldCampaigns.set(labels, heldCampaigns)
    if (holdReason !== null) gauges.held.set({ ...labels, reason: holdReason }, 1)
  }
  for (const funds of shared?.funds ?? []) showFunds(gauges, funds)
}

type FundsGauges = Pick<Gauges, 'funds' | 'fundsShort'>

function showFunds(
  gauges: FundsGauges,
  { account: { name, currency }, fundsMinor, short }: ShownFunds,
): void {
  const labels = { partner_account: name }
  gauges.fundsShort.set(labels, short ? 1 : 0)
  if (fundsMinor !== null) gauges.funds.set({ ...labels, currency }, fundsMinor / 10 ** minorDigits(currency))
}

/** A key that was dropped is told no longer. */
function showKeys({ keyAge }: Gauges, ages: readonly KeyAge[]): void {
  keyAge.reset()
  for (const { account, lastFour, days } of ages)
    keyAge.set({ partner_account: account, key: lastFour }, days)
}
