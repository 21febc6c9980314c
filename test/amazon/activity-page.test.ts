/** The activity page as the service asks for it, and what it makes of each answer. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { parseActivityReply } from '../../src/amazon/activity-wire.ts'
import { startEmulator } from '../../src/emulator/app.ts'
import { setFaults } from '../helpers/service.ts'
import { accountAt, apiFor, storedLoad } from './account.ts'

const query = {
  since: new Date('2000-01-01T00:00:00Z'),
  until: new Date('2100-01-01T00:00:00Z'),
  pageIndex: 0,
}

async function started(t: TestContext, throttle: { perSecond: number } | null = null) {
  const emulator = await startEmulator({ port: 0, dataDir: null, throttle })
  t.after(() => emulator.close())
  const api = apiFor(t, 2_000)
  const account = accountAt(emulator.url)
  const page = (changes: Partial<typeof query> = {}) =>
    api.getActivityPage(account, { ...query, requestId: 'Emul1Q', ...changes })
  return { emulator, api, account, page }
}

test('a load is listed with its request id, amount in major units and time', async t => {
  const { api, account, page } = await started(t)
  const load = storedLoad(account)
  await api.loadAmazonBalance(account, load)
  const answer = await page()
  assert.ok('activities' in answer)
  const [{ at = '', ...activity } = {}] = answer.activities
  assert.deepEqual(activity, {
    type: 'AmazonBalanceLoad',
    requestId: load.requestId,
    amount: '25',
    currency: 'USD',
    success: true,
    real: true,
  })
  assert.match(at, /^[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d UTC \d{4}$/)
  assert.equal(answer.total, 1)
  assert.deepEqual(await page({ until: new Date('2000-01-02T00:00:00Z') }), { activities: [], total: 0 })
})

test('a page of 400 rows, longer than any other answer may be, comes whole', async t => {
  const { api, account, page } = await started(t)
  for (let count = 0; count < 400; count++)
    await api.loadAmazonBalance(account, storedLoad(account, { requestId: `Emul1N${count}` }))
  const answer = await page()
  assert.ok('activities' in answer)
  assert.equal(answer.activities.length, 400)
})

test('an answer that is no page says why in one word, and nothing is thrown', async t => {
  const { emulator, page } = await started(t)
  const reasons: readonly (readonly [string, RegExp])[] = [
    ['f500', /^GeneralError$/],
    ['throttle', /^Throttled$/],
    ['html-503', /^unrecognised$/],
    ['html-200', /^unrecognised$/],
    ['truncated-json', /^unrecognised$/],
    ['cut', /^[A-Za-z_-]+$/],
    ['signature-mismatch', /^[A-Za-z0-9]+$/],
  ]
  for (const [fault, reason] of reasons) {
    await setFaults({ emulator }, [{ fault, operation: 'GetGiftCardActivityPage' }])
    const answer = await page()
    assert.ok('refused' in answer, fault)
    assert.match(answer.refused, reason, fault)
  }
})

test('the second call within a minute is told apart as throttled', async t => {
  const { page } = await started(t, { perSecond: 10 })
  assert.ok('activities' in (await page()))
  assert.deepEqual(await page(), { refused: 'Throttled' })
})

test('a row in another form than the recorded one refuses the page, so that no load is passed over', () => {
  const row = { activityStatus: 'Success', activityTime: 'x', activityType: 'y', requestId: 'z' }
  const reply = (rows: readonly object[]) =>
    parseActivityReply({
      status: 200,
      text: JSON.stringify({
        status: 'SUCCESS',
        cardActivityList: rows,
        totalNumberOfTransactionsInRequestedTimeFrame: 1,
      }),
    })
  assert.ok('activities' in reply([row]))
  assert.deepEqual(reply([row, { ...row, requestId: null }]), { refused: 'unrecognised' })
  const disabled = { errorCode: 'F300', errorType: 'APIGetGiftCardActivityPageIsDisabled' }
  const refused = parseActivityReply({ status: 400, text: JSON.stringify(disabled) })
  assert.deepEqual(refused, { refused: 'APIGetGiftCardActivityPageIsDisabled' })
})
