/** A deposit in review as it gets there: a lost answer first, a definite no after it. */
import { consented, depositOf, passTime, sendAlone } from './consented.ts'
import { setFaults, type TestService } from './service.ts'

/** Returns its claim link's id; Amazon has applied it. */
export async function inReview(
  service: TestService,
  ...input: Parameters<typeof consented> extends [unknown, ...infer Rest] ? Rest : never
): Promise<string> {
  await setFaults(service, [{ fault: 'apply-then-cut', count: 1 }, { fault: 'no-after-applied' }])
  const id = await consented(service, ...input)
  await sendAlone(service, id)
  await passTime(service)
  await sendAlone(service, id)
  const { state } = await depositOf(service, id)
  if (state !== 'review') throw new Error(`the deposit is ${state}, not in review`)
  await setFaults(service, [])
  return id
}
