/** `link qr` */
import { open, rename, rm } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { DomainError } from '../domain/errors.ts'
import { readDelivered } from '../services/delivered-file.ts'
import { type QrFormat, qrArchive, qrFormats } from '../services/qr-archive.ts'
import type { Command } from './command.ts'
import { note } from './print.ts'
import { withContext } from './program.ts'

export const qrCommand: Command = {
  path: 'link qr',
  text: 'Make a zip with the QR code of every link of a delivered list, for print; files are named by external_id',
  options: {
    in: {
      type: 'string',
      value: 'FILE',
      text: 'the CSV that was delivered; - reads standard input',
      required: true,
    },
    out: { type: 'string', value: 'FILE', text: 'the zip to write', required: true },
    format: { type: 'string', value: 'svg|png', text: 'svg unless given' },
  },
  run: (input, env) =>
    withContext(env, async context => {
      const out = input.text('out') ?? ''
      const file = await openInput(input.text('in') ?? '')
      const progress = progressLine()
      const format = formatOf(input.text('format'))
      const links = readDelivered(context, file, null)
      await writeWhole(out, qrArchive({ links, format, onCode: progress.show }))
      progress.end()
      note(`${progress.count()} codes in ${out}. Whoever has the file has the links.`)
    }),
}

function formatOf(text: string | undefined): QrFormat {
  const format = qrFormats.find(known => known === (text ?? 'svg'))
  if (format) return format
  throw new DomainError('invalid-input', '--format: must be svg or png')
}

/** The file has its name only when it is whole, and nobody else may read it: each code is worth money. */
async function writeWhole(path: string, parts: AsyncIterable<Buffer>): Promise<void> {
  const part = `${path}.part`
  try {
    // One that an earlier run left behind may be open to others.
    await rm(part, { force: true })
    const file = await open(part, 'wx', 0o600)
    await pipeline(parts, file.createWriteStream())
    await rename(part, path)
  } catch (error) {
    await rm(part, { force: true })
    throw isOfFiles(error) ? refusal('out', path, error) : error
  }
}

async function openInput(path: string): Promise<Readable> {
  if (path === '-') return process.stdin
  try {
    return (await open(path)).createReadStream()
  } catch (error) {
    throw refusal('in', path, error)
  }
}

function isOfFiles(error: unknown): boolean {
  const { syscall = '' } = error as NodeJS.ErrnoException
  return ['open', 'rename', 'rm', 'unlink', 'write'].includes(syscall)
}

function refusal(option: string, path: string, cause: unknown): DomainError {
  const { code } = cause as NodeJS.ErrnoException
  return new DomainError('invalid-input', `--${option}: "${path}" cannot be used (${code})`, { cause })
}

/** One line that a person at a terminal sees grow; a log gets the end alone. */
function progressLine() {
  let made = 0
  const { isTTY } = process.stderr
  return {
    count: () => made,
    show: (count: number) => {
      made = count
      if (isTTY && count % 100 === 0) process.stderr.write(`\r${count} codes`)
    },
    end: () => {
      if (isTTY && made >= 100) process.stderr.write('\r\u001b[K')
    },
  }
}
