/** Opens what the test plan stands on, by the environment alone: database, client, and the pages of the service. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { createTransport } from '../amazon/transport.ts'
import { type Composed, compose, type Parts } from '../compose.ts'
import { type Config, parseConfig } from '../config/config.ts'
import type { Env } from '../config/problem.ts'
import type { Campaign } from '../domain/campaign.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'
import { secretsOf } from '../local-secrets.ts'
import { createLog } from '../log.ts'
import { getCampaign } from '../services/campaign.ts'
import { accountOf, type Context } from '../services/context.ts'
import { requireOpen } from '../services/launch-open.ts'
import { findPublicUrl } from '../storage/installation.ts'
import { openStore, prepareDataDir } from '../store.ts'
import { fence } from '../testplan/fence.ts'
import { createJourney, type JourneyTerms, planCampaign } from '../testplan/journey.ts'
import { ownClient, type Stage } from '../testplan/stage.ts'
import { createVisitor } from '../testplan/visitor.ts'
import { type Closing, emulatorFor, plantAt, serve, switchedOn } from './testplan-emulator.ts'

export type StageTerms = Pick<JourneyTerms, 'waitMs' | 'tell' | 'stopped'> & {
  /** Id of the campaign whose account is tested; otherwise the first account is. */
  readonly campaign: string | undefined
  readonly amazonAccount: string | null
}

export type Opened = {
  readonly stage: Stage
  readonly config: Config
  /** What the emulator was playing when the run began, if anything. */
  readonly played: string | null
}

/** Runs `work` on the stage and takes it down again, whatever happens. */
export async function withStage<T>(
  env: Env,
  terms: StageTerms,
  work: (opened: Opened) => Promise<T>,
): Promise<T> {
  const closers: (() => Promise<void>)[] = []
  try {
    return await work(await open(env, terms, closer => closers.push(closer)))
  } finally {
    for (const closer of closers.toReversed()) await closer()
  }
}

async function open(env: Env, terms: StageTerms, closing: Closing): Promise<Opened> {
  const given = parseConfig(env, readText)
  const { dir } = prepareDataDir(given)
  const emulatorUrl = given.amazonEnv === 'emulator' ? await emulatorFor(given, dir, closing) : null
  const config = emulatorUrl === null ? given : parseConfig(env, readText, emulatorUrl)
  const log = createLog('error')
  const secrets = secretsOf(config, dir)
  const { database, close } = await openStore(config, dir, secrets, log)
  closing(close)
  const publicUrl = config.publicUrl ?? (await findPublicUrl(database)) ?? `http://localhost:${config.port}`
  const parts = { config, database, publicUrl, log, ...secrets }
  const stage =
    emulatorUrl === null
      ? await realStage(parts, terms, closing)
      : await emulatedStage(parts, emulatorUrl, terms, closing)
  const played = emulatorUrl === null ? null : await switchedOn(emulatorUrl)
  if (played)
    terms.tell(`The emulator plays ${played}: cases may fail for it. ${emulatorUrl}/_emulator ends it.\n`)
  return { stage, config, played }
}

/** Amazon itself: a person signs in at the service that runs at PUBLIC_URL, and nothing can be arranged. */
async function realStage(parts: Parts, terms: StageTerms, closing: Closing): Promise<Stage> {
  const { context } = composeFor(parts, closing)
  const { account, campaign } = await subjectOf(context, terms.campaign)
  const mayIssue = account.amazonEnv === 'sandbox' || terms.campaign !== undefined
  const { amazonAccount } = terms
  return {
    ...common(account, closing),
    ...{ amazonAccount, ...amazonPace, plant: null, service: null },
    journey: mayIssue ? createJourney(context, { ...terms, campaign, visitor: null }) : null,
  }
}

/** Everything on this machine: the service in this process, a visitor who signs in, an answer lost on demand. */
async function emulatedStage(
  parts: Parameters<typeof serve>[0],
  emulatorUrl: string,
  terms: StageTerms,
  closing: Closing,
): Promise<Stage> {
  const { publicUrl, service } = await serve(parts, closing)
  const { context } = composeFor({ ...parts, publicUrl }, closing)
  const { account, campaign } = await subjectOf(context, terms.campaign)
  return {
    ...common(account, closing),
    amazonAccount: terms.amazonAccount ?? 'amzn1.account.TESTPLANEMULATED',
    ...emulatorPace,
    plant: plantAt(emulatorUrl),
    journey: createJourney(context, { ...terms, campaign, visitor: createVisitor() }),
    service,
  }
}

/** Ten calls a second is Amazon's documented limit; after throttling others found ten seconds enough. */
const amazonPace = { callsPerSecond: 10, throttleRestMs: 10_000 }
const emulatorPace = { callsPerSecond: 10, throttleRestMs: 1_100 }

function common(account: PartnerAccount, closing: Closing) {
  const transport = createTransport()
  closing(() => transport.close())
  const clock = () => new Date()
  return { account, client: ownClient, transport: fence(account, transport), clock, sleep, randomBytes }
}

function composeFor(parts: Parts, closing: Closing): Composed {
  const composed = compose(parts)
  closing(composed.close)
  return composed
}

type Subject = { readonly account: PartnerAccount; readonly campaign: () => Promise<Campaign> }

/** The campaign named and its account, or the first account and the plan's own campaign there. */
async function subjectOf(context: Context, campaignId: string | undefined): Promise<Subject> {
  if (campaignId !== undefined) {
    const campaign = await getCampaign(context, campaignId)
    await requireOpen(context, campaign.partnerAccount)
    return { account: accountOf(context, campaign.partnerAccount), campaign: async () => campaign }
  }
  const [account] = context.accounts.values()
  if (!account) throw new Error('bug: the configuration has an account')
  return { account, campaign: () => planCampaign(context, account.name) }
}

function readText(path: string): string {
  return readFileSync(path, 'utf8')
}
