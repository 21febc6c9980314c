/** Every page of the service in every state, reached as a recipient reaches it: the list that the page tests walk. */
import { setTimeout } from 'node:timers/promises'
import { keepLogo } from '../../src/services/logo.ts'
import { issueRehearsal } from '../../src/services/rehearsal.ts'
import { replaceLink, revokeLink } from '../../src/services/revoke.ts'
import { hold } from '../../src/storage/partner-account.ts'
import { fillLane } from './backlog.ts'
import { formOf } from './cookie-client.ts'
import { png } from './pictures.ts'
import { createRecipient, type Recipient, submit } from './recipient.ts'
import { setFaults, type TestService } from './service.ts'

export type Place = {
  readonly name: string
  /** Prepares the state and returns the page's address. */
  readonly reach: (service: TestService, recipient: Recipient) => Promise<string>
}

const places: Readonly<Record<string, Place['reach']>> = {
  home: async ({ url }) => `${url}/`,
  landing: service => freshLink(service),
  'not-yet-open': service => freshLink(service, { opens: '2098-01-01' }),
  'not-launched': async service => {
    const link = await freshLink(service)
    await service.database.query("update campaign set state = 'draft'")
    return link
  },
  'landing-logo': async service =>
    freshLink(service, { logo: await keepLogo(service.context, png(320, 80)), color: '#ffcc00' }),
  'campaign-ended': async service => {
    const link = await freshLink(service)
    await service.database.query("update campaign set state = 'ended'")
    return link
  },
  paused: async service => {
    const link = await freshLink(service)
    await service.database.query("update campaign set state = 'paused'")
    return link
  },
  expired: async service => {
    const link = await freshLink(service)
    await service.database.query("update campaign set opens_at = '2020-01-01', closes_at = '2020-02-01'")
    return link
  },
  revoked: async service => {
    const link = await freshLink(service)
    await revokeLink(service.context, link, 'Ann')
    return link
  },
  replaced: async service => {
    const link = await freshLink(service)
    await replaceLink(service.context, link, 'Ann')
    return link
  },
  'budget-used-up': async service => {
    const campaign = await service.campaign({ budget: '25.00' })
    const [first = '', second = ''] = await service.links(campaign, 2)
    await deposit(service, first)
    return second
  },
  'person-limit': async (service, recipient) => {
    const [first = '', second = ''] = await service.links(await service.campaign({ perPersonLimit: 1 }), 2)
    await recipient.press(await recipient.signIn(first))
    return (await recipient.signIn(second)).url
  },
  confirm: async (service, recipient) => (await recipient.signIn(await freshLink(service))).url,
  waiting: async (service, recipient) => {
    await setFaults(service, [{ fault: 'html-503' }])
    return (await recipient.press(await recipient.signIn(await freshLink(service)))).url
  },
  'in-line': async service => {
    const tokens = await fillLane(service.context, await service.campaign(), {
      count: 3_000,
      overMs: 3_600_000,
    })
    return await onceSaying(`${service.url}/c/${tokens[2_500]}`, /before yours/)
  },
  held: async service => {
    await hold(service.database, 'default', 'operator')
    const [token] = await fillLane(service.context, await service.campaign(), { count: 1, overMs: 0 })
    return await onceSaying(`${service.url}/c/${token}`, /are paused/)
  },
  deposited: async (service, recipient) =>
    (await recipient.press(await recipient.signIn(await freshLink(service)))).url,
  'deposited-anyone': async service => {
    const link = await freshLink(service)
    await deposit(service, link)
    return link
  },
  refused: async (service, recipient) => await refused(service, recipient, await freshLink(service)),
  'refused-retryable': async (service, recipient) =>
    await refused(service, recipient, await retryable(service)),
  'refused-signed-out': async service => {
    const link = await retryable(service)
    const jane = createRecipient()
    await refused(service, jane, link)
    await jane.close()
    return link
  },
  review: async (service, recipient) => {
    await setFaults(service, [{ fault: 'wrong-echo-amount' }])
    return (await recipient.press(await recipient.signIn(await freshLink(service)))).url
  },
  'claimed-by-other': async (service, recipient) => {
    const link = await freshLink(service)
    const page = await recipient.signIn(link, 'john')
    await deposit(service, link)
    return page.url
  },
  rehearsal: async (service, recipient) => {
    const { claimUrl } = await issueRehearsal(service.context, await service.campaign(), 'Ann')
    return (await recipient.press(await recipient.signIn(claimUrl))).url
  },
  cancelled: async (service, recipient) => {
    const amazon = await recipient.follow(await recipient.get(`${await freshLink(service)}/sign-in`))
    return await lastLocation(await submit(recipient, amazon, formOf(amazon.text), { cancel: 'cancel' }))
  },
  'unknown-state': async ({ url }) => `${url}/sign-in/default/callback?code=x&state=forged`,
  ended: async ({ url }) => `${url}/claim/nobody`,
  incomplete: async service =>
    `${service.url}/c/{{claim_token}}?utm_campaign=${(await service.campaign()).id}`,
  real: async service => `${service.url}/o/${(await service.campaign()).id}`,
  'not-found': async ({ url }) => `${url}/c/unknown`,
}

export const allPlaces: readonly Place[] = Object.entries(places).map(([name, reach]) => ({ name, reach }))

export function placeNamed(name: string): Place {
  const place = allPlaces.find(candidate => candidate.name === name)
  if (place) return place
  throw new Error(`there is no page "${name}"`)
}

async function freshLink(
  service: TestService,
  input: Parameters<TestService['campaign']>[0] = {},
): Promise<string> {
  const [link = ''] = await service.links(await service.campaign(input))
  return link
}

/** A link whose recipient may try another account after a refusal. */
function retryable(service: TestService): Promise<string> {
  return freshLink(service, { anotherAccount: true })
}

/** Claims the link, which Amazon refuses; returns the address of its page. */
async function refused(service: TestService, recipient: Recipient, link: string): Promise<string> {
  await setFaults(service, [{ fault: 'refuse' }])
  return (await recipient.press(await recipient.signIn(link))).url
}

/** Claims the link as jane, in a browser of her own. */
async function deposit(_service: TestService, link: string): Promise<void> {
  const jane = createRecipient()
  await jane.press(await jane.signIn(link, 'jane'))
  await jane.close()
}

/** The address, once its page says so: what people who wait are told is read once a second. */
async function onceSaying(url: string, words: RegExp): Promise<string> {
  while (!words.test(await (await fetch(url)).text())) await setTimeout(100)
  return url
}

async function lastLocation({ location }: { location: string | undefined }): Promise<string> {
  if (location !== undefined) return location
  throw new Error('the emulator did not send the browser back')
}
