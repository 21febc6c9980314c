/** What each process says of its access keys, and how it takes others from files that have changed. */
import { hostname } from 'node:os'
import * as processes from '../storage/service-process.ts'
import { refreshKeys, shownKeys } from './access-key.ts'
import type { Context } from './context.ts'

export type KeyReport = {
  /** Reads the files, learns what the others know, and says which keys this process has. */
  run(): Promise<void>
  /** The process stops. */
  leave(): Promise<void>
}

/** One per process of the service. */
export function createKeyReport(context: Context): KeyReport {
  const id = context.randomBytes(16).toString('hex')
  const name = `${hostname()}:${process.pid}`
  const problems = new Map<string, string>()
  return {
    run: async () => {
      readFiles(context, problems)
      await refreshKeys(context)
      const told = { id, name, keys: shownKeys(context), problems: Object.fromEntries(problems) }
      await processes.beat(context.database, told)
    },
    leave: () => processes.remove(context.database, id),
  }
}

/** Content that is wrong changes nothing: the service goes on with the keys that it has. */
function readFiles({ keySources, keys, log }: Context, problems: Map<string, string>): void {
  for (const { account, read } of keySources) {
    try {
      if (keys.replace(account, read())) log.info({ account }, 'other access keys were read from their file')
      problems.delete(account)
    } catch (error) {
      const problem = error instanceof Error ? error.message : 'the file cannot be read'
      if (problems.get(account) !== problem)
        log.error({ account, problem }, 'the file of the access keys is wrong; the keys before stay in use')
      problems.set(account, problem)
    }
  }
}
