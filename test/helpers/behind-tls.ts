/** What an installation is given that has the emulator behind TLS in the place of Amazon's hosts. */
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { TlsFront } from './tls-front.ts'

/** The environment of an installation in the US whose Amazon is the emulator behind this front. */
export function behindTls(
  amazon: Pick<TlsFront, 'url' | 'caFile'>,
  databaseUrl: string,
): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    PUBLIC_URL: 'https://rewards.example',
    SESSION_SECRET: 'uXkq1b0m0mQmJ3xw3v9h2v0Zl2dL8uYv4c5nN7fQ1sA=',
    EVIDENCE_KEY: '9hXo2n5m8pQrS1tU4vW7xY0zA3bC6dE9fG2hI5jK8lM=',
    MARKETPLACE: 'US',
    PARTNER_ID: 'Emul1',
    INCENTIVES_ACCESS_KEY_ID: 'AKIDEMULATORACTIVE01',
    INCENTIVES_SECRET_ACCESS_KEY: 'emulator-secret-access-key',
    LWA_CLIENT_ID: 'amzn1.application-oa2-client.emulator',
    LWA_CLIENT_SECRET: 'emulator-client-secret',
    AMOUNT_UNIT: 'major',
    ACCOUNT_TYPE: '2',
    LOAD_ECHO: 'required',
    INCENTIVES_URL: amazon.url,
    LWA_AUTHORIZE_URL: `${amazon.url}/ap/oa`,
    LWA_API_URL: amazon.url,
    AMAZON_WEBSITE_URL: amazon.url,
    NODE_EXTRA_CA_CERTS: amazon.caFile,
  }
}

/** For a program whose address must be known before it starts. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  await new Promise(resolve => server.close(resolve))
  return port
}
