/** What every restore asks for: a hold in which nothing moves, and a comparison with Amazon that finds all it has paid. */
import { setTimeout as sleep } from 'node:timers/promises'
import { en } from '../../views/messages/en.ts'
import { createRecipient, titleOf } from '../helpers/recipient.ts'
import { depositsOf } from './evidence.ts'
import type { Installation } from './installation.ts'
import { promise } from './scenario.ts'

/** Long enough for a sender that should not send. */
const watchMs = 3_000
const looks = 3

/** Compares and releases, as an operator does; `forgotten` are links of the `paid` that the database does not know. */
export async function afterRestore(
  installation: Installation,
  forgotten: readonly string[],
  paid: number,
): Promise<string[]> {
  const held = await whileHeld(installation, forgotten)
  return [...held, ...(await reconcile(installation, paid))]
}

/** Nobody may claim again what was forgotten, and nothing leaves, until a person has compared. */
async function whileHeld({ emulator }: Installation, links: readonly string[]): Promise<string[]> {
  const before = (await emulator.calls()).length
  const visitor = createRecipient()
  const titles = new Set<string>()
  for (const link of links.slice(0, looks)) titles.add(titleOf((await visitor.get(link)).text))
  await visitor.close()
  await sleep(watchMs)
  return [
    ...promise(
      [...titles].join() === en.closed.checking.title,
      `after a restore a forgotten claim's page said "${[...titles].join('", "')}"`,
    ),
    ...promise((await emulator.calls()).length === before, 'Amazon was called while held after a restore'),
  ]
}

async function reconcile({ cli, release }: Installation, paid: number): Promise<string[]> {
  const { exit, stderr } = await cli('reconcile', '--close', '--by', 'Olga Operator')
  const deposits = depositsOf(await cli.output('export'))
  await release('default')
  const found = deposits.filter(({ state }) => state === 'deposited').length
  return [
    ...promise(exit === 0, `reconcile found differences that it could not close: ${stderr}`),
    ...promise(found === paid, `${found} deposits are known after reconcile, and Amazon has paid ${paid}`),
  ]
}
