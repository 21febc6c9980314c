/** `npm run bench:links`: a list of a million recipients in and their links out. `ROWS=100000` makes it smaller. */
import assert from 'node:assert/strict'
import { loadavg } from 'node:os'
import { test } from 'node:test'
import { type Figures, type Latency, measure } from './measure.ts'
import { prepareStage } from './stage.ts'

const rows = Number(process.env.ROWS ?? 1_000_000)

test('a list in and its links out', { timeout: 3_600_000 }, async t => {
  console.log(`load of the machine before: ${loadavg()[0]?.toFixed(1)}`)
  const figures = await measure(await prepareStage(t), rows)
  const all = totalMs(figures)
  console.log(`load of the machine after:  ${loadavg()[0]?.toFixed(1)}`)
  console.log(`upload and staging:  ${step(figures.uploadMs)}`)
  console.log(`check:               ${step(figures.checkMs)}`)
  console.log(`links made and sent: ${step(figures.downloadMs)}`)
  console.log(`made live:           ${figures.confirmMs.toFixed(0)} ms`)
  console.log(`in all:              ${step(all)}`)
  console.log(`COPY of the links:   ${step(figures.copyMs)}; ratio ${(figures.copyMs / all).toFixed(2)}`)
  console.log(
    `COPY of the file into a bare table: ${step(figures.plainCopyMs)}; ratio ${(figures.plainCopyMs / all).toFixed(2)}`,
  )
  console.log(`most memory of the service: ${figures.mostMemoryMb.toFixed(0)} MB`)
  console.log(`landing page alone:     ${latency(figures.landingAlone)}`)
  console.log(`landing page meanwhile: ${latency(figures.landingMeanwhile)}`)
  console.log(`formula cells: ${figures.formulas}`)
  assert.equal(figures.formulas, 0)
  assert.equal(figures.landingMeanwhile.failed, 0)
  assert.ok(figures.mostMemoryMb <= 300, 'memory')
  assert.ok(figures.landingMeanwhile.p99Ms <= 100, 'landing page')
  assert.ok(figures.copyMs / all >= 0.3, 'ratio')
})

function totalMs({ uploadMs, checkMs, downloadMs, confirmMs }: Figures): number {
  return uploadMs + checkMs + downloadMs + confirmMs
}

function step(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s, ${Math.round(rows / (ms / 1_000)).toLocaleString('en')} rows a second`
}

function latency({ requests, p50Ms, p99Ms, failed }: Latency): string {
  return `p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms (${requests} requests, ${failed} failed)`
}
