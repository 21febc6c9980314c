/** R20: impatient people press many times at once, in several browsers, with several Amazon accounts. */
import { ACCOUNTS } from '../../../src/emulator/login/account.ts'
import { formOf, type Response } from '../../helpers/cookie-client.ts'
import { createRecipient, type Recipient, submit } from '../../helpers/recipient.ts'
import { atMost, type Crowd, createCrowd } from '../crowd.ts'
import { judge } from '../evidence.ts'
import { tally } from '../figures.ts'
import { install } from '../installation.ts'
import type { State } from '../journal.ts'
import { accountKeys, stateOf } from '../person.ts'
import { promise, type Result, type Scenario, type Stage } from '../scenario.ts'

const claims = 200
const presses = 50
/** One to so many browsers for a claim; the second uses the account of the first, the others their own. */
const mostBrowsers = 5

export const impatience: Scenario = {
  name: 'R20',
  title: `${presses} presses at once on each of ${claims} claims`,
  needs: [],
  pace: 'waits',
  run,
}

async function run({ scope, progress }: Stage): Promise<Result> {
  const installation = await install(scope, { callsPerSecond: 100 })
  await installation.start()
  const links = await installation.issue(claims)
  const crowd = createCrowd(scope)
  const untrue: string[] = []
  await atMost(3, links, async (link, index) => {
    untrue.push(...(await pressAll(crowd, link, 1 + (index % mostBrowsers))))
    if (index % 50 === 49) progress(`${index + 1} claims`)
  })
  const { violations, ledger, calls } = await judge(installation, crowd, links, {
    lastFaultAt: null,
    settleMs: 60_000,
  })
  return {
    figures: {
      claims,
      presses: claims * presses,
      loads: ledger.length,
      calls: calls.filter(call => call.operation === 'LoadAmazonBalance').length,
      'what people met': tally(crowd.troubles),
    },
    violations: [
      ...violations,
      ...untrue,
      ...promise(ledger.length === claims, `${ledger.length} loads for ${claims} claims`),
    ],
  }
}

type Browser = { readonly recipient: Recipient; readonly account: string; readonly page: Response }

/** Sentences about browsers that do not end on the page that is true for them. */
async function pressAll(crowd: Crowd, link: string, browsers: number): Promise<string[]> {
  const opened = await Promise.all(Array.from({ length: browsers }, (_, index) => open(link, index)))
  for (const { account } of opened)
    crowd.journal.note({ at: Date.now(), link, account, kind: 'press', state: 'unclaimed' })
  const pressing = Array.from({ length: presses }, (_, index) => {
    const browser = opened[index % browsers]
    return browser ? press(crowd, browser) : undefined
  })
  await Promise.all(pressing)
  const ends = await Promise.all(opened.map(browser => lastPage(crowd, link, browser)))
  await Promise.all(opened.map(({ recipient }) => recipient.close()))
  return disagreement(link, opened, ends)
}

async function open(link: string, index: number): Promise<Browser> {
  const recipient = createRecipient()
  const key = accountKeys[Math.max(0, index - 1)] ?? ''
  const page = await recipient.signIn(link, key)
  return { recipient, account: ACCOUNTS.find(account => account.key === key)?.userId ?? '', page }
}

/** The answer of one press; being asked to come back later is none. */
async function press({ troubles }: Crowd, { recipient, page }: Browser): Promise<void> {
  const { status } = await submit(recipient, page, formOf(page.text))
  if (status !== 303) troubles.set(String(status), (troubles.get(String(status)) ?? 0) + 1)
}

/** What the browser shows on reload, once nothing is under way any more; it presses if it is still asked to. */
async function lastPage({ journal, end }: Crowd, link: string, browser: Browser): Promise<State> {
  const { recipient, page, account } = browser
  for (;;) {
    const began = Date.now()
    const shown = await recipient.get(page.url)
    const state = shown.status === 503 ? 'waiting' : stateOf(shown)
    const at = state === 'unclaimed' ? began : Date.now()
    const kind = state === 'other-account' || state === 'unclaimed' ? 'page' : 'ack'
    if (shown.status !== 503) journal.note({ at, link, account, kind, state })
    if (state === 'unclaimed') await submit(recipient, shown, formOf(shown.text))
    else if (state !== 'waiting' || end.aborted) return state
  }
}

/** The account that won reads "deposited" in all its browsers, every other one that it was somebody else. */
function disagreement(link: string, browsers: readonly Browser[], ends: readonly State[]): string[] {
  const winner = browsers[ends.indexOf('deposited')]?.account
  const wanted = browsers.map(({ account }) => (account === winner ? 'deposited' : 'other-account'))
  const same = wanted.every((state, index) => state === ends[index])
  const name = link.slice(-6)
  return promise(same, `the claim …${name} ends as ${ends.join(', ')} where ${wanted.join(', ')} is true`)
}
