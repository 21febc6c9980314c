// The digital gift cards that were created: what each is, and the memory of them across restarts.
// Whether one may be created or cancelled is told by the operations' own files.

import { createHash } from 'node:crypto'
import type { GiftCard, Journal } from '../../journal.ts'

export interface GiftCards {
  find(partnerId: string, requestId: string): GiftCard | undefined
  /** On file first: the card as it is from now on. */
  put(card: GiftCard): void
  clear(): void
}

/** Restores the cards from the journal and keeps writing to it. */
export function createGiftCards(journal: Journal): GiftCards {
  const cards = new Map<string, GiftCard>()
  const enter = (card: GiftCard) => cards.set(`${card.partnerId} ${card.requestId}`, card)
  for (const fact of journal.facts) if (fact.fact === 'gift-card') enter(fact)
  return {
    find: (partnerId, requestId) => cards.get(`${partnerId} ${requestId}`),
    put(card) {
      journal.append({ fact: 'gift-card', ...card })
      enter(card)
    },
    clear: () => cards.clear(),
  }
}

/** `gcId` and claim code follow from the request, so they are the same in every run and never collide. */
export function identifiersOf(partnerId: string, requestId: string): Pick<GiftCard, 'gcId' | 'claimCode'> {
  const digest = createHash('sha256').update(`gift-card ${partnerId} ${requestId}`).digest()
  const text = Array.from(digest, byte => ALPHABET[byte % ALPHABET.length]).join('')
  const claimCode = text.slice(0, 14).replace(/^(.{4})(.{6})/, '$1-$2-')
  return { gcId: `A${text.slice(14, 27)}`, claimCode }
}

/** 32 characters that nobody mistakes for one another. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/** Until when it is good: ten years, to the end of that day in the marketplace (recorded); elsewhere for ever. */
export function expiryOf({ currency, createdAt }: GiftCard): number | null {
  const timeZone = ZONES[currency]
  if (timeZone === undefined) return null
  const created = new Date(wallClock(Date.parse(createdAt), timeZone))
  const [year, month, day] = [created.getUTCFullYear() + 10, created.getUTCMonth(), created.getUTCDate()]
  const end = Date.UTC(year, month, day, 23, 59, 59)
  return end - (wallClock(end, timeZone) - end)
}

/** Of the marketplaces whose cards are known to expire. */
const ZONES: Readonly<Record<string, string>> = {
  EUR: 'Europe/Berlin',
  GBP: 'Europe/London',
  JPY: 'Asia/Tokyo',
}

/** What a clock on the wall shows there, as if it were UTC; Swedes write dates like ISO 8601. */
function wallClock(ms: number, timeZone: string): number {
  return Date.parse(`${new Date(ms).toLocaleString('sv-SE', { timeZone }).replace(' ', 'T')}Z`)
}
