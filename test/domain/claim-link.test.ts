/** The claim link's identity, and when it can be claimed: to the millisecond and to the cent. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Campaign, CampaignState } from '../../src/domain/campaign.ts'
import { whyClosed } from '../../src/domain/campaign.ts'
import {
  actingLink,
  claimLinkId,
  claimTokenBytes,
  reference,
  whyNotRetryable,
  whyUnclaimable,
} from '../../src/domain/claim-link.ts'
import { encodeCrockford } from '../../src/domain/crockford.ts'
import { type DepositState, requestId } from '../../src/domain/deposit.ts'

const opensAt = new Date('2026-03-01T00:00:00.000Z')
const closesAt = new Date('2026-04-01T00:00:00.000Z')
const inside = new Date('2026-03-15T12:00:00.000Z')
const after = (time: Date, ms: number) => new Date(time.getTime() + ms)

const campaign: Campaign = {
  id: 'c1',
  partnerAccount: 'default',
  state: 'live',
  name: '',
  senderName: 'Acme',
  brandColor: '#112233',
  supportContact: 'help@acme.example',
  message: '',
  logo: null,
  logoWidth: null,
  logoHeight: null,
  notificationText: '',
  rehearsedAt: null,
  amountMinor: 2500,
  currency: 'USD',
  opensAt,
  closesAt,
  timeZone: 'UTC',
  budgetMinor: 10_000,
  grantedMinor: 0,
  perPersonLimit: 1,
  anotherAccount: false,
  heldSince: null,
  createdAt: opensAt,
}
const link = {
  revokedAt: null,
  expiresAt: null,
  pausedAt: null,
  issuing: false,
  amountMinor: 2500,
  rehearsal: false,
  reserved: false,
}

test('a claim token carries at least 128 random bits', () => {
  assert.ok(claimTokenBytes * 8 >= 128)
})

test('the id is 26 characters of Crockford base32 of SHA-256 of "claim-link:" and the token', () => {
  fc.assert(
    fc.property(fc.string(), token => {
      const id = claimLinkId(token)
      assert.match(id, /^[0-9A-HJKMNP-TV-Z]{26}$/)
      assert.equal(id, encodeCrockford(createHash('sha256').update('claim-link:').update(token).digest(), 26))
      assert.equal(id, claimLinkId(token))
    }),
  )
})

test('a fixed token has a fixed id, so that a lost database can be rebuilt from mailed links', () => {
  const digest = BigInt(`0x${createHash('sha256').update('claim-link:AAAAAAAAAAAAAAAAAAAAAA').digest('hex')}`)
  const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
  const expected = Array.from(
    { length: 26 },
    (_, index) => alphabet[Number((digest >> (251n - 5n * BigInt(index))) & 31n)],
  )
  assert.equal(claimLinkId('AAAAAAAAAAAAAAAAAAAAAA'), expected.join(''))
})

test('different tokens have different ids', () => {
  const ids = Array.from({ length: 2000 }, (_, index) => claimLinkId(`token-${index}`))
  assert.equal(new Set(ids).size, ids.length)
})

test('a request id begins with the partner id and is at most 40 alphanumeric characters', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9]{1,5}$/), fc.string(), (partnerId, token) => {
      const id = requestId(partnerId, claimLinkId(token))
      assert.ok(id.startsWith(partnerId))
      assert.match(id, /^[A-Za-z0-9]{1,40}$/)
    }),
  )
})

test('the reference is the head of the id in two groups of four', () => {
  assert.equal(reference('7KQ2M9XA0123456789ABCDEFGH'), '7KQ2-M9XA')
})

test('the window opens at its first instant and closes at its end instant', () => {
  const at = (now: Date) => whyUnclaimable(link, campaign, now)
  assert.equal(at(after(opensAt, -1)), 'not-yet-open')
  assert.equal(at(opensAt), null)
  assert.equal(at(after(opensAt, 1)), null)
  assert.equal(at(after(closesAt, -1)), null)
  assert.equal(at(closesAt), 'expired')
  assert.equal(at(after(closesAt, 1)), 'expired')
})

test('the window is open exactly while opensAt <= now < closesAt', () => {
  fc.assert(
    fc.property(fc.integer({ min: -5, max: 5 }), fc.constantFrom(opensAt, closesAt), (ms, edge) => {
      const now = after(edge, ms)
      const open = opensAt <= now && now < closesAt
      assert.equal(whyClosed(campaign, now) === null, open)
    }),
  )
})

test('a paused campaign says so only while its window is open', () => {
  const paused = { ...campaign, state: 'paused' as const }
  assert.equal(whyUnclaimable(link, paused, inside), 'paused')
  assert.equal(whyUnclaimable(link, paused, after(opensAt, -1)), 'not-yet-open')
  assert.equal(whyUnclaimable(link, paused, closesAt), 'expired')
})

test('an ended campaign has ended at any time, and is expired after its window', () => {
  const ended = { ...campaign, state: 'ended' as const }
  for (const now of [after(opensAt, -1), inside]) assert.equal(whyUnclaimable(link, ended, now), 'ended')
  assert.equal(whyUnclaimable(link, ended, closesAt), 'expired')
})

test('a draft is not launched for anybody but a rehearsal, which is there for the time before', () => {
  const draft = { ...campaign, state: 'draft' as const }
  const rehearsal = { ...link, rehearsal: true }
  for (const now of [after(opensAt, -1), inside]) {
    assert.equal(whyUnclaimable(link, draft, now), 'not-launched')
    assert.equal(whyUnclaimable(rehearsal, draft, now), null)
  }
  assert.equal(whyUnclaimable(rehearsal, campaign, after(opensAt, -1)), null)
  assert.equal(whyUnclaimable(rehearsal, { ...campaign, state: 'paused' }, inside), 'paused')
  assert.equal(whyUnclaimable(rehearsal, draft, closesAt), 'expired')
})

test('the budget allows the last cent and not one more', () => {
  const left = (grantedMinor: number) => whyUnclaimable(link, { ...campaign, grantedMinor }, inside)
  assert.equal(left(7_500), null)
  assert.equal(left(7_501), 'budget-used-up')
  assert.equal(left(10_000), 'budget-used-up')
})

test('a rehearsal link touches no budget', () => {
  assert.equal(
    whyUnclaimable({ ...link, rehearsal: true }, { ...campaign, grantedMinor: 10_000 }, inside),
    null,
  )
})

test('a revoked link is revoked, whatever else is true', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<CampaignState>('draft', 'live', 'paused', 'ended'),
      fc.nat({ max: 10_000 }),
      fc.boolean(),
      (state, grantedMinor, rehearsal) => {
        const revoked = { ...link, rehearsal, revokedAt: inside }
        for (const now of [after(opensAt, -1), inside, closesAt]) {
          assert.equal(whyUnclaimable(revoked, { ...campaign, state, grantedMinor }, now), 'revoked')
        }
      },
    ),
  )
})

test('a reserved link needs no budget, and a refused one is retried only where it fits again', () => {
  const spent = { ...campaign, grantedMinor: 10_000 }
  assert.equal(whyUnclaimable({ ...link, reserved: true }, spent, inside), null)
  const refused = { ...link, reserved: true }
  assert.equal(whyNotRetryable(refused, spent, inside), 'budget-used-up')
  assert.equal(whyNotRetryable(refused, { ...campaign, grantedMinor: 7_500 }, inside), null)
  assert.equal(whyNotRetryable(refused, campaign, closesAt), 'expired')
})

test('a link stands for the first of its retried chain that is not refused, and a replaced one for itself', () => {
  const chain = (...states: (DepositState | null)[]) =>
    states.map((depositState, index) => ({ id: 'abcd'[index] ?? '', depositState }))
  const standsFor = (links: ReturnType<typeof chain>) =>
    links.map(({ id }) => actingLink(links, id)?.id).join('')
  assert.equal(standsFor(chain(null)), 'a')
  assert.equal(standsFor(chain('refused')), 'a')
  assert.equal(standsFor(chain('refused', null)), 'bb')
  assert.equal(standsFor(chain('refused', 'refused', 'review')), 'ccc')
  assert.equal(standsFor(chain('refused', 'deposited')), 'bb')
  assert.equal(standsFor(chain('deposited', null)), 'aa', 'a SUCCESS that came late leads back')
  assert.equal(
    standsFor(chain('deposited', null, null)),
    'aaa',
    'also from one in the place of its successor',
  )
  assert.equal(standsFor(chain('refused', 'deposited', null, 'refused')), 'bbbb')
  assert.equal(standsFor(chain('refused', 'deposited', 'refused')), 'bbb')
  assert.equal(standsFor(chain(null, 'refused', null)), 'acc', 'the first was replaced unclaimed')
  assert.equal(standsFor(chain('refused', null, null)), 'bbc', 'the successor was replaced unclaimed')
  assert.equal(actingLink([], 'a'), undefined)
})
