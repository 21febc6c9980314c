/** "Is this real?": true for every state of a campaign, linked from its claim links, and nothing for strangers to learn. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestService } from '../helpers/service.ts'

async function textOf(url: string): Promise<string> {
  const response = await fetch(url)
  assert.equal(response.status, 200)
  return await response.text()
}

test('it says what is so: open, not yet, paused, over', async t => {
  const service = await startTestService(t)
  const { id } = await service.campaign()
  const url = `${service.url}/o/${id}`
  const says = async (words: RegExp) => assert.match(await textOf(url), words)
  const set = (assignment: string) => service.database.query(`update campaign set ${assignment}`)
  await says(
    /Acme Research gives rewards through this service: by claim links, open until December 31, 2099 at 6:00\sPM/,
  )
  await set("opens_at = '2098-01-01'")
  await says(/has prepared rewards through this service. They cannot be claimed yet/)
  await set("opens_at = '2020-01-01', state = 'paused'")
  await says(/Claiming is paused at the moment/)
  await set("state = 'draft'")
  await says(/is preparing rewards in this service. They cannot be claimed yet/)
  await set("state = 'ended'")
  await says(/They can no longer be claimed/)
  await set("state = 'live', closes_at = '2020-02-01'")
  await says(/They can no longer be claimed/)
})

test('it names the sender, the address to look for, Amazon’s own host and whom to ask', async t => {
  const service = await startTestService(t)
  const { id } = await service.campaign()
  const page = await textOf(`${service.url}/o/${id}`)
  assert.ok(page.includes(`<strong class="address">${service.url}/c/</strong>`))
  assert.ok(page.includes(`own page at ${new URL(service.emulator.url).host}.`))
  assert.match(page, /a password: you type it on Amazon’s own page only/)
  assert.match(page, /href="mailto:help@acme\.example"/)
  assert.match(page, /If you ask for help, please quote:/)
  assert.doesNotMatch(page, /<script|\$25\.00/)
  assert.ok(page.length < 20_000, `${page.length} characters`)
})

test('the claim link’s page leads there, and a campaign that there is not has the page of an unknown link', async t => {
  const service = await startTestService(t)
  const campaign = await service.campaign()
  const [link = ''] = await service.links(campaign)
  assert.ok((await textOf(link)).includes(`<a href="/o/${campaign.id}">Is this real?</a>`))
  for (const id of ['AAAAAAAAAA', campaign.id.toLowerCase(), 'x', '%00', '*|X|*']) {
    const response = await fetch(`${service.url}/o/${id}`)
    assert.equal(response.status, 404, id)
    assert.match(await response.text(), /We do not know this link/)
  }
})
