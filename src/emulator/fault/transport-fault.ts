// Faults between two machines: lost, late, mangled or foreign answers. They fit every operation.

import { type Answer, jsonAnswer } from '../answer.ts'
import { type Fault, OPERATIONS } from './playable.ts'

/** Larger than any honest answer, small enough for a test. */
const HUGE_BYTES = 4_000_000

export const TRANSPORT_FAULTS: Readonly<Record<string, Fault>> = {
  delay: {
    description: 'Performs the call and answers after `seconds` (default 10)',
    operations: OPERATIONS,
    play: (call, seconds) => ({ ...call.perform(), afterSeconds: seconds }),
  },
  cut: {
    description: 'Closes the connection without performing the call',
    operations: OPERATIONS,
    play: () => ({ ...NOTHING, outcome: 'cut', delivery: 'cut' }),
  },
  'apply-then-cut': {
    description: 'Performs the call, then closes the connection without an answer',
    operations: OPERATIONS,
    play: call => ({ ...call.perform(), delivery: 'cut' }),
  },
  'apply-then-never-answer': {
    description: 'Performs the call and leaves the connection open and silent',
    operations: OPERATIONS,
    play: call => ({ ...call.perform(), delivery: 'never' }),
  },
  'html-503': {
    description: 'HTTP 503 with an HTML page; not performed',
    operations: OPERATIONS,
    play: () => htmlAnswer(503, 'Service Unavailable'),
  },
  'html-200': {
    description: 'HTTP 200 with an HTML page; not performed',
    operations: OPERATIONS,
    play: () => htmlAnswer(200, 'Sorry! Something went wrong on our end'),
  },
  redirect: {
    description: 'HTTP 302 to another origin; not performed',
    operations: OPERATIONS,
    play: () => ({
      ...NOTHING,
      status: 302,
      headers: { Location: 'https://elsewhere.example/' },
      outcome: 'redirect',
    }),
  },
  'truncated-json': {
    description: 'Performs the call and answers the first half of the JSON',
    operations: OPERATIONS,
    play: call => editText(call.perform(), body => body.slice(0, body.length / 2)),
  },
  'huge-body': {
    description: 'Performs the call and answers it with a member of 4 MB',
    operations: OPERATIONS,
    play: call => editJson(call.perform(), body => ({ ...body, padding: 'x'.repeat(HUGE_BYTES) })),
  },
  'one-byte-per-second': {
    description: 'Performs the call and answers one byte a second',
    operations: OPERATIONS,
    play: call => ({ ...call.perform(), delivery: 'drip' }),
  },
  'extra-fields': {
    description: 'Performs the call and adds members nobody knows to the answer',
    operations: OPERATIONS,
    play: call =>
      editJson(call.perform(), body => ({ newMember: 'new', newObject: { value: [1, null] }, ...body })),
  },
}

/** The answer with its JSON body changed. */
export function editJson(
  answer: Answer,
  edit: (body: Record<string, unknown>) => Record<string, unknown>,
): Answer {
  return editText(answer, body => JSON.stringify(edit(JSON.parse(body))))
}

const NOTHING: Answer = jsonAnswer(200, null, 'nothing')

function editText(answer: Answer, edit: (body: string) => string): Answer {
  return { ...answer, body: edit(answer.body) }
}

function htmlAnswer(status: number, title: string): Answer {
  const body = `<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1></html>`
  return { ...NOTHING, status, body, headers: { 'Content-Type': 'text/html' }, outcome: `html ${status}` }
}
