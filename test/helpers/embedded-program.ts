/**
 * A program that opens the embedded PostgreSQL of the directory in its argument, prints the connection as one line
 * of JSON, stays until its standard input ends, and leaves. embedded.test.ts runs several and kills some.
 */
import { openEmbedded } from '../../src/storage/embedded/server.ts'

const [dir = ''] = process.argv.slice(2)
const server = await openEmbedded(dir, { durable: false })
console.log(JSON.stringify(server.connection))
process.stdin.resume().once('end', () => void server.close())
