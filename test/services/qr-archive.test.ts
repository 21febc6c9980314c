/** QR codes that a decoder reads, alone and as an archive of a delivered list, and lists that are refused. */
import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { csvLine, csvLines } from '../../src/domain/csv.ts'
import { issueLinks } from '../../src/services/claim-link.ts'
import { readDelivered } from '../../src/services/delivered-file.ts'

import { type QrFormat, qrArchive } from '../../src/services/qr-archive.ts'
import { type QrUse, qrPng, qrSvg } from '../../src/services/qr-code.ts'
import { revokeLink } from '../../src/services/revoke.ts'
import { decodeQr } from '../helpers/qr.ts'
import { startTestService, type TestService } from '../helpers/service.ts'
import { unzip } from '../helpers/zip.ts'

const url = 'https://rewards.example/c/AAAAAAAAAAAAAAAAAAAAAA'

type Delivered = { readonly external_id: string; readonly claim_url: string }

async function started(t: TestContext, names: readonly string[]) {
  const service = await startTestService(t, { serve: false })
  const campaign = await service.campaign()
  const orders = names.map(externalId => ({ externalId, amountMinor: 2_500 }))
  const issued = await issueLinks(service.context, campaign, orders, 'a test')
  const rows = issued.map(link => ({ external_id: link.externalId ?? '', claim_url: link.claimUrl }))
  return { service, campaign, rows }
}

async function archiveOf(
  { context }: TestService,
  csv: string,
  more: { format?: QrFormat; campaignId?: string } = {},
): Promise<{ files: Map<string, Buffer>; counts: number[] }> {
  const counts: number[] = []
  const links = readDelivered(context, Readable.from([Buffer.from(csv)]), more.campaignId ?? null)
  const archive = qrArchive({ links, format: more.format ?? 'svg', onCode: count => counts.push(count) })
  const parts: Buffer[] = []
  for await (const part of archive) parts.push(part)
  return { files: await unzip(parts), counts }
}

const csvOf = (rows: readonly Delivered[]) => {
  const columns = ['external_id', 'claim_url'] as const
  return `${csvLine(columns)}\r\n${csvLines(columns, rows)}`
}

for (const [use, medium, modules] of [
  ['screen', 'qr', 33],
  ['print', 'print', 41],
] as const satisfies readonly (readonly [QrUse, string, number])[])
  test(`a code for ${use} is read back, with a quiet zone of four modules, dark on light`, async () => {
    const png = qrPng(url, use)
    assert.equal(decodeQr(png), `${url}?utm_medium=${medium}`)
    const svg = await qrSvg(url, use)
    const [, size] = /viewBox="0 0 (\d+) \1"/.exec(svg) ?? []
    assert.equal(Number(size), modules + 8)
    assert.match(svg, new RegExp(`fill="#ffffff" d="M0 0h${size}v${size}H0z"`))
    const [, drawn = ''] = /stroke="#000000" d="([^"]*)"/.exec(svg) ?? []
    assert.match(drawn, /^M4 4\.5h7/, 'the first finder begins right and down of the quiet zone')
  })

test('an archive has a code for each line, named by the external id, and each is the code of its link', async t => {
  const names = ['ann', 'Ann', '../../etc/passwd', 'CON', 'Åsa, Öberg', '=cmd']
  const { service, campaign, rows } = await started(t, names)
  const more = { format: 'png' as const, campaignId: campaign.id }
  const { files, counts } = await archiveOf(service, csvOf(rows), more)
  assert.deepEqual(
    [...files.keys()],
    ['ann.png', 'Ann-2.png', '_._etc_passwd.png', '_CON.png', 'Åsa_Öberg.png', '_cmd.png'],
  )
  assert.deepEqual(
    [...files.values()].map(decodeQr),
    rows.map(row => `${row.claim_url}?utm_medium=print`),
  )
  assert.deepEqual(counts, [1, 2, 3, 4, 5, 6])
})

test('columns may stand anywhere, more of them too, with a byte order mark; without a name the link’s reference stands in', async t => {
  const { service, rows } = await started(t, ['a', 'b'])
  const [first, second] = rows
  const csv = `\uFEFFnote,claim_url,external_id\r\n"x, y",${first?.claim_url}?utm_source=z,a\r\n,${second?.claim_url},\r\n`
  const { files } = await archiveOf(service, csv)
  const [one, two] = [...files.keys()]
  assert.equal(one, 'a.svg')
  assert.match(two ?? '', /^[0-9A-Z]{4}-[0-9A-Z]{4}\.svg$/)
  assert.match(files.get('a.svg')?.toString() ?? '', /^<svg /)
})

test('what is no link of ours, of another campaign or revoked is refused with its line, before it is on paper', async t => {
  const { service, rows } = await started(t, ['a', 'b', 'c'])
  const other = await service.campaign()
  const [, second] = rows
  const refuse = (csv: string, reason: RegExp, campaignId?: string) =>
    assert.rejects(archiveOf(service, csv, campaignId === undefined ? {} : { campaignId }), reason)
  const withSecond = (claim_url: string) =>
    csvOf(rows.map(row => (row === second ? { ...row, claim_url } : row)))
  await refuse('external_id,claim_url\n', /file: line 1: the file has no link/)
  await refuse('', /file: line 1: the file has no link/)
  await refuse('external_id\na\n', /file: line 1: there must be a column claim_url/)
  await refuse(
    withSecond('https://evil.example/c/AAAAAAAAAAAAAAAAAAAAAA'),
    /line 3: claim_url does not begin with/,
  )
  await refuse(
    withSecond(`${service.context.publicUrl}/c/*|CLAIM|*`),
    /line 3: claim_url does not begin with/,
  )
  await refuse(
    withSecond(`${service.context.publicUrl}/c/AAAAAAAAAAAAAAAAAAAAAA`),
    /line 3: there is no such link of this service, or it was revoked/,
  )
  await refuse(csvOf(rows), /line 2: there is no such link of this campaign/, other.id)
  await revokeLink(service.context, second?.claim_url ?? '', 'Ann')
  await refuse(csvOf(rows), /line 3: there is no such link/)
  await refuse('external_id,claim_url\n"open', /file: line 2: a quote/)
})
