/** I7, I14: never faster than Amazon takes it, and never much slower while somebody waits. */
import { type Call, type Claim, type Evidence, isLoad } from './evidence.ts'
import { type Invariant, type Violation, violationOf } from './violation.ts'

const tooFast = violationOf('I7')
const tooSlow = violationOf('I14')

const windowMs = 1_000
/** Amazon's own limit, whatever the contract says about loads. */
const fundsLimit = 1

export const rate: Invariant = {
  name: 'I7',
  title: 'rate',
  count: ({ calls }) => calls?.filter(isIncentives).length ?? null,
  check: ({ calls, limit }) => {
    const all = (calls ?? []).filter(isIncentives)
    const byOperation = Map.groupBy(all, call => call.operation)
    return [...byOperation].flatMap(([operation, ofOperation]) => {
      const most = operation === 'GetAvailableFunds' ? fundsLimit : limit
      return partners(ofOperation).flatMap(ofPartner => crowdedWindow(operation, ofPartner, most))
    })
  },
}

/** Login with Amazon has limits of its own; its calls are named in lower case. */
function isIncentives({ operation }: Call): boolean {
  return /^[A-Z]/.test(operation)
}

/** The calls of each partner id, which stands before the claim link's id; what names no partner counts for each. */
function partners(calls: readonly Call[]): Call[][] {
  const named = (call: Call) => String(call.requestId ?? '').slice(0, -26)
  const names = new Set(calls.map(named).filter(Boolean))
  return [...(names.size > 0 ? names : [''])].map(name =>
    calls.filter(call => named(call) === name || named(call) === ''),
  )
}

/** Arrivals are whole milliseconds rounded down, so two calls a full second apart never look closer. */
function crowdedWindow(operation: string, calls: readonly Call[], most: number): Violation[] {
  const index = calls.findIndex(
    (call, at) => (calls[at + most]?.at ?? Number.POSITIVE_INFINITY) - call.at < windowMs,
  )
  const first = calls[index]
  if (!first) return []
  const count = calls.filter(call => call.at >= first.at && call.at < first.at + windowMs).length
  const start = new Date(first.at).toISOString()
  return [tooFast(start, `${count} calls of ${operation} in one second from here, ${most} are allowed`)]
}

/** Long enough that one call more or less is under a fiftieth. */
const stretchMs = 10_000
const recoveryMs = 30_000
const share = 0.95

export const liveness: Invariant = {
  name: 'I14',
  title: 'liveness',
  count: evidence => stretches(evidence).length,
  check: evidence => {
    const loads = (evidence.calls ?? []).filter(isLoad)
    return stretches(evidence).flatMap(start => {
      const sent = loads.filter(call => call.at >= start && call.at < start + stretchMs).length
      const wanted = Math.floor((share * evidence.limit * stretchMs) / 1_000)
      if (sent >= wanted) return []
      const text = `${sent} calls in ten seconds while people waited, at least ${wanted} were possible`
      return [tooSlow(new Date(start).toISOString(), text)]
    })
  },
}

/** Stretches after the last fault in which a second's worth of consented deposits waited all the time. */
function stretches({ claims, calls, lastFaultAt, limit }: Evidence): number[] {
  const last = calls?.at(-1)?.at
  if (lastFaultAt === null || last === undefined) return []
  const starts: number[] = []
  for (let start = lastFaultAt + recoveryMs; start + stretchMs <= last; start += stretchMs) {
    if (claims.filter(claim => waitsThroughout(claim, start)).length >= limit) starts.push(start)
  }
  return starts
}

function waitsThroughout({ deposit, calls }: Claim, start: number): boolean {
  const sentAt = calls[0]?.at ?? Number.POSITIVE_INFINITY
  return (deposit.consentedAt ?? Number.POSITIVE_INFINITY) <= start && sentAt >= start + stretchMs
}
