/** The launch checklist in the terminal. */
import { launchSummary, stepStateWords, whoAndWhen } from '../../views/operator/launch-list.ts'
import { isUndone, type ShownStep } from '../domain/launch-list.ts'
import { launchGroups } from '../domain/launch-step.ts'
import type { LaunchList } from '../services/launch-list.ts'

/** For scripts. */
export function listShown({ account, steps, blockers, goLiveAt, launchedAt }: LaunchList) {
  return {
    account: account.name,
    environment: account.amazonEnv,
    steps: steps.map(({ id, group, title, what, who, businessDays, state, mandatory, says, fix, mark }) => ({
      ...{ id, group, title, what, who, businessDays, state, mandatory, says, fix, mark },
    })),
    blockers: blockers.map(({ id }) => id),
    goLiveAt,
    launchedAt,
  }
}

export function listLines(lists: readonly LaunchList[], before: readonly ShownStep[]): string[] {
  return [
    ...before.flatMap((step, index) => stepLines(step, before[index - 1])),
    ...lists.flatMap(accountLines),
  ]
}

function accountLines(list: LaunchList): string[] {
  const { account, steps } = list
  return [
    `${account.name} (${account.marketplace}, ${account.amazonEnv})`,
    ...steps.flatMap(groupedLines),
    '',
    ...launchSummary(list),
  ]
}

function groupedLines(step: ShownStep, index: number, all: readonly ShownStep[]): string[] {
  const head = all[index - 1]?.group === step.group ? [] : ['', launchGroups[step.group]]
  return [...head, ...stepLines(step)]
}

/** Several problems of one step tell once what it is about. */
function stepLines(step: ShownStep, previous?: ShownStep): string[] {
  const { id, title, state, says, what, fix, mark, mandatory } = step
  const word = `[${stepStateWords[state]}]`.padEnd(17)
  const lines = [`${word} ${title} (${id}${mandatory ? '' : ', optional'}): ${says}`]
  const indent = ' '.repeat(18)
  if (mark) lines.push(`${indent}${mark.by}, ${mark.at.toISOString().slice(0, 10)}: ${mark.note}`)
  if (isUndone(step) && previous?.id !== id) lines.push(`${indent}${what} Who: ${whoAndWhen(step)}.`)
  if (fix) lines.push(`${indent}To do: ${fix}`)
  return lines
}
