/** What a form with a file posts, read as a whole: its fields are few and its file is a small picture. */
import { setImmediate as turnOfOthers } from 'node:timers/promises'
import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy'
import { type Request, type RequestHandler, raw } from 'express'
import { DomainError } from '../../domain/errors.ts'

/** Far more than a good picture has, so that a larger one is named beside its field and not refused as a request. */
const limit = '8mb'

/** Reads the bytes; after it is clear who posts them. */
export const formBytes: RequestHandler = raw({ type: 'multipart/form-data', limit })

/** Far more parts than a form of ours has. A field is cut far beyond what it may hold, so that it is named as too long. */
const limits = { parts: 60, headerPairs: 20, fieldSize: 100_000 }

/** Parsed in about a millisecond. */
const sliceBytes = 16 * 1024

export type Posted = {
  /** A text field; undefined where the form had none of that name. */
  text(name: string): string | undefined
  /** A file, or null where none was chosen. */
  file(name: string): Buffer | null
}

/** Throws `invalid-input` for bytes that are no form of ours. */
export async function readPosted(req: Request): Promise<Posted> {
  try {
    return await parse(req)
  } catch (cause) {
    throw new DomainError('invalid-input', 'the form could not be read; go back and send it once more', {
      cause,
    })
  }
}

async function parse({ headers, body }: Request): Promise<Posted> {
  const [texts, files] = [new Map<string, string>(), new Map<string, Buffer[]>()]
  const parser = new Busboy({ headers: headers as BusboyHeaders, limits })
  parser.on('field', (name, value) => texts.set(name, texts.get(name) ?? value))
  parser.on('file', (name, file) => {
    const parts: Buffer[] = []
    files.set(name, parts)
    file.on('data', part => parts.push(part)).on('error', () => {})
  })
  if (!Buffer.isBuffer(body)) throw new Error('the body is no form with a file')
  await feed(parser, body)
  if ([...texts.values()].some(text => text.includes('\0'))) throw new Error('a field has a NUL character')
  return {
    text: name => texts.get(name),
    file: name => (files.get(name)?.length ? Buffer.concat(files.get(name) ?? []) : null),
  }
}

/** Slice by slice, because a form of nothing but tiny parts would stop everybody else for seconds. */
async function feed(parser: BusboyInstance, body: Buffer): Promise<void> {
  const end = new Promise<void>((resolve, reject) => {
    parser.on('finish', resolve).on('error', reject)
    parser.on('partsLimit', () => reject(new Error('there are more parts than any form of ours has')))
  })
  for (let start = 0; start < body.length; start += sliceBytes) {
    parser.write(body.subarray(start, start + sliceBytes))
    await Promise.race([end, turnOfOthers()])
  }
  parser.end()
  await end
}
