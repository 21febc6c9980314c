/** What a check of the launch checklist found, and how it says so. */

/** `open` where it cannot know yet. */
export type Finding = {
  readonly result: 'passed' | 'failed' | 'open' | 'not-applicable'
  readonly says: string
  /** What to do, where something is to be done. */
  readonly fix: string | null
}

export function passed(says: string): Finding {
  return { result: 'passed', says, fix: null }
}

export function failed(says: string, fix: string): Finding {
  return { result: 'failed', says, fix }
}

export function open(says: string, fix: string): Finding {
  return { result: 'open', says, fix }
}

export function notApplicable(says: string): Finding {
  return { result: 'not-applicable', says, fix: null }
}
