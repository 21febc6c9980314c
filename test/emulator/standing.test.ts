import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { AREAS, STATEMENTS, type Statement } from '../../src/emulator/control/standing.ts'
import { emulatorFor, send } from './client.ts'

const PAGE = readFileSync(new URL('../../docs/emulator.md', import.meta.url), 'utf8')
const SECTION = /### What this emulator does not prove\n(.*?)\n##/s.exec(PAGE)?.[1] ?? ''

test('docs/emulator.md lists, word for word, everything that this emulator assumes', () => {
  const assumed = STATEMENTS.filter(({ standing }) => standing === 'assumed').map(lineOf)
  const listed = SECTION.split('\n')
  assert.deepEqual(
    assumed.filter(line => !listed.includes(line)),
    [],
  )
})

/** How the page says it. */
function lineOf({ area, text }: Statement): string {
  return `- **${AREAS[area]}.** ${text}`
}

test('every area has a statement, and no statement stands twice', () => {
  for (const area of Object.keys(AREAS))
    assert.ok(
      STATEMENTS.some(statement => statement.area === area),
      area,
    )
  assert.equal(new Set(STATEMENTS.map(({ text }) => text)).size, STATEMENTS.length)
})

test('the page of facts shows each statement with its standing, and the overview leads there', async t => {
  const { url } = await emulatorFor(t)
  const { text } = await send(`${url}/_emulator/page/facts`)
  for (const standing of ['recorded', 'documented', 'assumed']) {
    const shown = text.split(
      `<li><span class="tag ${standing === 'assumed' ? 'unsure' : 'good'}">${standing}</span>`,
    )
    assert.equal(shown.length - 1, STATEMENTS.filter(statement => statement.standing === standing).length)
  }
  assert.match(
    (await send(`${url}/_emulator`)).text,
    /href="\/_emulator\/page\/facts#funds">1 recorded · 1 documented/,
  )
})
