/** What operators do with access keys: have one tried, let the other one sign, and say when one was made. */

import { z } from 'zod'
import { isProven, type KeyVerdict, keyHash } from '../domain/access-key.ts'
import { changesOf, parseActor } from '../domain/audit.ts'
import { DomainError } from '../domain/errors.ts'
import type { ShownKey, ShownKeys } from '../domain/key-list.ts'
import * as accessKeys from '../storage/access-key.ts'
import * as audit from '../storage/audit.ts'
import { loadedKeys } from './access-key.ts'
import { accountOf, type Context } from './context.ts'
import { listKeys } from './key-list.ts'

export type Tried = { readonly lastFour: string; readonly verdict: Exclude<KeyVerdict, 'unproven'> }

/**
 * Asks Amazon with a key, by its last four characters or its hash; with the one that does not sign, unless one is named.
 * Throws `conflict` where the answer proves nothing, and for a key that this program does not have.
 */
export async function proveKey(
  context: Context,
  name: string,
  named: string | null,
  by: string,
): Promise<Tried> {
  const actor = parseActor(by)
  const account = accountOf(context, name)
  const shown = await keysOf(context, name)
  const { idHash, lastFour } = named === null ? other(shown) : find(shown, named)
  const own = loadedKeys(context).find(loaded => loaded.account === name && keyHash(loaded.key) === idHash)
  if (!own) throw new DomainError('conflict', `key: ${lastFour} is not in the configuration of this program`)
  const verdict = await context.inFundsSlot(account, mayLeave =>
    context.incentives.tryKey(account, own.key, mayLeave),
  )
  if (verdict === null || verdict === 'unproven')
    throw new DomainError(
      'conflict',
      `key: Amazon gave no answer that proves anything about ${lastFour}; try again and see that it is of this partner id; where GetAvailableFunds is not allowed to you, configure it as the active one`,
    )
  await context.database.transaction(async tx => {
    await accessKeys.noteVerdict(tx, name, own.key, { accepted: verdict === 'accepted', agoMs: 0 })
    const detail = { key: lastFour, answer: verdict }
    await audit.append(tx, { actor, action: 'keys prove', subject: name, detail })
  })
  await listKeys(context)
  return { lastFour, verdict }
}

/**
 * Lets a key sign in every process: the one that is configured as next, unless one is named. Throws `conflict` unless it is proven
 * and all have it, and where it is the one to sign already, so that nobody switches back by doing it twice.
 */
export async function switchKeys(
  context: Context,
  name: string,
  named: string | null,
  by: string,
): Promise<ShownKeys> {
  const actor = parseActor(by)
  accountOf(context, name)
  const shown = await keysOf(context, name)
  const [signing] = shown.keys
  const chosen = named === null ? next(context, shown) : find(shown, named)
  refuseSwitch(shown, chosen)
  await context.database.transaction(async tx => {
    await accessKeys.switchTo(tx, name, chosen.idHash)
    const detail = changesOf({ key: signing?.lastFour ?? null }, { key: chosen.lastFour })
    await audit.append(tx, { actor, action: 'keys switch', subject: name, detail })
  })
  context.log.info({ account: name, key: chosen.lastFour }, 'another access key signs from now on')
  return await keysOf(context, name)
}

function refuseSwitch({ keys, processes }: ShownKeys, next: ShownKey): void {
  if (keys.length < 2)
    throw new DomainError(
      'conflict',
      'key: there is no second one; make it at Amazon and configure it as next',
    )
  if (next.chosen) throw new DomainError('conflict', `key: ${next.lastFour} is the one to sign already`)
  if (!isProven(next))
    throw new DomainError('conflict', `key: ${next.lastFour} is not proven; "keys prove" asks Amazon with it`)
  const without = processes.filter(({ keys: own }) => !own.some(({ idHash }) => idHash === next.idHash))
  if (without.length > 0)
    throw new DomainError(
      'conflict',
      `key: ${without.map(process => process.name).join(', ')} does not have ${next.lastFour} yet; update its configuration, and where it has stopped, wait half a minute`,
    )
}

/** Puts on record when a key was made at Amazon, from a day such as 2026-06-01. Throws `invalid-input`. */
export async function noteKeyCreated(
  context: Context,
  name: string,
  { named, created }: { readonly named: string | null; readonly created: string },
  by: string,
): Promise<ShownKey> {
  const actor = parseActor(by)
  accountOf(context, name)
  const shown = await keysOf(context, name)
  const key = named === null ? shown.keys[0] : find(shown, named)
  if (!key) throw new Error(`bug: there is no key of ${name}`)
  const createdAt = parseDay(created, key.firstSeenAt)
  await context.database.transaction(async tx => {
    await accessKeys.noteCreated(tx, name, key.idHash, createdAt)
    const before = { created: key.createdAt?.toISOString().slice(0, 10) ?? null }
    const detail = { key: key.lastFour, ...changesOf(before, { created: created.trim() }) }
    await audit.append(tx, { actor, action: 'keys note', subject: name, detail })
  })
  return { ...key, createdAt }
}

/** A key is made before it is seen; a day is a day anywhere on earth. */
function parseDay(text: string, firstSeenAt: Date): Date {
  const { data } = z.iso.date().safeParse(text.trim())
  const day = new Date(`${data}T00:00:00Z`)
  if (data === undefined) throw new DomainError('invalid-input', 'created: must be a day such as 2026-06-01')
  if (day.getTime() > firstSeenAt.getTime() + 86_400_000)
    throw new DomainError(
      'invalid-input',
      'created: the key was in use here before that day; give the day that the portal shows',
    )
  return day
}

async function keysOf(context: Context, name: string): Promise<ShownKeys> {
  const shown = (await listKeys(context)).find(({ account }) => account === name)
  if (!shown) throw new Error(`bug: partner account ${name} is not listed`)
  return shown
}

/** The key that is to follow, as this program has it; where it has none, the one that does not sign. */
function next(context: Context, shown: ShownKeys): ShownKey {
  const own = loadedKeys(context).find(({ account, place }) => account === shown.account && place === 'next')
  return own ? find(shown, keyHash(own.key)) : other(shown)
}

/** The key that is not to sign; where there is one key, that one. */
function other({ keys }: ShownKeys): ShownKey {
  const key = keys.find(({ chosen }) => !chosen) ?? keys[0]
  if (!key) throw new Error('bug: a partner account has no key')
  return key
}

function find({ account, keys }: ShownKeys, text: string): ShownKey {
  const found = keys.filter(({ idHash, lastFour }) =>
    [idHash, lastFour.toLowerCase()].includes(text.toLowerCase()),
  )
  if (found[0] && found.length === 1) return found[0]
  const known = keys.map(({ lastFour }) => lastFour).join(', ')
  throw new DomainError(
    'not-found',
    `key: there is none that ends like that for "${account}"; give one of ${known}`,
  )
}
