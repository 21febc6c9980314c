/** Every page of the service in every state, reached as a recipient reaches it: the list that the page tests walk. */
import { issueRehearsal, replaceLink, revokeLink } from '../../src/services/claim-link.ts'
import { formOf } from './cookie-client.ts'
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
    await revokeLink(service.context, link)
    return link
  },
  replaced: async service => {
    const link = await freshLink(service)
    await replaceLink(service.context, link)
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
  deposited: async (service, recipient) =>
    (await recipient.press(await recipient.signIn(await freshLink(service)))).url,
  'deposited-anyone': async service => {
    const link = await freshLink(service)
    await deposit(service, link)
    return link
  },
  refused: async (service, recipient) => {
    await setFaults(service, [{ fault: 'refuse' }])
    return (await recipient.press(await recipient.signIn(await freshLink(service)))).url
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
    const { claimUrl } = await issueRehearsal(service.context, await service.campaign())
    return (await recipient.press(await recipient.signIn(claimUrl))).url
  },
  cancelled: async (service, recipient) => {
    const amazon = await recipient.follow(await recipient.get(`${await freshLink(service)}/sign-in`))
    return await lastLocation(await submit(recipient, amazon, formOf(amazon.text), { cancel: 'cancel' }))
  },
  'unknown-state': async ({ url }) => `${url}/sign-in/default/callback?code=x&state=forged`,
  ended: async ({ url }) => `${url}/claim/nobody`,
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

/** Claims the link as jane, in a browser of her own. */
async function deposit(_service: TestService, link: string): Promise<void> {
  const jane = createRecipient()
  await jane.press(await jane.signIn(link, 'jane'))
  await jane.close()
}

async function lastLocation({ location }: { location: string | undefined }): Promise<string> {
  if (location !== undefined) return location
  throw new Error('the emulator did not send the browser back')
}
