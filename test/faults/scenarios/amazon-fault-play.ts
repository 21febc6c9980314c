/** Faults on the loads of single claims: begun before anybody claims, and over a while after the last has. */
import { setTimeout as sleep } from 'node:timers/promises'
import { claimLinkId } from '../../../src/domain/claim-link.ts'
import { atMost } from '../crowd.ts'
import type { Emulator } from '../emulator.ts'
import { expectations } from '../fault-expectation.ts'
import type { Installation } from '../installation.ts'
import type { Target } from './amazon-fault-verdict.ts'

/** How often a call of a claim meets the fault, and how many claims are played so. */
export const shares = new Map([
  [0.01, 5],
  [0.1, 5],
  [0.5, 50],
  [1, 20],
])
const shareOf = [...shares].flatMap(([share, claims]) => Array.from({ length: claims }, () => share))
/** The faults are played on after the last claim, so that waits end in them too. */
const lastMs = 20_000

/** Claims with rare faults come first, because an account in an outage would keep them waiting. */
export async function prepare(installation: Installation, group: readonly string[]): Promise<Playing[]> {
  const targets: Target[] = []
  await atMost(2, group, async fault => {
    const links = await installation.issue(shareOf.length, { account: fault })
    for (const [index, link] of links.entries())
      targets.push({ ...target(link), fault, share: shareOf[index] ?? 1 })
  })
  const inOrder = targets.toSorted((a, b) => a.share - b.share)
  return await Promise.all(inOrder.map(own => play(installation.emulator, own)))
}

export type Playing = Target & { readonly id: string }

async function play(emulator: Emulator, own: Target): Promise<Playing> {
  const { fault, share, requestId } = own
  const id = await emulator.add({ fault, operation: 'LoadAmazonBalance', requestId, probability: share })
  if (id !== null) return { ...own, id }
  throw new Error(`the emulator does not play ${fault} on loads`)
}

/** The faults go on for a while; then Amazon answers as agreed, and an operator releases what waits for a person. */
export async function endLater(
  { emulator, release }: Installation,
  group: readonly string[],
  playing: readonly Playing[],
): Promise<void> {
  await sleep(lastMs)
  await atMost(4, playing, ({ id }) => emulator.remove(id))
  const waiting = group.filter(fault => expectations[fault]?.waitsForPerson)
  await atMost(1, waiting, release)
}

function target(link: string): Pick<Target, 'link' | 'claimLinkId' | 'requestId'> {
  const id = claimLinkId(link.split('/').at(-1) ?? '')
  return { link, claimLinkId: id, requestId: `Emul1${id}` }
}
