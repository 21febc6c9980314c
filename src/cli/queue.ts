/** `queue`: how deep it is, how fast it moves, how long the oldest waits and when it will be empty; once or live. */
import { reportQueue } from '../services/queue-report.ts'
import { type Command, json } from './command.ts'
import { print, printJson } from './print.ts'
import { withContext } from './program.ts'
import { queueLine, queueLines } from './queue-table.ts'
import { watchQueue } from './queue-watch.ts'

export const queueCommand: Command = {
  path: 'queue',
  text: 'Show what waits to be sent: how much, for how long, how fast it goes and when it will be done',
  options: {
    watch: { type: 'boolean', text: 'once a second until Ctrl-C, redrawn on a terminal' },
    json,
  },
  run: (input, env) =>
    withContext(env, async context => {
      const read = () => reportQueue(context)
      if (input.has('watch')) return await watchQueue(read, input.has('json') ? JSON.stringify : queueLine)
      const report = await read()
      if (input.has('json')) return printJson(report)
      for (const line of queueLines(report)) print(line)
    }),
}
