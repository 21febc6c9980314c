/** Scenarios and the way into the QA page on the command line, in each environment. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { real } from '../config/environment.ts'
import { createCli, startCli, startCliWithCampaign } from '../helpers/cli.ts'
import type { Cli } from '../helpers/cli-call.ts'
import { createTestDatabase } from '../helpers/database.ts'
import { dataDir } from '../helpers/program.ts'

/** The command line of a sandbox or production installation with an empty database of its own. */
async function cliOf(t: TestContext, amazonEnv: 'sandbox' | 'production'): Promise<Cli> {
  const { url, drop } = await createTestDatabase()
  t.after(drop)
  return createCli({ ...real(amazonEnv), DATABASE_URL: url, DATA_DIR: dataDir(t) })
}

const campaign = ['campaign', 'create', '--sender', 'Acme', '--support', 'help@acme.example', '--amount', '5']
const rest = ['--budget', '500', '--closes', '2099-12-31']

test('a link for a scenario is issued by its mock code, and the code is in the list and the export', async t => {
  const { cli, campaign } = await startCliWithCampaign(t)
  const issue = ['link', 'issue', '--campaign', campaign]
  const [issued, ...more] = await cli.json<{ claim_link_id: string }[]>(...issue, '--scenario', 'F2003')
  assert.deepEqual(more, [])
  const links = await cli.json<{ id: string; mockCode: string }[]>('link', 'list', '--campaign', campaign)
  assert.deepEqual(
    links.map(({ id, mockCode }) => [id, mockCode]),
    [[issued?.claim_link_id, 'F2003']],
  )
  assert.match(await cli.output('export'), /"mockCode":"F2003"/)
  assert.match(await cli.failure(...issue, '--scenario', 'F9999'), /^scenario: must be one of F0000 /)
  assert.match(await cli.failure(...issue, '--scenario', 'F2003', '--count', '1'), /give exactly one of/)
})

test('beside the emulator the way into the QA page is its address', async t => {
  const { program } = await startCli(t)
  assert.equal(await program.output('qa', 'link'), 'http://localhost:3000/qa\n')
})

test('the sandbox prints another one-time link each time, and issues scenarios', async t => {
  const cli = await cliOf(t, 'sandbox')
  const links = [await cli.output('qa', 'link'), await cli.output('qa', 'link')]
  for (const link of links) assert.match(link, /^https:\/\/rewards\.example\/qa\/enter\/[\w-]{43}\n$/)
  assert.notEqual(links[0], links[1])
  const id = (await cli.output(...campaign, ...rest)).trim()
  assert.match(
    await cli.output('link', 'issue', '--campaign', id, '--scenario', 'F0000', '--json'),
    /claim_url/,
  )
})

test('production has neither', async t => {
  const cli = await cliOf(t, 'production')
  assert.match(await cli.failure('qa', 'link'), /in production there is no QA page/)
  const id = (await cli.output(...campaign, ...rest)).trim()
  assert.match(
    await cli.failure('link', 'issue', '--campaign', id, '--scenario', 'F0000'),
    /^scenario: in production there are none/,
  )
  assert.deepEqual(await cli.json('link', 'list', '--campaign', id), [])
})
