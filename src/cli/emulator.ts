/** `emulator`: the emulator of Amazon alone, in this terminal, until it is stopped. */
import type { Command } from './command.ts'

export const emulatorCommand: Command = {
  path: 'emulator',
  text: 'Run the emulator of Amazon alone (EMULATOR_PORT, DATA_DIR)',
  options: {},
  // The emulator's own entry point reads its arguments and environment; nothing of it is loaded for any other command.
  run: async () => {
    process.argv.splice(2)
    await import('../emulator/main.ts')
  },
}
