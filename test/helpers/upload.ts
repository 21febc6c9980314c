/** A file sent by a form of the staff's pages, as a browser does it. */
import { Readable } from 'node:stream'
import { request } from 'undici'
import type { CookieClient, Response } from './cookie-client.ts'

const boundary = 'a-boundary-that-no-file-has'

export type Sent = {
  readonly file: string | Buffer | AsyncIterable<Buffer>
  readonly fileName?: string
  readonly fields?: Readonly<Record<string, string>>
}

/** The answer, once the whole form has been sent. */
export async function upload(client: CookieClient, address: string, sent: Sent): Promise<Response> {
  const answer = await request(address, {
    method: 'POST',
    headers: {
      cookie: client.cookies.header(address),
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'sec-fetch-site': 'same-origin',
    },
    body: Readable.from(formOf(sent)),
  })
  const target = [answer.headers.location].flat()[0]
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text: await answer.body.text(),
    url: address,
    location: target === undefined ? undefined : new URL(target, address).href,
  }
}

/** The form, without its end where the file throws. */
export async function* formOf({ file, fileName = 'people.csv', fields = {} }: Sent): AsyncGenerator<Buffer> {
  for (const [name, value] of Object.entries(fields))
    yield Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
  yield Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${fileName}"\r\nContent-Type: text/csv\r\n\r\n`,
  )
  if (typeof file === 'string' || Buffer.isBuffer(file)) yield Buffer.from(file)
  else yield* file
  yield Buffer.from(`\r\n--${boundary}--\r\n`)
}
