import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { type Mistake, SECRET, SENT, setHeader, sha256, signed, told } from './mistaken-client.ts'

const BODY = SENT.body

/** What a client did, a part of the finding, and how it is done. */
const MISTAKES: Readonly<Record<string, readonly [RegExp, Mistake]>> = {
  'host without its port': [
    /Line 6 .* you signed `host:localhost`, the request says `host:localhost:3001`/,
    s => setHeader(s, 'host', 'localhost'),
  ],
  'host of another name': [/you signed `host:127.0.0.1:3001`/, s => setHeader(s, 'host', '127.0.0.1:3001')],
  'host of Amazon': [
    /you signed `host:agcod-v2-gamma.amazon.com`/,
    s => setHeader(s, 'host', 'agcod-v2-gamma.amazon.com'),
  ],
  'secret of another key': [
    /secret of the key AKIDOTHER/,
    s => ({ key: s.key.with(0, 'AWS4another-secret') }),
  ],
  'secret with a line break': [
    /line break or space after it/,
    s => ({ key: s.key.with(0, `AWS4${SECRET}\n`) }),
  ],
  'secret with a space before it': [
    /with a space before it/,
    s => ({ key: s.key.with(0, `AWS4 ${SECRET}`) }),
  ],
  'secret in quotes': [/quotes around it/, s => ({ key: s.key.with(0, `AWS4"${SECRET}"`) })],
  'secret without AWS4': [/without `AWS4` before the secret/, s => ({ key: s.key.with(0, SECRET) })],
  'key id for secret': [
    /access key id instead of the secret/,
    s => ({ key: s.key.with(0, 'AWS4AKIDACTIVE') }),
  ],
  'key without its last step': [/without its last step/, s => ({ key: s.key.slice(0, -1) })],
  'region in the key': [/signed for the region eu-west-1/, s => ({ key: s.key.with(2, 'eu-west-1') })],
  'region in the string to sign': [
    /Line 3 of the string to sign differs: you signed `20261122\/eu-west-1\//,
    s => ({ scope: s.scope.with(1, 'eu-west-1') }),
  ],
  'service in the key': [/signed for the service execute-api/, s => ({ key: s.key.with(3, 'execute-api') })],
  'day in the key': [/signed for the day before or after/, s => ({ key: s.key.with(1, '20261121') })],
  'time a second off': [
    /Line 2 of the string to sign differs: you signed `20261122T221605Z`/,
    () => ({ amzDate: '20261122T221605Z' }),
  ],
  'time with milliseconds': [/with milliseconds/, () => ({ amzDate: '20261122T221604.483Z' })],
  'time in ISO 8601': [/you signed `2026-11-22T22:16:04Z`/, () => ({ amzDate: '2026-11-22T22:16:04Z' })],
  'another x-amz-date than sent': [
    /sent another x-amz-date/,
    s => ({ amzDate: '20261122T221603Z', ...setHeader(s, 'x-amz-date', '20261122T221603Z') }),
  ],
  'method in lower case': [/you signed `post`/, () => ({ method: 'post' })],
  'path with a slash at its end': [/slash at its end/, s => ({ path: `${s.path}/` })],
  'no path': [/signed an empty path/, () => ({ path: '' })],
  'x-amz-target with a stray slash': [
    /you signed `x-amz-target:com.amazonaws.agcod.AGCODService.\/LoadAmazonBalance`/,
    s => setHeader(s, 'x-amz-target', 'com.amazonaws.agcod.AGCODService./LoadAmazonBalance'),
  ],
  'content type with a charset': [
    /another content-type/,
    s => setHeader(s, 'content-type', 'application/json; charset=utf-8'),
  ],
  'a space after a colon': [/space after the colon/, s => setHeader(s, 'host', ' localhost:3001')],
  'a space after every colon': [
    /space after the colon of every header/,
    s => ({ headers: s.headers.map(([name, value]) => [name, ` ${value}`]) }),
  ],
  'value in capitals': [/value in capitals/, s => setHeader(s, 'host', 'LOCALHOST:3001')],
  'name in capitals': [
    /you signed `Accept:application\/json`/,
    s => ({ headers: s.headers.map(([name, value]) => [name === 'accept' ? 'Accept' : name, value]) }),
  ],
  'headers in the order sent': [
    /another order/,
    () => ({
      headers: SENT.headers.map(([name, value]) => [name.toLowerCase(), value]),
      names: SENT.headers.map(([name]) => name.toLowerCase()).join(';'),
    }),
  ],
  'a header missing': [
    /left accept out of the signed headers/,
    s => ({ headers: s.headers.filter(([name]) => name !== 'accept') }),
  ],
  'no empty line': [/left out the empty line/, () => ({ gap: [] })],
  'a line break at the end': [/ended the canonical request with a line break/, () => ({ tail: [''] })],
  'commas between the names': [/commas between the names/, s => ({ names: s.names.replaceAll(';', ',') })],
  'hash of the empty body': [/hash of an empty body/, () => ({ bodyHash: sha256('') })],
  'unsigned payload': [/UNSIGNED-PAYLOAD/, () => ({ bodyHash: 'UNSIGNED-PAYLOAD' })],
  'body with a line break': [/with a line break at its end/, () => ({ bodyHash: sha256(`${BODY}\n`) })],
  'body hash in base64': [
    /in base64/,
    () => ({ bodyHash: createHash('sha256').update(BODY).digest('base64') }),
  ],
  'JSON as Python writes it': [
    /space after each colon and comma/,
    () => ({ bodyHash: sha256(BODY.replaceAll('":', '": ').replaceAll(',"', ', "')) }),
  ],
  'JSON pretty-printed': [
    /another layout/,
    () => ({ bodyHash: sha256(JSON.stringify(JSON.parse(BODY), null, 2)) }),
  ],
  'amount in other digits': [/other digits/, () => ({ bodyHash: sha256(BODY.replace('25.00', '25.0')) })],
  'characters escaped': [
    /outside ASCII/,
    () => ({ bodyHash: sha256(BODY.replace('ü', '\\u00fc').replace('ß', '\\u00df')) }),
  ],
  'slashes escaped': [/slashes escaped/, () => ({ bodyHash: sha256(BODY.replace('/', '\\/')) })],
}

for (const [name, [finding, mistake]] of Object.entries(MISTAKES)) {
  test(`a client that signs wrongly by "${name}" is told so`, () => {
    assert.match(told(signed(mistake)), finding)
  })
}
