/** What Amazon writes to the recipient: part of the exact bytes of the consent, and of nothing that comes later. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { editCampaign } from '../../src/services/campaign-edit.ts'
import type { Context } from '../../src/services/context.ts'
import { rebuildDeposit } from '../../src/services/rebuild.ts'
import { consented, depositOf, passTime, sendAlone, startCore } from '../helpers/consented.ts'
import { loadCallsOf, setFaults, type TestService } from '../helpers/service.ts'

const env = { NOTIFICATION_DETAILS: 'on' }
const said = ',"notificationDetails":{"notificationMessage":"Thank you, \\"Jane\\"!"}}'

async function bodyOf({ database }: TestService, id: string): Promise<{ text: string; sha256: string }> {
  const [row] = await database.query<{ body: Buffer; hash: string }>(
    `select body, encode(body_hash, 'hex') as hash from deposit where claim_link_id = $1`,
    [id],
  )
  return { text: row?.body.toString() ?? '', sha256: row?.hash ?? '' }
}

test('the text is the end of the bytes, which stay what they are when campaign and configuration change', async t => {
  const service = await startCore(t, { env })
  const id = await consented(service, { notification: 'Thank you, "Jane"!' })
  const before = await bodyOf(service, id)
  assert.ok(before.text.endsWith(said), before.text)
  const { campaignId } = await depositOf(service, id)
  await editCampaign(service.context, campaignId, { notification: 'Something else' }, 'Ann')
  await sendAlone({ ...service, context: configured(service, { notificationDetails: false }) }, id)
  assert.equal((await depositOf(service, id)).state, 'deposited')
  const [call] = await loadCallsOf(service)
  assert.equal(call?.bodySha256, before.sha256)
})

test('a rebuild keeps the text of the consent', async t => {
  const service = await startCore(t, { env })
  await setFaults(service, [{ fault: 'contract', count: 1 }])
  const wrong = { ...service, context: configured(service, { amountUnit: 'minor' }) }
  const id = await consented(wrong, { notification: 'Thank you, "Jane"!' })
  await sendAlone(wrong, id)
  await passTime(service)
  const { campaignId } = await depositOf(service, id)
  await editCampaign(service.context, campaignId, { notification: 'Something else' }, 'Ann')
  await rebuildDeposit(service.context, id, { by: 'Ann', reason: 'major units' })
  const after = await bodyOf(service, id)
  assert.match(after.text, /"value":25\.00/)
  assert.ok(after.text.endsWith(said), after.text)
})

test('where the contract has no such text, none can be set and none is sent', async t => {
  const service = await startCore(t)
  await assert.rejects(
    service.campaign({ notification: 'Hello' }),
    /^DomainError: notification: is not enabled/,
  )
  const campaign = await service.campaign()
  await service.database.query("update campaign set notification_text = 'from before'")
  const id = await consented(service)
  assert.doesNotMatch((await bodyOf(service, id)).text, /notification/)
  const edited = await editCampaign(service.context, campaign.id, { message: 'Other' }, 'Ann')
  assert.equal(edited.notificationText, 'from before', 'an edit of something else leaves it alone')
})

/** The use cases as another configuration of the partner account has them. */
function configured({ context }: TestService, change: object): Context {
  const account = context.accounts.get('default')
  if (!account) throw new Error('bug: no default account')
  const incentives = { ...account.incentives, ...change }
  return { ...context, accounts: new Map([['default', { ...account, incentives }]]) }
}
