/** The whole service is killed while a list goes up, and while its links come down: nothing is half there afterwards. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { request } from 'undici'
import { rowsOf } from '../helpers/batch.ts'
import { type CookieClient, createCookieClient, formOf, type Response } from '../helpers/cookie-client.ts'
import { formWith, press, settled } from '../helpers/pressed.ts'
import { dataDir } from '../helpers/program.ts'
import { readyLines, type ServiceProgram, startService } from '../helpers/service-program.ts'
import { enterBy } from '../helpers/staff.ts'
import { upload } from '../helpers/upload.ts'

const lines = 20_000
const list = `external_id\n${Array.from({ length: lines }, (_, row) => `r-${row}`).join('\n')}\n`

test('kill -9 in an upload and in a download: no link is claimable before a whole file is confirmed', async t => {
  const dir = dataDir(t)
  const ann = createCookieClient()
  t.after(() => ann.close())

  const first = await restart(t, dir, ann)
  await assert.rejects(send(first, ann, halfAndThen(first)))
  const second = await restart(t, dir, ann)
  assert.equal((await reported(second, ann)).length, 1, 'only the link of the trial is there')
  const batch = await send(second, ann, list)
  assert.match(batch.text, /20,000 links can be issued/)

  await assert.rejects(downloadAndKill(second, ann, batch))
  const third = await restart(t, dir, ann)
  const path = new URL(batch.url).pathname
  assert.doesNotMatch((await ann.get(third.url + path)).text, /make 20,000 links live/)
  const file = await press(ann, await ann.get(third.url + path), /Download the links/)
  assert.equal(new Set(rowsOf(file.text).map(row => row.claim_url)).size, lines)
  await settled(ann, await press(ann, await ann.get(third.url + path), /make 20,000 links live/))
  const states = (await reported(third, ann)).map(({ state }) => state)
  assert.deepEqual([states.length, new Set(states)], [lines + 1, new Set(['unclaimed'])])
})

/** The service on the data of the one before, and Ann signed in by the link that it prints. */
async function restart(t: TestContext, dir: string, ann: CookieClient): Promise<ServiceProgram> {
  const service = await startService(t, dir)
  await enterBy(ann, readyLines(service).at(-1)?.replace('Staff sign-in, once: ', '') ?? '')
  return service
}

/** Half of the list, and once the service has staged some of that, its end. */
async function* halfAndThen({ child, exit }: ServiceProgram): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(list)
  yield bytes.subarray(0, bytes.length / 2)
  await new Promise(resolve => setTimeout(resolve, 500))
  child.kill('SIGKILL')
  await exit
  yield bytes.subarray(bytes.length / 2)
}

async function downloadAndKill({ child }: ServiceProgram, ann: CookieClient, page: Response): Promise<void> {
  const { action, fields } = formWith(page, /Download the links/)
  const { body } = await request(new URL(action, page.url).href, {
    method: 'POST',
    headers: {
      cookie: ann.cookies.header(page.url),
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'same-origin',
    },
    body: new URLSearchParams(fields).toString(),
  })
  for await (const _ of body) child.kill('SIGKILL')
}

/** The page of the order that came of the file. */
async function send(
  service: ServiceProgram,
  ann: CookieClient,
  file: string | AsyncIterable<Buffer>,
): Promise<Response> {
  const path = await campaignPath(service, ann)
  const { fields } = formOf((await ann.get(`${path}/links`)).text)
  return await settled(ann, await upload(ann, `${path}/links/order/file?csrf=${fields.csrf}`, { file }))
}

/** The links of the only campaign, as its report tells them. */
async function reported(
  service: ServiceProgram,
  ann: CookieClient,
): Promise<ReadonlyArray<{ readonly state: string }>> {
  const { text } = await ann.get(`${await campaignPath(service, ann)}/report?format=ndjson`)
  return text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
}

async function campaignPath({ url }: ServiceProgram, ann: CookieClient): Promise<string> {
  const [path] = /\/admin\/campaigns\/[0-9A-Z]{10}/.exec((await ann.get(`${url}/admin/campaigns`)).text) ?? []
  return url + path
}
