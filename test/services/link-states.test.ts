/** Where each link is: the list, its filters, the report and the funnel say the same, whatever happened to the link. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Campaign } from '../../src/domain/campaign.ts'
import { linkStates, stateOf } from '../../src/domain/link-state.ts'
import { retryLink } from '../../src/services/another-account.ts'
import { moveCampaign } from '../../src/services/campaign.ts'
import { consent } from '../../src/services/consent.ts'
import { changeLinks } from '../../src/services/link-change.ts'
import { pageOfLinks } from '../../src/services/link-list.ts'
import { tellLink } from '../../src/services/link-story.ts'
import { issueRehearsal } from '../../src/services/rehearsal.ts'
import { prepareReport, writeReport } from '../../src/services/report.ts'
import { watchCampaign } from '../../src/services/watch.ts'
import { download, receive } from '../helpers/batch.ts'
import { sendAlone, signedIn, startCore } from '../helpers/consented.ts'
import { setFaults, type TestService } from '../helpers/service.ts'
import { idOf } from '../helpers/watched.ts'

const words = ['deposited', 'refused', 'waiting', 'revoked', 'issuing', 'expired', 'paused', 'unclaimed']

test('list, filters, report and funnel agree about every link, while its campaign is live and after its end', async t => {
  const service = await startCore(t)
  const campaign = await campaignWithAll(service)
  const live = {
    deposited: 1,
    refused: 1,
    waiting: 1,
    revoked: 1,
    issuing: 2,
    expired: 3,
    paused: 2,
    unclaimed: 2,
  }
  await assertAll(service, campaign, live)
  await moveCampaign(service.context, campaign.id, 'end', 'Ann')
  await assertAll(service, campaign, { ...live, expired: 7, paused: 0, unclaimed: 0 })
})

/** One link that is deposited, one with a refusal and its successor, and of every other state some. */
async function campaignWithAll(service: TestService): Promise<Campaign> {
  const campaign = await service.campaign({ anotherAccount: true, budget: '500.00', perPersonLimit: 3 })
  const ids = (await service.links(campaign, 10)).map(idOf)
  const [deposited = '', refused = '', waiting = '', revoked = '', expired = '', both = '', ...paused] = ids
  await claim(service, deposited)
  await setFaults(service, [{ fault: 'refuse', count: 1 }])
  await claim(service, refused)
  const successor = await retryLink(service.context, refused, 'Ann')
  await consent(service.context, await signedIn(service, waiting))
  await changeLinks(service.context, campaign, [revoked], { kind: 'revoke' }, 'Ann')
  await changeLinks(service.context, campaign, [both, ...paused.slice(0, 2)], { kind: 'pause' }, 'Ann')
  const over = "update claim_link set expires_at = now() - interval '1 hour' where id = any($1)"
  await service.database.query(over, [[expired, both, successor]])
  await issueRehearsal(service.context, campaign, 'Ann')
  await download(service, await receive(service, campaign, 'external_id\nann\nbob\n'))
  return campaign
}

async function claim(service: TestService, id: string): Promise<void> {
  await consent(service.context, await signedIn(service, id))
  await sendAlone(service, id)
}

type Counts = Readonly<Record<string, number>>

async function assertAll(service: TestService, campaign: Campaign, expected: Counts): Promise<void> {
  assert.deepEqual(await reported(service, campaign), expected)
  assert.deepEqual(await listed(service, campaign), expected)
  const { funnel, money } = await watchCampaign(service.context, campaign.id)
  assert.deepEqual(
    Object.fromEntries(words.map(word => [word, funnel[word as keyof typeof funnel]])),
    expected,
  )
  assert.equal(money.addsUp, true)
}

async function reported({ context }: TestService, { id }: Campaign): Promise<Counts> {
  const report = await prepareReport(context, id, { format: 'ndjson', state: null, from: null, to: null })
  const parts: string[] = []
  await writeReport(context, report, async part => void parts.push(part))
  const lines = parts.join('').trimEnd().split('\n')
  return countsOf(lines.map(line => JSON.parse(line).state))
}

/** By the words beside the links, by their filters and by the story of each. */
async function listed({ context }: TestService, campaign: Campaign): Promise<Counts> {
  const { links } = await pageOfLinks(context, campaign, { state: null, after: null })
  const states = links.map(link => stateOf(link, context.clock()))
  const stories = await Promise.all(links.map(({ id }) => tellLink(context, id)))
  assert.deepEqual(
    stories.map(({ state }) => state),
    states,
  )
  for (const state of linkStates) {
    const found = await pageOfLinks(context, campaign, { state, after: null })
    assert.equal(found.links.length, states.filter(each => each === state).length, state)
  }
  const shown = states.filter(state => state !== 'rehearsal')
  assert.equal(shown.length, links.length - 1)
  return countsOf(shown.map(state => (state === 'pending' || state === 'sending' ? 'waiting' : state)))
}

function countsOf(states: readonly string[]): Counts {
  return Object.fromEntries(words.map(word => [word, states.filter(state => state === word).length]))
}
