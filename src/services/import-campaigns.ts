/** The campaigns of an export, each at the partner account that it was made for. */
import { DomainError } from '../domain/errors.ts'
import type { PartnerAccount } from '../domain/partner-account.ts'
import type { Sql } from '../storage/database.ts'
import * as imports from '../storage/import.ts'
import { accountOf, type Context } from './context.ts'
import { type Numbered, numberedRows } from './export-file.ts'
import { broken, type Row } from './export-row.ts'
import { refused } from './import-rows.ts'

/** The partner account of each campaign, by the campaign's id. */
export type AccountByCampaign = ReadonlyMap<string, PartnerAccount>

/** Throws `invalid-input` with the line of a campaign whose partner account is not the one that it was. */
export async function importCampaigns(context: Context, tx: Sql, file: string): Promise<AccountByCampaign> {
  const accounts = new Map<string, PartnerAccount>()
  for await (const numbered of numberedRows(file, 'campaign')) {
    const { line, row } = numbered
    if (accounts.has(row.id)) throw broken(line, `campaign ${row.id} is in the export twice`)
    accounts.set(row.id, accountOfCampaign(context, numbered))
    // An export has no pictures.
    await imports
      .insertCampaign(tx, { ...row, logo: null, logoWidth: null, logoHeight: null })
      .catch(refused(line, line))
  }
  if (accounts.size > 0) return accounts
  throw new DomainError('invalid-input', `the export "${file}" has no campaign: is it the whole file?`)
}

function accountOfCampaign(context: Context, { line, row }: Numbered<'campaign'>): PartnerAccount {
  if (!context.accounts.has(row.partnerAccount))
    throw broken(line, `partner account "${row.partnerAccount}" is not configured; configure it as it was`)
  const account = accountOf(context, row.partnerAccount)
  requireSamePlace(line, row, account)
  if (account.currency === row.currency) return account
  throw broken(
    line,
    `campaign ${row.id} is in ${row.currency}, and partner account "${account.name}" in ${account.currency}; configure its marketplace as it was`,
  )
}

/** What the sandbox has played is no money that was paid. */
function requireSamePlace(
  line: number,
  { amazonEnv, incentivesHost }: Row<'campaign'>,
  { name, amazonEnv: ownEnv, incentives }: PartnerAccount,
): void {
  if (amazonEnv === ownEnv && incentivesHost === incentives.host) return
  if (amazonEnv === null && ownEnv !== 'production') return
  throw broken(
    line,
    amazonEnv === null
      ? 'it does not tell the environment, as those of 0.1.0: import it with that release, then upgrade'
      : `partner account "${name}" was in ${amazonEnv} at ${incentivesHost}, and is in ${ownEnv} at ${incentives.host} here`,
  )
}
