/** What Amazon answers: whether it takes our signature, and whether there is money. */
import { type Finding, failed, notApplicable, open, passed } from '../../domain/finding.ts'
import { toDecimal } from '../../domain/money.ts'
import type { PartnerAccount } from '../../domain/partner-account.ts'
import type { Context } from '../context.ts'
import { hearFunds } from '../funds.ts'
import { knownFunds, noteFunds } from '../funds-watch.ts'
import type { Check } from './check.ts'
import { ask } from './probe.ts'

export const checkSignedCall: Check = async (context, account) => {
  const first = await hearFunds(context, account)
  const unasked = first ? null : await whyUnasked(context, account)
  if (unasked) return unasked
  // Somebody else of the partner may just have asked, and Amazon takes one such question a second.
  const funds = first ?? (await hearFunds(context, account))
  const where = `${new URL(account.incentives.url).host}, ${account.incentives.region}`
  if (!funds)
    return failed(
      `Amazon did not accept GetAvailableFunds (${where}).`,
      'Check INCENTIVES_ACCESS_KEY_ID and INCENTIVES_SECRET_ACCESS_KEY (they differ between sandbox and production), PARTNER_ID, MARKETPLACE, and the steps Clock and Amazon’s hosts.',
    )
  await noteFunds(context, account, funds)
  return passed(`Accepted by ${where}.`)
}

/** Whoever is never reached has refused nothing, and the keys are not to blame. Null where the host answers. */
async function whyUnasked({ elapsedMs }: Context, { incentives }: PartnerAccount): Promise<Finding | null> {
  const answer = await ask(incentives.url, elapsedMs)
  if (!('trouble' in answer)) return null
  return failed(
    `GetAvailableFunds could not be asked: ${answer.trouble}.`,
    `The host comes from INCENTIVES_URL, or from MARKETPLACE where that is not set; ${answer.fix}.`,
  )
}

/** After the signed call, which keeps what it was told. */
export const checkFunded: Check = async (context, account) => {
  if (account.funding.payment === 'postpay') return notApplicable('This account is paid for afterwards.')
  const { fundsMinor } = await knownFunds(context, account.name)
  if (fundsMinor === null)
    return open('Amazon has not told the funds yet.', 'Let the signed call pass first.')
  if (fundsMinor > 0)
    return passed(
      `${toDecimal({ amountMinor: fundsMinor, currency: account.currency })} ${account.currency}.`,
    )
  return failed('The balance is empty.', 'Add funds: the page Funds, or “account funds”, says how.')
}
