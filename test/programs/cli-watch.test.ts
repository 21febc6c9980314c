/** A campaign in the terminal: live, once as JSON, its links as a file, and one link found. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reference } from '../../src/domain/claim-link.ts'
import { issueLinks } from '../../src/services/claim-link.ts'
import { startCli } from '../helpers/cli.ts'
import { consented } from '../helpers/consented.ts'
import { eventually, run } from '../helpers/program.ts'

test('watched without a terminal it prints a line a second and ends with 0 on Ctrl-C', async t => {
  const { service, variables } = await startCli(t)
  const id = await consented(service)
  const [row] = await service.database.query<{ id: string }>('select campaign_id as id from deposit')
  const program = run(t, [process.execPath, 'src/cli.ts', 'campaign', 'watch', row?.id ?? ''], variables)
  const lines = () => program.stdout().split('\n').filter(Boolean)
  await eventually(() => lines().length >= 1, program.stderr)
  assert.match(
    lines()[0] ?? '',
    /1 issued, 0 people, 1 claimed, 0 deposited, 1 waiting, 0 in review, 0 refused; budget 10000\.00 USD = spent 0\.00 \+ reserved 25\.00 \+ left 9975\.00; done in 5 seconds$/,
  )
  await service.database.query(
    `update deposit set state = 'deposited', attempts = 1, first_sent_at = now(), decided_at = now() where claim_link_id = $1`,
    [id],
  )
  await eventually(() => / 1 deposited, 0 waiting.*nothing waits$/.test(lines().at(-1) ?? ''), program.stderr)
  program.child.kill('SIGINT')
  assert.equal(await program.exit, 0)
})

test('figures, report and search are for scripts too', async t => {
  const { cli, service } = await startCli(t)
  const campaign = await service.campaign()
  const orders = [{ externalId: 'customer-4711', amountMinor: 1_050 }]
  const [link] = await issueLinks(service.context, campaign, orders, 'Ann')
  if (!link) throw new Error('one was issued')
  const figures = await cli.json<{ links: { issued: number }; money: { left: string } }>(
    'campaign',
    'watch',
    campaign.id,
  )
  assert.deepEqual([figures.links.issued, figures.money.left], [1, '10000.00'])
  const csv = await cli.output('campaign', 'report', campaign.id, '--format', 'csv')
  assert.match(csv, /^reference,external_id,state,.*\r\n.*,customer-4711,unclaimed,.*,10\.50,USD,/)
  const ndjson = await cli.output(
    'campaign',
    'report',
    campaign.id,
    '--format',
    'ndjson',
    '--state',
    'deposited',
  )
  assert.equal(ndjson, '')
  assert.match(
    await cli.failure('campaign', 'report', campaign.id, '--format', 'pdf'),
    /^format: must be one of csv, ndjson/,
  )
  for (const text of ['4711', reference(link.id), link.claimUrl]) {
    const found = await cli.json<{ id: string }[]>('link', 'find', text)
    assert.deepEqual(
      found.map(({ id }) => id),
      [link.id],
      text,
    )
  }
  assert.match(
    await cli.output('link', 'find', 'customer'),
    / customer-4711 +Acme Research +10\.50 USD +unclaimed$/m,
  )
})
