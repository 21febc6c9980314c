// The emulator's log on file: read whole however long it is, and told where it is damaged.

import assert from 'node:assert/strict'
import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type Fact, openJournal } from '../../src/emulator/journal.ts'

test('a log that is longer than a text can be is read to its end', t => {
  const file = logFor(t, '')
  const descriptor = openSync(file, 'a')
  const line = Buffer.from(`${JSON.stringify(withdrawal('ä'))}${' '.repeat(1_000_000)}\n`)
  // 2^29 - 24 characters are the most that a text has.
  for (let written = 0; written < 2 ** 29; written += line.length) writeSync(descriptor, line)
  closeSync(descriptor)
  const { facts, close } = openJournal(file)
  close()
  assert.equal(facts.length, statSync(file).size / line.length)
  assert.deepEqual(facts.at(-1), withdrawal('ä'))
})

test('lines and letters that lie across two pieces come out whole, and a torn tail is cut off', t => {
  const facts = Array.from({ length: 3 }, (_, index) => withdrawal('ä€🎁'.repeat(60_000 + index)))
  const whole = facts.map(fact => `${JSON.stringify(fact)}\n`).join('')
  const file = logFor(t, `${whole}{"fact":"withdr`)
  const journal = openJournal(file)
  journal.append(withdrawal('next'))
  journal.close()
  assert.deepEqual(journal.facts, facts)
  assert.equal(readFileSync(file, 'utf8'), `${whole}${JSON.stringify(withdrawal('next'))}\n`)
})

test('a damaged line is told by file and number, and what to do', t => {
  for (const damage of ['null', '7', '"fact"', '[]', '{}', '{"fact":', '', '\0\0\0']) {
    const file = logFor(
      t,
      `${JSON.stringify(withdrawal('a'))}\n${damage}\n${JSON.stringify(withdrawal('b'))}\n`,
    )
    assert.throws(() => openJournal(file), {
      message: `${file}: line 2 is damaged: it is no fact of this emulator's log; take the line out, or move the file away to start with an empty ledger`,
    })
  }
})

function withdrawal(userId: string): Fact {
  return { fact: 'withdrawal', userId }
}

function logFor(t: TestContext, content: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'journal-'))
  t.after(() => rmSync(directory, { recursive: true }))
  const file = join(directory, 'log.ndjson')
  writeFileSync(file, content)
  return file
}
