// The emulator as Amazon's sandbox was when others recorded it: no funds, a region, and a clock that stands still.

import type { TestContext } from 'node:test'
import { call, emulatorFor, type Reply } from './client.ts'

export interface Sandbox {
  ask(operation: string, body: object): Promise<Reply>
  create(creationRequestId: string, amount: number | null, currencyCode?: string): Promise<Reply>
  setTime(iso: string): void
}

/** At this time until another is set; calls are signed at it too. */
export async function sandboxAt(t: TestContext, region: string, iso: string): Promise<Sandbox> {
  let now = Date.parse(iso)
  const { url } = await emulatorFor(t, { region, funds: 'sandbox', clock: () => now })
  const ask = (operation: string, body: object) => {
    const date = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '')
    return call(url, operation, body, { region, date })
  }
  return {
    ask,
    create: (creationRequestId, amount, currencyCode = 'GBP') =>
      ask('CreateGiftCard', { partnerId: 'Emul1', creationRequestId, value: { currencyCode, amount } }),
    setTime: next => {
      now = Date.parse(next)
    },
  }
}
