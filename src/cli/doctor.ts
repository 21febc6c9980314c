/** `doctor`: the launch checklist without the service, each step with its state and its fix. */
import { readFileSync } from 'node:fs'
import { compose } from '../compose.ts'
import { parseConfig } from '../config/config.ts'
import { ConfigError, type Env } from '../config/problem.ts'
import { DomainError } from '../domain/errors.ts'
import { failures, type ShownStep } from '../domain/launch-list.ts'
import { findStep } from '../domain/launch-step.ts'
import { secretsOf } from '../local-secrets.ts'
import { createLog } from '../log.ts'
import type { Context } from '../services/context.ts'
import { examineNow, type LaunchList, readLaunchList } from '../services/launch-list.ts'
import { openStateFile } from '../state-file.ts'
import { findPublicUrl } from '../storage/installation.ts'
import { openStore, prepareDataDir } from '../store.ts'
import { type Command, json } from './command.ts'
import { listLines, listShown } from './launch-shown.ts'
import { print, printJson } from './print.ts'
import { type Closing, emulatorFor } from './testplan-emulator.ts'

/** The lists of all partner accounts, or what keeps anybody from looking. */
export type Examined = { readonly lists: readonly LaunchList[]; readonly before: readonly ShownStep[] }

/** Looks at everything there is to look at; throws nothing that a person could mend. */
export async function examine(env: Env, only?: string): Promise<Examined> {
  try {
    return { lists: await readLists(env, only), before: [] }
  } catch (error) {
    return { lists: [], before: troublesOf(error) }
  }
}

async function readLists(env: Env, only: string | undefined): Promise<LaunchList[]> {
  const closers: (() => Promise<void>)[] = []
  try {
    const context = await open(env, closer => closers.push(closer))
    const names = only === undefined ? [...context.accounts.keys()] : [only]
    const lists: LaunchList[] = []
    // One after the other: two accounts may share a partner id, and Amazon takes one question a second.
    for (const name of names) lists.push(await readLaunchList(context, name, examineNow(context)))
    return lists
  } finally {
    for (const closer of closers.toReversed()) await closer()
  }
}

/** What the service would open, and in emulator mode the emulator, which nobody may have started yet. */
async function open(env: Env, closing: Closing): Promise<Context> {
  const given = parseConfig(env, readText)
  const { dir } = prepareDataDir(given)
  const emulatorUrl = given.amazonEnv === 'emulator' ? await emulatorFor(given, dir, closing) : undefined
  const config = parseConfig(env, readText, emulatorUrl)
  const secrets = secretsOf(config, dir)
  openStateFile(config, dir)
  const log = createLog('error')
  const { database, close } = await openStore(config, dir, secrets, log)
  closing(close)
  const publicUrl = config.publicUrl ?? (await findPublicUrl(database)) ?? `http://localhost:${config.port}`
  const composed = compose({ config, database, publicUrl, log, ...secrets })
  closing(composed.close)
  return composed.context
}

function readText(path: string): string {
  return readFileSync(path, 'utf8')
}

function troublesOf(error: unknown): ShownStep[] {
  if (error instanceof ConfigError)
    return error.problems.map(({ variable, reason, fix }) =>
      trouble('configuration', `${variable}: ${reason}.`, fix),
    )
  if (!(error instanceof DomainError) || error.code === 'invalid-input') throw error
  const about = /^(DATABASE_URL|DATA_DIR)/.test(error.message) ? 'database-durable' : 'configuration'
  return [trouble(about, error.message, 'Mend it, then run “doctor” again.')]
}

function trouble(id: string, says: string, fix: string): ShownStep {
  const step = findStep(id)
  if (!step) throw new Error(`bug: no step ${id}`)
  return { ...step, state: 'failed', says, fix, mark: null }
}

export const doctorCommand: Command = {
  path: 'doctor',
  text: 'Look at everything that going live needs: what passed, what failed and how to mend it',
  options: { account: { type: 'string', value: 'NAME', text: 'one partner account; all without it' }, json },
  run: async (input, env) => {
    const { lists, before } = await examine(env, input.text('account'))
    if (input.has('json')) printJson({ before, accounts: lists.map(listShown) })
    else for (const line of listLines(lists, before)) print(line)
    return [before, ...lists.map(({ steps }) => failures(steps))].flat().length === 0
  },
}
