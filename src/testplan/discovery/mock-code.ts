/** Which mock codes LoadAmazonBalance has, where they are put, and what each is answered, word for word. */
import { scenarios } from '../../domain/scenario.ts'
import { type Asker, type Heard, isThrottled, type Question } from './asker.ts'
import type { Loaded } from './load.ts'
import type { Finding, World } from './record.ts'

const codes = scenarios.map(({ code }) => code)

/** The only code whose class no ordinary no has. */
const probe = 'F4000'

/** `success` is the answer to forced success, when there is one. */
export async function askMockCodes(
  asker: Asker,
  amazonAccount: string,
): Promise<{ finding: Finding; success: Loaded | null }> {
  const inRequestId = (code: string) => ({ requestId: code, amazonAccount })
  const inAccountId = (code: string) => ({ requestId: asker.newId(), amazonAccount: code })
  const places = {
    'request-id': isPlayed(probe, await asker.ask(inRequestId(probe))),
    'account-id': isPlayed(probe, await asker.ask(inAccountId(probe))),
  }
  const place = placeOf(places)
  if (!place) return { finding: { notes: [`Mock code ${probe} is played in neither place.`] }, success: null }
  const put = place === 'account-id' ? inAccountId : inRequestId
  const heard = await askEach(asker, put)
  const throttled = await askThrottle(asker, put('F0000'))
  const success = { question: put('F0000'), heard: heard.get('F0000') as Heard }
  return { finding: tell(place, heard, throttled), success: success.heard.succeeded ? success : null }
}

function tell(
  place: World['mockCodeIn'],
  heard: ReadonlyMap<string, Heard>,
  throttled: Heard | undefined,
): Finding {
  const played = [...heard].filter(([code, each]) => isPlayed(code, each))
  const missing = [...heard].filter(([code, each]) => !isPlayed(code, each))
  const httpStatus = { ...statusByClass(played), ...(throttled && { throttled: throttled.answer.status }) }
  return {
    world: { ...(place && { mockCodeIn: place }), httpStatus },
    answers: Object.fromEntries(
      played.map(
        ([
          code,
          {
            answer: { sent: _, ...answer },
          },
        ]) => [code, answer],
      ),
    ),
    notes: [
      `Mock codes are played in: ${place}.`,
      throttled
        ? `Throttling: ${throttled.words}.`
        : 'No call was throttled, so what that looks like is not known.',
      ...missing.map(([code, { words }]) => `Mock code ${code}: ${words}.`),
    ],
  }
}

/** Twice the limit at once; then rests, so that whatever comes next is let through. */
async function askThrottle(asker: Asker, question: Question): Promise<Heard | undefined> {
  const { callsPerSecond, throttleRestMs, sleep } = asker.stage
  const heard = await asker.askAll(Array.from({ length: 2 * callsPerSecond }, () => question))
  await sleep(throttleRestMs)
  return heard.find(isThrottled)
}

function placeOf(places: Readonly<Record<'request-id' | 'account-id', boolean>>): World['mockCodeIn'] {
  if (places['request-id'] && places['account-id']) return 'both'
  if (places['request-id']) return 'request-id'
  return places['account-id'] ? 'account-id' : undefined
}

async function askEach(asker: Asker, put: (code: string) => Question): Promise<Map<string, Heard>> {
  const heard = new Map<string, Heard>()
  for (const code of codes) heard.set(code, await asker.ask(put(code)))
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
  const errors = played.filter(([code]) => code !== 'F0000')
  return Object.fromEntries(errors.map(([code, { answer }]) => [classOf(code), answer.status]))
}
