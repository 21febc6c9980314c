// Mistakes in the first three lines of the canonical request: method, path and query.

import type { Draft } from './draft.ts'
import { type Facts, lineMistakes, type Mistake } from './mistake.ts'

export function pathMistakes(draft: Draft, { request }: Facts): Mistake[] {
  const [method = '', path = '', query = ''] = draft.canonical
  const [, sent = '', sentQuery = ''] = /^([^?]*)\??(.*)$/s.exec(request.target) ?? []
  return [
    ...lineMistakes(draft, 0, 'Sign the method that is sent, in upper case.', [
      ['wrote the method in lower case', method.toLowerCase()],
      ['signed another method', method === 'POST' ? 'GET' : 'POST'],
    ]),
    ...lineMistakes(draft, 1, PATH, [
      ['encoded the path once too often', path.replaceAll('%', '%25')],
      ['did not encode the path that is sent once more', decoded(path)],
      ['did not normalise the path', sent],
      ['signed the path with a slash at its end', `${path}/`],
      ['signed the path without the slash at its end', path.replace(/\/$/, '')],
      ['signed the path without its first slash', path.slice(1)],
      ['signed the path with two slashes before it', `/${path}`],
      ['signed `/` instead of the path', '/'],
      ['signed an empty path', ''],
      ['wrote the path in lower case', path.toLowerCase()],
      ['signed the query as part of the path', `${path}?${sentQuery}`],
    ]),
    ...lineMistakes(draft, 2, 'Sign the query sorted and encoded once, without its question mark.', [
      ['left the query out', ''],
      ['neither sorted nor encoded the query', sentQuery],
      ['did not encode the query', decoded(query)],
      ['signed the question mark before the query', `?${query}`],
    ]),
  ]
}

/** As for every service of AWS but S3. */
const PATH =
  'Sign the path that is sent: a slash and the operation; a percent sign in it is encoded once more.'

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
