/** Which mock codes LoadAmazonBalance has, where they are put, and what each is answered, word for word. */
import { scenarios } from '../../domain/scenario.ts'
import type { Asker, Question } from './asker.ts'
import { type Heard, isThrottled, notesOf } from './heard.ts'
import type { Loaded } from './load.ts'
import type { Finding, RecordedAnswer, World } from './record.ts'

const codes = scenarios.map(({ code }) => code)

/** The only code whose class no ordinary no has. */
const probe = 'F4000'

type Place = 'request-id' | 'account-id'

/** `success` is the answer to forced success, when there is one. */
export async function askMockCodes(
  asker: Asker,
  amazonAccount: string,
): Promise<{ finding: Finding; success: Loaded | null }> {
  const questions: Readonly<Record<Place, (code: string) => Question>> = {
    'request-id': code => ({ requestId: code, amazonAccount }),
    'account-id': code => ({ requestId: asker.newId(), amazonAccount: code }),
  }
  const inRequestId = await asker.ask(`Mock code ${probe} as request id`, questions['request-id'](probe))
  const inAccountId = await asker.ask(`Mock code ${probe} as account id`, questions['account-id'](probe))
  const probed = { 'request-id': inRequestId, 'account-id': inAccountId }
  const where = placesIn(probed)
  const put = where.played[0] && questions[where.played[0]]
  if (!put) return { finding: tellNowhere(asker, where, [inRequestId, inAccountId]), success: null }
  const heard = await askEach(asker, put)
  const burst = await asker.askAtOnce('Throttling', put('F0000'), 2 * asker.stage.callsPerSecond)
  const success = { question: put('F0000'), heard: heard.get('F0000') as Heard }
  return { finding: tell(where, heard, burst), success: success.heard.succeeded ? success : null }
}

/** Where a mock code is played, and whether that is all there is to know. */
type Where = { readonly played: readonly Place[]; readonly known: boolean }

function placesIn(probed: Readonly<Record<Place, Heard>>): Where {
  const places = ['request-id', 'account-id'] as const
  return {
    played: places.filter(place => isPlayed(probe, probed[place])),
    known: places.every(place => probed[place].answer !== null),
  }
}

function tellNowhere(asker: Asker, { known }: Where, probes: readonly Heard[]): Finding {
  if (known) return { notes: [`Mock code ${probe} is played in neither place.`] }
  asker.leaveOut('Every mock code, and throttling')
  return { notes: notesOf(...probes) }
}

function tell(
  { played: places, known }: Where,
  heard: ReadonlyMap<string, Heard>,
  burst: readonly Heard[],
): Finding {
  const played = [...heard].filter(([code, each]) => isPlayed(code, each))
  const missing = [...heard.values()].filter(each => !played.some(([, other]) => other === each))
  const throttled = burst.find(isThrottled)
  const httpStatus = {
    ...statusByClass(played),
    ...(throttled?.answer && { throttled: throttled.answer.status }),
  }
  const mockCodeIn: World['mockCodeIn'] = places.length === 2 ? 'both' : places[0]
  return {
    world: { ...(known && mockCodeIn && { mockCodeIn }), httpStatus },
    answers: Object.fromEntries(played.flatMap(([code, { answer }]) => withoutRequest(code, answer))),
    notes: [
      `Mock codes are played in: ${mockCodeIn}${known ? '' : ', the other place was not answered'}.`,
      ...tellThrottle(throttled, burst),
      ...notesOf(...missing),
    ],
  }
}

function tellThrottle(throttled: Heard | undefined, burst: readonly Heard[]): string[] {
  if (throttled) return [`Throttling: ${throttled.words}.`]
  const answered = burst.every(({ answer }) => answer !== null)
  return answered ? ['No call was throttled, so what that looks like is not known.'] : []
}

async function askEach(asker: Asker, put: (code: string) => Question): Promise<Map<string, Heard>> {
  const heard = new Map<string, Heard>()
  for (const code of codes) heard.set(code, await asker.ask(`Mock code ${code}`, put(code)))
  return heard
}

/** The answer's class is that of the code; F0000 is forced success. */
function isPlayed(code: string, heard: Heard | undefined): boolean {
  if (code === 'F0000') return heard?.succeeded === true
  return heard?.fields.errorCode === classOf(code)
}

function classOf(code: string): string {
  return `${code.slice(0, 2)}00`
}

function statusByClass(played: ReadonlyArray<readonly [string, Heard]>): Record<string, number> {
  const statuses = played.flatMap(([code, { answer }]) =>
    answer && code !== 'F0000' ? [[classOf(code), answer.status] as const] : [],
  )
  return Object.fromEntries(statuses)
}

/** One code is asked once, so nothing is to be fitted into another request. */
function withoutRequest(code: string, answer: RecordedAnswer | null): [string, RecordedAnswer][] {
  if (!answer) return []
  const { sent: _, ...rest } = answer
  return [[code, rest]]
}
