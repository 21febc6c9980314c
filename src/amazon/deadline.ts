/** How long an exchange may take. */

/**
 * Runs `work`, whose signal says when `ms` are over: unlike `AbortSignal.timeout`, whose timer goes on after the work is
 * done and makes an error for nobody, thousands of times a minute.
 */
export async function withDeadline<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(new DOMException(`over ${ms} ms`, 'TimeoutError')), ms)
  try {
    return await work(controller.signal)
  } finally {
    clearTimeout(timer)
  }
}
