/** The rotation of an access key as an operator walks it, in a real Chromium, from the second key to the end of the first. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { keyHash } from '../../src/domain/access-key.ts'
import { launchBrowser } from '../helpers/browser.ts'
import { checkPage, checkShown } from '../helpers/check-page.ts'
import { switchKey } from '../helpers/keys.ts'
import { requestsBeyond } from '../helpers/look.ts'
import { eventually } from '../helpers/program.ts'
import { startTestService, type TestService } from '../helpers/service.ts'
import { postFrom, signedInStaff, staffLink } from '../helpers/staff.ts'

let browser: Browser
before(async () => {
  browser = await launchBrowser()
})
after(() => browser.close())

const env = {
  INCENTIVES_NEXT_ACCESS_KEY_ID: 'AKIDEMULATORSPARE02',
  INCENTIVES_NEXT_SECRET_ACCESS_KEY: 'emulator-spare-secret-key',
}

async function operatorAt(service: TestService): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  await page.goto(await staffLink(service, { role: 'operator', name: 'Ann' }))
  await page.getByRole('button').first().click()
  await page.goto(`${service.url}/admin/keys`)
  return page
}

test('an operator walks a rotation to its end, and every step says the next one', async t => {
  const service = await startTestService(t, { env })
  const page = await operatorAt(service)
  t.after(() => page.context().close())
  const others = requestsBeyond(page, service)
  const step = () => page.locator('[aria-current=step] strong').textContent()
  const press = async (name: string, said: string) => {
    await page.getByRole('button', { name }).click()
    await page.getByText(said).waitFor()
  }
  assert.equal(await step(), 'Prove it')
  await checkPage(page, 'keys-two')
  await press('Ask Amazon with the new key', 'Amazon accepts the key …RE02.')
  assert.equal(await step(), 'Let the new key sign')
  await press('Let the new key sign', 'The key …RE02 signs from now on')
  // The process says so with its next heartbeat.
  await eventually(async () => {
    await page.goto(`${service.url}/admin/keys`)
    return (await step()) === 'Switch the old key off'
  })
  await press('Ask Amazon with the old key', 'Amazon accepts the key …VE01.')
  await switchKey(service, 'AKIDEMULATORACTIVE01', false)
  await press('Ask Amazon with the old key', 'Amazon refuses the key …VE01.')
  assert.equal(await step(), 'Look whether all goes on')
  await press('Ask Amazon with the new key', 'Amazon accepts the key …RE02.')
  assert.equal(await step(), 'Delete the old key')
  await page.getByText('When was it made?').first().click()
  await page.getByLabel('Day on which …RE02 was made').fill('2020-01-01')
  await press('Save the day of RE02', 'The day of the key …RE02 is noted.')
  await page.getByText('It should have been replaced by 2020-06-29.').waitFor()
  await checkShown(page, 'keys-old')
  assert.deepEqual(others(), [])
  const { database } = service
  const entries = await database.query(
    "select actor, action from audit_entry where subject = 'default' order by id",
  )
  const proofs = Array.from({ length: 3 }, () => ({ actor: 'Ann', action: 'keys prove' }))
  const [first] = proofs
  const rest = [{ actor: 'Ann', action: 'keys switch' }, ...proofs, { actor: 'Ann', action: 'keys note' }]
  assert.deepEqual(entries, [first, ...rest])
})

test('whoever is no operator sees the keys and can do nothing, and nobody sees more than four characters', async t => {
  const service = await startTestService(t, { env })
  const viewer = await signedInStaff(t, service, 'viewer')
  const keys = `${service.url}/admin/keys`
  const page = await viewer.get(keys)
  assert.match(page.text, /…VE01 .*signs/)
  assert.doesNotMatch(page.text, /AKIDEMULATOR|secret-(access-)?key|Ask Amazon|type="date"/)
  for (const deed of ['prove', 'switch', 'note'])
    assert.equal((await postFrom(viewer, keys, `/admin/keys/default/${deed}`)).status, 403, deed)
  const operator = await signedInStaff(t, service, 'operator')
  const tries: ReadonlyArray<readonly [Record<string, string>, RegExp]> = [
    [{}, /RE02 is not proven/],
    [{ key: 've01' }, /VE01 is the one to sign already/],
    [{ key: 'XXXX' }, /give one of VE01, RE02/],
  ]
  for (const [fields, words] of tries) {
    const refused = await postFrom(operator, keys, '/admin/keys/default/switch', fields)
    assert.equal(refused.status, 400)
    assert.match(refused.text, words)
  }
})

test('where the new key is refused although it signs, the page asks Amazon with that one', async t => {
  const service = await startTestService(t, { env })
  const operator = await signedInStaff(t, service, 'operator')
  await operator.get(`${service.url}/admin/keys`)
  await service.database.query(
    `update access_key set switched_at = now(), proven_at = now() - interval '2 minutes', refused_at = now()
     where last_four = 'RE02'`,
  )
  const { text } = await operator.get(`${service.url}/admin/keys`)
  const [step = ''] = /<li class="now"[\s\S]*?<\/form>/.exec(text) ?? []
  assert.match(step, /Ask Amazon with the new key/)
  assert.ok(step.includes(keyHash({ accessKeyId: 'AKIDEMULATORSPARE02' })), step)
})
