/** A last look before a request leaves: the connection stands, and not a byte has been written. */
import type { Dispatcher } from 'undici'

/** What an exchange fails with that was not let go. */
class HeldBackError extends Error {
  readonly code = 'HELD_BACK'
}

/** Asks `mayLeave` at that moment. Where it says no the request fails, and its connection stays open for the next. */
export function withLastLook(dispatcher: Dispatcher, mayLeave: () => boolean): Dispatcher {
  return dispatcher.compose(dispatch => (options, handler) => dispatch(options, looking(handler, mayLeave)))
}

function looking(handler: Dispatcher.DispatchHandler, mayLeave: () => boolean): Dispatcher.DispatchHandler {
  return {
    onRequestStart: (...args) => {
      // Thrown, because aborting would end the connection too.
      if (!mayLeave()) throw new HeldBackError('the request was held back')
      handler.onRequestStart?.(...args)
    },
    onResponseStart: (...args) => handler.onResponseStart?.(...args),
    onResponseData: (...args) => handler.onResponseData?.(...args),
    onResponseEnd: (...args) => handler.onResponseEnd?.(...args),
    onResponseError: (...args) => handler.onResponseError?.(...args),
  }
}
