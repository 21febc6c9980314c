/** Ending a hold on its page: by operators alone, with a reason, and after a restore not by mistake. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { holdAccount, holdCampaign, releaseAccount } from '../../src/services/hold.ts'
import { holdAfterRestore, listRestored } from '../../src/services/restore.ts'
import { press } from '../helpers/pressed.ts'
import { close, emulatorLedger } from '../helpers/reconciled.ts'
import { startTestService } from '../helpers/service.ts'
import { signedInStaff } from '../helpers/staff.ts'
import { idOf, watchedCampaign } from '../helpers/watched.ts'

test('holds are released on a page, with a reason, by operators alone', async t => {
  const service = await startTestService(t)
  const { campaign, links } = await watchedCampaign(service)
  const why = { by: 'Ann', reason: 'texts' }
  await holdCampaign(service.context, campaign.id, why)
  await releaseAccount(service.context, 'default', why).catch(() => {})
  await holdAccount(service.context, 'default', why)
  const operator = await signedInStaff(t, service, 'operator')
  const viewer = await signedInStaff(t, service, 'viewer')
  const story = (await operator.get(`${service.url}/admin/links/${idOf(links.waiting)}`)).text
  const watch = (await operator.get(`${service.url}/admin/campaigns/${campaign.id}`)).text
  for (const path of [`/admin/campaigns/${campaign.id}/release`, '/admin/accounts/default/release']) {
    assert.ok(story.includes(path) && watch.includes(path), path)
    assert.equal((await viewer.get(service.url + path)).status, 403)
    const page = await operator.get(service.url + path)
    assert.match((await press(operator, page, /^Release it$/, { reason: '' })).text, /Must say why/)
    assert.equal((await press(operator, page, /^Release it$/, { reason: 'mended' })).status, 303)
    assert.match((await operator.get(service.url + path)).text, /Nothing to release/)
  }
  assert.doesNotMatch(story + watch, /“(account|campaign) release/)
})

test('a hold after a restore is ended by a reconciliation, or by a tick of whoever goes without it', async t => {
  const service = await startTestService(t)
  const operator = await signedInStaff(t, service, 'operator')
  const release = async (more: Readonly<Record<string, string>> = {}) => {
    const page = await operator.get(`${service.url}/admin/accounts/default/release`)
    return await press(operator, page, /^Release it$/, { reason: 'a restore', ...more })
  }
  await holdAfterRestore(service.context)
  const refused = await release()
  assert.equal(refused.status, 400)
  assert.match(refused.text, /no reconciliation has ended without a difference since this hold began/)
  assert.deepEqual(await listRestored(service.context), ['default'])
  assert.equal((await release({ unreconciled: 'yes' })).status, 303)
  await holdAfterRestore(service.context)
  assert.equal((await release()).status, 400)
  await close(service, emulatorLedger(service))
  assert.equal((await release()).status, 303)
  assert.deepEqual(await listRestored(service.context), [])
})
