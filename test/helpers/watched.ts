/** A campaign with claims in every state, made by the recipients' own walks through the emulator. */
import { setTimeout } from 'node:timers/promises'
import { request } from 'undici'
import type { Campaign } from '../../src/domain/campaign.ts'
import { claimLinkId } from '../../src/domain/claim-link.ts'
import { releaseAccount } from '../../src/services/hold.ts'
import { revokeLink } from '../../src/services/revoke.ts'
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
  await revokeLink(service.context, idOf(revoked), 'Ann')
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

/** Claims of so many days, deposited long ago by SQL alone, more on some days than on others, with what opened them. */
export async function fillHistory(
  { database }: Pick<TestService, 'database'>,
  { id, amountMinor, currency, partnerAccount }: Campaign,
  days: number,
): Promise<void> {
  const given = [id, days, amountMinor, currency]
  const claims = `(select upper(left(md5(day || ' ' || n), 26)) as id, now() - make_interval(days => day, mins => 7 * n) as at
    from generate_series(0, $2::int) day, generate_series(1, 1 + (day * 7) % 11) n) claim`
  await database.query(
    `insert into claim_link (id, campaign_id, amount_minor, currency, created_at)
     select id, $1, $3, $4, at from ${claims}`,
    given,
  )
  await database.query(
    `insert into deposit (claim_link_id, campaign_id, partner_account, request_id, amount_minor, currency,
       account_hash, body_hash, state, attempts, consented_at, first_sent_at, decided_at, chain_head)
     select id, $1, $5, 'Emul1' || id, $3, $4, sha256(id::bytea), sha256(id::bytea), 'deposited', 1, at, at, at,
       sha256(id::bytea) from ${claims}`,
    [...given, partnerAccount],
  )
  await database.query(
    `update campaign set granted_minor = (select sum(amount_minor) from deposit where campaign_id = $1), opens_at = now() - make_interval(days => $2)
     where id = $1`,
    [id, days],
  )
}
