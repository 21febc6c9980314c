import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { request } from 'undici'
import { locales } from '../../views/locale.ts'
import { formOf } from '../helpers/cookie-client.ts'
import { pseudo } from '../helpers/pseudo.ts'
import { startTestService } from '../helpers/service.ts'
import { signedInStaff } from '../helpers/staff.ts'
import { upload } from '../helpers/upload.ts'

/** Of the form of an id, and nobody's. */
const nobodysClaim = '/claim/AAAAAAAAAAAAAAAAAAAAAA'

test('the last quarter of the room belongs to people who have begun', async t => {
  const service = await startTestService(t, { maxRequestsInFlight: 8 })
  const [link = ''] = await service.links(await service.campaign())
  const landings = await service.database.transaction(async tx => {
    await tx.query('lock table campaign')
    const opened = Array.from({ length: 8 }, () => fetch(link))
    const starts = Array.from({ length: 2 }, () => fetch(`${link}/sign-in`, { redirect: 'manual' }))
    await sleep(500)
    // Six wait for the lock. Neither of these needs the locked table to tell that there is nothing behind it.
    assert.equal((await fetch(`${service.url}/claim/x`)).status, 404)
    assert.equal((await fetch(`${service.url}/sign-in/default/callback?state=none`)).status, 400)
    return [...opened, ...starts]
  })
  const statuses = (await Promise.all(landings)).map(({ status }) => status)
  assert.equal(statuses.filter(status => status === 503).length, 4)
  assert.equal(statuses.filter(status => status === 200).length, 6)
})

test('people who have begun are refused only when the whole room is taken, in their language', async t => {
  const service = await startTestService(t, { maxRequestsInFlight: 2, locales: [...locales, pseudo] })
  const busy = await service.database.transaction(async tx => {
    await tx.query('lock table sign_in')
    const waiting = Array.from({ length: 2 }, () => fetch(service.url + nobodysClaim))
    await sleep(500)
    const refused = await fetch(service.url + nobodysClaim, { headers: { 'accept-language': 'he' } })
    return { waiting, refused }
  })
  assert.equal(busy.refused.status, 503)
  assert.equal(busy.refused.headers.get('retry-after'), '2')
  assert.equal(busy.refused.headers.get('connection'), 'close')
  assert.equal(busy.refused.headers.get('content-language'), 'he')
  assert.deepEqual(
    (await Promise.all(busy.waiting)).map(({ status }) => status),
    [404, 404],
  )
})

test('uploads that trickle take no room from recipients, and beyond eight they are told to come back', async t => {
  const service = await startTestService(t, { maxRequestsInFlight: 4 })
  const campaign = await service.campaign()
  const [link = ''] = await service.links(campaign)
  const ann = await signedInStaff(t, service)
  const path = `${service.url}/admin/campaigns/${campaign.id}/links`
  const { csrf } = formOf((await ann.get(path)).text).fields
  const { promise: end, resolve: letEnd } = Promise.withResolvers<void>()
  async function* slow(name: number) {
    yield Buffer.from('external_id\n')
    await end
    yield Buffer.from(`r-${name}\n`)
  }
  async function* never() {
    yield Buffer.from('--b\r\n')
    await end
    yield Buffer.alloc(995, 'x')
  }
  const send = (file: string | AsyncIterable<Buffer>) =>
    upload(ann, `${path}/order/file?csrf=${csrf}`, { file })
  const begun = async () =>
    (await service.database.query("select from link_batch where state = 'receiving'")).length
  // Nobody is signed in with these, so they are no uploads either.
  const address = `${service.url}/admin/campaigns/new`
  const headers = { 'content-type': 'multipart/form-data; boundary=b', 'sec-fetch-site': 'same-origin' }
  const stranger = () =>
    request(address, {
      ...{ method: 'POST', body: Readable.from(never()) },
      headers: { ...headers, 'content-length': '1000' },
    })
  const strangers = Array.from({ length: 3 }, stranger)
  await sleep(300)
  const arriving: ReturnType<typeof send>[] = []
  for (let name = 0; name < 8; name++) {
    arriving.push(send(slow(name)))
    for (let tries = 0; tries < 50 && (await begun()) <= name; tries++) await sleep(20)
  }
  assert.equal(await begun(), 8)
  const refused = await send('external_id\nr-9\n')
  assert.deepEqual([refused.status, refused.headers['retry-after']], [503, '60'])
  assert.match(refused.text, /Many other files are arriving/)
  assert.equal((await fetch(link)).status, 200)
  letEnd()
  for (const { statusCode, body } of await Promise.all(strangers)) {
    assert.equal(statusCode, 401)
    await body.dump()
  }
  assert.deepEqual(new Set((await Promise.all(arriving)).map(({ status }) => status)), new Set([303]))
  assert.equal((await send('external_id\nr-9\n')).status, 303)
})
