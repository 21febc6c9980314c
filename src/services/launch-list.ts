/** The launch checklist as it stands: the checks are made, what people said is read, and both are put together. */
import type { Finding } from '../domain/finding.ts'
import { blockers, earliestGoLive, listSteps, type ShownStep } from '../domain/launch-list.ts'
import { launchSteps } from '../domain/launch-step.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'
import type { Validation } from '../domain/validation.ts'
import * as marks from '../storage/launch-mark.ts'
import { accountOf, type Context } from './context.ts'
import { checks } from './launch-check/all.ts'
import { redirectUri } from './sign-in.ts'
import { readValidation } from './validation.ts'

export type LaunchList = {
  readonly account: PartnerAccount
  /** To be registered at Amazon by hand. */
  readonly redirectUri: string
  readonly steps: readonly ShownStep[]
  /** What keeps production shut. */
  readonly blockers: readonly ShownStep[]
  /** If everything that is open is begun now. */
  readonly goLiveAt: Date
  /** The newest validation link; null while there is none. */
  readonly validation: Pick<Validation, 'state' | 'portalBy'> | null
  /** When it was opened for claims; null while it is not, and outside production. */
  readonly launchedAt: Date | null
}

type Findings = ReadonlyMap<string, Finding>
/** Makes every check of one partner account, or remembers that it did. */
export type Examine = (name: string) => Promise<Findings>

/** The list of one partner account, with the checks made by `examine`. */
export async function readLaunchList(context: Context, name: string, examine: Examine): Promise<LaunchList> {
  const account = accountOf(context, name)
  const findings = await examine(name)
  const said = await marks.list(context.database, name)
  const known = {
    findings,
    marks: new Map(said.map(mark => [mark.step, mark])),
    amazonEnv: account.amazonEnv,
  }
  const steps = listSteps(known)
  return {
    account,
    redirectUri: redirectUri(context, name),
    steps,
    blockers: blockers(steps),
    goLiveAt: earliestGoLive(steps, context.clock()),
    validation: await readValidation(context, name),
    launchedAt: await marks.launchedAt(context.database, name),
  }
}

/** Makes the checks now, one after the other: some of them lean on the one before. */
export function examineNow(context: Context): Examine {
  return async name => {
    const account = accountOf(context, name)
    const found = new Map<string, Finding>()
    for (const { id, in: environments } of launchSteps) {
      const check = environments.includes(account.amazonEnv) ? checks.get(id) : undefined
      if (check) found.set(id, await check(context, account))
    }
    return found
  }
}

const keptMs = 30_000

/** Makes the checks at most twice a minute, for a page that people reload. */
export function examineRarely(context: Context): { readonly examine: Examine; forget(name: string): void } {
  const examine = examineNow(context)
  const known = new Map<string, { readonly at: number; readonly findings: Promise<Findings> }>()
  const remembered: Examine = async name => {
    const kept = known.get(name)
    if (kept && context.elapsedMs() - kept.at < keptMs) return await kept.findings
    const findings = examine(name)
    known.set(name, { at: context.elapsedMs(), findings })
    findings.catch(() => known.delete(name))
    return await findings
  }
  return { examine: remembered, forget: name => void known.delete(name) }
}
