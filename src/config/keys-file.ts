/**
 * Access keys from a file, which is read again while the service runs: a mounted secret that changes needs no restart. Its
 * two pairs stand for the four variables, so that whatever is checked of those is checked of them.
 */
import { z } from 'zod'
import type { AccessKeys, KeySource } from '../domain/access-key.ts'
import type { AmazonEnv } from '../domain/marketplace.ts'
import { accessKeys, keyVariables, nextKeyProblems } from './access-key.ts'
import { keyGuards } from './guards.ts'
import type { ReadFile } from './partner-accounts.ts'
import { ConfigError, type Env, labelled, type Problem, parseLeniently } from './problem.ts'

const pair = z.strictObject({ accessKeyId: z.string(), secretAccessKey: z.string() })
const fileSchema = z.strictObject({ active: pair, next: pair.nullish() })

/** The entry with the variables that its file stands for. */
export function withKeysFile(entry: Env, readFile: ReadFile): { entry: Env; problems: Problem[] } {
  const { INCENTIVES_KEYS_FILE: path, NAME } = entry
  if (path === undefined) return { entry, problems: [] }
  const set = Object.keys(keyVariables).find(variable => entry[variable] !== undefined)
  if (set !== undefined) return { entry, problems: [besideFile(labelled(set, NAME))] }
  const read = readPairs(path, readFile)
  return read ? { entry: { ...entry, ...read }, problems: [] } : { entry, problems: [unreadable(NAME)] }
}

/** The files of these entries, to be read again. */
export function keySources(
  amazonEnv: AmazonEnv,
  entries: readonly Env[],
  readFile: ReadFile,
): readonly KeySource[] {
  return entries
    .filter(entry => entry.INCENTIVES_KEYS_FILE !== undefined)
    .map(entry => ({ account: entry.NAME ?? 'default', read: () => readAgain(amazonEnv, entry, readFile) }))
}

function readAgain(amazonEnv: AmazonEnv, given: Env, readFile: ReadFile): AccessKeys {
  const { entry, problems } = withKeysFile(given, readFile)
  const parsed = parseLeniently(z.object(keyVariables), entry)
  const wrong = [...parsed.problems, ...nextKeyProblems(parsed.values), ...keyGuards(amazonEnv, entry)]
  const all = [
    ...problems,
    ...wrong.map(problem => ({ ...problem, variable: labelled(problem.variable, given.NAME) })),
  ]
  if (all.length > 0) throw new ConfigError(all)
  return accessKeys(parsed.values)
}

function readPairs(path: string, readFile: ReadFile): Env | null {
  try {
    const { active, next } = fileSchema.parse(JSON.parse(readFile(path)))
    return {
      INCENTIVES_ACCESS_KEY_ID: active.accessKeyId,
      INCENTIVES_SECRET_ACCESS_KEY: active.secretAccessKey,
      INCENTIVES_NEXT_ACCESS_KEY_ID: next?.accessKeyId,
      INCENTIVES_NEXT_SECRET_ACCESS_KEY: next?.secretAccessKey,
    }
  } catch {
    return null
  }
}

function unreadable(name: string | undefined): Problem {
  return {
    variable: labelled('INCENTIVES_KEYS_FILE', name),
    reason: 'its file cannot be read as JSON with the pairs "active" and, if there is one, "next"',
    fix: 'write {"active":{"accessKeyId":"…","secretAccessKey":"…"},"next":{…}}, whole and in one go',
  }
}

function besideFile(variable: string): Problem {
  const reason = 'is set beside INCENTIVES_KEYS_FILE, so nobody could tell which one counts'
  return { variable, reason, fix: 'remove one of them' }
}
