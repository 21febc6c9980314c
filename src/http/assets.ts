/** Stylesheets, the staff's script and the button image: read once at start, named by their content, cached for ever. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { extname, parse } from 'node:path'
import type { RequestHandler } from 'express'
import { DomainError } from '../domain/errors.ts'

type Asset = { readonly path: string; readonly type: string; readonly content: Buffer }
export type Assets = {
  readonly stylesheet: Asset
  readonly qaStylesheet: Asset
  readonly adminStylesheet: Asset
  /** What makes the pages of the staff nicer; recipients get no script. */
  readonly adminScript: Asset
  readonly button: Asset | null
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
}

/** `buttonFile` is Amazon's own unmodified button image, if the operator has one. */
export function readAssets(buttonFile: string | null): Assets {
  const own = (file: string) =>
    asset(parse(file).name, new URL(`../../views/assets/${file}`, import.meta.url))
  return {
    stylesheet: own('style.css'),
    qaStylesheet: own('qa.css'),
    adminStylesheet: own('admin.css'),
    adminScript: own('admin.js'),
    button: buttonFile ? asset('login-with-amazon', buttonFile) : null,
  }
}

function asset(name: string, file: string | URL): Asset {
  const content = read(file)
  const extension = extname(file.toString())
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12)
  return {
    path: `/assets/${name}-${hash}${extension}`,
    type: types[extension] ?? 'application/octet-stream',
    content,
  }
}

function read(file: string | URL): Buffer {
  try {
    return readFileSync(file)
  } catch (cause) {
    throw new DomainError('configuration', 'AMAZON_BUTTON_FILE: the file cannot be read', { cause })
  }
}

export function serveAssets(assets: Assets): RequestHandler {
  const byPath = new Map(
    Object.values(assets)
      .filter(item => item !== null)
      .map(item => [item.path, item]),
  )
  return (req, res, next) => {
    const found = byPath.get(`${req.baseUrl}${req.path}`)
    if (!found || (req.method !== 'GET' && req.method !== 'HEAD')) return next()
    res
      .set({ 'Content-Type': found.type, 'Cache-Control': 'public, max-age=31536000, immutable' })
      .send(found.content)
  }
}
