/** What each page of a claim asks of the database: the number of statements is most of what a page costs. */
import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { channel } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { type TestContext, test } from 'node:test'
import { formOf, type Response } from '../helpers/cookie-client.ts'
import { createRecipient, submit, titleOf } from '../helpers/recipient.ts'
import { startTestService, type TestService } from '../helpers/service.ts'

type Asked = { statements: number; transactions: number }

/** Counts what the newest request asks until the deposit is sent, in a transaction; background work belongs to no request. */
function countStatements(t: TestContext, { url, database }: TestService): () => Asked {
  const request = new AsyncLocalStorage<Asked>()
  let newest: Asked = { statements: 0, transactions: 0 }
  const begin = (message: unknown) => {
    const { headers } = (message as { request: IncomingMessage }).request
    // The emulator is asked in this process too.
    if (headers.host !== new URL(url).host) return
    newest = { statements: 0, transactions: 0 }
    request.enterWith(newest)
  }
  const { query, transaction } = database
  database.query = (text, values) => {
    const asked = request.getStore()
    if (asked?.transactions === 0) asked.statements++
    return query(text, values)
  }
  database.transaction = work => {
    const asked = request.getStore()
    if (asked) asked.transactions++
    return transaction(work)
  }
  const started = channel('http.server.request.start')
  started.subscribe(begin)
  t.after(() => started.unsubscribe(begin))
  return () => newest
}

test('a claim asks the database eight times until its consent is on record, and once after', async t => {
  const service = await startTestService(t)
  const [link = ''] = await service.links(await service.campaign())
  const recipient = createRecipient()
  t.after(() => recipient.close())
  const asked = countStatements(t, service)
  const walked: Record<string, number> = {}
  const walk = async (stage: string, step: Promise<Response>) => {
    const page = await step
    walked[stage] = asked().statements
    return page
  }

  const landing = await walk('landing', recipient.get(link))
  const start = await walk('sign-in start', recipient.get(`${landing.url}/sign-in`))
  const amazon = await recipient.follow(start)
  const back = await submit(recipient, amazon, formOf(amazon.text), { account: 'jane' })
  const callback = await walk('callback', recipient.follow(back))
  const confirm = await walk('confirm page', recipient.follow(callback))
  const claimed = await walk('consent', submit(recipient, confirm, formOf(confirm.text)))
  const result = await walk('result', recipient.follow(claimed))
  assert.equal(titleOf(result.text), '$25.00 deposited')
  assert.deepEqual(walked, {
    landing: 1,
    'sign-in start': 2,
    callback: 2,
    'confirm page': 1,
    consent: 2,
    result: 1,
  })
})
