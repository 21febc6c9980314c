/**
 * The one place that says what the plan may do where real money moves: ask for the funds, and let a person walk one
 * validation link. Everything else is not run, and would not leave if it were.
 */
import type { Transport } from '../amazon/transport.ts'
import { movesMoney } from '../domain/marketplace.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'

const harmlessOperation = 'GetAvailableFunds'
const harmlessCases: readonly string[] = ['OP-01', 'JR-01']

/** Why this case is not run for this account, or null. */
export function whyForbidden(account: PartnerAccount, caseId: string): string | null {
  if (!isReal(account) || harmlessCases.includes(caseId)) return null
  return 'it is never run in production: only the funds are asked for, and one validation link with --campaign'
}

/** A transport that sends nothing else to this account's host. Throws, as a bug, before the first byte. */
export function fence(account: PartnerAccount, transport: Transport): Transport {
  return {
    ...transport,
    send: async (url, message) => {
      const allowed = url === `${account.incentives.url}/${harmlessOperation}`
      if ((isReal(account) || movesMoney(url)) && !allowed) {
        throw new Error(`bug: the test plan was about to call ${new URL(url).pathname} in production`)
      }
      return await transport.send(url, message)
    },
  }
}

/** The host decides, whatever the environment is called. */
function isReal({ amazonEnv, incentives }: PartnerAccount): boolean {
  return amazonEnv === 'production' || movesMoney(incentives.url)
}
