/** `qa link` */
import { issueEntrance } from '../services/qa-pass.ts'
import type { Command } from './command.ts'
import { print } from './print.ts'
import { withContext } from './program.ts'

export const qaCommand: Command = {
  path: 'qa link',
  text: 'Print a link that opens the QA page once within 15 minutes (emulator and sandbox)',
  options: {},
  run: (_input, env) => withContext(env, async context => print(await issueEntrance(context))),
}
