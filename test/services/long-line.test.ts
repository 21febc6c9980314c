/** A long line is taken from its head: what that costs the database must not grow with what stands behind. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { leaseDue } from '../../src/services/lease.ts'
import type { Sql, Transaction } from '../../src/storage/database.ts'
import { fillLane } from '../helpers/backlog.ts'
import { startCore } from '../helpers/consented.ts'
import type { TestService } from '../helpers/service.ts'

const waiting = 5_000

type Node = { 'Node Type': string; 'Actual Rows': number; Plans?: Node[] }

const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]

/** The most rows that any step of the statement handles which locks what is leased, as it runs within `work`. */
async function mostRows(service: TestService, work: () => Promise<unknown>): Promise<number> {
  const { database } = service
  const { transaction } = database
  const rows: number[] = []
  database.transaction = async run =>
    await transaction(async tx => {
      const query: Sql['query'] = async (text, values) => {
        if (text.includes('skip locked')) rows.push(await explained(tx, text, values))
        return await tx.query(text, values)
      }
      return await run({ ...tx, query })
    })
  await work()
  database.transaction = transaction
  assert.equal(rows.length, 1)
  return rows[0] ?? 0
}

async function explained(tx: Transaction, text: string, values?: readonly unknown[]): Promise<number> {
  const [row] = await tx.query<{ 'QUERY PLAN': [{ Plan: Node }] }>(
    `explain (analyze, format json) ${text}`,
    values,
  )
  assert.ok(row)
  return Math.max(...nodesOf(row['QUERY PLAN'][0].Plan).map(node => node['Actual Rows']))
}

test('the head of a long lane is leased without a look at the rest, with and without statistics', async t => {
  const service = await startCore(t)
  const campaign = await service.campaign({ budget: '1000000.00' })
  await fillLane(service.context, campaign, { count: waiting, overMs: 60_000 })
  const lane = { partnerAccount: 'default', campaignId: campaign.id }
  const lease = () => mostRows(service, () => leaseDue(service.context, lane, 3))
  assert.equal(await lease(), 3)
  await service.database.query('vacuum analyze deposit')
  assert.equal(await lease(), 3)
})

test('a probe looks at the head of each lane alone, and in an outage at what is in doubt', async t => {
  const service = await startCore(t)
  const { database } = service
  for (let lanes = 0; lanes < 2; lanes++) {
    const campaign = await service.campaign({ budget: '1000000.00' })
    await fillLane(service.context, campaign, { count: waiting, overMs: 60_000 })
  }
  await database.query('vacuum analyze deposit')
  await database.query("update partner_account set hold_reason = 'funds', held_since = now()")
  const probe = () => mostRows(service, () => leaseDue(service.context, { probe: 'default' }, 1))
  assert.ok((await probe()) <= 20, 'ten of each lane take turns')
  await database.query("update partner_account set hold_reason = 'outage'")
  assert.ok((await probe()) <= 20)
})
