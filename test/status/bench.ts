/** `npm run bench:status`: the status page with 100,000 who wait and 10,000 who watch, and whether promises are kept. */
import { test } from 'node:test'
import { measureAccuracy } from './accuracy.ts'
import { type Latency, measureLoad } from './load.ts'
import type { Kept } from './promise.ts'

const size = { waiting: 100_000, watchers: 10_000, seconds: 150 }
const drain = { lanes: [2_500, 500], later: 500, callsPerSecond: 100, fewest: 300 }

test('pages, reading and drain', async t => {
  const figures = await measureLoad(t, size)
  const { reading, drainAlonePerSecond: alone, drainWatchedPerSecond: watched } = figures
  console.log(`${size.waiting} wait, ${size.watchers} watch for ${size.seconds} s`)
  console.log(
    `status page:          ${latency(figures.status)}, ${(figures.status.requests / size.seconds).toFixed(0)} a second`,
  )
  console.log(`landing page alone:   ${latency(figures.landingAlone)}`)
  console.log(`landing page watched: ${latency(figures.landingWatched)}`)
  console.log(
    `one reading:          ${ms(reading.ms)}; CPU ${ms(reading.databaseCpuMs)} in the database, ${ms(reading.processCpuMs)} in the process`,
  )
  console.log(`drain:                ${alone.toFixed(3)}/s alone, ${watched.toFixed(3)}/s watched`)
  console.log(
    `service:              ${percent(figures.serviceCpuAlone)} of a core alone, ${percent(figures.serviceCpuWatched)} watched, ${figures.serviceMemoryMb.toFixed(0)} MB`,
  )
  console.log(`times left, in words: ${kept(figures.promises)}`)
})

test('places and times left at ten times the pace', async t => {
  const { places, times } = await measureAccuracy(t, drain)
  console.log(`lanes of ${drain.lanes.join(' and ')}, ${drain.callsPerSecond} calls a second`)
  console.log(`places:     ${kept(places)}`)
  console.log(`times left: ${kept(times)}`)
})

function latency({ requests, p50Ms, p99Ms, failed }: Latency): string {
  return `p50 ${ms(p50Ms)}, p99 ${ms(p99Ms)} (${requests} requests, ${failed} failed)`
}

function kept({ promises, people, within, error95 }: Kept): string {
  return `${percent(within)} of ${promises} promises to ${people} people right within a tenth; 95 % within ${percent(error95)}`
}

function ms(time: number): string {
  return `${time.toFixed(1)} ms`
}

function percent(part: number): string {
  return `${(100 * part).toFixed(1)} %`
}
