/** The report of a run: what stands at its head, and the three files it is written to. */
import { readFileSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'
import { notProven, openQuestions } from '../testplan/known.ts'
import { htmlReport } from '../testplan/report/html.ts'
import { junitReport } from '../testplan/report/junit.ts'
import { type CaseResult, type Report, type Setting, summarize } from '../testplan/result.ts'
import { prepareOutDir } from './out-dir.ts'
import type { Opened } from './testplan-stage.ts'

export function reportOf(
  { stage, config, played }: Opened,
  startedAt: Date,
  cases: readonly CaseResult[],
): Report {
  const { account } = stage
  return {
    version: 1,
    startedAt: startedAt.toISOString(),
    finishedAt: new Date().toISOString(),
    by: runBy(),
    environment: account.amazonEnv,
    host: new URL(account.incentives.url).host,
    region: account.incentives.region,
    marketplace: `${account.marketplace} (${account.currency})`,
    partnerId: account.partnerId,
    versions: { 'login-and-receive': ownVersion(), node: process.versions.node },
    settings: [...settingsOf(account, config), ...playedBy(played)],
    summary: summarize(cases),
    cases,
    openQuestions,
    notProven: notProven(account.amazonEnv),
  }
}

/** Makes the directory before the run, so that no report of people's work is lost for want of one. */
export function prepareReportDir(out: string | undefined, startedAt: Date, amazonEnv: string): string {
  const time = startedAt.toISOString().replaceAll(':', '-').replace(/\.\d+/, '')
  const dir = out ?? join('testplan-report', `${time}-${amazonEnv}`)
  prepareOutDir(dir, ['report.html', 'report.xml', 'report.json'])
  return dir
}

/** Writes report.html, report.xml and report.json. */
export function writeReport(report: Report, dir: string): void {
  writeFileSync(join(dir, 'report.html'), htmlReport(report))
  writeFileSync(join(dir, 'report.xml'), junitReport(report))
  writeFileSync(join(dir, 'report.json'), `${JSON.stringify(report, null, 2)}\n`)
}

function playedBy(played: string | null): Setting[] {
  return played === null ? [] : [{ name: 'Emulator', value: played, standing: 'switched on before the run' }]
}

function settingsOf(account: PartnerAccount, { assumptions }: Config): Setting[] {
  const { amountUnit, accountType, echo, mockCodeIn } = account.incentives
  const rows = [
    ['AMOUNT_UNIT', amountUnit],
    ['ACCOUNT_TYPE', JSON.stringify(accountType)],
    ['LOAD_ECHO', echo],
    ['MOCK_CODE_IN', mockCodeIn],
  ] as const
  const isAssumed = (name: string) => assumptions.some(text => text.startsWith(`${account.name}: ${name} `))
  const standing = (name: string) => {
    if (account.amazonEnv === 'emulator') return "the emulator's"
    return isAssumed(name) ? 'assumed: nobody has set it' : 'as configured'
  }
  return rows.map(([name, value]) => ({ name, value, standing: standing(name) }))
}

/** In a container the user id often has no name. */
function runBy(): string {
  try {
    return userInfo().username
  } catch {
    return `user ${process.getuid?.()}`
  }
}

function ownVersion(): string {
  const file = new URL('../../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
