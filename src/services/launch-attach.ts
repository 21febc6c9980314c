/** Records that are handed in for the launch: the test plan's report, and what `testplan --discover` found out. */
import { z } from 'zod'
import { DomainError } from '../domain/errors.ts'
import { findMarketplace } from '../domain/marketplace.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'
import { accountOf, type Context } from './context.ts'
import { noteMark } from './launch-mark.ts'

/** It is shown and kept in the audit. */
const word = z
  .string()
  .max(200)
  .regex(/^\P{Cc}*$/u)
const moment = z.iso.datetime()
const report = z.object({
  version: z.literal(1),
  environment: word,
  host: word,
  marketplace: word,
  partnerId: word,
  finishedAt: moment,
  by: word,
  cases: z.array(z.object({ id: word, verdict: word })).max(1_000),
})
const record = z.object({
  version: z.literal(1),
  takenAt: moment,
  host: word,
  world: z.object({
    echo: z.enum(['full', 'none']).optional(),
    accountTypes: z.union([z.literal('any'), z.array(z.union([word, z.number()])).max(100)]).optional(),
  }),
})

/** What the file proves, by step. */
type Proof = ReadonlyArray<readonly [step: string, note: string]>

/**
 * Reads a file and marks every step that it proves; returns their ids. Throws `invalid-input` for a file of another kind,
 * and `conflict` where it proves nothing or the opposite; then nothing is marked.
 */
export async function attach(context: Context, name: string, text: string, by: string): Promise<string[]> {
  const account = accountOf(context, name)
  if (account.amazonEnv !== 'production')
    throw new DomainError(
      'conflict',
      `file: records are handed in for production, and this is ${account.amazonEnv}`,
    )
  const proof = proofOf(account, parse(text), context.clock())
  await context.database.transaction(async tx => {
    for (const [step, note] of proof)
      await noteMark(tx, account.name, { step, kind: 'attached', by, note }, 'launch attach')
  })
  return proof.map(([step]) => step)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw unknownKind(cause)
  }
}

function unknownKind(cause?: unknown): DomainError {
  return new DomainError(
    'invalid-input',
    'file: it is neither the report.json of “testplan” nor the amazon-record.json of “testplan --discover”',
    { cause },
  )
}

function proofOf(account: PartnerAccount, given: unknown, now: Date): Proof {
  const reported = report.safeParse(given)
  if (reported.success) {
    const { host, finishedAt } = reported.data
    refuse(whyElsewhere(account, host, new Date(finishedAt), now))
    return proofOfReport(account, reported.data)
  }
  const recorded = record.safeParse(given)
  if (!recorded.success) throw unknownKind()
  const { host, takenAt } = recorded.data
  refuse(whyElsewhere(account, host, new Date(takenAt), now))
  return proofOfRecord(account, recorded.data)
}

/** Why it says nothing of the sandbox of this account's marketplace; null where it does. */
function whyElsewhere({ marketplace }: PartnerAccount, host: string, at: Date, now: Date): string | null {
  const sandbox = new URL(findMarketplace(marketplace)?.incentivesUrl.sandbox ?? 'https://unknown').host
  if (host !== sandbox) return `it is of ${host}, and the sandbox of ${marketplace} is ${sandbox}`
  return at <= now ? null : `it is of ${at.toISOString()}, which has not come yet`
}

function refuse(reason: string | null | undefined): void {
  if (reason) throw new DomainError('conflict', `file: ${reason}`)
}

function proofOfReport(
  { marketplace, partnerId }: PartnerAccount,
  { cases, ...head }: z.infer<typeof report>,
): Proof {
  const count = (verdict: string) => cases.filter(each => each.verdict === verdict).length
  const hasPassed = (pattern: RegExp) =>
    cases.some(({ id, verdict }) => pattern.test(id) && verdict === 'passed')
  const wrong = [
    head.environment !== 'sandbox' && `it is of ${head.environment}; run “testplan” with AMAZON_ENV=sandbox`,
    !head.marketplace.startsWith(`${marketplace} `) &&
      `it is of the marketplace ${head.marketplace}; run “testplan” for ${marketplace}`,
    head.partnerId !== partnerId &&
      `it is of the partner id ${head.partnerId}, and this account’s is ${partnerId}`,
    count('failed') > 0 && `of its cases ${count('failed')} failed; mend them and run it anew`,
    !hasPassed(/^OP-01$/) &&
      'its case OP-01 (GetAvailableFunds) did not pass; mend the keys and run it anew, or waive the steps',
    !hasPassed(/^(LR|MC)-/) && 'no case of LoadAmazonBalance passed; run “testplan” whole',
  ].find(reason => reason !== false)
  refuse(wrong || null)
  const note = `Report of ${head.finishedAt}, ${head.host}: ${count('passed')} passed, 0 failed, ${count('manual')} manual; run by ${head.by}`
  return [
    ['sandbox-call', note],
    ['test-plan', note],
  ]
}

/** The sandbox shows no unit: its funds are always 0. */
function proofOfRecord({ incentives }: PartnerAccount, { world, ...head }: z.infer<typeof record>): Proof {
  const note = `Record of ${head.takenAt}, ${head.host}`
  const proof = [
    ...(world.echo ? [echoProof(incentives, world.echo, note)] : []),
    ...(world.accountTypes ? [typeProof(incentives, world.accountTypes, note)] : []),
  ]
  if (proof.length === 0)
    throw new DomainError(
      'conflict',
      'file: the record answers neither the echo nor the account type; run “testplan --discover” to its end',
    )
  return proof
}

type Access = PartnerAccount['incentives']

function echoProof({ echo }: Access, seen: 'full' | 'none', note: string): readonly [string, string] {
  if (echo === 'required' && seen === 'none')
    throw new DomainError(
      'conflict',
      'file: Amazon’s sandbox echoes nothing, and LOAD_ECHO is required; set optional',
    )
  return ['load-echo', `${note}: the echo is ${seen}`]
}

function typeProof(
  { accountType }: Access,
  taken: 'any' | readonly (string | number)[],
  note: string,
): readonly [string, string] {
  if (taken !== 'any' && !taken.includes(accountType))
    throw new DomainError(
      'conflict',
      `file: Amazon’s sandbox took ${JSON.stringify(taken)} as account.type, and not ACCOUNT_TYPE; set it to one of them`,
    )
  return ['account-type', `${note}: ${JSON.stringify(accountType)} was taken`]
}
