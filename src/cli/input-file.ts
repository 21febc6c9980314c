/** A file that an option names, read as it is needed. */
import { createReadStream } from 'node:fs'
import { DomainError } from '../domain/errors.ts'
import { terminal } from './terminal.ts'

/** `-` reads standard input. Throws `invalid-input` naming the option where the file cannot be read. */
export async function* inputFile(option: string, file: string): AsyncGenerator<Buffer> {
  try {
    yield* file === '-' ? terminal().stdin : createReadStream(file)
  } catch (cause) {
    throw new DomainError('invalid-input', `--${option}: the file "${file}" cannot be read`, { cause })
  }
}
