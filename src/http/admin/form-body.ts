/** What a form with a file posts, read as a whole: its fields are few and its file is a small picture. */
import { type Request, type RequestHandler, raw } from 'express'
import { DomainError } from '../../domain/errors.ts'

/** Far more than a good picture has, so that a larger one is named beside its field and not refused as a request. */
const limit = '8mb'

/** Reads the bytes; after it is clear who posts them. */
export const formBytes: RequestHandler = raw({ type: 'multipart/form-data', limit })

export type Posted = {
  /** A text field; undefined where the form had none of that name. */
  text(name: string): string | undefined
  /** A file, or null where none was chosen. */
  file(name: string): Promise<Buffer | null>
}

/** Throws `invalid-input` for bytes that are no form. */
export async function readPosted(req: Request): Promise<Posted> {
  const form = await formData(req)
  return {
    text: name => {
      const value = form.get(name)
      return typeof value === 'string' ? value : undefined
    },
    file: async name => {
      const value = form.get(name)
      return value instanceof Blob && value.size > 0 ? Buffer.from(await value.arrayBuffer()) : null
    },
  }
}

async function formData(req: Request): Promise<FormData> {
  try {
    // Node reads forms where it plays a browser; a response is the thing that it reads them from.
    return await new Response(req.body, {
      headers: { 'content-type': req.get('content-type') ?? '' },
    }).formData()
  } catch (cause) {
    throw new DomainError('invalid-input', 'the form could not be read; go back and send it once more', {
      cause,
    })
  }
}
