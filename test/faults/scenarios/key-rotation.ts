/** R22: the access key that signs is switched off at Amazon in the middle of a blast, while the next one is there. */
import { freePort } from '../../helpers/behind-tls.ts'
import { eventually } from '../../helpers/program.ts'
import { createCrowd } from '../crowd.ts'
import { depositsOf, judge, type Row } from '../evidence.ts'
import { milliseconds, tally } from '../figures.ts'
import { install } from '../installation.ts'
import { promise, type Result, type Scenario, type Stage } from '../scenario.ts'

const claims = 600
const atOnce = 20
const callsPerSecond = 50
const settleMs = 60_000
/** What two processes may have under way at this pace when the key goes: each such call is refused once, and goes again. */
const mostRefused = 60
/** Half a second between two sends, half a second until somebody looks for what is due, and a slot at the front of the line. */
const longestDelayMs = 2_000

/** A yes to a call that left before the key was switched off must not bring it back. */
const slowAnswer = { fault: 'delay', seconds: 1, probability: 0.3 }

const variables = {
  INCENTIVES_NEXT_ACCESS_KEY_ID: 'AKIDEMULATORSPARE02',
  INCENTIVES_NEXT_SECRET_ACCESS_KEY: 'emulator-spare-secret-key',
}

export const keyRotation: Scenario = {
  name: 'R22',
  title: `the key is switched off in the middle of ${claims} claims at two processes`,
  needs: [],
  pace: 'waits',
  run,
}

async function run({ scope, progress }: Stage): Promise<Result> {
  const installation = await install(scope, { callsPerSecond, variables })
  const { emulator, cli } = installation
  const first = await installation.start()
  const second = await installation.start(await freePort())
  const links = await installation.issue(claims)
  await emulator.play([slowAnswer])
  const crowd = createCrowd(scope, { urls: [first.url, second.url] })
  const loads = async () => (await emulator.ledger()).split('\n').length
  const off = eventually(async () => (await loads()) > claims / 3).then(async () => {
    await emulator.switchKey('AKIDEMULATORACTIVE01', false)
    progress('the key is switched off')
    return Date.now()
  })
  await crowd.walk(links, atOnce)
  const lastFaultAt = await off
  const verdict = await judge(installation, crowd, links, { lastFaultAt, settleMs })
  const accounts = JSON.parse(await cli.output('account', 'list', '--json')) as {
    holdReason: string | null
  }[]
  const refused = verdict.calls.filter(call => call.status === 403).length
  const deposited = depositsOf(verdict.export).filter(({ state }) => state === 'deposited').length
  const longestMs = Math.max(...delaysMs(verdict.calls))
  const discouraged = crowd.journal.count('refused') + crowd.journal.count('review')
  return {
    figures: {
      claims: crowd.claimed(),
      loads: verdict.ledger.length,
      'calls with the refused key': refused,
      'sent again after': `${milliseconds(longestMs)} of ${milliseconds(longestDelayMs)} at most`,
      'what people met': tally(crowd.troubles),
    },
    violations: [
      ...verdict.violations,
      ...promise(deposited === claims, `${deposited} of ${claims} claims are deposited`),
      ...promise(verdict.ledger.length === claims, `${verdict.ledger.length} loads for ${claims} claims`),
      ...promise(refused > 0 && refused <= mostRefused, `the refused key was tried ${refused} times`),
      ...promise(
        accounts.every(({ holdReason }) => holdReason === null),
        'the account went on hold',
      ),
      ...promise(crowd.troubles.size === 0, `people met errors: ${tally(crowd.troubles)}`),
      ...promise(discouraged === 0, `${discouraged} pages told people that something went wrong`),
      ...promise(longestMs < longestDelayMs, 'a deposit was delayed because its key was refused'),
    ],
  }
}

/** From each refusal of a key to the same load's success. */
function delaysMs(calls: readonly Row[]): number[] {
  const at = (call: Row) => Date.parse(String(call.at))
  return calls
    .filter(({ status }) => status === 403)
    .map(refused => {
      const success = calls.find(
        ({ requestId, applied }) => requestId === refused.requestId && applied === true,
      )
      return success ? at(success) - at(refused) : Number.POSITIVE_INFINITY
    })
}
