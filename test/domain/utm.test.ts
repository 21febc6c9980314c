/** Of the utm parameters of a visit only known words are kept: nothing in them can name a person. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseUtm, utmMediums, utmQuery, utmSources } from '../../src/domain/utm.ts'

const nothing = { source: null, medium: null, campaignId: null }

test('every source and medium that a snippet may write is read back', () => {
  for (const source of utmSources)
    for (const medium of utmMediums) {
      const query = new URLSearchParams(utmQuery(source, medium, '7KQ2M9XA0B'))
      assert.deepEqual(parseUtm(Object.fromEntries(query)), { source, medium, campaignId: '7KQ2M9XA0B' })
    }
})

test('whatever could carry a person is dropped', () => {
  const strange = [
    'jane@example.com',
    'Jane Doe',
    'MAILCHIMP',
    'mailchimp ',
    '',
    '__proto__',
    'x'.repeat(9_000),
  ]
  for (const value of strange)
    assert.deepEqual(parseUtm({ utm_source: value, utm_medium: value, utm_campaign: value }), nothing)
  assert.deepEqual(
    parseUtm({ utm_source: ['Jane', 'Doe'], utm_medium: { web: '1' }, utm_campaign: 7 }),
    nothing,
  )
  assert.deepEqual(
    parseUtm({ utm_content: 'jane@example.com', utm_term: 'Jane', email: 'jane@x.y' }),
    nothing,
  )
})

test('a campaign is read only in the very form of its id', () => {
  const read = (utm_campaign: string) => parseUtm({ utm_campaign }).campaignId
  assert.equal(read('7KQ2M9XA0B'), '7KQ2M9XA0B')
  for (const wrong of ['7kq2m9xa0b', '7KQ2M9XA0', '7KQ2M9XA0BC', '7KQ2M9XA0I', ' 7KQ2M9XA0B', '7KQ2M9XA0B\n'])
    assert.equal(read(wrong), null, wrong)
})

test('what a mail system adds behind ours does not hide it', () => {
  const query = {
    utm_source: ['mailchimp', 'Jane’s newsletter'],
    utm_medium: ['email', 'email'],
    utm_campaign: ['7KQ2M9XA0B', 'Spring 2027'],
  }
  assert.deepEqual(parseUtm(query), { source: 'mailchimp', medium: 'email', campaignId: '7KQ2M9XA0B' })
})
