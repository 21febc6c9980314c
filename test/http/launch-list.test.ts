/** The launch checklist as the staff sees it: operators say their word on steps, everybody else only looks. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestService } from '../helpers/service.ts'
import { postFrom, signedInStaff } from '../helpers/staff.ts'

test('operators act on the checklist by name, viewers read it, and the mail carries the partner’s data', async t => {
  const service = await startTestService(t)
  const viewer = await signedInStaff(t, service, 'viewer')
  const operator = await signedInStaff(t, service, 'operator')
  const overview = await viewer.get(`${service.url}/admin/operations`)
  for (const path of ['launch', 'keys', 'funds'])
    assert.match(overview.text, new RegExp(`href="/admin/${path}"`))
  const page = `${service.url}/admin/launch/default`
  const shown = await viewer.get(page)
  assert.equal(shown.status, 200)
  assert.match(shown.text, /incentives-api@giftcards\.amazon\.com[\s\S]*Partner id: +Emul1/)
  assert.match(shown.text, /portal for US is not known to us/)
  assert.doesNotMatch(shown.text, /name="step"/)
  const waiver = { step: 'clock', note: 'a test machine' }
  assert.equal((await postFrom(viewer, page, '/admin/launch/default/waive', waiver)).status, 403)
  assert.equal((await postFrom(operator, page, '/admin/launch/default/waive', waiver)).status, 303)
  const empty = await postFrom(operator, page, '/admin/launch/default/waive', { step: 'clock', note: '' })
  assert.equal(empty.status, 400)
  assert.match(empty.text, /must say why/)
  assert.match((await operator.get(page)).text, /The operator, [^<]*<q>a test machine<\/q>/)
  const opened = await postFrom(operator, page, '/admin/launch/default/open')
  assert.match(opened.text, /claims are open from the beginning/)
  assert.equal((await viewer.get(`${service.url}/admin/launch/nobody`)).status, 404)
})
