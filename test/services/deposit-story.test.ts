/** What operators read about one deposit in every state, and what they may send to Amazon. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { retryAsRecipient, retryLink } from '../../src/services/another-account.ts'
import { notSent, recordAnswer } from '../../src/services/answer.ts'
import type { CampaignInput } from '../../src/services/campaign.ts'
import { consent } from '../../src/services/consent.ts'
import { accountOf } from '../../src/services/context.ts'
import { examineDeposit } from '../../src/services/deposit-story.ts'
import { holdAccount, holdCampaign, releaseAccount } from '../../src/services/hold.ts'
import { leaseDue } from '../../src/services/lease.ts'
import { personHash } from '../../src/services/person.ts'
import { rebuildDeposit } from '../../src/services/rebuild.ts'
import { resolveDeposit } from '../../src/services/resolve.ts'
import { holdAfterRestore } from '../../src/services/restore.ts'
import { amazonMail, questionOf } from '../../views/operator/amazon-mail.ts'
import { tellStory } from '../../views/operator/deposit-story.ts'
import { utc } from '../../views/operator/voice.ts'
import {
  consented,
  depositOf,
  freshLinkId,
  jane,
  john,
  laneOf,
  sendAlone,
  signedIn,
  startCore,
} from '../helpers/consented.ts'
import { decision } from '../helpers/imported.ts'
import { close, madeUp, recordOf } from '../helpers/reconciled.ts'
import { inReview } from '../helpers/review.ts'
import { setFaults, type TestService } from '../helpers/service.ts'

async function storyOf({ context }: TestService, id: string): Promise<string> {
  return tellStory(await examineDeposit(context, id)).join('\n')
}

async function mailOf({ context }: TestService, id: string): Promise<string> {
  const found = await examineDeposit(context, id)
  const question = questionOf(found, accountOf(context, found.deposit.partnerAccount))
  assert.ok(question, 'there is something to ask')
  return amazonMail(question)
}

async function afterFault(
  service: TestService,
  fault: string,
  input: Partial<CampaignInput> = {},
): Promise<string> {
  await setFaults(service, [{ fault, count: 1 }])
  const id = await consented(service, input)
  await sendAlone(service, id)
  return id
}

const time = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC`

test('a deposit on its way: never sent, in doubt, surely not applied', async t => {
  const service = await startCore(t)
  const fresh = await storyOf(service, await consented(service))
  assert.match(fresh, /^Where the 25\.00 USD are: not at Amazon; they wait here and were never sent\.$/m)
  assert.match(fresh, new RegExp(`^ {2}${time} {2}The recipient confirmed 25\\.00 USD\\.$`, 'm'))
  assert.match(fresh, /It is sent with the same request id as soon as it is its turn\./)

  const doubt = await storyOf(service, await afterFault(service, 'cut'))
  assert.match(doubt, /are: not known; an attempt may have been applied/)
  assert.match(doubt, /Attempt 1: no clear answer, so it may have been applied \(\S+\)\./)
  assert.match(doubt, new RegExp(`sent with the same request id again from ${time} on`))
  assert.match(doubt, new RegExp(`Without a clear answer by ${time} it goes to a person\\.`))

  const ours = await storyOf(service, await afterFault(service, 'insufficient-funds'))
  assert.match(ours, /are: not at Amazon; no attempt so far was applied\./)
  assert.match(ours, /Attempt 1: surely not applied \(InsufficientFunds, HTTP 400\)\./)
  assert.match(ours, /Partner account default is on hold \(funds\): Amazon says that the funds are used up/)
  assert.match(ours, /To do: Add funds/)
  assert.doesNotMatch(ours, /Without a clear answer|It is sent with/)
})

test('what is held by hand says what ends it', async t => {
  const service = await startCore(t)
  const id = await consented(service)
  await holdCampaign(service.context, (await depositOf(service, id)).campaignId, {
    by: 'Ann',
    reason: 'texts',
  })
  assert.match(await storyOf(service, id), /Campaign \S+ is on hold, so nothing of it is sent/)
  await holdAccount(service.context, 'default', { by: 'Ann', reason: 'audit' })
  assert.match(await storyOf(service, id), /Partner account default is on hold \(operator\)/)
})

test('a deposited one is final', async t => {
  const service = await startCore(t)
  const id = await consented(service)
  await sendAlone(service, id)
  const story = await storyOf(service, id)
  assert.match(story, new RegExp(`are: in the recipient’s Amazon balance, on record since ${time}\\.`))
  assert.match(
    story,
    /Attempt 1 began\.\n.*Attempt 1: Amazon added it \(SUCCESS, HTTP 200\)\.\nWhat is next:\n {2}Nothing/,
  )
  assert.match(await mailOf(service, id), /confirm that this request id was applied exactly once/)
})

test('a review tells who must do what, before and after a proposal, with names, words and times in order', async t => {
  const service = await startCore(t)
  const id = await inReview(service)
  const before = await storyOf(service, id)
  assert.match(
    before,
    /Attempt 2 led to a review: Amazon said no \(\S+, HTTP \d+\), but an attempt before it may/,
  )
  assert.match(before, new RegExp(`“deposit show ${id.slice(0, 4)}-${id.slice(4, 8)} --for-amazon”`))
  assert.match(before, /refusing it takes two people/)
  await resolveDeposit(service.context, id, { as: 'refused', evidence: 'case 1', by: 'Ann' })
  assert.match(await storyOf(service, id), /Ann proposed to refuse it; a different person must agree/)
  await resolveDeposit(service.context, id, { as: 'refused', evidence: 'case 1, read', by: 'Ben' })
  const after = await storyOf(service, id)
  assert.match(
    after,
    /Ann proposed to resolve it as refused: “case 1”\n.*Ben resolved it as refused: “case 1, read”/,
  )
  assert.match(after, /are: back in the budget\. This claim was refused \(resolved\)\./)
  const times = [...after.matchAll(new RegExp(`^ {2}(${time}) `, 'gm'))].map(([, at]) => at)
  assert.ok(times.length >= 7)
  assert.deepEqual(times, times.toSorted())
})

test('a refusal tells the way to another account, and then where it went on', async t => {
  const service = await startCore(t)
  const asked = await afterFault(service, 'refuse')
  assert.match(
    await storyOf(service, asked),
    /The recipient reads whom to ask\.\n {2}An operator opens .*“link retry/,
  )
  const id = await afterFault(service, 'refuse', { anotherAccount: true })
  assert.match(await storyOf(service, id), /the recipient finds a button for another account/)
  await retryAsRecipient(service.context, id, personHash(service.context, jane))
  const moved = await storyOf(service, id)
  const [, successor = ''] = /It goes on as claim link (\w{26}), for another account\./.exec(moved) ?? []
  assert.match(
    moved,
    /are: kept for another Amazon account of the recipient, as claim link \w{26}\.[\s\S]*opens the same claim URL again/,
  )
  await consent(service.context, await signedIn(service, successor, john))
  assert.match(
    await storyOf(service, id),
    new RegExp(`It went on as claim link ${successor}, which is pending`),
  )
  assert.match(await storyOf(service, successor), /are: not at Amazon/)
  await sendAlone(service, successor)
  assert.match(
    await storyOf(service, id),
    new RegExp(`are: in the balance of another Amazon account of the recipient, as claim link ${successor}`),
  )
  await retryLink(service.context, asked, 'Ann')
  assert.match(await storyOf(service, asked), /Ann let the recipient use another account\./)
})

test('a rebuild is told with its reason', async t => {
  const service = await startCore(t, { env: { ACCOUNT_TYPE: '"A"' } })
  const id = await consented(service)
  const account = accountOf(service.context, 'default')
  const corrected = { ...account, incentives: { ...account.incentives, accountType: 2 } }
  const context = { ...service.context, accounts: new Map([['default', corrected]]) }
  await rebuildDeposit(context, id, { by: 'Ann', reason: 'contract of March' })
  assert.match(await storyOf(service, id), /Ann had its bytes written anew: “contract of March”/)
})

test('the mail to Amazon tells of no attempt that never left', async t => {
  const service = await startCore(t)
  const id = await consented(service)
  const [lease] = await leaseDue(service.context, await laneOf(service, id), 1)
  assert.ok(lease)
  await recordAnswer(service.context, lease, notSent)
  await setFaults(service, [{ fault: 'contract', count: 1 }])
  await sendAlone(service, id)
  const mail = await mailOf(service, id)
  assert.match(mail, /We sent it once, always/)
  assert.match(mail, /^1\. .* you answered \w+;/m)
  assert.doesNotMatch(mail, /not-sent|^2\./m)
})

test('the mail to Amazon has every fact that Amazon needs, the question that fits, and no account', async t => {
  const service = await startCore(t)
  const id = await inReview(service)
  const mail = await mailOf(service, id)
  assert.match(mail, /^To: incentives-api@giftcards\.amazon\.com\nSubject: .*\n\n/)
  for (const fact of ['Emul1', 'US', 'emulator', `Emul1${id}`, '25.00 USD'])
    assert.match(mail, new RegExp(`^\\w[\\w ]+: +${fact.replace('.', '\\.')}`, 'm'), fact)
  const { attempts } = await examineDeposit(service.context, id)
  assert.equal(attempts.length, 2)
  assert.match(
    mail,
    new RegExp(
      `^1\\. ${time}: HTTP status none received; we had no answer that we could rely on; X-Amzn-RequestId none received$`,
      'm',
    ),
  )
  assert.match(
    mail,
    new RegExp(
      `^2\\. ${time}: HTTP status 400; you answered MaxAmountExceeded; X-Amzn-RequestId ${attempts[1]?.amazonRequestId}$`,
      'm',
    ),
  )
  assert.match(mail, /Did you apply this request id\?/)
  assert.doesNotMatch(mail, /amzn1|AEJANE|Acme/)
  assert.match(
    await mailOf(service, await afterFault(service, 'refuse')),
    /You refused it \(\w+\)\. Please confirm/,
  )
  assert.match(await mailOf(service, await afterFault(service, 'contract')), /tell us what has to change/)
})

test('after a restore the mail says that we may have sent it, or sent it more often than we know', async t => {
  const service = await startCore(t)
  const [unsent, doubtful] = [await consented(service), await afterFault(service, 'cut')]
  const later = await freshLinkId(service)
  await holdAfterRestore(service.context)
  for (const id of [unsent, doubtful]) {
    const { consentedAt } = await depositOf(service, id)
    const { forgotten } = await examineDeposit(service.context, id)
    assert.ok(forgotten && forgotten.until > consentedAt)
    const until = utc(forgotten.until)
    const mail = await mailOf(service, id)
    assert.match(mail, /Our database was restored: we may have sent this request between/)
    assert.match(mail, new RegExp(`between ${utc(consentedAt)} and ${until}, always`))
    assert.match(mail, /lost the record of it\.[\s\S]*Did you apply this request id\?/)
    assert.doesNotMatch(mail, /We sent it/)
  }
  assert.doesNotMatch(await mailOf(service, unsent), /^1\. |Our records tell/m)
  assert.match(await mailOf(service, doubtful), /Our records tell that we sent it once, .*:\n\n1\. /)
  await releaseAccount(service.context, 'default', { ...decision, unreconciled: true })
  await consent(service.context, await signedIn(service, later))
  const { forgotten } = await examineDeposit(service.context, later)
  assert.ok(forgotten && forgotten.since < forgotten.until, 'an earlier consent of the link is lost')
  const fresh = await consented(service)
  assert.equal(
    questionOf(await examineDeposit(service.context, fresh), accountOf(service.context, 'default')),
    null,
  )
})

test('the mail says SUCCESS only where Amazon did: not of what was reconciled, nor of what people decided', async t => {
  const service = await startCore(t)
  const [waiting, unclaimed] = [await afterFault(service, 'cut'), await freshLinkId(service)]
  const decided = await inReview(service)
  await close(service, madeUp([waiting, unclaimed].map(id => recordOf(id))))
  await resolveDeposit(service.context, decided, { as: 'deposited', evidence: 'case 1', by: 'Ann' })
  const expected = [
    [waiting, 'reconciled'],
    [unclaimed, 'reconciled'],
    [decided, 'decided by our staff'],
  ] as const
  for (const [id, how] of expected) {
    const mail = await mailOf(service, id)
    assert.doesNotMatch(mail, /SUCCESS/)
    assert.match(mail, new RegExp(`Our records say that it was applied \\(${how}\\)\\. Please confirm`))
  }
  assert.match(await mailOf(service, unclaimed), /^We have no record of having sent it\.$/m)
})
