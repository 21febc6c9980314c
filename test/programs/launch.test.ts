/** Going live from end to end: production with the emulator behind TLS in Amazon's place, from shut to the first claim. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import tls from 'node:tls'
import type { Page } from 'playwright-core'
import { startEmulator } from '../../src/emulator/app.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { noteBackup } from '../../src/storage/server-setting.ts'
import { behindTls, freePort } from '../helpers/behind-tls.ts'
import { launchBrowser } from '../helpers/browser.ts'
import { checkPage, checkShown } from '../helpers/check-page.ts'
import { createCli } from '../helpers/cli.ts'
import type { Cli } from '../helpers/cli-call.ts'
import { dataDir, open } from '../helpers/embedded.ts'
import { eventually, run } from '../helpers/program.ts'
import { createRecipient, titleOf } from '../helpers/recipient.ts'
import { closers } from '../helpers/service.ts'
import { startTlsFront } from '../helpers/tls-front.ts'

type Listed = {
  accounts: {
    blockers: string[]
    launchedAt: string | null
    steps: { id: string; state: string; says: string }[]
  }[]
}

test('production is shut until the whole list is green, and then open: the validation link alone passes before', async t => {
  const { cli, recipient, backedUp, files, port } = await startProduction(t)
  const stateOf = async (id: string) => {
    const { stdout } = await cli('doctor', '--json')
    return (JSON.parse(stdout) as Listed).accounts[0]?.steps.find(step => step.id === id)
  }
  assert.equal((await cli('doctor')).exit, 1, 'there is no backup')
  const terms = [
    '--sender',
    'Acme',
    '--support',
    'help@acme.example',
    '--amount',
    '25.00',
    '--budget',
    '50.00',
  ]
  const id = (await cli.output('campaign', 'create', ...terms, '--closes', '2099-12-31')).trim()
  const link =
    /https:\S+/.exec(await cli.output('link', 'issue', '--campaign', id, '--count', '1'))?.[0] ?? ''
  const shut = await recipient.get(link)
  assert.deepEqual([shut.status, titleOf(shut.text)], [200, 'This reward is not open yet'])
  const turnedAway = await recipient.get(`${link}/sign-in`)
  assert.doesNotMatch(String(turnedAway.headers.location ?? ''), /ap\/oa/, 'nobody is sent to Amazon')

  await backedUp()
  const [report = '', record = ''] = files
  await cli.output('launch', 'attach', record, '--by', 'Ann')
  const page = await operatorAt(t, cli, `http://localhost:${port}`)
  const press = (name: string) => page.getByRole('button', { name }).click()
  await page.getByLabel('Record of the sandbox').setInputFiles(record.replace('record.json', 'trusted.pem'))
  await press('Hand it in')
  await page.getByText('neither the report.json').waitFor()
  await checkShown(page, 'production-wrong-record')
  await page.getByLabel('Record of the sandbox').setInputFiles(report)
  await press('Hand it in')
  await page.getByText('2 passed, 0 failed').first().waitFor()
  for (const step of ['amount-unit', 'restore'])
    await cli.output('launch', 'done', step, '--by', 'Ann', '--note', 'letter of Amazon, 20 November')
  assert.match(
    await cli.failure('launch', 'open', '--by', 'Ann'),
    /not yet green or waived: Validation link \(validation\)/,
  )

  await page.reload()
  await checkPage(page, 'production-shut')
  await press('Make the validation link')
  await checkShown(page, 'production-validation-link')
  const validationLink = await page.getByLabel('Validation link').inputValue()
  const confirm = await recipient.signIn(validationLink)
  const done = await recipient.press(confirm)
  assert.equal(titleOf(done.text), '$0.15 deposited')
  assert.match(await cli.failure('launch', 'validate', '--by', 'Ann'), /is deposited already; one is enough/)
  const seen = await stateOf('validation')
  assert.equal(seen?.state, 'open')
  assert.match(seen?.says ?? '', /Deposited: deposited, SUCCESS, HTTP 200.*less by just the amount/)
  await cli.output('launch', 'portal', '--by', 'Ben')

  const { accounts } = await cli.json<Listed>('doctor')
  assert.deepEqual(accounts[0]?.blockers, [])
  const { steps = [] } = accounts[0] ?? {}
  const passed = steps.filter(({ state }) => state === 'passed').map(step => step.id)
  assert.equal(passed.length, 13, 'all that is mandatory but the two that are done by hand')
  await page.goto(new URL('/admin/launch/default', page.url()).href)
  await checkPage(page, 'production-ready')
  await press('Open for claims')
  await page.getByText('Open for claims since').waitFor()
  const claimed = await recipient.press(await recipient.signIn(link))
  assert.equal(titleOf(claimed.text), '$25.00 deposited')
})

/** The checklist for an operator who has come by a link of the command line. The browser stands where the proxy does. */
async function operatorAt(t: TestContext, cli: Cli, url: string): Promise<Page> {
  const browser = await launchBrowser()
  t.after(() => browser.close())
  const behindProxy = { extraHTTPHeaders: { 'x-forwarded-proto': 'https' } }
  const page = await (await browser.newContext(behindProxy)).newPage()
  const invitation = await cli.output('staff', 'invite', '--role', 'operator', '--name', 'Ann', '--by', 'Ann')
  await page.goto(`${url}${new URL(/https:\S+/.exec(invitation)?.[0] ?? '').pathname}`)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Campaigns' }).waitFor()
  await page.goto(`${url}/admin/launch/default`)
  return page
}

async function startProduction(t: TestContext) {
  const closing = closers(t)
  const emulator = await startEmulator({ port: 0, dataDir: null })
  closing(() => emulator.close())
  const amazon = await startTlsFront(emulator.port)
  closing(() => amazon.close())
  const port = await freePort()
  const front = await startTlsFront(port)
  closing(() => front.close())
  // The command line runs in this process, which must trust both.
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), amazon.ca, front.ca])
  const dir = dataDir(t)
  const trusted = join(dir, 'trusted.pem')
  writeFileSync(trusted, `${amazon.ca}\n${front.ca}\n`)
  const server = await open(t, dir, { durable: true })
  const { host, port: at, user, password, database: name } = server.connection
  const url = `postgres://${user}:${password}@${host}:${at}/${name}`
  const variables = {
    ...behindTls(amazon, url),
    NODE_EXTRA_CA_CERTS: trusted,
    AMAZON_ENV: 'production',
    DATA_DIR: dir,
    PUBLIC_URL: front.url,
    PORT: String(port),
    HOST: '127.0.0.1',
    LOG_LEVEL: 'error',
  }
  const service = run(t, [process.execPath, 'src/main.ts'], variables)
  await eventually(() => service.stdout().includes('Service: '), service.stderr)
  const recipient = createRecipient({ ca: [front.ca, amazon.ca] })
  closing(() => recipient.close())
  const database = await openDatabase({ current: () => ({ connectionString: url }) })
  closing(() => database.close())
  return {
    cli: createCli(variables),
    recipient,
    backedUp: () => noteBackup(database),
    files: handedIn(dir),
    port,
  }
}

/** What the test plan and its discovery would have written in the sandbox. */
function handedIn(dir: string): string[] {
  const at = { version: 1, host: 'agcod-v2-gamma.amazon.com' }
  const cases = ['OP-01', 'LR-01'].map(id => ({ id, verdict: 'passed' }))
  const finishedAt = '2026-11-20T10:00:00Z'
  const report = {
    ...at,
    environment: 'sandbox',
    marketplace: 'US (USD)',
    partnerId: 'Emul1',
    finishedAt,
    by: 'ann',
    cases,
  }
  const record = { ...at, takenAt: finishedAt, world: { echo: 'full', accountTypes: [2] } }
  return Object.entries({ report, record }).map(([name, content]) => {
    const path = join(dir, `${name}.json`)
    writeFileSync(path, JSON.stringify(content))
    return path
  })
}
