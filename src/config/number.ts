/** Numbers of the environment, whose range is named whatever is wrong: "must be a number" helps nobody who gave one. */
import { z } from 'zod'

/** `what` stands in "must be a number of hours from 1 to 720". */
export function numberIn(what: string, least: number, most: number) {
  const error = `must be a ${what} from ${least} to ${most}`
  return z.coerce.number(error).min(least, error).max(most, error)
}

export function wholeNumberIn(what: string, least: number, most: number) {
  const error = `must be a ${what} from ${least} to ${most}`
  return z.coerce.number(error).int(error).min(least, error).max(most, error)
}
