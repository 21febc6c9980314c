/** Prometheus' text format, read as Prometheus reads it. */
import assert from 'node:assert/strict'
import type { TestService } from './service.ts'

export const metricsToken = 'a metrics token that is long enough to count'

export type Sample = {
  readonly name: string
  readonly labels: Record<string, string>
  readonly value: number
}

/** One scrape of the service. */
export async function readMetrics({ url }: TestService): Promise<{ text: string; samples: Sample[] }> {
  const response = await fetch(`${url}/api/metrics`, { headers: { authorization: `Bearer ${metricsToken}` } })
  const text = await response.text()
  assert.equal(response.status, 200, text)
  return { text, samples: text.split('\n').filter(isSample).map(parseSample) }
}

function isSample(line: string): boolean {
  return line !== '' && !line.startsWith('#')
}

function parseSample(line: string): Sample {
  const [, name = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
  assert.notEqual(name, '', `no sample: ${line}`)
  const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', text = '']) => [
    label,
    text,
  ])
  return { name, labels: Object.fromEntries(pairs), value: Number(value) }
}
