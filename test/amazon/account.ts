// The partner account and the load that the tests of the Amazon-facing parts send.
import type { TestContext } from 'node:test'
import { createIncentivesApi, type IncentivesApi, type StoredLoad } from '../../src/amazon/incentives-api.ts'
import { createTransport, type Transport } from '../../src/amazon/transport.ts'
import { loadBody } from '../../src/amazon/wire.ts'
import { parseConfig } from '../../src/config/config.ts'
import type { Env } from '../../src/config/problem.ts'
import type { PartnerAccount } from '../../src/domain/partner-account.ts'
import { noFile } from '../config/environment.ts'

export const jane = 'amzn1.account.AEJANEDOEQ2X7KLMN4RSTUVWYZ23'
export const requestId = 'Emul17KQ2M9XA0123456789ABCDEFGH'

/** The emulator's account at this address, as the service itself would configure it. */
export function accountAt(url: string, env: Env = {}): PartnerAccount {
  const [account] = parseConfig({ AMAZON_ENV: 'emulator', ...env }, noFile, url).accounts
  if (!account) throw new Error('the configuration has an account')
  return account
}

/** 25.00 USD for Jane, as the service would store it. */
export function storedLoad(
  account: PartnerAccount,
  changes: { amountMinor?: number; amazonAccount?: string; requestId?: string } = {},
): StoredLoad {
  const money = { amountMinor: changes.amountMinor ?? 2500, currency: account.currency }
  const load = {
    requestId: changes.requestId ?? requestId,
    amazonAccount: changes.amazonAccount ?? jane,
    money,
  }
  return { requestId: load.requestId, money, body: loadBody(account, load) }
}

/** A transport closed after the test. */
export function transportFor(t: TestContext): Transport {
  const transport = createTransport()
  t.after(() => transport.close())
  return transport
}

export function apiFor(
  t: TestContext,
  deadlineMs = 2_000,
  clock: () => Date = () => new Date(),
): IncentivesApi {
  return createIncentivesApi(transportFor(t), clock, deadlineMs)
}
