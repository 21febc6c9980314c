/** Logos of senders, kept under the hash of their bytes. */
import { createHash } from 'node:crypto'
import { DomainError } from '../domain/errors.ts'
import { readLogo } from '../domain/logo.ts'
import type { Sql } from '../storage/database.ts'
import * as logos from '../storage/logo.ts'
import type { Context } from './context.ts'

/** Keeps the picture and returns the name of its file. Throws `invalid-input` for what is no picture or too large. */
export async function keepLogo({ database }: Pick<Context, 'database'>, content: Buffer): Promise<string> {
  const { type, width, height } = readLogo(content)
  const file = `${createHash('sha256').update(content).digest('hex').slice(0, 32)}.${type}`
  await logos.insert(database, { file, width, height }, content)
  return file
}

/** The bytes of a kept picture, or undefined when there is none of that name. */
export async function findLogo(
  { database }: Pick<Context, 'database'>,
  file: string,
): Promise<Buffer | undefined> {
  return await logos.findContent(database, file)
}

export type CampaignLogo = {
  readonly logo: string | null
  readonly logoWidth: number | null
  readonly logoHeight: number | null
}

/** What a campaign keeps of its logo. Throws `invalid-input` when the file is not kept. */
export async function logoOf(sql: Sql, file: string | null): Promise<CampaignLogo> {
  if (file === null) return { logo: null, logoWidth: null, logoHeight: null }
  const found = await logos.find(sql, file)
  if (!found) throw new DomainError('invalid-input', 'logo: is not there any more; choose the file once more')
  return { logo: file, logoWidth: found.width, logoHeight: found.height }
}
