/** The figures of a campaign for programs: plain names, amounts as decimals. */
import { toDecimal } from '../domain/money.ts'
import type { MoneyFigures } from '../domain/watch.ts'
import type { Watch } from './watch.ts'

export function summaryOf({
  at,
  campaign,
  funnel,
  money,
  unit,
  bars,
  sources,
  refusals,
  reviews,
  broken,
  queue,
}: Watch) {
  const { id, name, senderName, state, currency, timeZone } = campaign
  const { account, lane } = queue
  return {
    at,
    campaign: { id, name, senderName, state, timeZone, heldSince: campaign.heldSince },
    links: funnel,
    money: { currency, ...decimals(money, currency), addsUp: money.addsUp },
    claims: { unit, bars },
    sources,
    refusals,
    reviews,
    broken,
    queue: {
      waiting: lane?.waiting ?? 0,
      oldestConsent: lane?.oldestConsent ?? null,
      drainMs: account.drainMs,
      perSecond: account.perSecond,
      partnerAccount: account.name,
      holdReason: account.holdReason,
    },
  }
}

/** Each figure as people write it, such as `25.00`. */
function decimals(
  { addsUp: _, ...figures }: MoneyFigures,
  currency: string,
): Readonly<Record<string, string>> {
  const shown = Object.entries(figures).map(
    ([name, amountMinor]) => [name, toDecimal({ amountMinor, currency })] as const,
  )
  return Object.fromEntries(shown)
}
