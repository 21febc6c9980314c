/** The staff and the audit on the command line, beside the pages. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startCliWithCampaign } from '../helpers/cli.ts'

test('members are invited, listed, given another role and removed', async t => {
  const { cli } = await startCliWithCampaign(t)
  const invite = (name: string, role: string) => cli.output('staff', 'invite', '--role', role, '--name', name)
  assert.match(await invite('Ann', 'operator'), /^http:\/\/localhost:\d+\/admin\/enter\/[\w-]{43}\n$/)
  await invite('Ben', 'viewer')
  assert.match(
    await cli.output('staff', 'list'),
    /^NAME +ROLE +CAME +LAST SEEN\nAnn +operator +\S+Z +never\nBen/,
  )
  const role = (name: string, to: string) => ['staff', 'role', name, '--role', to, '--by', 'Ann']
  assert.equal(await cli.output(...role('ben', 'marketer')), 'Ben is marketer\n')
  assert.match(await cli.failure(...role('Ann', 'viewer')), /^member: nobody changes their own role/)
  assert.match(await cli.failure(...role('Eve', 'viewer')), /^member: there is nobody called "Eve"/)
  assert.match(await cli.failure('staff', 'remove', 'Ann'), /^member: this is the last operator/)
  assert.equal(await cli.output('staff', 'remove', 'Ben', '--by', 'Ann'), 'Ben removed\n')
  const members = await cli.json<{ name: string; role: string }[]>('staff', 'list')
  assert.partialDeepStrictEqual(members, [{ name: 'Ann', role: 'operator', seenAt: null }])
  assert.equal(members.length, 1)
})

test('the audit shows changes legibly, and finds them by subject and person', async t => {
  const { cli, program, campaign } = await startCliWithCampaign(t)
  await program.output('campaign', 'pause', campaign, '--by', 'Ann')
  await cli.output('campaign', 'resume', campaign)
  const lines = async (...args: string[]) =>
    (await cli.output('audit', ...args))
      .split('\n')
      .slice(1, -1)
      .map(line => line.replace(/^\S+Z +/, ''))
  assert.deepEqual(await lines('--by', 'ann'), [
    `Ann  campaign pause  Acme Research (${campaign})  state: live → paused`,
  ])
  const [created = '', paused, resumed = ''] = await lines('--subject', campaign)
  assert.match(created, /^a test +campaign create .*amount: 25\.00; .*closes: 2099-12-31 23:00 UTC/)
  assert.match(resumed, /^command line +campaign resume .*state: paused → live$/)
  assert.ok(paused)
  assert.match(await cli.failure('audit', '--subject', 'nothing'), /^subject: there is no campaign/)
})
