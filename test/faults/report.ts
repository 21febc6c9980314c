/** The table at the end: every figure and violation, then one line for each scenario. */
import type { Result, Scenario } from './scenario.ts'

export type Played = { readonly scenario: Scenario; readonly seconds: number } & Result

export function printReport(played: readonly Played[], seconds: number): void {
  for (const each of played) printOne(each)
  console.log(`\n${'SCENARIO'.padEnd(10)}${'TIME'.padStart(7)}  RESULT`)
  for (const { scenario, seconds: own, violations } of played)
    console.log(
      `${scenario.name.padEnd(10)}${`${own} s`.padStart(7)}  ${resultOf(violations)}, ${scenario.title}`,
    )
  const broken = played.filter(({ violations }) => violations.length > 0)
  console.log(`\n${played.length} scenarios in ${seconds} s, ${broken.length} violated`)
}

function printOne({ scenario: { name, title }, figures, violations }: Played): void {
  console.log(`\n${name} ${title}: ${resultOf(violations)}`)
  for (const [what, figure] of Object.entries(figures)) console.log(`  ${what.padEnd(28)}  ${figure}`)
  for (const line of shortened(violations)) console.log(`  ! ${line}`)
}

function resultOf(violations: readonly string[]): string {
  return violations.length === 0 ? 'kept' : 'VIOLATED'
}

/** The first few of each kind, which the first word names. */
function shortened(violations: readonly string[]): string[] {
  const kinds = Map.groupBy(violations, violation => violation.split(' ')[0] ?? '')
  return [...kinds.values()].flatMap(kind => [
    ...kind.slice(0, 3),
    ...(kind.length > 3 ? [`and ${kind.length - 3} more of these`] : []),
  ])
}
