/** Every check, by the step that it is about. */
import { checkFunded, checkSignedCall } from './amazon.ts'
import { checkBackup, checkDurable } from './database.ts'
import { type Check, passed } from './finding.ts'
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
