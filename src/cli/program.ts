/** A command's way to the use cases: opens what the service would open, without serving and without background work. */
import { readFileSync } from 'node:fs'
import { compose } from '../compose.ts'
import { parseConfig } from '../config/config.ts'
import type { Env } from '../config/problem.ts'
import { secretsOf } from '../local-secrets.ts'
import { createLog } from '../log.ts'
import type { Context } from '../services/context.ts'
import { findPublicUrl } from '../storage/installation.ts'
import { openStore, prepareDataDir } from '../store.ts'

/** Runs `work` with everything open and closes it again, whatever happens. */
export async function withContext<T>(env: Env, work: (context: Context) => Promise<T>): Promise<T> {
  const config = parseConfig(env, path => readFileSync(path, 'utf8'))
  const log = createLog('error')
  const { dir } = prepareDataDir(config)
  const secrets = secretsOf(config, dir)
  const { database, close } = await openStore(config, dir, secrets, log)
  try {
    const publicUrl = config.publicUrl ?? (await findPublicUrl(database)) ?? `http://localhost:${config.port}`
    const composed = compose({ config, database, publicUrl, log, ...secrets })
    return await work(composed.context).finally(composed.close)
  } finally {
    await close()
  }
}
