/** Who acts in a simulated life. */
import { consent } from '../../src/services/consent.ts'
import { sendDeposit } from '../../src/services/deposit.ts'
import { giveUpStale, takeBackAbandoned } from '../../src/services/recovery.ts'
import type { LifeOptions } from './lifetime.ts'
import { operate } from './operator.ts'
import type { Random } from './random.ts'
import * as partnerAccounts from './storage/partner-account.ts'
import { campaignId, linkId, partnerAccount, signedInFor, type World } from './world.ts'

/** The processes of the service, the people and the operators, and what each does next. */
export function createCrew(
  world: World,
  random: Random,
  options: LifeOptions,
  begun: (work: Promise<unknown>) => void,
) {
  let alive = Array.from({ length: options.processes }, (_, index) => index + 1)
  let born = options.processes
  let { kills, freezes, presses } = options
  const frozen = new Set<number>()

  const press = (process: number) => {
    const link = linkId(random.below(options.links))
    const account = `amzn1.account.${random.pick(['ANN', 'BOB', 'CAT'])}${random.below(options.links)}`
    begun(consent(world.contextOf(process), signedInFor(world, link, account)))
  }
  const work = (process: number) => {
    const context = world.contextOf(process)
    const lane = { partnerAccount, campaignId: campaignId(random.below(options.campaigns)) }
    const jobs = [
      () => sendDeposit(context, lane),
      () => sendDeposit(context, lane),
      () => sendDeposit(context, lane),
      () => probe(process),
      () => takeBackAbandoned(context),
      () => giveUpStale(context),
    ]
    begun(random.pick(jobs)())
  }
  const probe = async (process: number) => {
    const context = world.contextOf(process)
    const held = await partnerAccounts.takeProbes(context.database, [partnerAccount])
    for (const name of held) await sendDeposit(context, { probe: name })
  }
  const kill = (process: number) => {
    world.scheduler.kill(process)
    world.database.forget(process)
    frozen.delete(process)
    alive = [...alive.filter(other => other !== process), ++born]
  }
  const thaw = (process: number) => {
    world.scheduler.thaw(process)
    frozen.delete(process)
  }
  const jump = () =>
    world.advance(random.pick([1_000, 10_000, 60_000, 600_000, 7 * 3_600_000, 26 * 3_600_000]))
  return {
    /** One thing that comes from outside the waiting steps. */
    act: (note: (what: string) => void): boolean => {
      const process = random.pick(alive)
      const what = random.below(100)
      note(`act ${what}`)
      if (what < 30 && presses-- > 0) press(process)
      else if (what < 84) work(process)
      else if (what < 88) operate(world, random, process, begun)
      else if (what < 92 && kills-- > 0) kill(process)
      else if (what < 94 && freezes-- > 0) {
        world.scheduler.freeze(process)
        frozen.add(process)
      } else if (what < 97) for (const other of frozen) thaw(other)
      else if (random.chance(0.3)) jump()
      return true
    },
    calm: () => {
      for (const process of frozen) thaw(process)
    },
    workAll: () => {
      for (const process of alive) {
        const context = world.contextOf(process)
        begun(takeBackAbandoned(context))
        begun(giveUpStale(context))
        begun(probe(process))
        operate(world, random, process, begun)
        for (let index = 0; index < options.campaigns; index++)
          for (let count = 0; count < 8; count++)
            begun(sendDeposit(context, { partnerAccount, campaignId: campaignId(index) }))
      }
    },
  }
}
