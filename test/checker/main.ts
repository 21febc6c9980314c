/**
 * The outside checker as a program: reads the files of one run, prints a verdict for each invariant, and exits with 1
 * on any violation.
 */
import { readFileSync, statSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { judge, tableOf } from './checker.ts'
import { readEvidence, type Terms, usualTerms } from './evidence.ts'

const help = `node test/checker/main.ts --ledger F --calls F --export F [options]

  --ledger F, --calls F   GET /_emulator/ledger and /_emulator/calls
  --export F              the service's export
  --campaigns F           campaign list --json, where the export has no campaigns
  --journal F             what people were shown: NDJSON {at, claimUrl or claimLinkId, account, kind, state};
                          kind is ack, page or press; state is unclaimed, waiting, deposited, refused, review, other-account
  --secrets F             one planted secret a line
  --limit N               calls a second (10)
  --probe-every MS        shortest time between probes while funds are out (60000)
  --resend-window MS      how long a deposit in doubt may be sent again (86400000)
  --last-fault TIME       when the last fault ended
  --taken-at TIME         when the export was made (the file's own time)
  --at-rest               nothing is under way and every review is decided: both ledgers must be equal`

const { values } = parseArgs({
  options: {
    ledger: { type: 'string' },
    calls: { type: 'string' },
    export: { type: 'string' },
    campaigns: { type: 'string' },
    journal: { type: 'string' },
    secrets: { type: 'string' },
    limit: { type: 'string', default: String(usualTerms.limit) },
    'probe-every': { type: 'string', default: String(usualTerms.probeEveryMs) },
    'resend-window': { type: 'string', default: String(usualTerms.resendWindowMs) },
    'last-fault': { type: 'string' },
    'taken-at': { type: 'string' },
    'at-rest': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) {
  console.log(help)
} else {
  const verdicts = judge(readEvidence(texts(), terms()))
  console.log(tableOf(verdicts))
  process.exitCode = verdicts.some(({ violations }) => violations.length > 0) ? 1 : 0
}

function texts() {
  const read = (path: string | undefined) => (path === undefined ? undefined : readFileSync(path, 'utf8'))
  const { ledger, calls, campaigns, journal, secrets } = values
  return {
    export: readFileSync(required(values.export), 'utf8'),
    ledger: read(required(ledger)),
    calls: read(required(calls)),
    campaigns: read(campaigns),
    journal: read(journal),
    secrets: read(secrets),
  }
}

function terms(): Terms {
  const takenAt = values['taken-at']
  const lastFault = values['last-fault']
  return {
    limit: number(values.limit),
    probeEveryMs: number(values['probe-every']),
    resendWindowMs: number(values['resend-window']),
    atRest: values['at-rest'],
    lastFaultAt: lastFault === undefined ? null : number(Date.parse(lastFault)),
    takenAt: takenAt === undefined ? statSync(required(values.export)).mtimeMs : number(Date.parse(takenAt)),
  }
}

function required(value: string | undefined): string {
  if (value !== undefined) return value
  throw new Error(`--ledger, --calls and --export are needed\n\n${help}`)
}

function number(value: string | number): number {
  if (Number.isFinite(Number(value))) return Number(value)
  throw new Error(`${value} is no number and no time`)
}
