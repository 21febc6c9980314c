/** `testplan`: what may be asked of it. */
import { type Command, json } from './command.ts'

export const testplanCommand: Command = {
  path: 'testplan',
  text: "Run Amazon's test plan and our own, and write the report (HTML, JUnit XML, JSON)",
  options: {
    campaign: {
      type: 'string',
      value: 'ID',
      text: 'claim a link of this campaign; in production the one link that is walked',
    },
    account: {
      type: 'string',
      value: 'ID',
      text: 'the Amazon account to load in the sandbox: amzn1.account.…',
    },
    wait: {
      type: 'string',
      value: 'MINUTES',
      text: 'how long to wait for a person who claims; 10 unless given, 0 lists the case as manual',
    },
    only: { type: 'string', value: 'ID,ID', text: 'only these cases' },
    out: {
      type: 'string',
      value: 'DIR',
      text: 'where the report goes; testplan-report/TIME-ENVIRONMENT unless given',
    },
    discover: {
      type: 'boolean',
      text: "ask Amazon's sandbox the open questions and write amazon-record.json, instead",
    },
    json,
  },
  // Nothing of the plan is loaded for any other command.
  run: async (input, env) => (await import('./testplan-run.ts')).runTestplan(input, env),
}
