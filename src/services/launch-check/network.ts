/** What this machine finds on its way to Amazon and what recipients find on their way here. */
import { failed, notApplicable, passed } from '../../domain/finding.ts'
import { isLoopback } from '../../domain/loopback.ts'
import type { Check } from './check.ts'
import { ask, shakeHands } from './probe.ts'

/** A signature is refused beyond about 15 minutes; what drifts this far will drift further. */
const clockToleranceMs = 120_000

export const checkClock: Check = async ({ clock, elapsedMs }, { incentives }) => {
  const answer = await ask(incentives.url, elapsedMs)
  if ('trouble' in answer) return failed(answer.trouble, answer.fix)
  if (!answer.date)
    return failed('The answer carries no Date.', 'Ask again later; compare the clock by hand meanwhile.')
  const offMs = Math.abs(clock().getTime() - answer.date.getTime())
  const off = `${Math.round(offMs / 1_000)} seconds`
  if (offMs <= clockToleranceMs + answer.roundTripMs) return passed(`Within ${off} of Amazon’s.`)
  return failed(
    `It differs from Amazon’s by ${off}.`,
    'Set the clock and keep it right with NTP (timedatectl set-ntp true).',
  )
}

export const checkHosts: Check = async (_context, { incentives, login }) => {
  const urls = [
    ...new Set([incentives.url, login.authorizeUrl, login.apiUrl].map(url => new URL(url).origin)),
  ]
  const troubles = (await Promise.all(urls.map(shakeHands))).filter(trouble => trouble !== null)
  const [first] = troubles
  if (!first) return passed(`${urls.length} hosts resolve and speak TLS 1.2 or newer.`)
  return failed(troubles.map(({ trouble }) => trouble).join('; '), first.fix)
}

export const checkPublicUrl: Check = async ({ publicUrl, elapsedMs }) => {
  if (publicUrl.startsWith('http:') && isLoopback(publicUrl))
    return notApplicable('PUBLIC_URL is this machine alone: nobody else can open a link.')
  if (publicUrl.startsWith('http:'))
    return failed('PUBLIC_URL is not https.', 'Put a TLS front before the service.')
  const answer = await ask(`${publicUrl}/health/live`, elapsedMs)
  if ('trouble' in answer) return failed(answer.trouble, `PUBLIC_URL: ${answer.fix}`)
  if (answer.status === 200) return passed('The service answers there, with a good certificate.')
  return failed(
    `PUBLIC_URL answers ${answer.status} at /health/live.`,
    'Start the service, and let the front pass every path on to it.',
  )
}
