/** `verify` and a start after a restore, as operators meet them. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { closeCheckpoint } from '../../src/services/checkpoint.ts'
import { watchForRestore } from '../../src/services/checkpoint-memory.ts'
import { holdAfterRestore, listRestored } from '../../src/services/restore.ts'
import { openStateFile } from '../../src/state-file.ts'
import { createCli, startCli } from '../helpers/cli.ts'
import { consented, sendAlone } from '../helpers/consented.ts'
import { exported, fileOf } from '../helpers/imported.ts'
import { dataDir, eventually } from '../helpers/program.ts'
import { spawnService, startService, stop } from '../helpers/service-program.ts'

test('an export is verified without the database, and the first bad entry is named with exit code 1', async t => {
  const { service, variables } = await startCli(t)
  const { context } = service
  const cli = createCli({ ...variables, EVIDENCE_KEY: context.evidenceKey })
  const offline = createCli({ DATA_DIR: variables.DATA_DIR ?? '', EVIDENCE_KEY: context.evidenceKey })
  const file = (name: string, text: string) => {
    const path = join(variables.DATA_DIR ?? '', name)
    writeFileSync(path, text)
    return path
  }
  const id = await consented(service)
  await sendAlone(service, id)
  const checkpoint = await closeCheckpoint(context)
  const exported = await cli.output('export')
  const honest = file('honest.ndjson', exported)

  const unkept = await offline('verify', honest)
  assert.equal(unkept.exit, 0, unkept.stderr)
  assert.match(unkept.stderr, /^1 deposits, 3 entries, 1 checkpoints$/m)
  assert.match(
    unkept.stderr,
    /no checkpoint from outside was given: a database that was rolled back looks whole/,
  )
  assert.match(unkept.stderr, /^not proven by the log: campaigns, claim links \(claimed or not\), times, /m)
  await watchForRestore(context, openStateFile({ stateFile: null }, variables.DATA_DIR ?? ''))
  assert.match(
    (await offline('verify', honest)).stderr,
    /^checked against checkpoint 1, which was kept outside/m,
  )
  const line = file('checkpoint.json', JSON.stringify({ level: 'info', checkpoint }))
  assert.partialDeepStrictEqual(await offline.json('verify', honest, '--checkpoint', line), {
    problem: null,
    known: { number: 1 },
    uncovered: 0,
  })

  assert.doesNotMatch(unkept.stderr, /older release/)
  const older = file('older.ndjson', exported.replace(/^.*\n/, '').replace(/.*\n$/, ''))
  assert.match((await offline('verify', older)).stderr, /^made by an older release, .* it looks whole too$/m)
  assert.match(
    await offline.failure('verify', file('cut.ndjson', exported.slice(0, -10))),
    /^line \d+ of the export: it is no whole end row$/m,
  )

  const forged = file('forged.ndjson', exported.replace(/(\\"type\\":\\")deposited/, '$1refused'))
  assert.match(
    await offline.failure('verify', forged),
    new RegExp(`^claim link ${id}, entry 3: its payload does not have its hash`),
  )
  const dearer = file('dearer.ndjson', exported.replaceAll('"amountMinor":2500', '"amountMinor":9900'))
  assert.match(
    await offline.failure('verify', dearer),
    new RegExp(`^claim link ${id}: its row says amountMinor 9900, its log 2500`),
  )
  assert.match(await offline.failure('verify', variables.DATA_DIR ?? ''), /^the export ".*" is a folder\n*$/)
  assert.match(
    await offline.failure('verify', honest, '--checkpoint', honest),
    /^checkpoint: the file must hold one checkpoint as JSON/,
  )
})

test('an export is held against what STATE_FILE knows of its own database, and against nothing of others', async t => {
  const { service, variables } = await startCli(t)
  const { context } = service
  const dir = variables.DATA_DIR ?? ''
  const offline = createCli({ DATA_DIR: dir, EVIDENCE_KEY: context.evidenceKey })
  await consented(service)
  const own = await closeCheckpoint(context)
  assert.ok(own)
  const lines = await exported(service)
  const [file, unnamed] = [fileOf(t, lines), fileOf(t, lines.slice(1, -1))]
  const memory = openStateFile({ stateFile: null }, dir)
  memory.write('another', { ...own, number: 7 })
  assert.match(
    await offline.failure('verify', file),
    /^checkpoint: STATE_FILE knows other databases, and not the one of this export; give its checkpoint with --checkpoint$/m,
  )
  assert.match(await offline.failure('verify', unnamed), /^this export ends at checkpoint 1 of /)
  await watchForRestore(context, memory)
  const { exit, stderr } = await offline('verify', file)
  assert.equal(exit, 0, stderr)
  assert.match(stderr, /^checked against checkpoint 1,/m)
  assert.match(
    await offline.failure('verify', unnamed),
    /^checkpoint: STATE_FILE knows several databases; give the checkpoint of this one with --checkpoint$/m,
  )
})

test('a hold after a restore is ended by a reason and a reconciliation, or by somebody who goes without it', async t => {
  const { service, cli, program } = await startCli(t)
  await holdAfterRestore(service.context)
  const unproven =
    /^restore: no reconciliation has ended .*Not proven: that this database knows every deposit/
  for (const [given, said] of [
    [[], /^account release: needs --by\n/],
    [['--by', 'Olga'], /^reason: after a restore it must be given/],
    [['--by', 'Olga', '--reason', 'in a hurry'], unproven],
    [['--reason', 'reconciled'], /^account release: needs --by\n/],
    [['--by', ' ', '--reason', 'reconciled'], /^by: must be the name/],
    [['--by', 'Olga', '--reason', ' '], /^reason: must say why/],
  ] as const)
    assert.match(await cli.failure('account', 'release', 'default', ...given), said)
  assert.deepEqual(await listRestored(service), ['default'])
  const release = ['account', 'release', 'default', '--by', 'Olga', '--reason', 'the disk was lost']
  const compare = ['reconcile', '--ledger', `${service.emulator.url}/_emulator/ledger`]
  await cli.output(...compare, '--since', '2026-01-01T00:00:00Z')
  assert.match(await cli.failure(...release), unproven, 'a part of the time proves nothing')
  const released = await program(...release, '--unreconciled')
  assert.deepEqual([released.exit, released.stdout], [0, 'default released\n'], released.stderr)
  assert.match(released.stderr, /^Not proven: /m, 'whoever releases in spite of it reads what that means')
  await holdAfterRestore(service.context)
  assert.match(await cli.failure(...release), unproven, 'each hold wants one of its own')
  await cli.output(...compare)
  assert.equal(await cli.output(...release), 'default released\n')
  assert.deepEqual(await listRestored(service), [])
  await cli.output('account', 'hold', 'default', '--by', 'Olga', '--reason', 'a wrong list')
  await holdAfterRestore(service.context)
  await cli.output(...compare)
  assert.match(
    await cli.output(...release),
    /^default: the hold \(restore\) is ended, and the one before it goes on; release it once more$/m,
  )
  assert.match(
    await cli.output('audit', '--subject', 'default', '--json'),
    /"reconciled": "no"[\s\S]*"reconciled": "yes"/,
  )
})

test('a start after a restore says what happened and what to do, and holds until somebody releases it', async t => {
  const dir = dataDir(t)
  const first = await startService(t, dir)
  await stop(first, 'SIGTERM')
  const { child, exit, stdout, stderr } = spawnService(t, dir, {}, 'afterRestore')
  const said =
    /^On hold after a restore: partner account "default"\..*"account release default --by NAME --reason TEXT"/m
  await eventually(() => /^Claim link to try/m.test(stdout()) || child.exitCode !== null, stderr)
  assert.match(stdout(), said)
  child.kill('SIGTERM')
  assert.equal(await exit, 0)
  const again = await startService(t, dir)
  assert.match(again.stdout(), said, 'a plain start later does not forget it')
})
