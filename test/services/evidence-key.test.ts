/** The evidence key is rotated: checkpoints of both keys count, people are known as before, and half a rotation is refused. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compose } from '../../src/compose.ts'
import { claimLinkId } from '../../src/domain/claim-link.ts'
import { closeCheckpoint } from '../../src/services/checkpoint.ts'
import { consent } from '../../src/services/consent.ts'
import { stampEvidenceKeys } from '../../src/storage/installation.ts'
import { john, signedIn, startCore } from '../helpers/consented.ts'
import { problemOf } from '../helpers/exported.ts'
import type { TestService } from '../helpers/service.ts'

const fresh = 'the evidence key that follows the first one'

/** The same installation with another evidence key. */
function rotated(service: TestService): TestService {
  const { accounts, publicUrl, log, resendWindowMs, evidenceKey } = service.context
  const config = { accounts: [...accounts.values()], resendWindowMs }
  const parts = { config, database: service.database, publicUrl, log }
  return { ...service, context: compose({ ...parts, evidenceKey: fresh, personKey: evidenceKey }).context }
}

test('an export with checkpoints of both keys is whole for whoever has both, and the person limit goes on', async t => {
  const before = await startCore(t)
  const links = await before.links(await before.campaign({ perPersonLimit: 1 }), 3)
  const [first = '', second = '', third = ''] = links.map(link => claimLinkId(link.split('/').at(-1) ?? ''))
  assert.equal(await consent(before.context, await signedIn(before, first)), true)
  await closeCheckpoint(before.context)
  const after = rotated(before)
  assert.equal(await consent(after.context, await signedIn(after, second)), false, 'Jane has had hers')
  assert.equal(await consent(after.context, await signedIn(after, third, john)), true)
  const known = (await closeCheckpoint(after.context)) ?? null
  assert.equal(await problemOf(t, after, known, [fresh, before.context.evidenceKey]), null)
  assert.match((await problemOf(t, after, known, [fresh])) ?? '', /^checkpoint 1: it was not made with this/)
})

test('another evidence key comes with one that is known, and another person key not at all', async t => {
  const { database, context } = await startCore(t)
  const { evidenceKey: first } = context
  const stamp = (evidenceKey: string, earlierEvidenceKeys: readonly string[], personKey: string) =>
    stampEvidenceKeys(database, { evidenceKey, earlierEvidenceKeys, personKey })
  await stamp(first, [], first)
  await assert.rejects(
    stamp(fresh, [], fresh),
    /set that one as PERSON_KEY and name it in EVIDENCE_KEY_PREVIOUS/,
  )
  await assert.rejects(stamp(fresh, [first], fresh), /set that one as PERSON_KEY/)
  await assert.rejects(stamp(fresh, [], first), /to rotate it, name it in EVIDENCE_KEY_PREVIOUS/)
  await assert.rejects(
    stamp(fresh, ['a key that nobody has seen before here'], first),
    /EVIDENCE_KEY: the checkpoints/,
  )
  await stamp(fresh, [first], first)
  // A process that has not heard of the rotation yet may come back; the next one needs the newest only.
  await stamp(first, [], first)
  await stamp('a third evidence key for the year after', [fresh], first)
})
