/** Logos of senders from our own origin, under addresses that never show anything else. */
import type { Request, Response } from 'express'
import type { Sender } from '../../views/layout.ts'
import type { Campaign } from '../domain/campaign.ts'
import { shownSize } from '../domain/logo.ts'
import { findLogo } from '../services/logo.ts'
import type { Web } from './web.ts'

const types: Readonly<Record<string, string>> = { png: 'image/png', jpg: 'image/jpeg', webp: 'image/webp' }

/** What a page needs to leave room for the picture before it comes; null without one. */
export function shownLogo({
  logo,
  logoWidth,
  logoHeight,
}: Pick<Campaign, 'logo' | 'logoWidth' | 'logoHeight'>): Sender['logo'] {
  if (!logo || !logoWidth || !logoHeight) return null
  return { path: `/assets/logo/${logo}`, ...shownSize({ width: logoWidth, height: logoHeight }) }
}

/** A mailing has one; more are asked for anew. */
const mostKept = 20

/**
 * GET a logo; whatever is not there is answered by whoever comes next. Those asked for are kept in memory: what a name
 * stands for never changes, and a mailing must not ask the database twice for each recipient.
 */
export function showLogo({ context }: Web) {
  const kept = new Map<string, Buffer>()
  const read = async (file: string): Promise<Buffer | undefined> => {
    const content = kept.get(file) ?? (await findLogo(context, file))
    if (!content) return undefined
    if (kept.size >= mostKept) kept.clear()
    kept.set(file, content)
    return content
  }
  return async (req: Request<{ file: string }>, res: Response, next: () => void) => {
    const { file } = req.params
    const [, type = ''] = /^[0-9a-f]{32}\.(png|jpg|webp)$/.exec(file) ?? []
    const content = type === '' ? undefined : await read(file)
    if (!content) return next()
    res
      .set({ 'Content-Type': types[type], 'Cache-Control': 'public, max-age=31536000, immutable' })
      .send(content)
  }
}
