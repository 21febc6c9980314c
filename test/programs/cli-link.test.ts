/** `link list|revoke|replace` on the command line: one link, named in each way that people have at hand. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startCliWithCampaign } from '../helpers/cli.ts'
import { consented } from '../helpers/consented.ts'

test('a link is revoked or replaced by id, beginning, reference and URL, and a claimed one is neither', async t => {
  const { cli, campaign, service } = await startCliWithCampaign(t)
  type Row = { claim_link_id: string; claim_url: string; external_id: string }
  const refs = ['link', 'issue', '--campaign', campaign, '--refs', '-', '--json']
  const { stdout } = await cli.withInput('external_id\na\nb\nc\nd\n', ...refs)
  const [a, b, c, d] = JSON.parse(stdout) as [Row, Row, Row, Row]
  assert.equal(await cli.output('link', 'revoke', a.claim_link_id), `${a.claim_link_id} revoked\n`)
  assert.partialDeepStrictEqual(await cli.json('link', 'revoke', b.claim_link_id.slice(0, 9)), {
    state: 'revoked',
  })
  const successor = await cli.json<Row>('link', 'replace', c.claim_url)
  assert.equal(successor.external_id, 'c')
  const id = d.claim_link_id
  assert.match(
    await cli.output('link', 'replace', `${id.slice(0, 4)}-${id.slice(4, 8)}`),
    /^http\S+\/c\/[\w-]{22}\n$/,
  )
  assert.match(
    await cli.failure('link', 'replace', c.claim_url),
    new RegExp(`already replaced by ${successor.claim_link_id}`),
  )
  const links = await cli.json<{ id: string; state: string; replacesId: string | null }[]>(
    'link',
    'list',
    '--campaign',
    campaign,
  )
  const states = Object.fromEntries(links.map(link => [link.id, link.state]))
  for (const old of [a, b, c, d]) assert.equal(states[old.claim_link_id], 'revoked')
  assert.partialDeepStrictEqual(
    links.find(link => link.id === successor.claim_link_id),
    { state: 'unclaimed', replacesId: c.claim_link_id },
  )

  const claimed = await consented(service)
  for (const verb of ['revoke', 'replace'])
    assert.match(await cli.failure('link', verb, claimed), /it is claimed/)
  const unknown = ['ZZZZ-ZZZZ', 'abc', "'; --", 'http://localhost/c/nobody']
  for (const text of await Promise.all(unknown.map(name => cli.failure('link', 'revoke', name))))
    assert.match(text, /^link: there is no such claim link/)
})

test('a rehearsal link is marked as one', async t => {
  const { cli, program, campaign } = await startCliWithCampaign(t)
  await program.output('link', 'issue', '--campaign', campaign, '--rehearsal')
  assert.partialDeepStrictEqual(await cli.json('link', 'list', '--campaign', campaign), [
    { state: 'rehearsal', rehearsal: true },
  ])
  assert.match(await cli.output('link', 'list', '--campaign', campaign), / 25\.00 USD +rehearsal$/m)
})
