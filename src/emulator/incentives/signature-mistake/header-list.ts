// Mistakes in the headers as a whole: which are signed, in which order, and how the list of names ends the block.

import { type Draft, headerLines, withHeaders } from './draft.ts'
import type { Facts, Mistake } from './mistake.ts'

export function headerListMistakes(draft: Draft, { request }: Facts): Mistake[] {
  const lines = headerLines(draft)
  const names = (draft.canonical.at(-2) ?? '').split(';')
  const sent = request.headers
    .map(([name, value]) => [name.toLowerCase(), value.trim()] as const)
    .filter(([name]) => name !== 'authorization')
  return [
    ...orders(draft, lines, names, sent),
    ...names.flatMap(name => without(draft, lines, names, name)),
    ...sent
      .filter(([name]) => !names.includes(name))
      .flatMap(header => withOneMore(draft, lines, names, header)),
    ...frames(draft, lines, names),
  ]
}

type Header = readonly [name: string, value: string]

const ORDER = 'Sort the headers by name, in the lines and in the list of names alike.'
const LIST = 'Name every signed header in SignedHeaders, and sign every header that is named there.'
const FRAME =
  'After the last header comes one empty line, then the names with `;` between them, then the body hash.'

/** Lines and list each as listed, sorted, or in the order in which the headers were sent. */
function orders(
  draft: Draft,
  lines: readonly string[],
  names: readonly string[],
  sent: readonly Header[],
): Mistake[] {
  const wire = sent.map(([name]) => name).filter(name => names.includes(name))
  const inOrder = (order: readonly string[]) => order.map(name => lines[names.indexOf(name)] ?? '')
  const every = [names, names.toSorted(), wire]
  return every.flatMap(lineOrder =>
    every.map(listOrder => ({
      did: 'put the headers in another order',
      fix: ORDER,
      draft: withHeaders(draft, inOrder(lineOrder), listOrder.join(';')),
    })),
  )
}

function without(draft: Draft, lines: readonly string[], names: readonly string[], name: string): Mistake[] {
  const rest = names.filter(other => other !== name)
  const restLines = lines.toSpliced(names.indexOf(name), 1)
  const did = `left ${name} out of the signed headers`
  return [
    { did, fix: LIST, draft: withHeaders(draft, restLines, names.join(';')) },
    { did, fix: LIST, draft: withHeaders(draft, restLines, rest.join(';')) },
    {
      did: `left ${name} out of the list of names`,
      fix: LIST,
      draft: withHeaders(draft, lines, rest.join(';')),
    },
  ]
}

function withOneMore(
  draft: Draft,
  lines: readonly string[],
  names: readonly string[],
  [name, value]: Header,
): Mistake[] {
  const moreLines = [...lines, `${name}:${value}`].toSorted()
  const more = [...names, name].toSorted().join(';')
  const did = `signed ${name}, which SignedHeaders does not name`
  return [
    { did, fix: LIST, draft: withHeaders(draft, moreLines, more) },
    { did, fix: LIST, draft: withHeaders(draft, moreLines, names.join(';')) },
  ]
}

/** What is between and around the lines. */
function frames(draft: Draft, lines: readonly string[], names: readonly string[]): Mistake[] {
  const { canonical } = draft
  const frame = (did: string, changed: Draft): Mistake => ({ did, fix: FRAME, draft: changed })
  const spaced = lines.map(line => line.replace(':', ': '))
  return [
    frame('left out the empty line after the headers', { ...draft, canonical: canonical.toSpliced(-3, 1) }),
    frame('signed two empty lines after the headers', {
      ...draft,
      canonical: canonical.toSpliced(-3, 0, ''),
    }),
    frame('ended the canonical request with a line break', { ...draft, canonical: [...canonical, ''] }),
    frame('put a space after the colon of every header', withHeaders(draft, spaced, names.join(';'))),
    frame('put commas between the names', withHeaders(draft, lines, names.join(','))),
    frame('put spaces between the names', withHeaders(draft, lines, names.join('; '))),
    frame('left the list of names empty', withHeaders(draft, lines, '')),
  ]
}
