/** Learning the real contract on the first contact: asks Amazon's sandbox what nobody knows and writes it down. */
import type { PartnerAccount } from '../../domain/partner-account.ts'
import { noAccount } from '../scene.ts'
import type { Stage } from '../stage.ts'
import { type Asker, createAsker, type Gaps } from './asker.ts'
import { askAccount, askRequestIds, type Loaded, readEcho } from './load.ts'
import { askMockCodes } from './mock-code.ts'
import type { AmazonRecord, Finding } from './record.ts'
import { askOtherAccount, askOtherAmount, askSame } from './repeat.ts'

/** What `learn` will do, before it does. */
export function intentions({ account, amazonAccount }: Stage): string[] {
  const { host } = new URL(account.incentives.url)
  return [
    `About 80 signed calls to ${host}, ten a second; no money moves there.`,
    `Loads of the smallest amount in ${account.currency} to ${amazonAccount ? 'the account of --account' : 'an account that is made up (give --account to try a real one)'}, with eight values of account.type.`,
    'The same request id again: as it was, with another amount, with another account.',
    'Every mock code that is known, and a burst of them; a hyphen in a request id, and one that is too long.',
    'The answers go to amazon-record.json, account ids masked.',
  ]
}

/**
 * Asks everything. `tell` hears each thing that was learned. Whatever Amazon or the network does, and also when it is
 * `stopped` half-way, the record has what was learned and says what is missing.
 */
export async function learn(
  stage: Stage,
  tell: (note: string) => void,
  stopped: AbortSignal,
): Promise<AmazonRecord> {
  const asker = createAsker(stage, stopped)
  const findings: Finding[] = []
  const keep = (finding: Finding) => {
    findings.push(finding)
    for (const note of finding.notes) tell(note)
  }
  const amazonAccount = stage.amazonAccount ?? noAccount
  const { finding, loaded } = await askAccount(asker, amazonAccount, stage.amazonAccount !== null)
  keep(finding)
  for await (const each of askAboutLoad(asker, loaded)) keep(each)
  const mocked = await askMockCodes(asker, amazonAccount)
  keep(mocked.finding)
  if (!loaded && mocked.success) keep(readEcho(mocked.success))
  return record(stage.account, findings, asker.gaps())
}

async function* askAboutLoad(asker: Asker, loaded: Loaded | null): AsyncGenerator<Finding> {
  if (!loaded) {
    if (asker.gaps().ended !== null)
      asker.leaveOut('What a load echoes and what its request id does once more')
    return
  }
  yield readEcho(loaded)
  yield await askSame(asker, loaded)
  yield await askOtherAmount(asker, loaded)
  yield await askOtherAccount(asker, loaded)
  yield await askRequestIds(asker, loaded)
}

function record({ incentives }: PartnerAccount, findings: readonly Finding[], gaps: Gaps): AmazonRecord {
  return {
    version: 1,
    takenAt: new Date().toISOString(),
    host: new URL(incentives.url).host,
    region: incentives.region,
    world: Object.assign({}, ...findings.map(({ world }) => world)),
    answers: Object.assign({}, ...findings.map(({ answers }) => answers)),
    notes: findings.flatMap(({ notes }) => notes),
    ...gaps,
  }
}

/** Whether every question was asked and answered. */
export function isComplete({ ended, unanswered, notAsked }: AmazonRecord): boolean {
  return ended === null && unanswered.length === 0 && notAsked.length === 0
}

/** The settings that should change, as lines of an env file; empty when all agree with what was seen. */
export function settingsToChange({ incentives }: PartnerAccount, { world }: AmazonRecord): string[] {
  const { accountTypes, echo, mockCodeIn } = world
  const lines: string[] = []
  if (Array.isArray(accountTypes) && !accountTypes.includes(incentives.accountType)) {
    lines.push(`ACCOUNT_TYPE=${JSON.stringify(accountTypes[0])}`)
  }
  const wanted = echo && (echo === 'full' ? 'required' : 'optional')
  if (wanted && wanted !== incentives.echo) lines.push(`LOAD_ECHO=${wanted}`)
  if (mockCodeIn && mockCodeIn !== 'both' && mockCodeIn !== incentives.mockCodeIn) {
    lines.push(`MOCK_CODE_IN=${mockCodeIn}`)
  }
  return lines
}
