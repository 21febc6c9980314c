/** How a check says what it found. */
import type { Finding } from '../../domain/launch-list.ts'
import type { PartnerAccount } from '../../domain/partner-account.ts'
import type { Context } from '../context.ts'

/** Looks at one thing of one partner account and never throws for what it looks at. */
export type Check = (context: Context, account: PartnerAccount) => Promise<Finding>

export function passed(says: string): Finding {
  return { result: 'passed', says, fix: null }
}

export function failed(says: string, fix: string): Finding {
  return { result: 'failed', says, fix }
}

export function open(says: string, fix: string): Finding {
  return { result: 'open', says, fix }
}

export function notApplicable(says: string): Finding {
  return { result: 'not-applicable', says, fix: null }
}
