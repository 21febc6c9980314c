/** Runs the cases against whatever AMAZON_ENV says and writes the report; `--discover` asks Amazon instead. */
import type { Env } from '../config/problem.ts'
import { DomainError } from '../domain/errors.ts'
import { runPlan, unknownIds } from '../testplan/plan.ts'
import { inWords } from '../testplan/report/words.ts'
import type { Report } from '../testplan/result.ts'
import type { Input } from './command.ts'
import { note, printJson } from './print.ts'
import { terminal } from './terminal.ts'
import { discover } from './testplan-discover.ts'
import { progressLines } from './testplan-progress.ts'
import { prepareReportDir, reportOf, writeReport } from './testplan-report.ts'
import { type StageTerms, withStage } from './testplan-stage.ts'

/** The command's work. False when a case failed or the run was stopped. */
export async function runTestplan(input: Input, env: Env): Promise<boolean> {
  if (input.has('discover')) return await discover(input, env, termsOf(input, stopSignal('record')))
  const stopped = stopSignal('report')
  const { report, dir } = await runCases(input, env, stopped)
  writeReport(report, dir)
  if (input.has('json')) printJson(report)
  note(`\n${inWords(report.summary)}\nReport: ${dir}/report.html (also report.xml, report.json)`)
  return report.summary.failed === 0 && !stopped.aborted
}

/** Ctrl-C still leaves the file and no process; npm forwards what the terminal has sent already. */
function stopSignal(file: 'report' | 'record'): AbortSignal {
  const stop = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (!stop.signal.aborted) note(`Stopping: the ${file} tells what was done so far …`)
      stop.abort()
    })
  }
  return stop.signal
}

async function runCases(
  input: Input,
  env: Env,
  stopped: AbortSignal,
): Promise<{ report: Report; dir: string }> {
  const only = namedCases(input)
  const startedAt = new Date()
  return await withStage(env, termsOf(input, stopped), async opened => {
    const dir = prepareReportDir(input.text('out'), startedAt, opened.stage.account.amazonEnv)
    const cases = await runPlan(opened.stage, only, progressLines(terminal().stderr), stopped)
    return { report: reportOf(opened, startedAt, cases), dir }
  })
}

/** Upper-case ids, or null for all cases. Throws `invalid-input` for an id that no case has, and for none at all. */
function namedCases(input: Input): string[] | null {
  const text = input.text('only')
  if (text === undefined) return null
  const ids = text
    .split(',')
    .map(id => id.trim().toUpperCase())
    .filter(id => id !== '')
  if (ids.length === 0)
    throw new DomainError('invalid-input', 'only: names no case; give ids like LR-01,JR-03')
  const unknown = unknownIds(ids)
  if (unknown.length === 0) return ids
  throw new DomainError('invalid-input', `only: there is no case ${unknown.join(', ')}`)
}

function termsOf(input: Input, stopped: AbortSignal): StageTerms {
  return {
    campaign: input.text('campaign'),
    amazonAccount: amazonAccountOf(input),
    waitMs: minutesOf(input) * 60_000,
    tell: note,
    stopped,
  }
}

function minutesOf(input: Input): number {
  const text = input.text('wait') ?? '10'
  if (/^\d{1,4}$/.test(text)) return Number(text)
  throw new DomainError('invalid-input', 'wait: must be a whole number of minutes, from 0')
}

function amazonAccountOf(input: Input): string | null {
  const text = input.text('account') ?? null
  if (text === null || /^amzn1\.account\.[A-Z0-9]{1,64}$/.test(text)) return text
  throw new DomainError('invalid-input', 'account: must be an Amazon account id like amzn1.account.AB12')
}
