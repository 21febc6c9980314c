/** Who opened a claim link: machines show a sign, real browsers show none, and neither is taken for a person. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { kindOfVisit, signOfMachine, type Visit } from '../../src/domain/visit.ts'
import { browsers, machines } from '../helpers/visitors.ts'

const ask = (headers: Visit['headers'], more: Partial<Visit> = {}): Visit => ({
  method: 'GET',
  trustworthy: true,
  headers,
  ...more,
})

for (const [name, { method, headers }] of Object.entries(machines)) {
  test(`${name} is a machine`, () => assert.notEqual(signOfMachine(ask(headers, { method })), null))
}

for (const [name, headers] of Object.entries(browsers)) {
  test(`${name} looks like somebody’s browser`, () => assert.equal(signOfMachine(ask(headers)), null))
}

test('each sign of a machine is enough by itself', () => {
  const chrome = browsers['Chrome on a desk'] ?? {}
  const signs = [
    ask(chrome, { method: 'HEAD' }),
    ask({ ...chrome, 'sec-purpose': 'prefetch;prerender' }),
    ask({ ...chrome, purpose: 'prefetch' }),
    ask({ ...chrome, 'x-moz': 'prefetch' }),
    ask({ ...chrome, 'sec-fetch-mode': 'cors' }),
    ask({ ...chrome, 'sec-fetch-dest': 'image' }),
    ask({ ...chrome, 'sec-ch-ua': '"HeadlessChrome";v="140"' }),
    ask({ ...chrome, accept: '*/*' }),
    ask({ ...chrome, 'sec-fetch-mode': undefined, 'sec-fetch-dest': undefined }),
    ask({ ...chrome, 'user-agent': undefined }),
    ask({ ...chrome, 'user-agent': 'curl/8.5.0' }),
  ]
  assert.equal(kindOfVisit(ask(chrome)), 'browser')
  for (const visit of signs) assert.equal(kindOfVisit(visit), 'machine', JSON.stringify(visit.headers))
})

test('on an address that browsers do not trust none is expected to say where it comes from', () => {
  const { 'sec-fetch-mode': _, 'sec-fetch-dest': __, ...plain } = browsers['Chrome on a desk'] ?? {}
  assert.equal(kindOfVisit(ask(plain)), 'machine')
  assert.equal(kindOfVisit(ask(plain, { trustworthy: false })), 'browser')
})
