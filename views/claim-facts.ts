/** What every page about a claim knows. */
import type { Money } from '../src/domain/money.ts'

export type ClaimFacts = {
  readonly senderName: string
  readonly money: Money
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  /** Host of the marketplace's website without `www.`, such as `amazon.de`. */
  readonly site: string
  readonly accountUrl: string
  readonly balanceUrl: string
}
