/** One person with a claim link and a browser: walks the real pages, and tries again whenever a page fails. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Dispatcher } from 'undici'
import { ACCOUNTS } from '../../src/emulator/login/account.ts'
import { en } from '../../views/messages/en.ts'
import { formOf, type Response } from '../helpers/cookie-client.ts'
import { createRecipient, submit, titleOf } from '../helpers/recipient.ts'
import { parseTimeLeft } from '../helpers/time-left.ts'
import type { Journal, State } from './journal.ts'

export type Looks = {
  readonly journal: Journal
  /** Milliseconds of each landing page. */
  readonly landingMs: number[]
  /** What went wrong, and how often: a status or the kind of a broken connection. */
  readonly troubles: Map<string, number>
  /** Nobody tries any more once it is aborted. */
  readonly end: AbortSignal
  /** Where the service's processes listen; every visit goes to one of them. None stands for the one in the link. */
  readonly urls: readonly string[]
  /** What those who wait were promised. */
  readonly promises: Promised[]
  /** The address of an Amazon that everybody is signed in at already; null where people sign in each time. */
  readonly signedInAt: string | null
  /** Everybody's connections: a browser each would cost more than the service. */
  readonly dispatcher: Dispatcher
}

export type Promised = { readonly link: string; readonly at: number; readonly leftMs: number }

export type Person = {
  /** Follows the link until the service has the claim; the state that the last page showed. */
  claim(): Promise<State | null>
}

/** Test accounts that Amazon takes loads for. */
export const accountKeys = ['jane', 'john', 'maria', 'noname', 'markup'] as const

export function createPerson(looks: Looks, link: string, key: string): Person {
  const recipient = createRecipient(looks)
  const account = ACCOUNTS.find(candidate => candidate.key === key)?.userId ?? null
  const { journal, signedInAt } = looks
  if (signedInAt !== null) recipient.cookies.store(signedInAt, [`emulator_account=${key}; Path=/`])

  const note = (began: number, page: Response, who: string | null): State => {
    const state = stateOf(page)
    // An open or waiting claim may change while the page is on its way; what it said held when it was asked for.
    const at = state === 'unclaimed' || state === 'waiting' ? began : Date.now()
    const [, left] = /About ([^.;]*) left;/.exec(page.text) ?? []
    if (left) looks.promises.push({ link, at: Date.now(), leftMs: parseTimeLeft(left) })
    journal.note({ at, link, account: who, kind: 'page', state })
    return state
  }
  /** What the person is at, for whoever wants to know what broke. */
  let step = 'landing'
  const press = async (page: Response): Promise<State> => {
    step = 'press'
    journal.note({ at: Date.now(), link, account, kind: 'press', state: 'unclaimed' })
    const answer = await submit(recipient, page, formOf(page.text))
    if (answer.status !== 303) return note(Date.now(), answer, account)
    journal.note({ at: Date.now(), link, account, kind: 'ack', state: 'waiting' })
    const began = Date.now()
    step = 'status'
    return note(began, await recipient.follow(answer), account)
  }
  const visit = async (): Promise<State> => {
    const began = Date.now()
    const start = performance.now()
    step = 'landing'
    const landing = await recipient.get(addressOf(link, looks.urls))
    looks.landingMs.push(performance.now() - start)
    const state = note(began, landing, null)
    if (state !== 'unclaimed') return state
    step = 'sign-in'
    const page = await recipient.signInFrom(landing, key)
    return note(began, page, account) === 'unclaimed' ? await press(page) : stateOf(page)
  }
  return {
    claim: async () => {
      while (!looks.end.aborted) {
        const state = await visit().catch(error => count(looks.troubles, error, step))
        if (state && state !== 'unclaimed') return state
        await sleep(200 + 600 * Math.random())
      }
      return null
    },
  }
}

function addressOf(link: string, urls: readonly string[]): string {
  const url = urls[Math.floor(urls.length * Math.random())]
  return url ? new URL(new URL(link).pathname, url).href : link
}

/** Looks at the page of a link as anybody may, and notes what it says. */
export async function look(looks: Looks, link: string): Promise<State> {
  const state = stateOf(await createRecipient(looks).get(link))
  looks.journal.note({ at: Date.now(), link, account: null, kind: 'page', state })
  return state
}

const money = '$25.00'
const states: Readonly<Record<string, State>> = {
  [en.landing.title(money)]: 'unclaimed',
  [en.confirm.title(money)]: 'unclaimed',
  [en.status.waitingTitle]: 'waiting',
  [en.status.depositedTitle(money)]: 'deposited',
  [en.status.refusedTitle]: 'refused',
  [en.status.reviewTitle]: 'review',
  [en.status.otherTitle]: 'other-account',
}

class Trouble extends Error {}

/** What a page says. Throws what went wrong on any other page. */
export function stateOf({ status, text, headers }: Response): State {
  const state = states[titleOf(text)]
  if (status < 400 && state) return state
  if (status < 500) throw new Trouble(`${status} "${titleOf(text)}"`)
  const polite = status !== 503 || headers['retry-after'] !== undefined
  throw new Trouble(`${status}${polite ? '' : ' without Retry-After'}`)
}

function count(troubles: Looks['troubles'], error: unknown, step: string): null {
  const kind = error instanceof Trouble ? error.message : `${codeOf(error)} at ${step}`
  troubles.set(kind, (troubles.get(kind) ?? 0) + 1)
  return null
}

function codeOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return code ?? message
}
