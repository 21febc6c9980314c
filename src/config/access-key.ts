/** The variables of a partner account's access keys: the active pair, and during a rotation the one that is to follow. */
import { z } from 'zod'
import type { AccessKeys } from '../domain/access-key.ts'
import type { Problem } from './problem.ts'

const text = z.string().min(8, 'must be at least 8 characters').optional()

export const keyVariables = {
  INCENTIVES_ACCESS_KEY_ID: text,
  INCENTIVES_SECRET_ACCESS_KEY: text,
  INCENTIVES_NEXT_ACCESS_KEY_ID: text,
  INCENTIVES_NEXT_SECRET_ACCESS_KEY: text,
}

const keyEntry = z.object(keyVariables)
type KeyEntry = z.infer<typeof keyEntry>

/** The pairs of a complete entry. */
export function accessKeys(values: KeyEntry): AccessKeys {
  const { INCENTIVES_NEXT_ACCESS_KEY_ID: nextId, INCENTIVES_NEXT_SECRET_ACCESS_KEY: nextSecret } = values
  return {
    active: {
      accessKeyId: values.INCENTIVES_ACCESS_KEY_ID ?? '',
      secretAccessKey: values.INCENTIVES_SECRET_ACCESS_KEY ?? '',
    },
    next: nextId && nextSecret ? { accessKeyId: nextId, secretAccessKey: nextSecret } : null,
  }
}

/** What is wrong with the next pair, which may be left out as a whole. */
export function nextKeyProblems(values: KeyEntry): Problem[] {
  const { INCENTIVES_NEXT_ACCESS_KEY_ID: id, INCENTIVES_NEXT_SECRET_ACCESS_KEY: secret } = values
  if (id !== undefined && id === values.INCENTIVES_ACCESS_KEY_ID)
    return [
      {
        variable: 'INCENTIVES_NEXT_ACCESS_KEY_ID',
        reason: 'is the active key itself',
        fix: 'set the second key of the Incentives portal, or remove it',
      },
    ]
  if ((id === undefined) === (secret === undefined)) return []
  const variable = id === undefined ? 'INCENTIVES_NEXT_ACCESS_KEY_ID' : 'INCENTIVES_NEXT_SECRET_ACCESS_KEY'
  const reason = 'is not set, although the other half of the next pair is'
  return [{ variable, reason, fix: 'set both, or none' }]
}
