/** Lets every kind of scanner open every link, and says what that left behind. */
import { setTimeout } from 'node:timers/promises'
import { claimLinkId } from '../../src/domain/claim-link.ts'
import { findClaim } from '../../src/services/claim.ts'
import { watchCampaign } from '../../src/services/watch.ts'
import { launchBrowser } from '../helpers/browser.ts'
import { closers, ledgerOf, startTestService, type TestService } from '../helpers/service.ts'
import { chromiums, fetchers, type Visitor } from './scanners.ts'

type Scope = Parameters<typeof startTestService>[0]

export type Left = {
  readonly kinds: number
  readonly links: number
  readonly loads: number
  readonly deposits: number
  /** Links that whoever opens them now could claim. */
  readonly good: number
  /** Links counted as opened so. */
  readonly opened: { readonly machines: number; readonly browsers: number; readonly people: number }
}

/** So many visitors of one kind are at work at the same time. */
const atOnce = 4

export async function letScannersLoose(t: Scope, count: number, tell: (text: string) => void): Promise<Left> {
  const service = await startTestService(t)
  const closing = closers(t)
  const campaign = await service.campaign({ budget: '1000000.00' })
  const links = await service.links(campaign, count)
  const browser = await launchBrowser()
  closing(() => browser.close())
  const { visitors, close } = fetchers()
  closing(close)
  const kinds = { ...visitors, ...chromiums(browser) }
  for (const [kind, visit] of Object.entries(kinds)) {
    const begunMs = performance.now()
    await visitAll(links, visit, done => tell(`${kind}: ${done} links`))
    tell(`${kind}: ${count} links in ${((performance.now() - begunMs) / 1_000).toFixed(0)} s`)
  }
  await allWritten(service)
  const { funnel } = await watchCampaign(service.context, campaign.id)
  const { machines, browsers, people, claimed } = funnel
  return {
    kinds: Object.keys(kinds).length,
    links: count,
    loads: (await ledgerOf(service)).length,
    deposits: claimed,
    good: await countGood(service, links),
    opened: { machines, browsers, people },
  }
}

async function visitAll(
  links: readonly string[],
  visit: Visitor,
  progress: (done: number) => void,
): Promise<void> {
  const left = [...links]
  const worker = async () => {
    for (let link = left.pop(); link !== undefined; link = left.pop()) {
      await visit(link)
      if (left.length > 0 && left.length % 100 === 0) progress(links.length - left.length)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

/** Visits are written once a second: twice that is enough for the last of them. */
async function allWritten({ database }: TestService): Promise<void> {
  const sum = async () => (await database.query('select sum(machines + browsers + people) from visit'))[0]
  for (let before = ''; before !== JSON.stringify(await sum()); await setTimeout(2_000))
    before = JSON.stringify(await sum())
}

async function countGood({ context }: TestService, links: readonly string[]): Promise<number> {
  let good = 0
  for (const link of links) {
    const claim = await findClaim(context, claimLinkId(link.split('/').at(-1) ?? ''), null)
    if (claim?.standing.kind === 'open') good++
  }
  return good
}
