/** Every command, in the order in which the overview names them. */
import { accountCommands } from './account.ts'
import { activityCommand } from './activity.ts'
import { auditCommand } from './audit.ts'
import { backupCommands } from './backup.ts'
import { campaignCommands } from './campaign.ts'
import { watchCommands } from './campaign-watch.ts'
import type { Command } from './command.ts'
import { depositCommands } from './deposit.ts'
import { doctorCommand } from './doctor.ts'
import { embedCommand } from './embed.ts'
import { emulatorCommand } from './emulator.ts'
import { emulatorControlCommands } from './emulator-control.ts'
import { exportCommand } from './export.ts'
import { importCommand } from './import.ts'
import { keyCommands } from './keys.ts'
import { launchCommands } from './launch.ts'
import { linkCommands } from './link.ts'
import { findCommand } from './link-find.ts'
import { personCommands } from './person.ts'
import { qaCommand } from './qa.ts'
import { queueCommand } from './queue.ts'
import { reconcileCommand } from './reconcile.ts'
import { staffCommands } from './staff.ts'
import { testplanCommand } from './testplan.ts'
import { verifyCommand } from './verify.ts'

export const commands: readonly Command[] = [
  ...campaignCommands,
  ...watchCommands,
  ...linkCommands,
  findCommand,
  embedCommand,
  ...depositCommands,
  ...accountCommands,
  activityCommand,
  ...keyCommands,
  ...personCommands,
  ...staffCommands,
  auditCommand,
  queueCommand,
  exportCommand,
  importCommand,
  ...backupCommands,
  verifyCommand,
  reconcileCommand,
  qaCommand,
  // Before the one whose only word they begin with.
  ...emulatorControlCommands,
  emulatorCommand,
  testplanCommand,
  doctorCommand,
  ...launchCommands,
]
