// What Amazon's sandbox was seen to answer, as `testplan --discover` wrote it down: the world to start in, and
// answers word for word. How an answer is fitted to another request is told by recorded-answer.ts.

import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { WORLD } from './question.ts'
import type { AmazonRecord } from './recorded-answer.ts'
import { ASSUMED_WORLD } from './world.ts'

/** Reads a record of version 1; members that it does not know are ignored. @throws naming file, member and fix. */
export function readRecord(file: string): AmazonRecord {
  const parsed = RECORD.safeParse(readJson(file))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const member = issue?.path.join('.') || 'the file'
  throw new Error(`EMULATOR_RECORD: ${file}: ${member}: ${issue?.message}; ${FIX}`)
}

/** One line: the service shows the last one that the emulator wrote. */
const FIX = 'mend it, write the file anew with testplan --discover, or unset EMULATOR_RECORD'

const RECORD = z.object({
  version: z.literal(1, 'this emulator plays version 1'),
  world: z
    .record(z.string(), z.unknown())
    .prefault({})
    .transform(members => ({ ...ASSUMED_WORLD, ...members }))
    .pipe(z.object(WORLD.shape)),
  answers: z
    .record(
      z.string(),
      z.object({
        status: z.int().min(200).max(599),
        headers: z.object({ 'content-type': z.string().exactOptional() }).prefault({}),
        body: z.string(),
        sent: z.string().optional(),
      }),
    )
    .default({}),
})

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : cause
    throw new Error(`EMULATOR_RECORD: ${file}: ${reason}; ${FIX}`, { cause })
  }
}
