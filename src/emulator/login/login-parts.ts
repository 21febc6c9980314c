// What the server endpoints of Login with Amazon work with.

import type { CallParts } from '../call.ts'
import type { Grants } from './grant.ts'

export interface LoginParts extends CallParts {
  readonly clock: () => number
  readonly grants: Grants
}
