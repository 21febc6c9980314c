/** Short histories of the real service that provoke a planted defect, and in which an honest service breaks nothing. */
import { spawn } from 'node:child_process'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { claimLinkId } from '../../../src/domain/claim-link.ts'
import { consent } from '../../../src/services/consent.ts'
import type { FailpointName } from '../../../src/services/context.ts'
import { sendDeposit } from '../../../src/services/deposit.ts'
import { giveUpStale } from '../../../src/services/recovery.ts'
import { consented, freshLinkId, laneOf, passTime, sendAlone, signedIn } from '../../helpers/consented.ts'
import { eventually } from '../../helpers/program.ts'
import { createRecipient } from '../../helpers/recipient.ts'
import { setFaults, type TestService } from '../../helpers/service.ts'
import { note, type Scenario, type Stage, waitBetweenSends } from './stage.ts'

export const scenarios: Readonly<Record<string, Scenario>> = {
  'lost-answer': { serve: false, run: (_, { service }) => lostAnswer(service) },
  'no-after-unknown': { serve: false, run: (_, { service }) => noAfterUnknown(service) },
  'late-success': { serve: false, terms: { atRest: true }, run: (_, { service }) => lateSuccess(service) },
  'commit-fails': { serve: true, run: commitFails },
  'lease-lost': { serve: false, run: (_, { service }) => leaseLost(service) },
  'two-presses': { serve: false, run: (_, { service }) => twoPresses(service) },
  'small-budget': { serve: false, run: (_, { service }) => smallBudget(service) },
  'old-doubt': { serve: false, run: (_, { service }) => oldDoubt(service) },
  'two-processes': { serve: false, run: (t, { service }) => twoProcesses(t, service) },
  'page-in-doubt': { serve: true, run: pageInDoubt },
}

/** The first answer is lost; before the second try somebody changes the account type in the configuration. */
async function lostAnswer(service: TestService): Promise<void> {
  await setFaults(service, [{ fault: 'apply-then-cut', count: 1 }])
  const id = await consented(service)
  await sendAlone(service, id)
  await again(service)
  const accounts = [...service.context.accounts].map(([name, account]) => {
    const incentives = { ...account.incentives, accountType: 'another' }
    return [name, { ...account, incentives }] as const
  })
  await sendAlone({ ...service, context: { ...service.context, accounts: new Map(accounts) } }, id)
}

async function noAfterUnknown(service: TestService): Promise<void> {
  await setFaults(service, [{ fault: 'apply-then-cut', count: 1 }, { fault: 'no-after-applied' }])
  const id = await consented(service)
  await sendAlone(service, id)
  await again(service)
  await sendAlone(service, id)
}

/** The first call is slow, its lease runs out, and the second call sends the deposit to review meanwhile. */
async function lateSuccess(service: TestService): Promise<void> {
  await setFaults(service, [{ fault: 'delay', seconds: 2, count: 1 }, { fault: 'no-after-applied' }])
  const id = await consented(service)
  const slow = sendAlone(service, id)
  await sleep(300)
  await again(service)
  await sendAlone(service, id)
  await slow
}

/** The database takes the consent and then refuses to commit it. */
async function commitFails(t: TestContext, stage: Stage): Promise<void> {
  const { service } = stage
  const recipient = createRecipient()
  t.after(() => recipient.close())
  const [link = ''] = await service.links(await service.campaign())
  const confirm = await recipient.signIn(link)
  await service.database.query(`create function refuse_commit() returns trigger language plpgsql as $$
    begin raise exception 'no space left on device'; end $$`)
  await service.database.query(`create constraint trigger refuse_commit after insert on deposit
    deferrable initially deferred for each row execute function refuse_commit()`)
  const page = await recipient.press(confirm)
  note(stage, link, page.text, 'ack')
}

/** A process ends after the lease was written and before it is committed; another one goes on. */
async function leaseLost(service: TestService): Promise<void> {
  const id = await consented(service)
  const failpoint = (name: FailpointName) => {
    if (name === 'before-lease-commit') throw new Error('the process ends here')
  }
  const lane = await laneOf(service, id)
  await sendDeposit({ ...service.context, failpoint }, lane).catch(() => {})
  await again(service)
  await sendAlone(service, id)
}

async function twoPresses(service: TestService): Promise<void> {
  const id = await freshLinkId(service)
  const tabs = [await signedIn(service, id), await signedIn(service, id)]
  await Promise.allSettled(tabs.map(signIn => consent(service.context, signIn)))
}

/** Eight people at once, and money for two. */
async function smallBudget(service: TestService): Promise<void> {
  const campaign = await service.campaign({ budget: '50.00' })
  const links = await service.links(campaign, 8)
  const ids = links.map(link => claimLinkId(link.split('/').at(-1) ?? ''))
  const person = (index: number) => `amzn1.account.AEPERSON${index}`
  const signIns = await Promise.all(ids.map((id, index) => signedIn(service, id, person(index))))
  await Promise.all(signIns.map(signIn => consent(service.context, signIn)))
}

/** A deposit in doubt was first sent more than a day ago. */
async function oldDoubt(service: TestService): Promise<void> {
  await setFaults(service, [{ fault: 'apply-then-cut', count: 1 }])
  const id = await consented(service)
  await sendAlone(service, id)
  await again(service)
  await service.database.query("update deposit set first_sent_at = first_sent_at - interval '25 hours'")
  await sendAlone(service, id)
  await giveUpStale(service.context)
}

const program = fileURLToPath(new URL('../../helpers/crash-program.ts', import.meta.url))

/** Two seconds of work for two processes that know nothing of each other but the database. */
async function twoProcesses(t: TestContext, service: TestService): Promise<void> {
  for (let count = 0; count < 20; count++) await consented(service)
  for (let count = 0; count < 2; count++) {
    const child = spawn(process.execPath, [program, service.databaseUrl, service.emulator.url])
    t.after(() => child.kill('SIGKILL'))
  }
  await eventually(async () => {
    const left = await service.database.query("select from deposit where state <> 'deposited'")
    return left.length === 0
  })
}

async function pageInDoubt(t: TestContext, stage: Stage): Promise<void> {
  const { service } = stage
  await setFaults(service, [{ fault: 'cut' }])
  const recipient = createRecipient()
  t.after(() => recipient.close())
  const [link = ''] = await service.links(await service.campaign())
  const page = await recipient.press(await recipient.signIn(link))
  note(stage, link, page.text, 'ack')
  note(stage, link, (await recipient.get(link)).text, 'page')
}

async function again(service: TestService): Promise<void> {
  await waitBetweenSends()
  await passTime(service)
}
