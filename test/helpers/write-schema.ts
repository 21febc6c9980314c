/** Writes src/storage/schema.txt anew from what the migrations make: npm run schema, after every new migration. */
import { writeFileSync } from 'node:fs'
import { openDatabase } from '../../src/storage/database.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { describeSchema } from '../../src/storage/schema.ts'
import { createTestDatabase } from './database.ts'

const { url, drop } = await createTestDatabase()
const database = await openDatabase({ current: () => ({ connectionString: url }) })
await migrate(database)
writeFileSync(new URL('../../src/storage/schema.txt', import.meta.url), await describeSchema(database))
await database.close()
await drop()
