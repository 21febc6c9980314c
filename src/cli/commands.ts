/**
 * Every command by its first word, in the order in which the overview names them. A file is read when its word is
 * called: to read all of them takes longer than most calls, and as much memory.
 */
import type { Command } from './command.ts'

type Load = () => Promise<readonly Command[]>

const loaders: Readonly<Record<string, Load>> = {
  campaign: async () => [
    ...(await import('./campaign.ts')).campaignCommands,
    ...(await import('./campaign-watch.ts')).watchCommands,
  ],
  link: async () => (await import('./link.ts')).linkCommands,
  embed: async () => [(await import('./embed.ts')).embedCommand],
  deposit: async () => (await import('./deposit.ts')).depositCommands,
  account: async () => (await import('./account.ts')).accountCommands,
  activity: async () => [(await import('./activity.ts')).activityCommand],
  keys: async () => (await import('./keys.ts')).keyCommands,
  person: async () => (await import('./person.ts')).personCommands,
  staff: async () => (await import('./staff.ts')).staffCommands,
  audit: async () => [(await import('./audit.ts')).auditCommand],
  queue: async () => [(await import('./queue.ts')).queueCommand],
  export: async () => [(await import('./export.ts')).exportCommand],
  import: async () => [(await import('./import.ts')).importCommand],
  backup: async () => [(await import('./backup.ts')).backupCommand],
  restore: async () => [(await import('./backup.ts')).restoreCommand],
  verify: async () => [(await import('./verify.ts')).verifyCommand],
  reconcile: async () => [(await import('./reconcile.ts')).reconcileCommand],
  qa: async () => [(await import('./qa.ts')).qaCommand],
  emulator: async () => [
    // Before the one whose only word they begin with.
    ...(await import('./emulator-control.ts')).emulatorControlCommands,
    (await import('./emulator.ts')).emulatorCommand,
  ],
  testplan: async () => [(await import('./testplan.ts')).testplanCommand],
  doctor: async () => [(await import('./doctor.ts')).doctorCommand],
  launch: async () => (await import('./launch.ts')).launchCommands,
}

/** The command that the first of these words name; undefined when there is none. */
export async function findCommand(words: readonly string[]): Promise<Command | undefined> {
  const load = Object.hasOwn(loaders, words[0] ?? '') ? loaders[words[0] ?? ''] : undefined
  const commands = (await load?.()) ?? []
  return commands.find(({ path }) => path.split(' ').every((word, at) => words[at] === word))
}

export async function allCommands(): Promise<readonly Command[]> {
  return (await Promise.all(Object.values(loaders).map(load => load()))).flat()
}
