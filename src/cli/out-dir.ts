/** `--out`: where a command writes its files, made before the work so that nothing is lost for want of it. */
import { accessSync, closeSync, constants, existsSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DomainError } from '../domain/errors.ts'
import { makeDirectory } from '../storage/embedded/data-dir.ts'

/** Makes the directory. Throws `invalid-input` when it, or one of `files` that is there already, cannot be written to. */
export function prepareOutDir(dir: string, files: readonly string[]): void {
  try {
    makeDirectory(dir)
    accessSync(dir, constants.W_OK)
    for (const file of files.map(name => join(dir, name)).filter(existsSync)) closeSync(openSync(file, 'r+'))
  } catch (cause) {
    throw new DomainError('invalid-input', `out: ${dir} cannot be written to: ${(cause as Error).message}`)
  }
}
