/** Where `reconcile` reads what Amazon knows: the one source that its options name. */
import { readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseConfig } from '../config/config.ts'
import type { Env } from '../config/problem.ts'
import { DomainError } from '../domain/errors.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'
import { countStatusWords } from '../domain/status-word.ts'
import { findEmulator } from '../emulator-process.ts'
import { activitySource } from '../services/activity-records.ts'
import type { Context } from '../services/context.ts'
import { type CsvForm, parseCsvForm } from '../services/csv-form.ts'
import { csvRecords } from '../services/csv-records.ts'
import { ledgerRecords } from '../services/ledger-records.ts'
import type { Source } from '../services/reconcile.ts'
import { parseCompleteUntil } from '../services/reconcile-proof.ts'
import { prepareDataDir } from '../store.ts'
import { type Input, timeOf } from './command.ts'
import { note } from './print.ts'

const sources = ['ledger', 'activity-page', 'csv'] as const
const ofCsv = ['map', 'applied', 'not-applied'] as const

/** Throws `invalid-input` for options that do not go together, before anything is opened. */
export function refuseSources(input: Input): void {
  const given = sources.filter(name => input.has(name))
  const refuse = (reason: string) => {
    throw new DomainError('invalid-input', `reconcile: ${reason}`)
  }
  if (given.length > 1) refuse(`give one of ${given.map(name => `--${name}`).join(' and ')}`)
  if (!input.has('csv') && ofCsv.some(name => input.has(name)))
    refuse('--map, --applied and --not-applied go with --csv')
  if (input.has('csv')) formOf(input)
  else if (input.has('complete-until')) refuse('--complete-until goes with --csv')
}

function formOf(input: Input): CsvForm {
  const words = { applied: input.text('applied'), notApplied: input.text('not-applied') }
  return parseCsvForm(input.text('map') ?? '', words)
}

/** Throws `invalid-input` when no source is named and none can be found. */
export async function sourceOf(
  context: Context,
  env: Env,
  input: Input,
  account: PartnerAccount,
  by: string | null,
): Promise<Source> {
  const csv = input.text('csv')
  if (csv !== undefined) return await csvSource(csv, input, completeUntil(context, input, by))
  if (input.has('activity-page')) return activitySource(context, account, pauseForAmazon)
  return ledgerSource(input.text('ledger') ?? (await ownLedger(env)), account)
}

/** Amazon's limit is one call a minute; its clock decides, so a little longer. */
const minuteMs = 62_000

async function pauseForAmazon(): Promise<void> {
  note('Amazon takes one such call a minute; waiting for the next.')
  await sleep(minuteMs)
}

function completeUntil({ clock }: Context, input: Input, by: string | null): Date | null {
  return parseCompleteUntil(timeOf(input, 'complete-until'), by, clock())
}

async function csvSource(path: string, input: Input, completeUntil: Date | null): Promise<Source> {
  const form = formOf(input)
  if (!form.columns.has('at') && (input.has('since') || input.has('until')))
    throw new DomainError('invalid-input', '--map: a period needs at=COLUMN')
  const file = await openFile('csv', path)
  const words = countStatusWords(form.notApplied)
  return {
    kind: 'csv',
    name: `CSV ${basename(path)}`,
    completeUntil,
    read: () => csvRecords(file, form, words.add),
    statusWords: words.list,
  }
}

/** A ledger proves as much as the emulator that wrote it: nothing where money is real. */
function ledgerSource(where: string, { amazonEnv, incentives }: PartnerAccount): Source {
  if (amazonEnv !== 'emulator')
    throw new DomainError('invalid-input', `--ledger: is the emulator's, and this account is in ${amazonEnv}`)
  return {
    kind: 'ledger',
    name: 'ledger of the emulator',
    completeUntil: null,
    read: async function* () {
      const text = /^https?:/.test(where) ? await openUrl(where) : await openFile('ledger', where)
      yield* ledgerRecords(text, incentives.amountUnit)
    },
  }
}

async function ownLedger(env: Env): Promise<string> {
  const config = parseConfig(env, path => readFileSync(path, 'utf8'))
  if (config.amazonEnv !== 'emulator')
    throw new DomainError('invalid-input', 'reconcile: give --csv FILE with --map, or --activity-page')
  const url = await findEmulator({ port: config.emulatorPort, dataDir: prepareDataDir(config).dir })
  if (url) return `${url}/_emulator/ledger`
  throw new DomainError('unavailable', '--ledger: no emulator runs here; start it, or give its URL or a FILE')
}

async function openUrl(url: string): Promise<Readable> {
  const answer = await fetch(url).catch(() => null)
  if (answer?.ok && answer.body) {
    if (isPage(answer)) {
      await answer.body.cancel()
      throw noLedger(url)
    }
    return Readable.fromWeb(answer.body as ReadableStream)
  }
  const reason = answer ? `answers ${answer.status}` : 'cannot be reached'
  throw new DomainError('unavailable', `--ledger: ${url} ${reason}`)
}

/** Line by line it would be told that none of it is of a ledger; that this is another address helps more. */
function isPage({ headers }: Response): boolean {
  return /html|xml|\bjson\b/.test(headers.get('content-type') ?? '')
}

function noLedger(url: string): DomainError {
  const { origin } = new URL(url)
  return new DomainError(
    'invalid-input',
    `--ledger: ${url} answers something that is no ledger; give ${origin}/_emulator/ledger`,
  )
}

async function openFile(option: string, path: string): Promise<Readable> {
  try {
    const file = await open(path)
    if (!(await file.stat()).isDirectory()) return file.createReadStream()
    await file.close()
  } catch (cause) {
    throw new DomainError('invalid-input', `--${option}: the file "${path}" cannot be read`, { cause })
  }
  throw new DomainError('invalid-input', `--${option}: "${path}" is a folder`)
}
