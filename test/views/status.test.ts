/** The words of a claim that waits. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Wait } from '../../src/domain/queue.ts'
import { showStatus } from '../../views/claim/status.ts'
import { locales } from '../../views/locale.ts'

const page = {
  locale: locales[0],
  nonce: 'n',
  test: false,
  stylesheet: '/style.css',
  publicUrl: 'https://rewards.example',
  reference: '7KQ2-M9XA',
  sender: null,
}

function shown(wait: Wait): string {
  return showStatus(page, {
    senderName: 'Acme Research',
    money: { amountMinor: 2_500, currency: 'USD' },
    country: 'US',
    site: 'amazon.com',
    accountUrl: 'https://www.amazon.com',
    balanceUrl: 'https://www.amazon.com',
    state: 'pending',
    wait,
    byOther: false,
    own: true,
    decidedAt: null,
    timeZone: 'UTC',
    selfPath: '/c/x',
    retry: null,
  })
}

test('the place and the time left are right in the singular, for the first and for many', () => {
  const inLine = (before: number, leftMs: number) => shown({ kind: 'in-line', before, leftMs })
  assert.match(inLine(0, 0), /<p class="wait">Yours is next\.<\/p>/)
  assert.match(inLine(1, 60_000), /About 1 minute left; 1 claim is before yours\./)
  assert.match(inLine(6_980, 718_940), /About 12 minutes left; 6,980 claims are before yours\./)
})

test('where no time is known none is promised', () => {
  for (const kind of ['held', 'sending', 'again', 'unknown'] as const)
    assert.doesNotMatch(shown({ kind }), /About|before yours/)
  assert.match(shown({ kind: 'again' }), /Amazon has not confirmed it yet\. We ask again by ourselves;/)
  assert.match(shown({ kind: 'held' }), /keeps its place/)
})
