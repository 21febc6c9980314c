/** The database is gone: an operator brings the last backup back, with the commands alone. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { writeMuch } from '../helpers/backed-up.ts'
import { createCli, startCli } from '../helpers/cli.ts'
import { createTestDatabase } from '../helpers/database.ts'
import { dataDir, eventually, run } from '../helpers/program.ts'

const decision = ['--by', 'Olga Operator', '--reason', 'the disk is lost']

test('a backup is a file for its owner alone, and a new database is made of it', async t => {
  const { cli, service, variables } = await startCli(t)
  const { id } = await service.campaign()
  const file = join(dataDir(t), 'backup.gz')
  const [, many = ''] = /: (\d+) rows\n$/.exec((await cli('backup', '--out', file)).stdout) ?? []
  assert.ok(Number(many) > 0)
  assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.ok(!existsSync(`${file}.part`))
  assert.match(
    await cli.failure('backup', '--out', '/nowhere/backup.gz'),
    /^--out: the file .* cannot be written \(ENOENT\)$/m,
  )

  assert.match(
    await cli.failure('backup', '--out', '/dev/null'),
    /^--out: "\/dev\/null" is no ordinary file$/m,
  )

  const { url, drop } = await createTestDatabase()
  t.after(drop)
  const anew = createCli({ ...variables, DATABASE_URL: url })
  assert.match(await anew.failure('restore', file, '--by', 'Olga'), /^restore: needs --reason\n/)
  const { exit, stdout, stderr } = await anew('restore', file, ...decision)
  assert.equal(exit, 0, stderr)
  assert.match(stdout, /^As of \d{4}-.*, before any checkpoint$/m)
  assert.match(stderr, /^Every partner account is on hold: .*"reconcile --close"/m)
  assert.match(await anew.output('account', 'list'), /default is on hold \(restore\)/)
  assert.match(await anew.output('campaign', 'show', id), /Acme Research/)
  assert.match(
    (await anew('restore', file, ...decision)).stderr,
    /^restore: something was made in this database already/,
  )
})

test('a backup goes through a pipe into a new database', async t => {
  const { service, variables } = await startCli(t)
  const { id } = await service.campaign()
  const { url, drop } = await createTestDatabase()
  t.after(drop)
  const cli = `${process.execPath} src/cli.ts`
  const pipe = `${cli} backup --out - | DATABASE_URL=${url} ${cli} restore - --by Olga --reason "the disk is lost"`
  const program = run(t, ['sh', '-c', pipe], variables)
  assert.equal(await program.exit, 0, program.stderr())
  assert.match(program.stdout(), /^As of \d{4}-/)
  assert.match(
    await createCli({ ...variables, DATABASE_URL: url }).output('campaign', 'show', id),
    /Acme Research/,
  )
})

test('a disk that fills up ends a backup with a message, and nothing is left of it', {
  timeout: 60_000,
}, async t => {
  const { service, variables } = await startCli(t)
  await writeMuch(service)
  const folder = dataDir(t)
  // No file may grow beyond a megabyte: as ENOSPC, but for this process alone.
  const line = `ulimit -f 1024; exec ${process.execPath} src/cli.ts backup --out ${folder}/backup.gz`
  const full = run(t, ['bash', '-c', line], variables)
  assert.equal(await full.exit, 1)
  assert.equal(full.stderr(), `--out: the file "${folder}/backup.gz" cannot be written (EFBIG)\n`)
  assert.deepEqual(readdirSync(folder), [])
})

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} ends a backup, and nothing is left of it`, async t => {
    const { service, variables } = await startCli(t)
    const folder = dataDir(t)
    await service.database.transaction(async tx => {
      await tx.query('lock table campaign')
      const command = [process.execPath, 'src/cli.ts', 'backup', '--out', `${folder}/backup.gz`]
      const { child, exit } = run(t, command, variables)
      await eventually(() => existsSync(`${folder}/backup.gz.part`))
      child.kill(signal)
      assert.equal(await exit, signal)
    })
    assert.deepEqual(readdirSync(folder), [])
  })
}
