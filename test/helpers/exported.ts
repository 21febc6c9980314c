/** A small history with two checkpoints, and what is wrong with its export. */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Checkpoint } from '../../src/domain/checkpoint.ts'
import { closeCheckpoint } from '../../src/services/checkpoint.ts'
import { exportRows } from '../../src/services/export.ts'
import { verifyExport } from '../../src/services/verify.ts'
import { consented, sendAlone, startCore } from './consented.ts'
import type { TestService } from './service.ts'

/** Three deposits; the first was sent before checkpoint 1, which is `known`, the second before checkpoint 2. */
export async function history(
  t: TestContext,
): Promise<{ service: TestService; ids: string[]; known: Checkpoint }> {
  const service = await startCore(t)
  const ids = [await consented(service), await consented(service), await consented(service)]
  await sendAlone(service, ids[0] ?? '')
  const known = await closeCheckpoint(service.context)
  await sendAlone(service, ids[1] ?? '')
  await closeCheckpoint(service.context)
  assert.ok(known)
  return { service, ids, known }
}

export async function problemOf(
  t: TestContext,
  { context }: TestService,
  known: Checkpoint | null,
  evidenceKeys: readonly string[] = [context.evidenceKey],
): Promise<string | null> {
  const dir = mkdtempSync(join(tmpdir(), 'verify-test-'))
  t.after(() => rmSync(dir, { recursive: true }))
  const lines: string[] = []
  await exportRows(context, async row => void lines.push(JSON.stringify(row)))
  const file = join(dir, 'export.ndjson')
  writeFileSync(file, `${lines.join('\n')}\n`)
  return (await verifyExport(file, evidenceKeys, known)).problem
}
