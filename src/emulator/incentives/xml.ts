// The API's XML face: a request becomes the JSON every operation reads, an answer becomes XML at the very end.
// Element names of errors other than ThrottlingException, and that null members are left out, are assumed.

import { XMLBuilder, XMLParser } from 'fast-xml-parser'
import type { Answer } from '../answer.ts'
import { isRecord, parseWithSource, writtenAs } from './json.ts'

/** Texts stay texts: which of them are numbers is told by their names, and their digits are kept. */
const PARSER = new XMLParser({ parseTagValue: false, ignoreDeclaration: true, ignorePiTags: true })

const BUILDER = new XMLBuilder({})

/** The request as JSON. What is not `<Operation>Request` is returned as it came: no operation can read it. */
export function readXml(operation: string, body: Uint8Array): Uint8Array {
  const xml = Buffer.from(body).toString('utf8')
  // A document type could define entities; nobody's request has one.
  if (xml.includes('<!DOCTYPE')) return body
  try {
    const request: unknown = PARSER.parse(xml, true)[`${operation}Request`]
    return request === undefined ? body : Buffer.from(JSON.stringify(request, toJson))
  } catch {
    return body
  }
}

const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/
const NUMBERS: ReadonlySet<string> = new Set(['amount', 'value', 'pageIndex', 'pageSize'])

function toJson(name: string, value: unknown): unknown {
  if (typeof value !== 'string') return value
  if (NUMBERS.has(name) && JSON_NUMBER.test(value)) return writtenAs(value)
  return name === 'showNoOps' ? value === 'true' : value
}

/** The answer in XML. What is no whole JSON any more, because a fault was played on it, stays as it is. */
export function renderXml(operation: string, answer: Answer): Answer {
  const members = readAnswer(answer.body)
  if (!members) return answer
  const body = BUILDER.build({ [rootOf(operation, members)]: elementsOf(members) })
  return { ...answer, body, headers: { 'Content-Type': 'application/xml;charset=UTF-8', ...answer.headers } }
}

/** Numbers as texts, so that 25.0 stays 25.0. */
function readAnswer(body: string): Record<string, unknown> | null {
  try {
    const json = parseWithSource(body, (_, value, { source }) => (typeof value === 'number' ? source : value))
    return isRecord(json) ? json : null
  } catch {
    return null
  }
}

/** The funds answer's root has no `Response` (documented); a throttled call's is ThrottlingException (recorded). */
function rootOf(operation: string, members: Record<string, unknown>): string {
  if (typeof members.__type === 'string') return members.__type
  if (!('status' in members)) return 'AGCODException'
  return operation === 'GetAvailableFunds' ? operation : `${operation}Response`
}

/** Without nulls and type names, and with a capital `Message` (recorded). */
function elementsOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(elementsOf)
  if (!isRecord(value)) return value
  const kept = Object.entries(value).filter(([name, member]) => member !== null && name !== '__type')
  return Object.fromEntries(
    kept.map(([name, member]) => [name === 'message' ? 'Message' : name, elementsOf(member)]),
  )
}
