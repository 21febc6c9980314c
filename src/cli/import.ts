/** `import` */
import { type Imported, importExport } from '../services/import.ts'
import type { Progress } from '../services/import-rows.ts'
import { by, type Command, reason, reasonOf } from './command.ts'
import { note, print } from './print.ts'
import { withContext } from './program.ts'

export const importCommand: Command = {
  path: 'import',
  text: 'After the loss of the database: bring the campaigns and claim links of an export into a new one',
  argument: 'EXPORT_FILE',
  options: { by, reason: { ...reason, required: true } },
  run: (input, env) =>
    withContext(env, async context => {
      const imported = await importExport(context, input.argument, reasonOf(input), tell())
      const { campaigns, claimLinks, deposited } = imported
      print(`${campaigns} campaigns, ${claimLinks} claim links, ${deposited} of them deposited`)
      explain(imported)
    }),
}

const toldEvery = 10_000

/** A line whenever so many more are in: a million links take minutes. */
function tell(): Progress {
  const told = { 'claim links': 0, deposits: 0 }
  return (what, count) => {
    if (count < told[what] + toldEvery) return
    told[what] = count
    note(`${count} ${what}`)
  }
}

const shown = 20

function explain({ unclaimedAgain, unknownSuccessors }: Imported): void {
  if (unclaimedAgain > 0)
    note(
      `${unclaimedAgain} links were claimed and not deposited when the export was made: unless "reconcile" finds them at Amazon, their recipients have to claim again.`,
    )
  if (unknownSuccessors.length > 0)
    note(
      `${unknownSuccessors.length} links were made for another account after a refusal, and no URL leads to them: give their recipients the URL that "link replace" prints for ${unknownSuccessors.slice(0, shown).join(', ')}${unknownSuccessors.length > shown ? ', …' : ''}.`,
    )
  note(
    'Every partner account is on hold: nothing is claimed or sent. Run "reconcile --close" against what Amazon knows; then "account release NAME --by NAME --reason TEXT".',
  )
}
