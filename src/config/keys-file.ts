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
  if (typeof read === 'string') return { entry, problems: [unreadable(NAME, read)] }
  return { entry: { ...entry, ...read }, problems: [] }
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
  const wrong = [...parsed.problems, ...nextKeyProblems(parsed.values)]
  const named = wrong.map(problem => ({ ...problem, variable: labelled(problem.variable, given.NAME) }))
  const all = [...problems, ...named, ...keyGuards(amazonEnv, entry)]
  if (all.length > 0) throw new ConfigError(all)
  return accessKeys(parsed.values)
}

/** The variables, or why there are none. */
function readPairs(path: string, readFile: ReadFile): Env | string {
  const content = readJson(path, readFile)
  if (content === undefined) return 'its file cannot be read as JSON'
  const { data, error } = fileSchema.safeParse(content)
  if (!data) return error.issues.map(reasonOf).join(', and ')
  const { active, next } = data
  return {
    INCENTIVES_ACCESS_KEY_ID: active.accessKeyId,
    INCENTIVES_SECRET_ACCESS_KEY: active.secretAccessKey,
    INCENTIVES_NEXT_ACCESS_KEY_ID: next?.accessKeyId,
    INCENTIVES_NEXT_SECRET_ACCESS_KEY: next?.secretAccessKey,
  }
}

function readJson(path: string, readFile: ReadFile): unknown {
  try {
    return JSON.parse(readFile(path))
  } catch {
    return undefined
  }
}

/** Names what should be there and never what is: that may be a key in the wrong place. */
function reasonOf({ code, path }: z.core.$ZodIssue): string {
  if (code === 'unrecognized_keys')
    return 'its file holds a member that is none of active, next, accessKeyId, secretAccessKey'
  if (path.length === 0) return 'its file holds no JSON object'
  return `its file lacks "${path.join('.')}", or has it in another form`
}

function unreadable(name: string | undefined, reason: string): Problem {
  return {
    variable: labelled('INCENTIVES_KEYS_FILE', name),
    reason,
    fix: 'write {"active":{"accessKeyId":"…","secretAccessKey":"…"},"next":{…}}, whole and in one go',
  }
}

function besideFile(variable: string): Problem {
  const reason = 'is set beside INCENTIVES_KEYS_FILE, so nobody could tell which one counts'
  return { variable, reason, fix: 'remove one of them' }
}
