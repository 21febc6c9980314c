/** The emulator in a process of its own, at a fixed port and with a throttle of the caller's choice: PORT CALLS. */
import { startEmulator } from '../../src/emulator/app.ts'

const [port = '0', perSecond = '10'] = process.argv.slice(2)
const emulator = await startEmulator({
  port: Number(port),
  dataDir: null,
  throttle: { perSecond: Number(perSecond) },
})
console.log(emulator.url)
