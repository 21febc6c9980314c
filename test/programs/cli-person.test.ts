/** A recipient asks what is stored about them, and to be forgotten: the commands, and the same from the page of their link. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { issueLinks } from '../../src/services/claim-link.ts'
import { createCli } from '../helpers/cli.ts'
import { jane } from '../helpers/consented.ts'
import { dataDir } from '../helpers/program.ts'
import { createRecipient, titleOf } from '../helpers/recipient.ts'
import { startTestService } from '../helpers/service.ts'
import { postFrom, signedInStaff } from '../helpers/staff.ts'

test('by reference on the command line and by a link on its page, for operators alone, and in words when it cannot be', async t => {
  const service = await startTestService(t)
  const campaign = await service.campaign()
  const orders = ['ann-1', 'bob-2'].map(externalId => ({ externalId, amountMinor: 2_500 }))
  const [ann, bob] = await issueLinks(service.context, campaign, orders, 'a test')
  if (!ann || !bob) throw new Error('two were issued')
  const cli = createCli({ DATABASE_URL: service.databaseUrl, DATA_DIR: dataDir(t) })
  await service.database.query('update installation set evidence_fingerprint = null')
  const recipient = createRecipient()
  t.after(() => recipient.close())
  assert.equal(
    titleOf((await recipient.press(await recipient.signIn(ann.claimUrl))).text),
    '$25.00 deposited',
  )
  const by = ['--by', 'Olga Operator']
  const told = JSON.parse(await cli.output('person', 'export', '--ref', 'ann-1', ...by))
  assert.deepEqual([told.links.length, told.links[0].deposit.amazonAccount], [1, jane])
  assert.match(await cli.failure('person', 'export', ...by), /^ref: give either --ref or --link$/m)
  const reason = ['--reason', 'request 17']
  assert.match(
    await cli.failure('person', 'erase', '--ref', 'bob-2', ...by, ...reason),
    /can still be claimed: revoke it first/,
  )
  assert.match(
    await cli.failure('person', 'erase', '--ref', 'carl', ...by, ...reason),
    /no claim link carries this reference/,
  )

  const page = `${service.url}/admin/links/${ann.id}`
  const [olga, mary] = [
    await signedInStaff(t, service, 'operator'),
    await signedInStaff(t, service, 'marketer'),
  ]
  assert.ok(!(await mary.get(page)).text.includes('Erase what is stored'))
  assert.equal((await postFrom(mary, page, `${page}/person/export`)).status, 403)
  const file = await postFrom(olga, page, `${page}/person/export`)
  assert.match(
    String(file.headers['content-disposition']),
    /^attachment; filename="recipient-....-....\.json"$/,
  )
  assert.equal(JSON.parse(file.text).links[0].recipientReference, 'ann-1')
  const refused = await postFrom(
    olga,
    `${service.url}/admin/links/${bob.id}`,
    `/admin/links/${bob.id}/person/erase`,
    { reason: 'x' },
  )
  assert.equal(refused.status, 409)
  assert.match(refused.text, /role="alert">Nothing was erased: ....-.... can still be claimed/)
  assert.match((await postFrom(olga, page, `${page}/person/erase`)).text, /The reason must say why/)
  assert.equal((await postFrom(olga, page, `${page}/person/erase`, { reason: 'request 17' })).status, 303)
  const after = await olga.get(page)
  assert.ok(after.text.includes('erased') && !after.text.includes('ann-1'))
  assert.match(
    await cli.output('audit', '--subject', ann.id),
    /The operator +person erase +claim link .*request 17/,
  )
})
