/** A campaign with claims in every state, made by the recipients' own walks through the emulator. */
import { setTimeout } from 'node:timers/promises'
import { request } from 'undici'
import type { Campaign } from '../../src/domain/campaign.ts'
import { claimLinkId } from '../../src/domain/claim-link.ts'
import { revokeLink } from '../../src/services/claim-link.ts'
import { releaseAccount } from '../../src/services/hold.ts'
import { formOf } from './cookie-client.ts'
import { createRecipient, submit } from './recipient.ts'
import { setFaults, type TestService } from './service.ts'
import { browsers, machines } from './visitors.ts'

export type Watched = {
  readonly campaign: Campaign
  /** Claim URLs. */
  readonly links: Readonly<
    Record<
      'deposited' | 'refused' | 'review' | 'waiting' | 'cancelled' | 'seen' | 'scanned' | 'revoked',
      string
    >
  >
}

export function idOf(link: string): string {
  return claimLinkId(link.split('/').at(-1) ?? '')
}

/** Eight links of 25 dollars under a budget of 150; each of the named things happens to one. */
export async function watchedCampaign(service: TestService): Promise<Watched> {
  const campaign = await service.campaign({ budget: '150.00', color: '#0b5cad' })
  const [
    deposited = '',
    refused = '',
    review = '',
    waiting = '',
    cancelled = '',
    seen = '',
    scanned = '',
    revoked = '',
  ] = await service.links(campaign, 8)
  await claim(deposited, '?utm_source=mailchimp&utm_medium=email')
  await setFaults(service, [{ fault: 'refuse' }])
  await claim(refused, '?utm_source=mailchimp&utm_medium=email')
  await setFaults(service, [{ fault: 'wrong-echo-amount' }])
  await claim(review)
  await releaseAccount(service.context, 'default', { by: 'Ann', reason: 'looked it up' })
  await setFaults(service, [{ fault: 'insufficient-funds' }])
  await claim(waiting, '?utm_source=qr&utm_medium=print')
  await cancel(cancelled)
  await look(seen, browsers['Safari on a phone'] ?? {})
  for (const { headers } of [machines.Googlebot, machines.Slackbot].filter(machine => machine !== undefined))
    await look(scanned, headers)
  await revokeLink(service.context, idOf(revoked))
  await counted(service, 7)
  return {
    campaign,
    links: { deposited, refused, review, waiting, cancelled, seen, scanned, revoked },
  }
}

async function claim(link: string, query = ''): Promise<void> {
  const recipient = createRecipient()
  await look(link + query, browsers['Chrome on a desk'] ?? {})
  await recipient.press(await recipient.signIn(link))
  await recipient.close()
}

async function cancel(link: string): Promise<void> {
  const recipient = createRecipient()
  const amazon = await recipient.follow(await recipient.get(`${link}/sign-in`))
  await recipient.follow(await submit(recipient, amazon, formOf(amazon.text), { cancel: 'cancel' }))
  await recipient.close()
}

async function look(link: string, headers: Readonly<Record<string, string>>): Promise<void> {
  await (await request(link, { headers })).body.dump()
}

/** Until the visits of so many links are written. */
async function counted({ database }: TestService, links: number): Promise<void> {
  const written = async () => (await database.query('select from visit')).length
  while ((await written()) < links) await setTimeout(50)
  await setTimeout(1_100)
}
