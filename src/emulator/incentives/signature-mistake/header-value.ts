// Mistakes in one header's line of the canonical request: the host first of all, then any value or name.

import { type Draft, headerLines } from './draft.ts'
import { type Facts, lineMistakes, type Mistake, type Variant } from './mistake.ts'

export function headerValueMistakes(draft: Draft, facts: Facts): Mistake[] {
  return headerLines(draft).flatMap((line, index) => {
    const colon = line.indexOf(':')
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1)]
    const operation = draft.canonical[1]?.slice(1) ?? ''
    return [
      ...lineMistakes(draft, index + 3, FIXES[name] ?? '', ownVariants(name, value, operation, facts.port)),
      ...lineMistakes(draft, index + 3, VALUE, anyVariants(name, value, facts)),
      ...lineMistakes(draft, index + 3, NAME, [
        [`wrote the name of ${name} as it is sent`, `${sentName(name, facts)}:${value}`],
        [`wrote the name of ${name} in capitals`, `${capitals(name)}:${value}`],
      ]),
    ]
  })
}

const VALUE = 'Sign the value exactly as it is sent, without space around it and with single spaces within.'
const NAME = 'Write the names of headers in lower case.'

const FIXES: Readonly<Record<string, string>> = {
  host: 'Sign the Host header that is sent: the host of the URL, with its port unless that is 80 or 443.',
  'x-amz-target': 'Send and sign `com.amazonaws.agcod.AGCODService.` and the operation.',
  'content-type': 'Sign the type that really leaves: some HTTP clients add a charset after signing.',
  accept: 'Sign the header that really leaves: some HTTP clients set their own.',
}

/** What only this header can be mistaken for. */
function ownVariants(name: string, value: string, operation: string, port: number): Variant[] {
  if (name === 'host') return hostVariants(value, port)
  if (name === 'x-amz-target')
    return targets(operation).map(target => ['signed another target', `${name}:${target}`])
  const types = name === 'content-type' || name === 'accept' ? mediaTypes(value) : []
  return types.map(type => [`signed another ${name}`, `${name}:${type}`])
}

function hostVariants(value: string, port: number): Variant[] {
  const bare = value.replace(/:\d+$/, '')
  const others = ['localhost', '127.0.0.1', '[::1]', '0.0.0.0', ...AMAZON_HOSTS]
  return [
    ['signed the host without its port', `host:${bare}`],
    ...[port, 443, 80].map(
      other => ['signed the host with a port that is not sent', `host:${bare}:${other}`] as const,
    ),
    ...others
      .flatMap(host => [host, `${host}:${port}`])
      .map(host => ['signed another host', `host:${host}`] as const),
  ]
}

const AMAZON_HOSTS: readonly string[] = ['', '-eu', '-fe'].flatMap(place => [
  `agcod-v2${place}-gamma.amazon.com`,
  `agcod-v2${place}.amazon.com`,
])

function targets(operation: string): string[] {
  const short = ['.', '/', './'].map(separator => `AGCODService${separator}${operation}`)
  return short.flatMap(target => [`com.amazonaws.agcod.${target}`, target])
}

function mediaTypes(value: string): string[] {
  const bare = value.replace(/\s*;.*$/, '')
  const types = [
    bare,
    'application/json',
    'application/x-www-form-urlencoded',
    'text/plain',
    'application/xml',
  ]
  const charsets = ['; charset=utf-8', ';charset=utf-8', '; charset=UTF-8', ';charset=UTF-8']
  return [...types.flatMap(type => [type, ...charsets.map(set => type + set)]), '*/*', AXIOS_ACCEPT]
}

const AXIOS_ACCEPT = 'application/json, text/plain, */*'

function anyVariants(name: string, value: string, { request }: Facts): Variant[] {
  const sent = request.headers.filter(([header]) => header.toLowerCase() === name).map(([, text]) => text)
  return [
    ['signed a space after the colon', `${name}: ${value}`],
    ['signed a space after the value', `${name}:${value} `],
    ['did not fold the spaces in the value', `${name}:${sent.join(',')}`],
    ['joined the values of a repeated header in another way', `${name}:${sent.join(', ')}`],
    ['signed only the first value of a repeated header', `${name}:${sent[0] ?? ''}`],
    ['signed only the last value of a repeated header', `${name}:${sent.at(-1) ?? ''}`],
    ['signed the value in lower case', `${name}:${value.toLowerCase()}`],
    ['signed the value in capitals', `${name}:${value.toUpperCase()}`],
    ['signed an empty value', `${name}:`],
  ]
}

function sentName(name: string, { request }: Facts): string {
  return request.headers.find(([header]) => header.toLowerCase() === name)?.[0] ?? name
}

/** `Content-Type`, as documents write it. */
function capitals(name: string): string {
  return name.replace(/\b[a-z]/g, letter => letter.toUpperCase())
}
