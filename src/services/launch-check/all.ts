/** Every check, by the step that it is about. */
import { passed } from '../../domain/finding.ts'
import { checkFunded, checkSignedCall } from './amazon.ts'
import type { Check } from './check.ts'
import { checkBackup, checkDurable } from './database.ts'
import { checkClock, checkHosts, checkPublicUrl } from './network.ts'
import { checkValidation } from './validation.ts'

/** By id of the step; made in the order of the steps. */
export const checks: ReadonlyMap<string, Check> = new Map([
  // Nothing runs on a configuration that is not whole; `doctor` names what is missing before it gets here.
  ['configuration', async () => passed('Whole.')],
  ['database-durable', checkDurable],
  ['clock', checkClock],
  ['signed-call', checkSignedCall],
  ['hosts', checkHosts],
  ['public-url', checkPublicUrl],
  ['backup', checkBackup],
  ['funded', checkFunded],
  ['validation', checkValidation],
])
