/** A load that should succeed, and how it is told apart that this account cannot be loaded here at all. */
import type { Answer } from '../../domain/outcome.ts'
import { notRun, unavailable } from '../ending.ts'
import { expectAnswer } from '../expectation.ts'
import type { Load, Scene, Terms } from '../scene.ts'
import type { Stage } from '../stage.ts'

/**
 * Loads and expects a deposit. In Amazon's sandbox nobody knows whether real accounts load: without one the case is
 * not run, and a no that is about the account makes it not available, because it says nothing about the client.
 */
export async function deposit(scene: Scene, title: string, load: Load, terms?: Terms): Promise<Answer> {
  requireAccount(scene.stage)
  const answer = await scene.load(title, load, terms)
  if (isSandbox(scene.stage) && aboutTheAccount.includes(answer.reason)) {
    throw unavailable(
      `Amazon's sandbox did not load the account of --account (${answer.reason}). What is expected here is what ` +
        'the contract settings say; whether real accounts load in the sandbox is an open question.',
    )
  }
  expectAnswer(answer, { outcome: 'deposited', applied: 'yes', httpStatus: 200 })
  return answer
}

const aboutTheAccount = [
  ...['UnknownCustomer', 'CustomerAccountBlocked', 'BlockedCustomer'],
  ...['OperationNotPermitted', 'AccountHasProblems', 'BadInput'],
]

function requireAccount(stage: Stage): void {
  if (stage.amazonAccount !== null) return
  throw notRun('no account to load is known here; give --account with the id of somebody who has signed in')
}

export function isSandbox({ account }: Stage): boolean {
  return account.amazonEnv === 'sandbox'
}
