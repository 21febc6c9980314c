/**
 * Secrets of a trial installation: made on the first start and kept in the data directory, so that a restart ends no
 * browser session. Sandbox and production take theirs from the configuration alone.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Config } from './config/config.ts'
import type { EvidenceKeys } from './storage/installation.ts'

const schema = z.object({ sessionSecret: z.string().min(32), evidenceKey: z.string().min(32) })
type LocalSecrets = z.infer<typeof schema>

export type Secrets = EvidenceKeys & { readonly sessionSecrets: readonly [string, ...string[]] }

/** The configured secrets, or for what is not configured those of this data directory. */
export function secretsOf(config: Config, dataDir: string): Secrets {
  const { earlierEvidenceKeys, personKey } = config
  const { sessionSecrets, evidenceKey } = ownOrLocal(config, dataDir)
  return { sessionSecrets, evidenceKey, earlierEvidenceKeys, personKey: personKey ?? evidenceKey }
}

function ownOrLocal({ sessionSecrets, evidenceKey }: Config, dataDir: string) {
  if (sessionSecrets && evidenceKey) return { sessionSecrets, evidenceKey }
  const local = localSecrets(dataDir)
  return {
    sessionSecrets: sessionSecrets ?? ([local.sessionSecret] as const),
    evidenceKey: evidenceKey ?? local.evidenceKey,
  }
}

/** Reads the secrets, or makes them; of two processes that start at once the first one's count. */
function localSecrets(dataDir: string): LocalSecrets {
  const path = join(dataDir, 'secrets.json')
  if (!existsSync(path)) makeSecrets(path)
  return schema.parse(JSON.parse(readFileSync(path, 'utf8')))
}

/** The link makes the file whole or absent to whoever looks, and to a program that is killed in between. */
function makeSecrets(path: string): void {
  const draft = `${path}.${randomText()}`
  const fresh: LocalSecrets = { sessionSecret: randomText(), evidenceKey: randomText() }
  writeFileSync(draft, `${JSON.stringify(fresh)}\n`, { mode: 0o600, flush: true })
  try {
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    unlinkSync(draft)
  }
}

function randomText(): string {
  return randomBytes(32).toString('base64url')
}
