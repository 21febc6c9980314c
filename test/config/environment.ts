// The environments that the configuration's tests start from: complete and real-looking, to be spoiled by one thing.
import assert from 'node:assert/strict'
import { type Config, parseConfig } from '../../src/config/config.ts'
import { ConfigError, type Env } from '../../src/config/problem.ts'
import type { AmazonEnv } from '../../src/domain/marketplace.ts'
import type { PartnerAccount } from '../../src/domain/partner-account.ts'

export function noFile(path: string): never {
  throw new Error(`no test reads ${path}`)
}

/** One account's variables with nothing left to guess. */
export const accountVariables = {
  MARKETPLACE: 'US',
  PARTNER_ID: 'Acme1',
  INCENTIVES_ACCESS_KEY_ID: 'AKIAREALREALREAL0001',
  INCENTIVES_SECRET_ACCESS_KEY: 'real-secret-access-key-of-acme-0001',
  LWA_CLIENT_ID: 'amzn1.application-oa2-client.0123456789abcdef0123456789abcdef',
  LWA_CLIENT_SECRET: 'amzn1.oa2-cs.v1.real-client-secret',
  AMOUNT_UNIT: 'minor',
  ACCOUNT_TYPE: '3',
  LOAD_ECHO: 'optional',
}

export const installationVariables = {
  PUBLIC_URL: 'https://rewards.example',
  SESSION_SECRET: 'c2Vzc2lvbi1zZWNyZXQtb2YtYWNtZS0wMDAxMjM0NTY3',
  EVIDENCE_KEY: 'ZXZpZGVuY2Uta2V5LW9mLWFjbWUtMDAwMTIzNDU2Nzg5',
}

/** A complete environment of one plain account. */
export function real(amazonEnv: AmazonEnv): Readonly<Record<string, string>> {
  return { AMAZON_ENV: amazonEnv, ...installationVariables, ...accountVariables }
}

export function without(env: Env, ...variables: readonly string[]): Env {
  return Object.fromEntries(Object.entries(env).filter(([variable]) => !variables.includes(variable)))
}

export function configOf(env: Env, readFile: (path: string) => string = noFile): Config {
  return parseConfig(env, readFile)
}

/** The report of an environment that must be refused. */
export function problemsOf(env: Env, readFile: (path: string) => string = noFile): string {
  return refusal(() => parseConfig(env, readFile)).message
}

export function refusal(start: () => unknown): ConfigError {
  try {
    start()
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error))
    return error
  }
  throw new assert.AssertionError({ message: 'the configuration was accepted' })
}

export function oneAccount({ accounts }: Config): PartnerAccount {
  const [account] = accounts
  assert.ok(account)
  return account
}

/** An accounts file of these entries, each a change of one complete account; text is taken as it is. */
export function withFile(amazonEnv: AmazonEnv, content: string | readonly object[]) {
  const text =
    typeof content === 'string'
      ? content
      : JSON.stringify(content.map(entry => ({ ...accountVariables, ...entry })))
  const env = {
    AMAZON_ENV: amazonEnv,
    PARTNER_ACCOUNTS_FILE: '/etc/accounts.json',
    ...(amazonEnv !== 'emulator' && installationVariables),
  }
  const read = (path: string) => (path === '/etc/accounts.json' ? text : noFile(path))
  return { config: () => parseConfig(env, read), problems: () => problemsOf(env, read) }
}
