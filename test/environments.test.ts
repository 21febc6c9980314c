/**
 * The shape of sandbox and production: the service as its own process with real-shaped configuration, https before it,
 * and the emulator behind TLS with an authority of its own in the place of Amazon's hosts.
 */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startEmulator } from '../src/emulator/app.ts'
import { behindTls, freePort } from './helpers/behind-tls.ts'
import { createTestDatabase } from './helpers/database.ts'
import { openForClaims } from './helpers/launched.ts'
import { createRecipient, titleOf } from './helpers/recipient.ts'
import { type Closing, closers, ledgerOf, loadCallsOf } from './helpers/service.ts'
import { startTlsFront, type TlsFront } from './helpers/tls-front.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const cli = fileURLToPath(new URL('../src/cli.ts', import.meta.url))

// What the environment decides and what the marketplace decides is decided apart: each of both is here, not each pair.
const cases = [
  {
    ...{ env: 'sandbox', marketplace: 'US', region: 'us-east-1' },
    ...{ amount: '25.00', loaded: 25, currency: 'USD', shown: '$25.00' },
  },
  {
    ...{ env: 'production', marketplace: 'DE', region: 'eu-west-1' },
    ...{ amount: '19.99', loaded: 19.99, currency: 'EUR', shown: '€19.99' },
  },
  {
    ...{ env: 'production', marketplace: 'JP', region: 'us-west-2' },
    ...{ amount: '2500', loaded: 2500, currency: 'JPY', shown: '¥2,500' },
  },
]

for (const { env, marketplace, region, amount, loaded, currency, shown } of cases) {
  test(`${env} for ${marketplace}: one load of ${amount} ${currency}, signed for ${region}, over TLS all the way`, async t => {
    const closing = closers(t)
    const emulator = await startEmulator({ port: 0, dataDir: null, region })
    closing(() => emulator.close())
    const amazon = await startTlsFront(emulator.port)
    closing(() => amazon.close())
    const port = await freePort()
    const front = await startTlsFront(port)
    closing(() => front.close())
    const { url: databaseUrl, drop } = await createTestDatabase()
    closing(drop)
    const settings = environment({ env, marketplace, port, amazon, front, databaseUrl })
    const service = await startMain(settings, closing)
    await openForClaims(databaseUrl)
    closing(() => stop(service))

    const campaign = await run(settings, [
      'campaign',
      'create',
      '--sender',
      'Acme',
      '--support',
      'help@acme.example',
      '--amount',
      amount,
      '--budget',
      '90000',
      '--closes',
      '2099-12-31',
    ])
    const csv = await run(settings, ['link', 'issue', '--campaign', campaign.trim(), '--count', '1'])
    const link = /https:\S+/.exec(csv)?.[0] ?? ''
    assert.ok(link.startsWith(`${front.url}/c/`))
    const recipient = createRecipient({ ca: [front.ca, amazon.ca] })
    closing(() => recipient.close())
    const confirm = await recipient.signIn(link)
    assert.match(recipient.cookies.header(front.url), /^__Host-session=/)
    assert.match(confirm.text, /Test: no money moves/)
    const end = await recipient.press(confirm)
    assert.equal(titleOf(end.text), `${shown} deposited`)
    assert.equal(end.headers['strict-transport-security'], 'max-age=63072000; includeSubDomains')

    const ledger = await ledgerOf({ emulator })
    assert.deepEqual(
      ledger.map(line => [line.amount, line.currency, line.timesRequested]),
      [[loaded, currency, 1]],
    )
    const calls = await loadCallsOf({ emulator })
    assert.deepEqual(
      calls.map(call => [call.host, call.region, call.status]),
      [[new URL(amazon.url).host, region, 200]],
    )
  })
}

type Setup = {
  env: string
  marketplace: string
  port: number
  amazon: TlsFront
  front: TlsFront
  databaseUrl: string
}

function environment({ env, marketplace, port, amazon, front, databaseUrl }: Setup): Record<string, string> {
  return {
    ...behindTls(amazon, databaseUrl),
    PATH: process.env.PATH ?? '',
    ...(process.env.NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE }),
    AMAZON_ENV: env,
    LOG_LEVEL: 'error',
    PORT: String(port),
    HOST: '127.0.0.1',
    PUBLIC_URL: front.url,
    MARKETPLACE: marketplace,
  }
}

async function startMain(env: Record<string, string>, closing: Closing): Promise<ChildProcess> {
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  closing(async () => void child.kill('SIGKILL'))
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  assert.match(line.toString(), /^Service: https:\/\/localhost:\d+/)
  return child
}

async function stop(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  assert.deepEqual(await exited, [0, null])
}

async function run(env: Record<string, string>, args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [cli, ...args], { env, stdio: ['ignore', 'pipe', 'ignore'] })
  let text = ''
  child.stdout.on('data', (part: Buffer) => {
    text += part.toString()
  })
  const [code] = await once(child, 'close')
  assert.equal(code, 0, `${args.join(' ')} failed`)
  return text
}
