/** The form of a campaign: what it keeps, what it refuses and says about it, and who may use it. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createCampaign, getCampaign, listCampaigns } from '../../src/services/campaign.ts'
import * as audit from '../../src/storage/audit.ts'
import { decodeEntities, formOf, type Response } from '../helpers/cookie-client.ts'
import { postForm } from '../helpers/multipart.ts'
import { png } from '../helpers/pictures.ts'
import { titleOf } from '../helpers/recipient.ts'
import { plainCampaign, startTestService, type TestService } from '../helpers/service.ts'
import { enterBy, signedInStaff, staffLink } from '../helpers/staff.ts'

const filled = {
  ...{ sender: 'Acme Research', support: 'help@acme.example', amountKind: 'fixed', amount: '25.00' },
  ...{ budget: '5000.00', closes: '2099-12-31T18:00', timeZone: 'America/New_York', account: 'default' },
  ...{ color: '#0b5cad', message: 'Thank you!', perPersonLimit: '2', opens: '' },
}

async function openForm(t: TestContext, service: TestService) {
  const ann = await signedInStaff(t, service)
  return { ann, page: await ann.get(`${service.url}/admin/campaigns/new`) }
}

const heldIn = (html: string, name: string) =>
  new RegExp(`<input [^>]*name="${name}" value="([^"]*)"`).exec(html)?.[1]

const picture = (content: Buffer, type = 'image/png') => new Blob([new Uint8Array(content)], { type })

test('the form makes a draft with its logo, and leads on to its links', async t => {
  const service = await startTestService(t)
  const { ann, page } = await openForm(t, service)
  const made = await postForm(ann, page, { ...filled, name: 'Spring panel', logoFile: picture(png(320, 80)) })
  assert.equal(made.status, 303)
  const [campaign] = await listCampaigns(service.context)
  assert.equal(made.location, `${service.url}/admin/campaigns/${campaign?.id}/links/order`)
  assert.partialDeepStrictEqual(campaign, {
    ...{
      state: 'draft',
      name: 'Spring panel',
      senderName: 'Acme Research',
      amountMinor: 2_500,
      budgetMinor: 500_000,
    },
    ...{ logoWidth: 320, logoHeight: 80, perPersonLimit: 2, anotherAccount: false, brandColor: '#0b5cad' },
  })
  assert.equal(campaign?.closesAt.toISOString(), '2099-12-31T23:00:00.000Z')
  assert.match((await ann.get(`${service.url}/admin/campaigns/${campaign?.id}`)).text, /<h1>Spring panel </)
  const real = await (await fetch(`${service.url}/o/${campaign?.id}`)).text()
  assert.match(real, /Acme Research/)
  assert.doesNotMatch(real, /Spring panel/)
  assert.partialDeepStrictEqual(await audit.listBySubject(service.database, campaign?.id ?? ''), [
    { actor: 'The marketer', action: 'campaign create' },
  ])
})

test('an error keeps what was typed and the picture too, and stands beside its field', async t => {
  const service = await startTestService(t)
  const { ann, page } = await openForm(t, service)
  const wrong = { ...filled, support: 'nobody', amount: '25,00', sender: 'Müller & Söhne "GmbH"' }
  const again = await postForm(ann, page, { ...wrong, logoFile: picture(png(40, 40)) })
  assert.equal(again.status, 400)
  assert.match(again.text, /Please mend 2 fields/)
  assert.match(again.text, /id="amount-problem">Must be an amount like 25\.00</)
  assert.match(again.text, /id="support-problem">Must be an e-mail address/)
  assert.equal(heldIn(again.text, 'sender'), 'Müller &amp; Söhne &quot;GmbH&quot;')
  assert.equal(heldIn(again.text, 'amount'), '25,00')
  const [, kept = ''] = /name="logo" value="([^"]+)"/.exec(again.text) ?? []
  assert.match(kept, /^[0-9a-f]{32}\.png$/)
  const mended = await postForm(ann, { ...page, text: again.text }, { ...filled, logo: kept })
  assert.equal(mended.status, 303)
  assert.equal((await listCampaigns(service.context))[0]?.logo, kept)
})

test('a picture that is none is named beside its field, and no campaign is made', async t => {
  const service = await startTestService(t)
  const { ann, page } = await openForm(t, service)
  const svg = picture(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'))
  for (const [file, words] of [
    [svg, 'Must be a PNG, JPEG or WebP'],
    [picture(Buffer.concat([png(9, 9), Buffer.alloc(3_000_000)])), 'Is 2930 kB'],
  ] as const) {
    const answer = await postForm(ann, page, { ...filled, logoFile: file })
    assert.equal(answer.status, 400)
    assert.match(answer.text, new RegExp(`id="logo-problem">${words}`))
  }
  const invented = await postForm(ann, page, { ...filled, logo: '00000000000000000000000000000000.png' })
  assert.match(invented.text, /id="logo-problem">Is not there any more/)
  assert.deepEqual(await listCampaigns(service.context), [])
})

test('no control character comes into what people and terminals read, and every spelling of a language does', async t => {
  const service = await startTestService(t)
  const { ann, page } = await openForm(t, service)
  const [name, mail] = ['Acme\u001b]0;x\u0007\u202Egnp', 'help@acme\u200B.example']
  const bad = { name, sender: name, support: mail, message: 'Thank\u001b[2Kyou', notification: 'a\u0085' }
  const answer = await postForm(ann, page, { ...filled, ...bad })
  assert.equal(answer.status, 400)
  for (const field of Object.keys(bad)) assert.match(answer.text, /Must have no control characters/, field)
  assert.match(answer.text, /Please mend 5 fields/)
  const good = { name: 'نامه\u200Cها', sender: 'क्\u200Dष 👩\u200D👩', message: 'שלום\u200F\r\n\tThank you' }
  assert.equal((await postForm(ann, page, { ...filled, ...good })).status, 303)
})

test('a form changes nothing but what a campaign has of fields', async t => {
  const service = await startTestService(t)
  const { ann, page } = await openForm(t, service)
  const more = {
    state: 'live',
    id: 'MINE',
    grantedMinor: '1',
    currency: 'JPY',
    heldSince: 'x',
    createdAt: 'x',
  }
  const made = await postForm(ann, page, { ...filled, ...more })
  assert.equal(made.status, 303)
  assert.partialDeepStrictEqual((await listCampaigns(service.context))[0], {
    ...{ state: 'draft', grantedMinor: 0, currency: 'USD', heldSince: null },
  })
})

test('what is typed into a form whose sign-in has ended is kept, and sent by a press of the new one', async t => {
  const service = await startTestService(t)
  const { ann, page } = await openForm(t, service)
  await service.database.query("update staff_session set seen_at = seen_at - interval '2 hours'")
  const typed = { ...filled, name: 'Spring "panel"', message: 'two\nlines' }
  const late = await postForm(ann, page, { ...typed, logoFile: picture(png(40, 40)) })
  assert.equal(late.status, 401)
  assert.match(late.text, /Nothing was changed, and what you typed is kept on this page/)
  assert.match(late.text, /name="name" value="Spring &quot;panel&quot;"/)
  assert.match(late.text, /<input type="file" id="logoFile" name="logoFile">/)
  await enterBy(ann, await staffLink(service))
  const asked = await postForm(ann, { ...late, url: page.url }, formOf(late.text).fields)
  assert.equal(asked.status, 403, 'a press without the token of this sign-in changes nothing')
  assert.match(asked.text, /<dd>Spring &quot;panel&quot;<\/dd>/)
  assert.deepEqual(await listCampaigns(service.context), [])
  const sent = await postForm(ann, { ...asked, url: page.url }, formOf(asked.text, 1).fields)
  assert.equal(sent.status, 303, sent.text)
  const [campaign] = await listCampaigns(service.context)
  assert.deepEqual([campaign?.name, campaign?.message], [typed.name, typed.message])
})

test('the settings change a live campaign as far as nobody was promised otherwise', async t => {
  const service = await startTestService(t)
  const campaign = await service.campaign()
  await service.links(campaign)
  const ann = await signedInStaff(t, service)
  const page = await ann.get(`${service.url}/admin/campaigns/${campaign.id}/settings`)
  assert.match(page.text, /id="amount-hint">It stays as it was launched; duplicate the campaign/)
  assert.match(page.text, /<input type="text"[^>]* disabled id="amount"/)
  const { amount: _, amountKind: __, account: ___, ...open } = filled
  const change = {
    ...open,
    opens: heldIn(page.text, 'opens') ?? '',
    perPersonLimit: '100',
    message: 'More time',
  }
  const early = await postForm(ann, page, { ...change, closes: '2099-12-30T18:00' })
  assert.match(early.text, /id="closes-problem">May only move to a later time once launched/)
  assert.equal(heldIn(early.text, 'closes'), '2099-12-30T18:00')
  const saved = await postForm(ann, page, change)
  assert.equal(saved.location, `${page.url}?saved`)
  assert.match((await ann.get(`${page.url}?saved`)).text, /role="status">Saved/)
  const after = await getCampaign(service.context, campaign.id)
  assert.partialDeepStrictEqual(after, {
    message: 'More time',
    amountMinor: 2_500,
    opensAt: campaign.opensAt,
  })
})

test('two people who change different things at once both get their way', async t => {
  const service = await startTestService(t)
  const { id } = await createCampaign(service.context, plainCampaign, { by: 'Ann', state: 'draft' })
  const ann = await signedInStaff(t, service)
  const page = await ann.get(`${service.url}/admin/campaigns/${id}/settings`)
  const seen = decodeEntities(heldIn(page.text, 'seen') ?? '')
  const shown = Object.entries(JSON.parse(seen) as Record<string, string | null>)
  const held = Object.fromEntries(shown.filter(([, value]) => value !== null)) as Record<string, string>
  const { anotherAccount: _, ...form } = held
  assert.equal((await postForm(ann, page, { ...form, seen, budget: '9000.00' })).status, 303)
  assert.equal((await postForm(ann, page, { ...form, seen, message: 'Two\r\nlines' })).status, 303)
  assert.equal((await postForm(ann, page, { ...form, seen: 'no JSON', sender: 'Initech' })).status, 303)
  const entries = (await audit.listBySubject(service.database, id)).slice(1)
  assert.deepEqual(
    entries.slice(0, 2).map(({ detail }) => Object.keys(detail)),
    [['budget'], ['message']],
  )
  assert.partialDeepStrictEqual(await getCampaign(service.context, id), { senderName: 'Initech' })
})

test('viewers see the settings and change nothing, and nobody without the form’s token does', async t => {
  const service = await startTestService(t)
  const { id } = await createCampaign(service.context, plainCampaign, { by: 'Ann', state: 'draft' })
  const path = `${service.url}/admin/campaigns/${id}`
  const victor = await signedInStaff(t, service, 'viewer')
  const page = await victor.get(`${path}/settings`)
  assert.equal(page.status, 200)
  assert.doesNotMatch(page.text, /type="submit">Save|Duplicate|Add links|Discard/)
  const refused = async (answer: Promise<Pick<Response, 'status' | 'text'>>) => {
    const { status, text } = await answer
    return [status, titleOf(text)]
  }
  const forbidden = [403, 'Your role cannot do this']
  assert.deepEqual(await refused(victor.get(`${service.url}/admin/campaigns/new`)), forbidden)
  assert.deepEqual(await refused(postForm(victor, page, filled)), forbidden)
  const [, csrf = ''] = /name="csrf" value="([^"]+)"/.exec(page.text) ?? []
  for (const step of ['launch', 'end', 'pause', 'resume', 'duplicate', 'preview'])
    assert.deepEqual(await refused(victor.post(`${path}/${step}`, { csrf })), forbidden, step)
  const ann = await signedInStaff(t, service)
  const form = await ann.get(`${path}/settings`)
  const forged = { ...form, text: form.text.replace(/\?csrf=[^"]+/, '?csrf=forged') }
  assert.deepEqual(await refused(postForm(ann, forged, filled)), [403, 'This page was out of date'])
  assert.partialDeepStrictEqual(await getCampaign(service.context, id), {
    state: 'draft',
    perPersonLimit: 100,
  })
})
