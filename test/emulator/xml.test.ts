import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { call, emulatorFor, lines, type Reply, send, setFaults } from './client.ts'

const XML = 'application/xml'

function createBody(members = '', amount = '1.00'): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<CreateGiftCardRequest><creationRequestId>Emul1A</creationRequestId><partnerId>Emul1</partnerId>
<value><currencyCode>USD</currencyCode><amount>${amount}</amount></value>${members}</CreateGiftCardRequest>`
}

async function createFor(t: TestContext, body: string): Promise<Reply> {
  const { url } = await emulatorFor(t)
  return call(url, 'CreateGiftCard', body, { headers: { accept: XML, 'content-type': XML } })
}

test('a card is created and answered in XML, nulls left out, amounts as floats', async t => {
  const { status, headers, text } = await createFor(t, createBody())
  assert.deepEqual([status, headers['content-type']], [200, 'application/xml;charset=UTF-8'])
  assert.match(
    text,
    /^<CreateGiftCardResponse><cardInfo><cardStatus>Fulfilled<\/cardStatus><value><amount>1\.0<\/amount><currencyCode>USD<\/currencyCode><\/value><\/cardInfo><creationRequestId>Emul1A<\/creationRequestId><gcClaimCode>[A-Z0-9-]{16}<\/gcClaimCode><gcId>A[A-Z0-9]{13}<\/gcId><status>SUCCESS<\/status><\/CreateGiftCardResponse>$/,
  )
})

test('XML is read whatever the content type says, and accept decides what is answered', async t => {
  const { url } = await emulatorFor(t)
  const form = 'application/x-www-form-urlencoded; charset=UTF-8'
  const cases: readonly (readonly [headers: Record<string, string>, answered: RegExp])[] = [
    [{ 'content-type': form, accept: XML }, /^</],
    [{ 'content-type': form, accept: 'application/json' }, /^\{/],
    [{ 'content-type': 'text/xml', accept: 'text/xml, application/json' }, /^</],
    [{ 'content-type': XML, accept: 'application/json, text/xml' }, /^\{/],
    [{ 'content-type': XML, accept: '*/*' }, /^</],
  ]
  for (const [headers, answered] of cases) {
    const { status, text } = await call(url, 'CreateGiftCard', createBody(), { headers })
    assert.equal(status, 200, text)
    assert.match(text, answered, JSON.stringify(headers))
  }
  const json = '{"partnerId":"Emul1"}'
  const accepting = (accept: string) => call(url, 'GetAvailableFunds', json, { headers: { accept } })
  assert.match((await accepting('*/*')).text, /^\{/)
  assert.match((await accepting(XML)).text, /^<GetAvailableFunds><availableFunds><amount>999999\.0</)
})

test('a load in XML stands in the ledger with the digits it was written with', async t => {
  const { url } = await emulatorFor(t)
  const body =
    '<LoadAmazonBalanceRequest><loadBalanceRequestId>Emul1A</loadBalanceRequestId><partnerId>Emul1</partnerId><amount><currencyCode>USD</currencyCode><value>19.250</value></amount><account><id>amzn1.account.AEJANE</id><type>2</type></account></LoadAmazonBalanceRequest>'
  const { text } = await call(url, 'LoadAmazonBalance', body, { headers: { accept: XML } })
  assert.match(text, /^<LoadAmazonBalanceResponse>.*<value>19\.25<\/value>.*<status>SUCCESS</)
  assert.match((await send(`${url}/_emulator/ledger`)).text, /"amount":19\.250,/)
  assert.equal((await lines(url, 'calls'))[0]?.requestId, 'Emul1A')
})

test('the activity page understands numbers and booleans in XML', async t => {
  const { url } = await emulatorFor(t)
  const xml = { headers: { accept: XML } }
  await call(url, 'CreateGiftCard', createBody(), xml)
  await call(url, 'CreateGiftCard', createBody(), xml)
  const body = (noOps: boolean) =>
    `<GetGiftCardActivityPageRequest><requestId>1</requestId><partnerId>Emul1</partnerId><utcStartDate>2000-01-01T00:00:00</utcStartDate><utcEndDate>2100-01-01T00:00:00</utcEndDate><pageIndex>0</pageIndex><pageSize>10</pageSize><showNoOps>${noOps}</showNoOps></GetGiftCardActivityPageRequest>`
  const rows = async (noOps: boolean) => {
    const { text } = await call(url, 'GetGiftCardActivityPage', body(noOps), xml)
    return text.match(/<activityType>GCCreation</g)?.length
  }
  assert.deepEqual([await rows(true), await rows(false)], [2, 1])
})

test('an error has its code, type and a capital Message', async t => {
  const { status, text } = await createFor(t, createBody('', '-1'))
  assert.equal(status, 400)
  assert.match(text, /<agcodResponse><creationRequestId>Emul1A<\/creationRequestId><status>FAILURE</)
  assert.match(
    text,
    /<errorCode>F200<\/errorCode><errorType>InvalidAmountValue<\/errorType><Message>Amount must be larger than 0<\/Message>/,
  )
})

test('a throttled call and a wrong signature have their type as the root', async t => {
  const { url } = await emulatorFor(t, { throttle: { perSecond: 1 } })
  const ask = () => call(url, 'CreateGiftCard', createBody(), { headers: { accept: XML } })
  await ask()
  assert.equal(
    (await ask()).text,
    '<ThrottlingException><Message>Rate exceeded</Message></ThrottlingException>',
  )
  const unsigned = await send(`${url}/CreateGiftCard`, { method: 'POST', body: createBody() })
  assert.deepEqual(
    [unsigned.status, unsigned.text],
    [
      403,
      '<MissingAuthenticationTokenException><Message>Missing Authentication Token</Message></MissingAuthenticationTokenException>',
    ],
  )
})

test('what is no request of this operation in XML is ill-typed', async t => {
  const bodies = [
    createBody().replaceAll('CreateGiftCard', 'CancelGiftCard'),
    createBody().replace('</value>', ''),
    '<CreateGiftCardRequest><__proto__><partnerId>Emul1</partnerId></__proto__></CreateGiftCardRequest>',
    `<!DOCTYPE a [<!ENTITY id "Emul1A">]>${createBody().replace('Emul1A', '&id;').slice(38)}`,
    createBody('', ''),
    createBody('', '1,00'),
    createBody('', '0x10'),
    '<',
  ]
  for (const body of bodies) {
    const { status, text } = await createFor(t, body)
    assert.deepEqual([status, text], [400, '<AGCODException></AGCODException>'], body)
  }
})

test('text is unescaped on the way in and escaped on the way out', async t => {
  const { text } = await createFor(t, createBody().replace('Emul1A', 'Emul1&lt;b&gt;&amp;'))
  assert.match(text, /<creationRequestId>Emul1&lt;b&gt;&amp;<\/creationRequestId>/)
})

test('an answer that a fault left unreadable stays as it is', async t => {
  const { url } = await emulatorFor(t)
  await setFaults(url, [{ fault: 'html-503', operation: 'CreateGiftCard' }])
  const { headers, text } = await call(url, 'CreateGiftCard', createBody(), { headers: { accept: XML } })
  assert.match(text, /^<!doctype html>/)
  assert.match(String(headers['content-type']), /^text\/html/)
})
