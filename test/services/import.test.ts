/** A lost database is made anew of its export: the same campaigns and links, and nothing open that was paid. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { claimLinkId } from '../../src/domain/claim-link.ts'
import { retryLink } from '../../src/services/another-account.ts'
import { moveCampaign } from '../../src/services/campaign.ts'
import { findClaim } from '../../src/services/claim.ts'
import { issueLinks, issueScenario } from '../../src/services/claim-link.ts'
import { consent } from '../../src/services/consent.ts'
import { accountOf } from '../../src/services/context.ts'
import { forgetDecided } from '../../src/services/forget.ts'
import { holdCampaign, releaseAccount } from '../../src/services/hold.ts'
import { issueRehearsal } from '../../src/services/rehearsal.ts'
import { replaceLink, revokeLink } from '../../src/services/revoke.ts'
import { createSender } from '../../src/services/sender.ts'
import * as audit from '../../src/storage/audit.ts'
import { findHold } from '../../src/storage/partner-account.ts'
import {
  consented,
  depositOf,
  freshLinkId,
  jane,
  john,
  sendAlone,
  signedIn,
  startCore,
} from '../helpers/consented.ts'
import { problemOf } from '../helpers/exported.ts'
import { decision, exported, fileOf, importInto, offers } from '../helpers/imported.ts'
import { close, emulatorLedger, reconcile } from '../helpers/reconciled.ts'
import { startAnew } from '../helpers/restored.ts'
import { closers, ledgerOf, setFaults, type TestService } from '../helpers/service.ts'

async function start(t: TestContext): Promise<{ first: TestService; second: TestService }> {
  const first = await startCore(t)
  return { first, second: await startAnew(first, closers(t)) }
}

/** One of every kind of campaign and link that needs no deposit. */
async function makeOffers({ context, campaign }: TestService): Promise<void> {
  const live = await campaign({ anotherAccount: true, message: 'Grüße\u2028“thanks”' })
  const named = await issueLinks(context, live, [{ externalId: 'ann\u2029@x', amountMinor: 700 }], 'a test')
  await replaceLink(context, named[0]?.id ?? '', 'Ann')
  const [gone] = await issueLinks(context, live, [{ externalId: 'bob@x', amountMinor: 2500 }], 'a test')
  await revokeLink(context, gone?.id ?? '', 'Ann')
  await issueRehearsal(context, live, 'Ann')
  await issueScenario(context, live, { code: 'F3003', amountMinor: 2500 }, 'a test')
  const paused = await campaign()
  await moveCampaign(context, paused.id, 'pause', 'Ann')
  await holdCampaign(context, paused.id, decision)
  await moveCampaign(context, (await campaign()).id, 'end', 'Ann')
}

test('campaigns and claim links come back as they were, and what was deposited is deposited', async t => {
  const { first, second } = await start(t)
  await makeOffers(first)
  const paid = await consented(first)
  await sendAlone(first, paid)
  const lines = await exported(first)
  const imported = await importInto(second, fileOf(t, lines))
  assert.deepEqual(imported, {
    campaigns: 4,
    claimLinks: 6,
    deposited: 1,
    unclaimedAgain: 0,
    unknownSuccessors: [],
  })
  assert.deepEqual(offers(await exported(second)), offers(lines))
  const { requestId, accountHash } = await depositOf(first, paid)
  const known = { state: 'deposited', requestId, accountHash, attempts: 0 }
  assert.partialDeepStrictEqual(await depositOf(second, paid), known)
  assert.deepEqual((await reconcile(second, emulatorLedger(first))).found, [])
  assert.equal(await problemOf(t, second, null), null)
})

test('an import holds every account, until Amazon has told what the export does not know', async t => {
  const { first, second } = await start(t)
  const forgotten = await freshLinkId(first)
  const pending = await consented(first)
  const untouched = await freshLinkId(first)
  const file = fileOf(t, await exported(first))
  await consent(first.context, await signedIn(first, forgotten))
  for (const id of [forgotten, pending]) await sendAlone(first, id)

  assert.partialDeepStrictEqual(await importInto(second, file), { deposited: 0, unclaimedAgain: 1 })
  assert.equal(await findHold(second.database, 'default'), 'restore')
  const [entry] = await audit.listBySubject(second.database, 'default')
  const detail = { reason: 'the disk is lost', claimLinks: '3', deposited: '0', unclaimedAgain: '1' }
  assert.partialDeepStrictEqual(entry, { actor: 'Olga Operator', action: 'import', detail })
  for (const id of [forgotten, pending, untouched]) {
    assert.equal(await consent(second.context, await signedIn(second, id)), false)
    const standing = (await findClaim(second.context, id, null))?.standing
    assert.deepEqual(standing, { kind: 'closed', reason: 'checking' })
  }

  assert.partialDeepStrictEqual(await close(second, emulatorLedger(first)), { claim: 2 })
  await releaseAccount(second.context, 'default', decision)
  for (const id of [forgotten, pending])
    assert.equal(await consent(second.context, await signedIn(second, id, john)), false)
  assert.equal(await consent(second.context, await signedIn(second, untouched, john)), true)
  const sender = createSender(second.context)
  await sender.sendDue()
  await sender.stop()
  assert.equal((await depositOf(second, untouched)).state, 'deposited')
  const asked = (await ledgerOf(first)).map(({ timesRequested }) => timesRequested)
  assert.deepEqual(asked, [1, 1, 1])
})

test('a successor keeps its budget, the refused link before it stays closed, and a replacement leads on', async t => {
  const { first, second } = await start(t)
  await setFaults(first, [{ fault: 'refuse', count: 1 }])
  const refused = await consented(first, { budget: '25.00' })
  await sendAlone(first, refused)
  const successor = await retryLink(first.context, refused, 'Ann')
  const { unknownSuccessors } = await importInto(second, fileOf(t, await exported(first)))
  assert.deepEqual(unknownSuccessors, [successor])
  await close(second, emulatorLedger(first))
  await releaseAccount(second.context, 'default', decision)

  const granted = await second.database.query('select granted_minor as granted from campaign')
  assert.deepEqual(granted, [{ granted: 2500 }])
  const standing = (await findClaim(second.context, refused, null))?.standing
  assert.deepEqual(standing, { kind: 'closed', reason: 'replaced' })
  const { id } = await replaceLink(second.context, successor, 'Ann')
  assert.equal(await consent(second.context, await signedIn(second, refused)), false)
  assert.equal(await consent(second.context, await signedIn(second, id, john)), true)
})

test('an export that tells no environment comes back but in production, and a person who was forgotten has had their share', async t => {
  const { first, second } = await start(t)
  const campaign = await first.campaign({ perPersonLimit: '1' })
  const [one = '', two = ''] = (await first.links(campaign, 2)).map(url =>
    claimLinkId(url.split('/').at(-1) ?? ''),
  )
  await consent(first.context, await signedIn(first, one))
  await sendAlone(first, one)
  await first.database.query("update deposit set decided_at = decided_at - interval '401 days'")
  await forgetDecided(first.context, 400)
  const lines = await exported(first)
  assert.ok(!lines.join('').includes(jane), 'the account is forgotten')
  const untold = lines.map(line => line.replace(/,"amazonEnv":"\w+","incentivesHost":"\w+"/, ''))
  const account = accountOf(second.context, 'default')
  const accounts = new Map([['default', { ...account, amazonEnv: 'production' as const }]])
  const production = { context: { ...second.context, accounts } }
  await assert.rejects(
    importInto(production, fileOf(t, untold)),
    /^DomainError: line 2 .* as those of 0\.1\.0/,
  )
  await importInto(second, fileOf(t, untold))
  await close(second, emulatorLedger(first))
  await releaseAccount(second.context, 'default', decision)
  assert.equal(await consent(second.context, await signedIn(second, two)), false)
  assert.equal(await consent(second.context, await signedIn(second, two, john)), true)
})
