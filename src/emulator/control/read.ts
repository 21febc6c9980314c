// How the control surface reads what it is asked for.

import { z } from 'zod'

/** The request in this form. @throws with HTTP status 400 and what is wrong with it, by field and fix. */
export function read<T>(form: z.ZodType<T>, request: unknown): T {
  const parsed = form.safeParse(request)
  if (parsed.success) return parsed.data
  throw Object.assign(new Error(z.prettifyError(parsed.error)), { status: 400 })
}
