/** The launch checklist in the terminal. */
import { launchSummary, stepStateWords } from '../../views/operator/launch-list.ts'
import type { ShownStep } from '../domain/launch-list.ts'
import { launchGroups } from '../domain/launch-step.ts'
import type { LaunchList } from '../services/launch-list.ts'

/** For scripts. */
export function listShown({ account, steps, blockers, goLiveAt, launchedAt }: LaunchList) {
  return {
    account: account.name,
    environment: account.amazonEnv,
    steps: steps.map(({ id, group, title, state, mandatory, says, fix, mark }) => ({
      ...{ id, group, title, state, mandatory, says, fix, mark },
    })),
    blockers: blockers.map(({ id }) => id),
    goLiveAt,
    launchedAt,
  }
}

export function listLines(lists: readonly LaunchList[], before: readonly ShownStep[]): string[] {
  return [...before.flatMap(stepLines), ...lists.flatMap(accountLines)]
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

function stepLines({ id, title, state, says, fix, mark, mandatory }: ShownStep): string[] {
  const word = `[${stepStateWords[state]}]`.padEnd(17)
  const lines = [`${word} ${title} (${id}${mandatory ? '' : ', optional'}): ${says}`]
  const indent = ' '.repeat(18)
  if (mark) lines.push(`${indent}${mark.by}, ${mark.at.toISOString().slice(0, 10)}: ${mark.note}`)
  if (fix) lines.push(`${indent}To do: ${fix}`)
  return lines
}
