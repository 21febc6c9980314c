/** Stylesheets, the staff's script and the button image: read once at start, named by their content, cached for ever. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
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

const adminParts = ['embed', 'keys', 'launch', 'links', 'staff', 'watch'].map(part => `admin-${part}`)

/** `buttonFile` is Amazon's own unmodified button image, if the operator has one. */
export function readAssets(buttonFile: string | null): Assets {
  return {
    stylesheet: own('style', '.css', ['style']),
    qaStylesheet: own('qa', '.css', ['tool', 'qa']),
    adminStylesheet: own('admin', '.css', ['tool', 'admin', ...adminParts]),
    adminScript: own('admin', '.js', ['admin', 'admin-watch']),
    button: buttonFile ? asset('login-with-amazon', extname(buttonFile), read(buttonFile)) : null,
  }
}

/** One asset of our files, in this order. */
function own(name: string, extension: string, files: readonly string[]): Asset {
  const contents = files.map(file => read(new URL(`../../views/assets/${file}${extension}`, import.meta.url)))
  return asset(name, extension, Buffer.concat(contents))
}

function asset(name: string, extension: string, content: Buffer): Asset {
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
