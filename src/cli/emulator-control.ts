/** `emulator faults|world|funds`: what a running emulator plays, changed over its control surface. */
import { readFileSync } from 'node:fs'
import { parseConfig } from '../config/config.ts'
import type { Env } from '../config/problem.ts'
import { DomainError } from '../domain/errors.ts'
import { findEmulator } from '../emulator-process.ts'
import { prepareDataDir } from '../store.ts'
import { type Command, type Input, json } from './command.ts'
import { print, printJson, printTable, textOf } from './print.ts'

type Control = (method: string, resource: string, body?: unknown) => Promise<string>
type Fault = Readonly<Record<string, unknown>>
type FaultList = { readonly active: readonly Fault[]; readonly available: Readonly<Record<string, string>> }

const faults: Command = {
  path: 'emulator faults',
  text: 'List or change the faults that the emulator plays',
  options: {
    set: { type: 'string', value: 'JSON', text: 'replace all by this list' },
    add: { type: 'string', value: 'NAME', text: 'add one, described by the next five' },
    operation: { type: 'string', value: 'NAME', text: 'such as GetAvailableFunds or token' },
    count: { type: 'string', value: 'N', text: 'play it so often; for ever without' },
    probability: { type: 'string', value: 'P', text: 'from 0 to 1; always without' },
    seconds: { type: 'string', value: 'S', text: 'of a delay; 10 without' },
    'request-id': { type: 'string', value: 'ID', text: 'only for this request id' },
    remove: { type: 'string', value: 'ID', text: 'remove one' },
    clear: { type: 'boolean', text: 'remove all' },
    json,
  },
  run: async (input, env) => {
    const control = await connect(env)
    const added = faultToAdd(input)
    const set = input.text('set')
    const remove = input.text('remove')
    if (input.has('clear')) await control('DELETE', 'faults')
    if (set !== undefined) await control('PUT', 'faults', parseJson('set', set))
    if (remove !== undefined) await control('DELETE', `faults/${encodeURIComponent(remove)}`)
    if (added) await control('POST', 'faults', added)
    const list: FaultList = JSON.parse(await control('GET', 'faults'))
    if (input.has('json')) return printJson(list)
    printActive(list)
    if (!['clear', 'set', 'remove', 'add'].some(input.has)) printAvailable(list.available)
  },
}

const world: Command = {
  path: 'emulator world',
  text: 'Show or change what the emulator assumes where nobody knows Amazon; NAME picks a known world',
  argument: '[NAME]',
  options: {
    set: { type: 'string', value: 'JSON', text: 'change these members' },
    reset: { type: 'boolean', text: 'back to what it started with' },
    json,
  },
  run: async (input, env) => {
    const control = await connect(env)
    const set = input.text('set')
    if (input.has('reset')) await control('DELETE', 'world')
    if (input.argument) await control('PUT', 'world', { world: input.argument })
    if (set !== undefined) await control('PUT', 'world', parseJson('set', set))
    const now: WorldNow = JSON.parse(await control('GET', 'world'))
    if (input.has('json')) return printJson(now)
    printWorld(now)
  },
}

type WorldNow = {
  readonly name: string | null
  readonly world: Readonly<Record<string, unknown>>
  readonly worlds: ReadonlyArray<{ readonly name: string; readonly about: string }>
}

const funds: Command = {
  path: 'emulator funds',
  text: 'Set what the partner account has left at the emulator, in major units',
  argument: 'AMOUNT',
  options: { currency: { type: 'string', value: 'CODE', text: 'such as USD', required: true } },
  run: async (input, env) => {
    const control = await connect(env)
    const currency = input.text('currency')
    await control('PUT', 'funds', { currency, amount: Number(input.argument) })
    print(`${input.argument} ${currency}`)
  },
}

export const emulatorControlCommands: readonly Command[] = [faults, world, funds]

/** The emulator that `npm start` would use. Throws `unavailable` when none runs. */
async function connect(env: Env): Promise<Control> {
  const config = parseConfig(env, path => readFileSync(path, 'utf8'))
  const { dir } = prepareDataDir(config)
  const url = await findEmulator({ port: config.emulatorPort, dataDir: dir })
  if (url === null) {
    const fix = 'start it with npm start or npm run -s cli -- emulator'
    throw new DomainError('unavailable', `no emulator runs on ${dir} or EMULATOR_PORT; ${fix}`)
  }
  return async (method, resource, body) => {
    const answer = await fetch(`${url}/_emulator/${resource}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (answer.ok) return text
    throw new DomainError('invalid-input', JSON.parse(text).error)
  }
}

function faultToAdd(input: Input): Fault | null {
  const fault = input.text('add')
  const numbers = ['count', 'probability', 'seconds'] as const
  const given = [...numbers, 'operation', 'request-id'].filter(name => input.has(name))
  if (fault === undefined) {
    if (given.length === 0) return null
    throw new DomainError('invalid-input', `--${given[0]}: describes a fault; name it with --add`)
  }
  const texts = { operation: input.text('operation'), requestId: input.text('request-id') }
  return { fault, ...texts, ...Object.fromEntries(numbers.flatMap(name => numberOf(input, name))) }
}

function numberOf(input: Input, name: string): [string, number][] {
  const text = input.text(name)
  return text === undefined ? [] : [[name, Number(text || Number.NaN)]]
}

function parseJson(option: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new DomainError('invalid-input', `--${option}: is not JSON; quote it for the shell`)
  }
}

function printActive({ active }: FaultList): void {
  if (active.length === 0) return print('No fault is active.')
  const columns = ['id', 'fault', 'operation', 'count', 'probability', 'seconds', 'requestId']
  const head = ['ID', 'FAULT', 'OPERATION', 'COUNT', 'PROBABILITY', 'SECONDS', 'REQUEST ID']
  printTable(
    head,
    active.map(fault => columns.map(name => textOf(fault[name]))),
  )
}

function printAvailable(available: FaultList['available']): void {
  print()
  printTable(['AVAILABLE', 'WHAT HAPPENS'], Object.entries(available))
}

function printWorld({ name, world, worlds }: WorldNow): void {
  print(`World: ${name ?? 'its own'}\n`)
  printTable(
    ['MEMBER', 'NOW'],
    Object.entries(world).map(([member, value]) => [member, JSON.stringify(value)]),
  )
  print()
  printTable(
    ['KNOWN WORLD', 'WHAT IT IS LIKE'],
    worlds.map(known => [known.name, known.about]),
  )
}
