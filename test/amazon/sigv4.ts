// Signature Version 4 computed from AWS's text, apart from the client's and the emulator's.
import { createHash, createHmac } from 'node:crypto'

export type Signed = {
  host: string
  operation: string
  headers: Readonly<Record<string, string>>
  names: readonly string[]
  body: string
}

export const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest('hex')
export const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()

/** The canonical request of a POST without query (AWS, "Create a canonical request"). */
export function canonicalHash({ host, operation, headers, names, body }: Signed): string {
  const lower = Object.fromEntries(
    Object.entries({ ...headers, host }).map(([name, value]) => [name.toLowerCase(), value]),
  )
  const lines = names.map(name => `${name}:${lower[name]?.trim()}\n`)
  return sha256(`POST\n/${operation}\n\n${lines.join('')}\n${names.join(';')}\n${sha256(body)}`)
}

export function derivedKey(secret: string, day: string, region: string): Buffer {
  return ['aws4_request'].reduce(hmac, hmac(hmac(hmac(`AWS4${secret}`, day), region), 'AGCODService'))
}

export function signature(key: Buffer, date: string, region: string, canonical: string): string {
  const scope = `${date.slice(0, 8)}/${region}/AGCODService/aws4_request`
  return hmac(key, `AWS4-HMAC-SHA256\n${date}\n${scope}\n${canonical}`).toString('hex')
}

export const json = 'application/json'
export const target = (operation: string) => `com.amazonaws.agcod.AGCODService.${operation}`
