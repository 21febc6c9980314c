/** The bad lines of a refused file, to be mended: as they were, with the reason beside them. */
import { csvLine, separatorOf } from '../domain/csv.ts'
import { keptProblems, type LinkBatch } from '../domain/link-batch.ts'
import type { Context } from './context.ts'
import { listProblems } from './link-batch.ts'

/** A CSV with the columns of the file after two of our own; a line with several problems stands there once for each. */
export async function problemsFile(context: Pick<Context, 'database'>, batch: LinkBatch): Promise<string> {
  const problems = await listProblems(context, batch, keptProblems + 1)
  const separator = separatorOf(batch.head ?? '')
  const lines = problems.map(({ line, column, reason, original }) => {
    const ours = csvLine([String(line), column === null ? reason : `${column} ${reason}`], separator)
    return original === null ? ours : `${ours}${separator}${original}`
  })
  const head = ['problem_line', 'problem', ...(batch.head === null ? [] : [batch.head])].join(separator)
  return [head, ...lines].map(line => `${line}\r\n`).join('')
}
