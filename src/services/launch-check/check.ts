/** A check of the launch checklist. */
import type { Finding } from '../../domain/finding.ts'
import type { PartnerAccount } from '../../domain/partner-account.ts'
import type { Context } from '../context.ts'

/** Looks at one thing of one partner account and never throws for what it looks at. */
export type Check = (context: Context, account: PartnerAccount) => Promise<Finding>
