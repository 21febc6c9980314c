/** The state of access keys and the steps of a rotation in plain words, for the command line and for the page. */
import { isRefused, type KeyFacts } from '../../src/domain/access-key.ts'
import { longestRotationDays, type StepName } from '../../src/domain/key-rotation.ts'

export type StepWords = {
  /** What there is to do. */
  readonly title: string
  /** How, by whom, and what to look out for. */
  readonly text: string
}

export const stepWords: Readonly<Record<StepName, StepWords>> = {
  create: {
    title: 'Make a second key',
    text: 'Somebody with the role “IT Manager” makes it in the Incentives portal of this partner account, under “API security credentials”. The secret is shown once. Put it into the configuration as the next pair.',
  },
  load: {
    title: 'Give it to every process',
    text: 'Restart them one after the other with the new configuration; a keys file is read again by itself. Other applications that use the same keys need it too: this service does not see them.',
  },
  prove: {
    title: 'Prove it',
    text: 'One real call, GetAvailableFunds, is signed with the new key. Nothing else changes.',
  },
  switch: {
    title: 'Let the new key sign',
    text: 'All processes switch together, within a few seconds. The old key stands in if Amazon should refuse the new one.',
  },
  deactivate: {
    title: 'Switch the old key off',
    text: 'In the Incentives portal, once no other application needs it: deactivate it, and do not delete it yet. Then ask Amazon with it here: the answer must be no.',
  },
  validate: {
    title: 'Look whether all goes on',
    text: 'Amazon has to take the new key once more. The next deposit shows it; asking Amazon with it does too. If something is wrong, activate the old key again.',
  },
  delete: {
    title: 'Delete the old key',
    text: 'In the portal, where only inactive keys can be deleted. Then make the new pair the active one in the configuration and remove the next pair.',
  },
}

/** What Amazon last said of a key. */
export function answerWords(facts: KeyFacts): string {
  if (isRefused(facts)) return 'Amazon refuses it'
  return facts.provenAt ? 'Amazon accepts it' : 'Amazon was not asked yet'
}

/** How old it is, as far as anybody knows. */
export function ageWords(key: { readonly days: number; readonly createdAt: Date | null }): string {
  const { days, createdAt } = key
  if (days === 0) return createdAt ? 'made today' : 'first seen today'
  const count = days === 1 ? '1 day' : `${days} days`
  return createdAt ? count : `at least ${count}`
}

export function overdueWords(days: number): string {
  return `Two keys have been active for ${days} days. Amazon wants one outside a rotation, and a rotation takes no longer than ${longestRotationDays} days: finish it.`
}
