/**
 * What somebody typed into a form whose sign-in has ended meanwhile, so that it need not be typed again. It is only shown
 * back: nothing happens before a press on a page of the new sign-in. Forms of other sites are not kept.
 */
import { pipeline } from 'node:stream/promises'
import { Busboy, type BusboyHeaders } from '@fastify/busboy'
import type { Request, Response } from 'express'
import type { KeptForm } from '../../../views/admin/kept-form.ts'

/** A form with its picture; whoever sends more has uploaded a file, and chooses it again. */
const largestBody = 256 * 1024
/** Far more than any form of ours has. */
const limits = { parts: 60, headerPairs: 20, fieldSize: 20_000 }
/** They take what opens a claim, which is never shown again. */
const secretForms = /\/(find|qr)$/

/** Null where there is nothing that could be kept. */
export async function keptForm(req: Request, res: Response): Promise<KeptForm | null> {
  const path = req.originalUrl.split('?', 1)[0] ?? ''
  if (req.method !== 'POST' || req.get('sec-fetch-site') !== 'same-origin' || secretForms.test(path))
    return null
  const isMultipart = req.is('multipart/form-data') !== false
  // Anybody may post one and let it trickle; every other form was read before it took a place.
  if (isMultipart) res.locals.leaveRoom?.()
  const { fields, files } = isMultipart
    ? await multipartFields(req)
    : { fields: fieldsOf(req.body), files: [] }
  const kept = fields.filter(([name]) => name !== 'csrf')
  return kept.length + files.length === 0 ? null : { path, isMultipart, fields: kept, files }
}

type Fields = ReadonlyArray<readonly [name: string, value: string]>

function fieldsOf(body: unknown): Fields {
  if (body === null || typeof body !== 'object') return []
  return Object.entries(body).flatMap(([name, value]) =>
    [value].flat().map(each => [name, String(each)] as const),
  )
}

async function multipartFields(req: Request): Promise<{ fields: Fields; files: readonly string[] }> {
  const [fields, files]: [[string, string][], string[]] = [[], []]
  const length = Number(req.get('content-length') ?? Number.NaN)
  if (!(length <= largestBody)) return { fields, files }
  try {
    const parser = new Busboy({ headers: req.headers as BusboyHeaders, limits })
    parser.on('field', (name, value) => fields.push([name, value]))
    parser.on('file', (name, file, fileName) => {
      file.on('error', () => {}).resume()
      if (fileName !== '') files.push(name)
    })
    await pipeline(req, parser)
    return { fields, files }
  } catch {
    // Of what is no form nothing is kept.
    return { fields: [], files: [] }
  }
}
