/** Broken and hostile forms of the staff: a clear answer, never a 5xx, and nobody else waits for it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Request } from 'express'
import { readPosted } from '../../src/http/admin/form-body.ts'
import { formOf } from '../helpers/cookie-client.ts'
import { startTestService } from '../helpers/service.ts'
import { signedInStaff } from '../helpers/staff.ts'

test('whatever a member of the staff or a script of theirs sends is answered calmly', async t => {
  const started = await startTestService(t)
  const campaign = await started.campaign()
  await started.links(campaign)
  const [link] = await started.database.query<{ id: string }>('select id from claim_link')
  const ann = await signedInStaff(t, started, 'operator')
  const { csrf = '' } = formOf((await ann.get(`${started.url}/admin/find`)).text).fields
  const own = `/campaigns/${campaign.id}`
  const form = (fields: string) => ['application/x-www-form-urlencoded', fields] as const
  const parts = (name: string, value: string) =>
    [
      'multipart/form-data; boundary=b',
      `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n--b--\r\n`,
    ] as const
  const plain = ['text/plain', 'x'] as const
  const tries: ReadonlyArray<readonly [status: number, path: string, sent?: readonly [string, string]]> = [
    [400, '/find', form('text=a%00b')],
    [400, `${own}/links/change`, form('link[]=a%00&link[]=b&action=pause')],
    ...['sender', 'message', 'support', 'logo', 'seen'].map(
      name => [400, '/campaigns/new', parts(name, 'a\0b')] as const,
    ),
    [400, `${own}/settings`, parts('logo', 'a\0b')],
    [400, '/campaigns/new', ['multipart/form-data; boundary=b', 'no form at all']],
    [400, '/campaigns/new', ['multipart/form-data', 'x']],
    [400, '/campaigns/new', form('sender=a')],
    [400, `${own}/settings`, form('sender=a')],
    [400, '/campaigns/new', ['text/plain', '']],
    ...['/find', `${own}/links/change`, `${own}/links/order/count`, `${own}/launch`, `${own}/embed/qr`].map(
      path => [400, path, plain] as const,
    ),
    [400, '/staff/invite', plain],
    [404, '/links/UNKNOWN/another-account', form('')],
    [404, '/links/UNKNOWN/send-now', form('')],
    [409, `/links/${link?.id}/another-account`, form('')],
    [409, `/links/${link?.id}/send-now`, form('')],
    [200, '/audit?before=1.5'],
    [200, '/audit?before=1e999'],
    [200, '/audit?before=-1e30'],
  ]
  for (const [status, path, sent] of tries) {
    const address = `${started.url}/admin${path}`
    const headers = { cookie: ann.cookies.header(address), 'sec-fetch-site': 'same-origin' }
    const answer = sent
      ? await fetch(`${address}?csrf=${csrf}`, {
          ...{ method: 'POST', redirect: 'manual', body: sent[1] },
          headers: { ...headers, 'content-type': sent[0] },
        })
      : await fetch(address, { headers })
    assert.equal(answer.status, status, `${path} ${sent}`)
  }
  assert.deepEqual(
    started.log.filter(({ level }) => level === 'error'),
    [],
  )
  const state = await started.database.query('select sender_name, logo from campaign')
  assert.deepEqual(state, [{ sender_name: 'Acme Research', logo: null }])
})

test('a form of nothing but parts leaves everybody else their turn', async t => {
  const headers = { 'content-type': 'multipart/form-data; boundary=b' }
  const part = (value: string) => `--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n${value}\r\n`
  const posted = (text: string) => readPosted({ headers, body: Buffer.from(text) } as Request)
  let turns = 0
  const counting = setInterval(() => turns++, 1)
  t.after(() => clearInterval(counting))
  const large = await posted(`${part('\r\n-'.repeat(1_000_000))}--b--`)
  assert.equal(large.text('a')?.length, 100_000)
  assert.ok(turns > 10, `${turns} turns`)
  await assert.rejects(posted(`${part('').repeat(100_000)}--b--`), ({ cause }) =>
    /more parts than any form/.test(cause.message),
  )
})
