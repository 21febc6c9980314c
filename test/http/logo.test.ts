/** Logos: pictures of our own origin under addresses that never change, read by no page. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keepLogo } from '../../src/services/logo.ts'
import { jpeg, png, webp } from '../helpers/pictures.ts'
import { startTestService } from '../helpers/service.ts'

test('a logo stands on the recipient’s page with its size, and is sent as a picture for ever', async t => {
  const service = await startTestService(t)
  const picture = png(320, 80)
  const logo = await keepLogo(service.context, picture)
  const [link = ''] = await service.links(await service.campaign({ logo }))
  const page = await (await fetch(link)).text()
  const [, path = ''] = /<img src="(\/assets\/logo\/[^"]+)" width="160" height="40" alt="">/.exec(page) ?? []
  const answer = await fetch(service.url + path)
  assert.equal(answer.status, 200)
  assert.deepEqual(Buffer.from(await answer.arrayBuffer()), picture)
  const headers = ['content-type', 'cache-control', 'x-content-type-options', 'set-cookie']
  assert.deepEqual(
    headers.map(name => answer.headers.get(name)),
    ['image/png', 'public, max-age=31536000, immutable', 'nosniff', null],
  )
})

test('each kind is sent as what it is, twice the same picture is kept once, and nothing else is there', async t => {
  const service = await startTestService(t)
  const kinds = { 'image/png': png(1, 1), 'image/jpeg': jpeg(2, 2), 'image/webp': webp('lossy', 3, 3) }
  for (const [type, bytes] of Object.entries(kinds)) {
    const file = await keepLogo(service.context, bytes)
    assert.equal(await keepLogo(service.context, bytes), file)
    const answer = await fetch(`${service.url}/assets/logo/${file}`)
    assert.equal(answer.headers.get('content-type'), type)
  }
  const { length } = await service.database.query('select from logo')
  assert.equal(length, 3)
  const unknown = [
    '0'.repeat(32),
    'x',
    '..%2f..%2fpackage.json',
    `${'0'.repeat(32)}.svg`,
    `${'0'.repeat(32)}.png`,
  ]
  for (const file of unknown)
    assert.equal((await fetch(`${service.url}/assets/logo/${file}`)).status, 404, file)
})
