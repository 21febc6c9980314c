/** How far a batch is, in words: in one for lists, in a sentence for its own page. */
import type { Closed } from '../../src/domain/campaign.ts'
import { type LinkBatch, linksInFile } from '../../src/domain/link-batch.ts'
import { type Html, html } from '../html.ts'
import { formatCount, locales, pluralOf } from '../locale.ts'
import { claimable } from './claimable.ts'

const [english] = locales
const count = (number: number) => formatCount(english, number)
const counted = (one: string) => (number: number) =>
  `${count(number)} ${pluralOf(english, { one, other: `${one}s` }, number)}`
export const countLinks = counted('link')
const countLines = counted('line')
const countProblems = counted('problem')

export const stateWords: Readonly<Record<LinkBatch['state'], string>> = {
  receiving: 'arriving',
  checking: 'being checked',
  refused: 'refused',
  unneeded: 'nothing new',
  issuing: 'not live yet',
  live: 'live',
  withdrawn: 'withdrawn',
}

/** What somebody has to do with an open batch. */
export function openStep({ id, deliveredAt }: Pick<LinkBatch, 'id' | 'deliveredAt'>): string {
  return deliveredAt ? `Confirm batch ${id}` : `Download and confirm batch ${id}`
}

/** `closed` is why nothing can be claimed in its campaign now. */
export function standing(batch: LinkBatch, closed: Closed | null): Html {
  const { state, lines, problems } = batch
  switch (state) {
    case 'receiving':
      return html`<p role="status">The file is arriving: ${countLines(lines)} so far. This page looks again by itself.</p>`
    case 'checking':
      return html`<p role="status">All ${countLines(lines)} are here and are being checked. This page looks again by itself.</p>`
    case 'refused':
      return html`<p>The file has ${countProblems(problems)}, so nothing was made. Mend the file and <a href="../order">upload it once more</a>.</p>`
    case 'unneeded':
      return html`<p>All ${countLines(lines)} have their link already, so nothing was made. To get the links of a list that you have lost, make the file of its batch again.</p>`
    case 'issuing':
      return issuing(batch)
    case 'live':
      return html`<p>${countLinks(linksInFile(batch))} ${claimable(closed)}.${besides(batch)}</p>`
    case 'withdrawn':
      return html`<p>What nobody had claimed is worthless.</p>`
  }
}

function issuing(batch: LinkBatch): Html {
  const { lines, present, delivered, deliveredAt } = batch
  if (deliveredAt)
    return html`<p>${countLinks(linksInFile(batch))} ${linksInFile(batch) === 1 ? 'waits' : 'wait'} for your word.${besides(batch)} Nobody can claim one yet.</p>`
  if (delivered === 0)
    return html`<p>${countLinks(lines - present)} can be issued.${besides(batch)} Nobody can claim one yet.</p>`
  return html`<p role="status">The file is being made: ${count(delivered)} of ${countLines(lines - present)}. If your download has stopped, start it again. Nobody can claim one yet.</p>`
}

/** Lines for which no link was made. */
function besides({ lines, present, leftOut }: LinkBatch): Html {
  return html`${present > 0 && ` ${countLines(present)} of ${count(lines)} have their link already, so nothing is made for those.`}${
    leftOut > 0 &&
    ` ${countLines(leftOut)} of ${count(lines)} ${leftOut === 1 ? 'is' : 'are'} left out of the newest file: claimed or revoked before.`
  }`
}
