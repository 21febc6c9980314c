/** Opening a partner account for claims, once and for good. */
import { parseActor } from '../domain/audit.ts'
import { DomainError } from '../domain/errors.ts'
import * as audit from '../storage/audit.ts'
import * as marks from '../storage/launch-mark.ts'
import { accountOf, type Context } from './context.ts'
import { examineNow, readLaunchList } from './launch-list.ts'

/** Looks at everything once more and opens the account. Throws `conflict` naming what is neither green nor waived. */
export async function openForClaims(context: Context, name: string, by: string): Promise<void> {
  const actor = parseActor(by)
  const { account, blockers, steps } = await readLaunchList(context, name, examineNow(context))
  const { amazonEnv } = account
  if (amazonEnv !== 'production')
    throw new DomainError('conflict', `account: in the ${amazonEnv} claims are open from the beginning`)
  if (blockers.length > 0)
    throw new DomainError(
      'conflict',
      `account: not yet green or waived: ${blockers.map(({ title, id }) => `${title} (${id})`).join(', ')}`,
    )
  const waived = steps.filter(({ state }) => state === 'waived').map(({ id }) => id)
  await context.database.transaction(async tx => {
    if (!(await marks.launch(tx, name)))
      throw new DomainError('conflict', 'account: it is open for claims already')
    const detail = { waived: waived.join(', ') || null }
    await audit.append(tx, { actor, action: 'launch open', subject: name, detail })
  })
  context.log.info({ account: name }, 'a partner account was opened for claims')
}

/** Throws `conflict` where nobody could claim a link of this account yet. */
export async function requireOpen(context: Context, name: string): Promise<void> {
  const { amazonEnv } = accountOf(context, name)
  if (amazonEnv !== 'production' || (await marks.launchedAt(context.database, name))) return
  throw new DomainError(
    'conflict',
    `account: "${name}" is not open for claims; until then "launch validate" makes the one link that can be claimed`,
  )
}
