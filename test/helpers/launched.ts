/** Production that was opened for claims long ago. */
import pg from 'pg'

/** Opens every partner account of the database, which a program has set up before. */
export async function openForClaims(databaseUrl: string): Promise<void> {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  await client.query('update partner_account set launched_at = now()').finally(() => client.end())
}
