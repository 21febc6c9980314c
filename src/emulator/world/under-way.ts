// Which calls are still being answered, so that a twin of one of them can be told.

import type { Answer } from '../answer.ts'
import type { PlayableCall } from '../fault/playable.ts'
import { type AgcodError, failure } from '../incentives/agcod-error.ts'
import type { World } from './world.ts'

export interface UnderWay {
  /** An error for a call whose request id is still being answered, where the world has one; else null. */
  refuse(call: PlayableCall, world: World): Answer | null
  enter(call: PlayableCall): void
  leave(call: PlayableCall): void
}

export function createUnderWay(): UnderWay {
  const running = new Set<PlayableCall>()
  return {
    refuse(call, { twin }) {
      if (twin === 'replay' || call.requestId === null) return null
      const first = [...running].some(other => other.requestId === call.requestId)
      return first ? failure(call.operation, ALREADY_RUNNING, {}) : null
    },
    enter: call => void running.add(call),
    leave: call => void running.delete(call),
  }
}

/** Invented: Amazon publishes no error for it. */
const ALREADY_RUNNING: AgcodError = {
  errorCode: 'F200',
  errorType: 'RequestAlreadyInProgress',
  message: 'Request Already In Progress',
}
