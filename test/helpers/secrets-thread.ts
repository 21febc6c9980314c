/** One of two threads that ask for the secrets of the same directories at the same moment. */
import { parentPort, workerData } from 'node:worker_threads'
import { parseConfig } from '../../src/config/config.ts'
import { secretsOf } from '../../src/local-secrets.ts'

const { dirs, turn }: { dirs: string[]; turn: Int32Array } = workerData
const config = parseConfig({}, () => '')
const secrets = dirs.map((dir, round) => {
  Atomics.add(turn, 0, 1)
  // Both threads leave this together, when each has arrived at this round.
  while (Atomics.load(turn, 0) < 2 * (round + 1));
  return secretsOf(config, dir)
})
parentPort?.postMessage(secrets)
