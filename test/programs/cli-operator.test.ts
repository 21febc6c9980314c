/** What operators decide on the command line: each needs a name, says what it did, and is refused in clear words. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCli, startCli, startCliWithCampaign } from '../helpers/cli.ts'
import { consented, depositOf, sendAlone } from '../helpers/consented.ts'
import { inReview } from '../helpers/review.ts'
import { setFaults } from '../helpers/service.ts'

const evidence = ['--evidence', 'Amazon, case 4711']

test('whatever is audited asks for a name, and a hold, a rebuild and a verdict for words', async () => {
  const cli = createCli({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nowhere' })
  const calls: ReadonlyArray<readonly [string, string]> = [
    ['deposit resolve X', '--as, --evidence, --by'],
    ['deposit rebuild X', '--by, --reason'],
    ['account hold X', '--by, --reason'],
    ['account release X', '--by'],
    ['campaign hold X', '--by, --reason'],
    ['campaign release X', '--by'],
    ['link retry X', '--by'],
  ]
  const texts = await Promise.all(calls.map(([call]) => cli.failure(...call.split(' '))))
  for (const [index, [, missing]] of calls.entries())
    assert.match(texts[index] ?? '', new RegExp(`: needs ${missing}\\n`))
})

test('a review is resolved by two people, and the same one twice is told why not', async t => {
  const { cli, service } = await startCli(t)
  const id = await inReview(service)
  const resolve = (as: string, by: string) => ['deposit', 'resolve', id, '--as', as, ...evidence, '--by', by]
  assert.match(await cli.output(...resolve('refused', 'Ann')), /^proposed as refused: a different person/)
  assert.match(await cli.failure(...resolve('refused', 'ann')), /^by: Ann has proposed this already/)
  assert.equal(await cli.output(...resolve('refused', 'Ben')), 'resolved as refused\n')
  assert.match(
    await cli.failure(...resolve('deposited', 'Ben')),
    /^link: its deposit is refused; only one in review/,
  )
  assert.match(await cli.failure(...resolve('paid', 'Ben')), /^as: must be deposited or refused/)
})

test('a refused link is retried once, and a claimed one not', async t => {
  const { cli, service } = await startCli(t)
  const id = await consented(service)
  const retry = ['link', 'retry', id, '--by', 'Ann']
  assert.match(await cli.failure(...retry), /^link: only a refused deposit can be retried on another account/)
  await setFaults(service, [{ fault: 'refuse', count: 1 }])
  await sendAlone(service, id)
  const { successor_id: successor } = await cli.json<{ successor_id: string }>(...retry)
  const links = await cli.json<object[]>(
    'link',
    'list',
    '--campaign',
    (await depositOf(service, id)).campaignId,
  )
  assert.partialDeepStrictEqual(links.at(-1), {
    id: successor,
    state: 'unclaimed',
    replacesId: id,
    reserved: true,
  })
  assert.match(await cli.failure(...retry), new RegExp(`^link: it was retried already, as ${successor}`))
})

test('a deposit is rebuilt after a correction of the settings', async t => {
  const { cli, service, variables } = await startCli(t)
  const id = await consented(service)
  const rebuild = ['deposit', 'rebuild', id, '--by', 'Ann', '--reason', 'contract of March']
  assert.match(await cli.failure(...rebuild), /^link: the configuration of today writes the same bytes/)
  const corrected = createCli({ ...variables, ACCOUNT_TYPE: '"LWA"' })
  assert.equal(await corrected.output(...rebuild), 'rebuilt\n')
})

test('accounts and campaigns are held and released, and lists say so', async t => {
  const { cli, program, campaign } = await startCliWithCampaign(t)
  const why = ['--by', 'Ann', '--reason', 'wrong texts']
  assert.equal(await program.output('account', 'hold', 'default', ...why), 'default on hold\n')
  assert.match(
    await cli.output('account', 'list'),
    /^default is on hold \(operator\): Somebody .*\n {2}Ann wrote: wrong texts\n {2}To do: /m,
  )
  assert.match(await cli.output('campaign', 'hold', campaign, ...why), /on hold: nothing of it is sent/)
  assert.match(
    await cli.output('campaign', 'list'),
    new RegExp(`^${campaign} +live, on hold, account on hold `, 'm'),
  )
  const { heldSince } = await cli.json<{ heldSince: string }>('campaign', 'show', campaign)
  assert.ok(Date.parse(heldSince) <= Date.now())
  assert.match(await cli.failure('campaign', 'hold', campaign, ...why), /^campaign: it is on hold already/)
  assert.equal(await cli.output('campaign', 'release', campaign, '--by', 'Ben'), `${campaign} released\n`)
  assert.match(
    await cli.output('campaign', 'list'),
    new RegExp(`^${campaign} +live, account on hold +Acme`, 'm'),
  )
})

test('the audit lists who did what and why, also of one deposit or from a moment on', async t => {
  const { cli, service } = await startCli(t)
  const id = await inReview(service)
  await cli.output('account', 'hold', 'default', '--by', 'Ann', '--reason', 'wrong texts')
  await cli.output('deposit', 'resolve', id, '--as', 'refused', ...evidence, '--by', 'Ben')
  type Entry = { actor: string; action: string; subject: string; at: string }
  const everything = await cli.json<Entry[]>('audit')
  assert.deepEqual(
    everything.slice(0, 2).map(({ action }) => action),
    ['campaign create', 'link issue'],
  )
  const all = everything.slice(2)
  assert.partialDeepStrictEqual(all, [
    { actor: 'Ann', action: 'account hold', subject: 'default', detail: { reason: 'wrong texts' } },
    { actor: 'Ben', action: 'deposit propose', subject: id, detail: { evidence: 'Amazon, case 4711' } },
  ])
  // As an installation may hold it from before the form refused it.
  await service.database.query("update campaign set name = U&'Acme\\001B[2K\\000Dpaid\\202Egnp'")
  const printed = await cli.output('audit')
  assert.match(printed, /campaign create +Acme\uFFFD\[2K\uFFFDpaid\uFFFDgnp /)
  assert.match(
    printed,
    /^AT +BY +ACTION +SUBJECT +WHAT CHANGED, AND WHY\n(.*\n){2}\S+Z +Ann +account hold +default +reason: wrong texts\n/,
  )
  const last = all[1]
  assert.ok(last)
  assert.deepEqual(await cli.json('audit', '--deposit', id.slice(0, 8)), [last])
  assert.deepEqual(await cli.json('audit', '--since', last.at), [last])
  assert.deepEqual(await cli.json('audit', '--deposit', id, '--since', '2099-01-01T00:00:00Z'), [])
  assert.match(await cli.failure('audit', '--since', 'yesterday'), /^--since: /)
})

test('help tells pausing, which stops claiming, from holding, which stops sending', async () => {
  const cli = createCli({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nowhere' })
  assert.match(await cli.output('campaign', 'pause', '--help'), /still sent \("campaign hold" stops sending/)
  assert.match(
    await cli.output('campaign', 'hold', '--help'),
    /go on claiming \("campaign pause" stops claiming/,
  )
})
