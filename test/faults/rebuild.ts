/** Makes a lost database anew of its last export, as an operator does, before the service is started on it. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Installation } from './installation.ts'

const decision = ['--by', 'Olga Operator', '--reason', 'the database is lost']

export async function bringBack({ cli, dir }: Installation, exported: string): Promise<void> {
  const file = join(dir, 'export.ndjson')
  writeFileSync(file, exported)
  await cli.output('import', file, ...decision)
}
