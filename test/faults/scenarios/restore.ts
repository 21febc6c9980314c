/** R5: the database is older than what was sent from it, gone, or there twice. */
import { joined, part, type Result, type Scenario, type Stage } from '../scenario.ts'
import { restores, rolledBack } from './rolled-back.ts'
import { losses, totalLoss } from './total-loss.ts'
import { copies, twoCopies } from './two-copies.ts'

export const restore: Scenario = {
  name: 'R5',
  title: `${restores} times back to an older copy of the database, ${losses} total losses, ${copies} times two copies at once`,
  needs: [],
  pace: 'waits',
  run: async stage => {
    const [back, [lost, twice]] = await Promise.all([
      rolledBack(part(stage, 'rolled back')),
      lostAndTwice(stage),
    ])
    return joined({ 'rolled back': back, 'total loss': lost, 'two copies': twice })
  },
}

/** They are over while the other waits for its first checkpoint. */
async function lostAndTwice(stage: Stage): Promise<[Result, Result]> {
  return [await totalLoss(part(stage, 'total loss')), await twoCopies(part(stage, 'two copies'))]
}
