/** The published list of what is stored names every column of the database, and none that is not there. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const read = (path: string) => readFileSync(join(import.meta.dirname, '..', path), 'utf8')

/** `table.column` for every column of a table; a sequence has none of its own. */
function stored(): string[] {
  const tables = read('src/storage/schema.txt')
    .split(/^table /m)
    .slice(1)
  return tables.flatMap(table => {
    const [name = '', ...lines] = table.split('\n')
    if (name.endsWith('_seq')) return []
    const columns = lines.filter(line => /^ {2}(?!constraint|index|trigger)\w+ /.test(line))
    return columns.map(line => `${name}.${line.trim().split(' ')[0]}`)
  })
}

function published(): string[] {
  const sections = read('docs/privacy.md').split(/^## /m).slice(1)
  return sections.flatMap(section => {
    const [name = ''] = section.split('\n')
    assert.match(section, /^.+\n\n.+ Kept: .+\.\n/, `${name} says what it is and how long it is kept`)
    const rows = [...section.matchAll(/^\| (\w+) \| (.*) \|$/gm)].slice(1)
    for (const [, column, purpose = ''] of rows)
      assert.notEqual(purpose.trim(), '', `${name}.${column} has a purpose`)
    return rows.map(([, column]) => `${name}.${column}`)
  })
}

test('every stored column is published with its purpose and lifetime', () => {
  const [there, named] = [stored(), published()]
  assert.ok(there.length > 200)
  const only = (one: readonly string[], other: readonly string[]) =>
    one.filter(column => !other.includes(column))
  assert.deepEqual(only(there, named), [], 'in docs/privacy.md these columns are missing')
  assert.deepEqual(only(named, there), [], 'in docs/privacy.md these columns are too many')
  assert.equal(new Set(named).size, named.length)
})
