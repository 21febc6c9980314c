/** How a story is told: at a terminal with commands, UTC and plain decimals; on a page with its buttons and its clock. */
import { reference } from '../../src/domain/claim-link.ts'
import { type Money, toDecimal } from '../../src/domain/money.ts'

export type Voice = {
  time(at: Date): string
  money(money: Money): string
  /** What an operator does to end the hold of a partner account, after "then". */
  readonly releaseAccount: string
  /** Sentences. */
  readonly releaseCampaign: string
  anotherAccount(linkId: string): string
  wentOn(linkId: string, state: string): string
  askAmazon(linkId: string): string
  /** Without its end, because more may have to be said. */
  decide(linkId: string): string
}

/** `2026-11-22 22:15:03 UTC` */
export function utc(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

export const terminal: Voice = {
  time: utc,
  money: money => `${toDecimal(money)} ${money.currency}`,
  releaseAccount: '“account release”',
  releaseCampaign: 'A person ends that with “campaign release”.',
  anotherAccount: id =>
    `An operator opens the way to another account with “link retry ${reference(id)} --by NAME”.`,
  wentOn: (id, state) => `It went on as claim link ${id}, which is ${state}: “deposit show” it.`,
  askAmazon: id =>
    `A person must find out whether Amazon applied it: “deposit show ${reference(id)} --for-amazon” prints the question.`,
  decide: id => `Then “deposit resolve ${reference(id)} --as deposited|refused --evidence TEXT --by NAME”`,
}
