/**
 * The whole claim through the service's own pages. With the emulator a visitor of the plan's walks it; at Amazon a
 * person must sign in, because Login with Amazon has no sandbox: the case prints a link and waits.
 */
import { reference } from '../../domain/claim-link.ts'
import { requestId } from '../../domain/deposit.ts'
import type { Issued } from '../../services/claim-link.ts'
import type { DepositStory } from '../../services/deposit-story.ts'
import type { Case } from '../case.ts'
import { manual, notRun, unmet } from '../ending.ts'
import { expectEqual } from '../expectation.ts'
import type { Journey, Visitor } from '../journey.ts'
import type { Scene } from '../scene.ts'

/** Time for a lost answer to be asked for again: the first pause and an attempt, several times over. */
const againMs = 20_000
const check =
  'npm run -s cli -- deposit show REFERENCE; account list (is the partner account on hold?); the service log.'

const alone =
  'issue a claim link ("link issue"), open it, sign in at Amazon and confirm; --wait 0 issues none'

export const journeyCases: readonly Case[] = [
  {
    id: 'JR-01',
    title: 'A recipient claims, and the claim is paid once',
    source: 'our own',
    expected:
      'Claim link, sign-in, confirmation, "deposited" after one call to Amazon; the claimed link shows it for ever and sends nothing again.',
    check,
    run: async scene => {
      const journey = journeyOf(scene)
      const { visitor, waitMs } = journey
      if (!visitor && waitMs === 0) throw manual(alone)
      const link = await issue(scene, journey)
      if (visitor) expectTitle(await walk(scene, visitor, link, 'jane'), /deposited/i)
      else await waitForPerson(scene, journey, link)
      const story = await settled(scene, journey, link, ({ deposit }) => deposit.state === 'deposited')
      expectEqual('request id', story.deposit.requestId, idOf(scene, link))
      if (!visitor) return
      expectTitle(await openAgain(scene, visitor, link), /deposited/i)
      expectEqual('attempts', (await journey.story(link.id))?.attempts.length, story.attempts.length)
    },
  },
  {
    id: 'JR-02',
    title: 'The answer to a claim is lost',
    source: 'our own',
    expected: 'The service asks again with the same request id and shows "deposited"; the money moves once.',
    check,
    run: async scene => {
      const journey = journeyOf(scene)
      const visitor = visitorOf(
        journey,
        'Amazon cannot be asked to lose an answer; ER-02 tries it by a short deadline',
      )
      const link = await issue(scene, journey)
      await scene.stage.plant?.('apply-then-never-answer', idOf(scene, link))
      await walk(scene, visitor, link, 'jane')
      const story = await settled(scene, journey, link, ({ deposit }) => deposit.state === 'deposited')
      expectEqual('outcome of the first attempt', story.attempts[0]?.outcome, 'unknown')
      expectTitle(await openAgain(scene, visitor, link), /deposited/i)
    },
  },
  {
    id: 'JR-03',
    title: 'A recipient cancels at Amazon',
    source: 'our own',
    expected: 'Nothing is claimed, the page says so, and the link stays good.',
    check,
    run: async scene => {
      const journey = journeyOf(scene)
      const visitor = visitorOf(
        journey,
        'open a claim link, press Cancel at Amazon; the page must say that nothing was claimed',
      )
      const link = await issue(scene, journey)
      const end = await scene.step('Cancel at Amazon', null, () => visitor.cancel(link.claimUrl), titleOf)
      expectEqual('the page offers to try again', /\/sign-in"/.test(end), true)
      expectEqual('deposit', await journey.story(link.id), undefined)
    },
  },
  {
    id: 'JR-04',
    title: 'Amazon refuses the account of a recipient',
    source: 'our own',
    expected: 'The claim is refused for good, and the page says whom to ask; the partner account goes on.',
    check,
    run: async scene => {
      const journey = journeyOf(scene)
      const visitor = visitorOf(
        journey,
        'claim with an Amazon account that cannot hold a balance; the page must say whom to ask',
      )
      const link = await issue(scene, journey)
      await walk(scene, visitor, link, 'blocked')
      await settled(scene, journey, link, ({ deposit }) => deposit.state === 'refused')
      expectTitle(await openAgain(scene, visitor, link), /did not accept/i)
    },
  },
]

function journeyOf({ stage }: Scene): Journey {
  if (stage.journey) return stage.journey
  throw notRun(
    'the service and its database are not at hand; in production name the campaign with --campaign',
  )
}

/** Where there is none a person must do it. */
function visitorOf({ visitor }: Journey, todo: string): Visitor {
  if (visitor) return visitor
  throw manual(todo)
}

async function issue(scene: Scene, journey: Journey): Promise<Issued> {
  return await scene.step(
    'Issue a claim link',
    null,
    journey.issue,
    ({ id }) => `claim link ${reference(id)}`,
  )
}

/** Claims as this account, and returns the page at the end. */
async function walk(scene: Scene, visitor: Visitor, link: Issued, account: string): Promise<string> {
  const claim = () => visitor.claim(link.claimUrl, account)
  return await scene.step(`Sign in as ${account} and confirm`, idOf(scene, link), claim, titleOf)
}

async function openAgain(scene: Scene, visitor: Visitor, link: Issued): Promise<string> {
  return await scene.step('Open the claimed link again', null, () => visitor.open(link.claimUrl), titleOf)
}

function expectTitle(page: string, wanted: RegExp): void {
  if (!wanted.test(titleOf(page)))
    throw unmet(`a page whose title fits ${wanted}`, `a page that says "${titleOf(page)}"`)
}

async function waitForPerson(
  scene: Scene,
  { waitMs, tell, waitFor, revoke }: Journey,
  link: Issued,
): Promise<void> {
  const todo = `open the claim link ${reference(link.id)}, sign in at Amazon and confirm`
  tell(`JR-01: ${todo}, within ${Math.round(waitMs / 60_000)} minutes:\n  ${link.claimUrl}`)
  const wait = () => waitFor(link.id, waitMs, () => true)
  const story = await scene.step('A person opens the link, signs in and confirms', null, wait, story =>
    story ? 'claimed' : 'nobody has',
  )
  // Nobody watches it any more, and a terminal's log may show it to others.
  if (!story && (await revoke(link.id))) throw manual(`${todo}; nobody did in time, so the link was revoked`)
}

async function settled(
  scene: Scene,
  journey: Journey,
  link: Issued,
  fits: (story: DepositStory) => boolean,
): Promise<DepositStory> {
  const look = () => journey.waitFor(link.id, againMs, fits)
  const story = await scene.step('Look at the deposit', idOf(scene, link), look, describe)
  if (story && fits(story)) return story
  throw unmet('the state that is expected', describe(story))
}

function idOf({ stage }: Scene, link: Issued): string {
  return requestId(stage.account.partnerId, link.id)
}

function describe(story: DepositStory | undefined): string {
  if (!story) return 'nobody has claimed the link'
  const attempts = story.attempts.map(
    ({ number, outcome, reason, httpStatus, amazonRequestId }) =>
      `attempt ${number}: ${[outcome ?? 'no answer yet', reason, httpStatus && `HTTP ${httpStatus}`, amazonRequestId].filter(Boolean).join(', ')}`,
  )
  return [story.deposit.state, ...attempts].join('; ')
}

function titleOf(page: string): string {
  return /<h1[^>]*>([\s\S]*?)<\/h1>/.exec(page)?.[1]?.trim() ?? 'no title'
}
