// Faults between two machines: lost, late, mangled or foreign answers. They fit every operation.

import { type Answer, jsonAnswer } from '../answer.ts'
import { isRecord, parseJson } from '../incentives/json.ts'
import { type Fault, OPERATIONS } from './playable.ts'

/** Larger than any honest answer, small enough for a test. */
const HUGE_BYTES = 4_000_000

export const TRANSPORT_FAULTS: Readonly<Record<string, Fault>> = {
  delay: everywhere('Performs the call and answers after `seconds` (default 10)', (call, { seconds }) => ({
    ...call.perform(),
    afterSeconds: seconds,
  })),
  cut: everywhere('Closes the connection (TCP FIN); not performed', () => ({ ...NOTHING, delivery: 'cut' })),
  rst: everywhere('Resets the connection (TCP RST); not performed', () => ({ ...NOTHING, delivery: 'rst' })),
  'never-answer': everywhere('Leaves the connection open and silent; not performed', () => ({
    ...NOTHING,
    delivery: 'never',
  })),
  'apply-then-cut': everywhere('The lost answer: performs the call, then closes the connection', call => ({
    ...call.perform(),
    delivery: 'cut',
  })),
  'apply-then-rst': everywhere('Performs the call, then resets the connection (TCP RST)', call => ({
    ...call.perform(),
    delivery: 'rst',
  })),
  'apply-then-never-answer': everywhere(
    'Performs the call and leaves the connection open and silent',
    call => ({ ...call.perform(), delivery: 'never' }),
  ),
  'cut-then-apply-later': everywhere(
    'Closes the connection at once and performs the call after `seconds` (default 10)',
    (call, { seconds, after }) => {
      after(seconds, () => call.perform())
      return { ...NOTHING, outcome: `applied after ${seconds} s`, delivery: 'cut' }
    },
  ),
  'cut-in-body': everywhere('Performs the call, announces the answer and closes half-way through', call => ({
    ...call.perform(),
    delivery: 'half',
  })),
  ...gatewayErrors(500, 'Internal Server Error'),
  ...gatewayErrors(502, 'Bad Gateway'),
  ...gatewayErrors(503, 'Service Unavailable'),
  ...gatewayErrors(504, 'Gateway Timeout'),
  'html-200': everywhere('HTTP 200 with an HTML page; not performed', () =>
    htmlAnswer(200, 'Sorry! Something went wrong on our end'),
  ),
  'empty-200': everywhere('Performs the call and answers HTTP 200 with an empty body', call => ({
    ...call.perform(),
    status: 200,
    body: '',
  })),
  redirect: everywhere('HTTP 302 to another origin; not performed', () => ({
    ...NOTHING,
    status: 302,
    headers: { Location: 'https://elsewhere.example/' },
    outcome: 'redirect',
  })),
  'truncated-json': everywhere('Performs the call and answers the first half of the JSON', call =>
    editText(call.perform(), body => body.slice(0, body.length / 2)),
  ),
  'trailing-garbage': everywhere('Performs the call and adds text after the JSON', call =>
    editText(call.perform(), body => `${body}\n<!-- generated -->`),
  ),
  'huge-body': everywhere('Performs the call and answers it with a member of 4 MB', call =>
    editJson(call.perform(), body => ({ ...body, padding: 'x'.repeat(HUGE_BYTES) })),
  ),
  'endless-body': everywhere('Performs the call and answers it with a member of 100 MB', call => ({
    ...call.perform(),
    delivery: 'flood',
  })),
  'one-byte-per-second': everywhere('Performs the call and answers one byte a second', call => ({
    ...call.perform(),
    delivery: 'drip',
  })),
  'extra-fields': everywhere('Performs the call and adds members nobody knows to the answer', call =>
    editJson(call.perform(), body => ({ newMember: 'new', newObject: { value: [1, null] }, ...body })),
  ),
}

/** The answer with its JSON body changed, amounts as they were written; one without an object stays as it is. */
export function editJson(
  answer: Answer,
  edit: (body: Record<string, unknown>) => Record<string, unknown>,
): Answer {
  return editText(answer, body => {
    const json = parseJson(Buffer.from(body))
    return isRecord(json) ? JSON.stringify(edit(json)) : body
  })
}

const NOTHING: Answer = jsonAnswer(200, null, 'nothing')

function everywhere(description: string, play: Fault['play']): Fault {
  return { description, operations: OPERATIONS, play }
}

/** What a machine in front of the operation says, in the two forms that are common. */
function gatewayErrors(status: number, title: string): Readonly<Record<string, Fault>> {
  return {
    [`html-${status}`]: everywhere(`HTTP ${status} with an HTML page; not performed`, () =>
      htmlAnswer(status, title),
    ),
    [`json-${status}`]: everywhere(`HTTP ${status} with JSON but no error code; not performed`, () =>
      jsonAnswer(status, { message: title }, `json ${status}`),
    ),
  }
}

function editText(answer: Answer, edit: (body: string) => string): Answer {
  return { ...answer, body: edit(answer.body) }
}

function htmlAnswer(status: number, title: string): Answer {
  const body = `<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1></html>`
  return { ...NOTHING, status, body, headers: { 'Content-Type': 'text/html' }, outcome: `html ${status}` }
}
