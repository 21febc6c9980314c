/** The one file of a multipart form, as it comes. Fields of the form stand before it, so they are known by then. */
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy'
import type { Request, Response } from 'express'
import { DomainError } from '../../domain/errors.ts'
import { awaitLargeBody } from '../slow-body.ts'

export type Upload = {
  readonly fields: ReadonlyMap<string, string>
  /** What the browser calls it. */
  readonly fileName: string
  readonly file: AsyncIterable<Buffer>
}

/**
 * Calls `take` with the file while it arrives, and returns when the whole request is there, because browsers read no
 * answer before. Throws `invalid-input` where there is no file, and an error of its own when it breaks off.
 */
export async function withUpload<T>(
  req: Request,
  res: Response,
  take: (upload: Upload) => Promise<T>,
): Promise<T> {
  awaitLargeBody(req, res)
  const parser = parserOf(req)
  const arrived = firstFile(parser)
  const whole = once(parser, 'finish')
  whole.catch(() => {})
  req.pipe(parser)
  const broken = brokenOff(req)
  try {
    const upload = await Promise.race([arrived, broken])
    return await take({ ...upload, file: toItsEnd(upload.file, whole, broken) })
  } finally {
    req.unpipe(parser).resume()
    await finished(req).catch(() => {})
  }
}

const noFile = () => new DomainError('invalid-input', 'file: choose a file first')

function parserOf(req: Request): BusboyInstance {
  try {
    const limits = { files: 1, fields: 20, fieldSize: 1_000, parts: 21 }
    return new Busboy({ headers: req.headers as BusboyHeaders, limits })
  } catch (cause) {
    throw new DomainError('invalid-input', 'file: this is no form with a file', { cause })
  }
}

type Arrived = Omit<Upload, 'file'> & { readonly file: Readable }

function firstFile(parser: BusboyInstance): Promise<Arrived> {
  const fields = new Map<string, string>()
  return new Promise((resolve, reject) => {
    parser.on('field', (name, value) => fields.set(name, value))
    parser.on('file', (_field, file, fileName) => {
      file.on('error', () => {})
      // A browser sends a form whose file was not chosen with an empty one that has no name.
      if (fileName === '') file.resume().once('end', () => reject(noFile()))
      else resolve({ fields, fileName, file })
    })
    parser.on('finish', () => reject(noFile()))
    parser.on('error', cause =>
      reject(new DomainError('invalid-input', 'file: the form broke off', { cause })),
    )
  })
}

/** Rejects when the connection ends before the request does. */
function brokenOff(req: Request): Promise<never> {
  const broken = new Promise<never>((_resolve, reject) => {
    req.once('close', () => {
      if (!req.complete) reject(new DomainError('invalid-input', 'file: the upload broke off'))
    })
  })
  broken.catch(() => {})
  return broken
}

/** The parser does not notice that nothing more comes, and ends the file of a form that has no end. */
async function* toItsEnd(
  file: Readable,
  whole: Promise<unknown>,
  broken: Promise<never>,
): AsyncGenerator<Buffer> {
  broken.catch(error => file.destroy(error))
  for await (const part of file) yield part as Buffer
  await Promise.race([whole, broken]).catch(cause => {
    throw cause instanceof DomainError
      ? cause
      : new DomainError('invalid-input', 'file: the form broke off: send it once more', { cause })
  })
}
