/** What opening a claim link counts as, over HTTP: a machine, somebody's browser, or a person whom Amazon sent back. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { request } from 'undici'
import { formOf } from '../helpers/cookie-client.ts'
import { createRecipient, submit } from '../helpers/recipient.ts'
import { startTestService, type TestService } from '../helpers/service.ts'
import { browsers, machines } from '../helpers/visitors.ts'

type Counts = { machines: number; browsers: number; people: number; signedIn: number }

/** What the links of the service were opened by, once so many visits are written. */
async function countsAfter({ database }: TestService, visits: number): Promise<Counts> {
  for (;;) {
    const [row] = await database.query<Counts & { all: number }>(
      `select sum(machines)::int as machines, sum(browsers)::int as browsers, sum(people)::int as people,
         sum(signed_in)::int as "signedIn", sum(machines + browsers + people)::int as all from visit`,
    )
    if (row && row.all >= visits) {
      const { all: _, ...counts } = row
      return counts
    }
    await setTimeout(50)
  }
}

test('machines and browsers are told apart, and what they say of themselves is kept nowhere', async t => {
  const service = await startTestService(t)
  const [link = ''] = await service.links(await service.campaign())
  for (const { method, headers } of Object.values(machines))
    await (await request(`${link}?utm_source=qr&utm_medium=print`, { method, headers })).body.dump()
  for (const headers of Object.values(browsers)) await (await request(link, { headers })).body.dump()
  const [machine, browser] = [Object.keys(machines).length, Object.keys(browsers).length]
  assert.deepEqual(await countsAfter(service, machine + browser), {
    machines: machine,
    browsers: browser,
    people: 0,
    signedIn: 0,
  })
  const [row] = await service.database.query<{ text: string }>('select visit::text as text from visit')
  assert.match(row?.text ?? '', /qr,print/)
  assert.doesNotMatch(row?.text ?? '', /Mozilla|127\.0|::1|bot/i)
})

test('a person is whom Amazon sent back, signed in or after Cancel, and nobody before', async t => {
  const service = await startTestService(t)
  const [link = '', other = ''] = await service.links(await service.campaign(), 2)
  const recipient = createRecipient()
  t.after(() => recipient.close())
  const amazon = await recipient.follow(await recipient.get(`${other}/sign-in`))
  await recipient.get(other, browsers['Chrome on a desk'])
  assert.deepEqual(await countsAfter(service, 1), { machines: 0, browsers: 1, people: 0, signedIn: 0 })
  const cancelled = await submit(recipient, amazon, formOf(amazon.text), { cancel: 'cancel' })
  await recipient.follow(cancelled)
  assert.deepEqual(await countsAfter(service, 2), { machines: 0, browsers: 1, people: 1, signedIn: 0 })
  await recipient.signIn(link)
  assert.deepEqual(await countsAfter(service, 4), { machines: 1, browsers: 1, people: 2, signedIn: 1 })
})

test('a made-up answer of Amazon counts nobody', async t => {
  const service = await startTestService(t)
  const [link = ''] = await service.links(await service.campaign())
  const recipient = createRecipient()
  t.after(() => recipient.close())
  const start = await recipient.get(`${link}/sign-in`)
  const state = new URL(start.location ?? '').searchParams.get('state')
  for (const query of ['state=forged&error=access_denied', `state=${state}&code=invented`])
    await recipient.get(`${service.url}/sign-in/default/callback?${query}`)
  await recipient.get(link, browsers['Chrome on a desk'])
  assert.deepEqual(await countsAfter(service, 1), { machines: 0, browsers: 1, people: 0, signedIn: 0 })
})
