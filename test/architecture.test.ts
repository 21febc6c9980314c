/** The rules of the architecture on the real sources, and the checker on sources that break one rule each. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { everything, layerOf, mayImport, type Sources, violations } from './architecture.ts'

const root = join(import.meta.dirname, '..')
const projectSources: Sources = new Map(
  ['src', 'views'].flatMap(folder =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.ts'))
      .map(name => [`${folder}/${name}`, readFileSync(join(root, folder, name), 'utf8')] as const),
  ),
)

const rules: ReadonlyArray<readonly [string, RegExp]> = [
  ['imports run one way only', / imports (src|views)\//],
  ['Express, HTTP clients and the database driver stay at home', / imports (an|the|Express)/],
  ['SQL is written in storage only', /holds SQL/],
  ['the environment is read by the entry points only', /reads the environment/],
  [
    'the domain has no clock, no randomness and no system of its own',
    /asks the clock|makes randomness|imports more/,
  ],
  ['commands read and print through their terminal', /past its terminal/],
  ['no file is longer than 200 lines', /longer than/],
  ['no imports run in a circle', /^cycle/],
]
for (const [rule, pattern] of rules) {
  test(rule, () =>
    assert.deepEqual(
      violations(projectSources).filter(found => pattern.test(found)),
      [],
    ),
  )
}

test('every source file belongs to a known part', () => {
  assert.ok(projectSources.size > 60)
  const known = new Set([...Object.keys(mayImport), ...everything])
  assert.deepEqual(
    [...projectSources.keys()].filter(path => !known.has(layerOf(path))),
    [],
  )
})

const planted: ReadonlyArray<readonly [string, string]> = [
  ['src/domain/a.ts', "import { b } from '../services/b.ts'"],
  ['src/domain/a.ts', "import type { B } from '../config/b.ts'"],
  ['src/domain/a.ts', 'const now = Date.now()'],
  ['src/domain/a.ts', 'const now = new Date( )'],
  ['src/domain/a.ts', 'const r = Math.random()'],
  ['src/domain/a.ts', "import { randomBytes } from 'node:crypto'"],
  ['src/domain/a.ts', "import { readFileSync } from 'node:fs'"],
  ['src/amazon/a.ts', "import { b } from '../storage/b.ts'"],
  ['src/identity/a.ts', "import { b } from '../amazon/b.ts'"],
  ['src/identity/a.ts', "import { b } from '../storage/b.ts'"],
  ['src/storage/a.ts', "import type { B } from '../services/b.ts'"],
  ['src/services/a.ts', "import {\n  b,\n} from '../http/b.ts'"],
  ['src/services/a.ts', "import { b } from '../../views/b.ts'"],
  ['src/http/a.ts', "import type { B } from '../storage/b.ts'"],
  ['src/http/deep/a.ts', "export { b } from '../../amazon/b.ts'"],
  ['src/http/a.ts', "const b = await import('../compose.ts')"],
  ['src/config/a.ts', "import '../storage/b.ts'"],
  ['views/a.ts', "import { b } from '../src/services/b.ts'"],
  ['src/emulator/a.ts', "import { b } from '../domain/b.ts'"],
  ['src/testplan/a.ts', "import { b } from '../storage/b.ts'"],
  ['src/testplan/cases/a.ts', "import { b } from '../../emulator/b.ts'"],
  ['src/main.ts', "import { b } from '../src/emulator/app.ts'"],
  ['src/cli/a.ts', "import { b } from '../src/emulator/app.ts'"],
  ['src/services/a.ts', "import express from 'express'"],
  ['src/service.ts', "import type { Express } from 'express'"],
  ['src/services/a.ts', "import { request } from 'undici'"],
  ['src/emulator/a.ts', "import aws4 from 'aws4'"],
  ['src/http/a.ts', "import * as oauth from 'openid-client'"],
  ['src/identity/a.ts', "import { request } from 'undici'"],
  ['src/services/a.ts', "import pg from 'pg'"],
  ...[
    'select 1',
    'insert into x values (1)',
    'update x set y = 1',
    'delete from x',
    'with x as (select 1) select 2',
  ].map(sql => ['src/service.ts', `db.query('${sql}')`] as const),
  ['src/services/a.ts', 'db.query(`\n  select count(*) from deposit`)'],
  ['src/services/a.ts', 'const a = process.env.HOME'],
  ['src/services/a.ts', "import { env } from 'node:process'"],
  ['src/cli/a.ts', "console.log('done')"],
  ['src/cli/a.ts', "process.stderr.write('done')"],
  ['views/a.ts', 'const a = 1\n'.repeat(201)],
]
for (const [path, text] of planted) {
  test(`the checker finds ${JSON.stringify(text.slice(0, 60))} in ${path}`, () => {
    assert.equal(violations(new Map([[path, text]])).length, 1)
  })
}

test('the checker finds circles of any length, of types too', () => {
  const imports = (name: string) => `import type { X } from './${name}.ts'`
  const circle = new Map([
    ['src/domain/a.ts', imports('b')],
    ['src/domain/b.ts', imports('c')],
    ['src/domain/c.ts', imports('a')],
  ])
  assert.deepEqual(violations(circle), [
    'cycle: src/domain/a.ts > src/domain/b.ts > src/domain/c.ts > src/domain/a.ts',
  ])
})

test('the checker leaves honest sources alone', () => {
  const honest = new Map([
    [
      'src/storage/a.ts',
      "import pg from 'pg'\nimport type { B } from '../domain/b.ts'\ndb.query('select 1')",
    ],
    [
      'src/http/b.ts',
      "// process.env and 'select 1' are for others\nimport { Router } from 'express'\nconst text = 'Please select one'",
    ],
    [
      'src/domain/b.ts',
      "import { createHash } from 'node:crypto'\nexport const at = (ms: number) => new Date(ms)",
    ],
    ['src/main.ts', 'run(process.env)\n'],
    ['views/c.ts', 'const a = 1\n'.repeat(200)],
  ])
  assert.deepEqual(violations(honest), [])
})
