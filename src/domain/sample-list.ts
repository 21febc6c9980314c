/** A list of recipients to begin with. */
import { type Campaign, sampleAmount } from './campaign.ts'
import { csvLine, csvLines } from './csv.ts'
import { toDecimal } from './money.ts'

/** A list that is right for the campaign, to be filled in: its columns, and two lines that are taken as they are. */
export function sampleList(campaign: Campaign): string {
  const { amountMinor, currency } = campaign
  const amount = toDecimal({ amountMinor: sampleAmount(campaign), currency })
  const people = [
    { external_id: 'person-1', amount, first_name: 'Ann' },
    { external_id: 'person-2', amount, first_name: 'Ben' },
  ]
  const columns = (['external_id', 'amount', 'first_name'] as const).filter(
    column => column !== 'amount' || amountMinor === null,
  )
  return `${csvLine(columns)}\r\n${csvLines(columns, people)}`
}
