/** The last net of the log: whatever bears the name of a secret does not reach standard error. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'

/** The lines that a process writes which runs `calls` on a log. */
function linesOf(calls: string): Record<string, unknown>[] {
  const program = `import { createLog } from './src/log.ts'\nconst log = createLog('info')\n${calls}`
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  })
  return stderr
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
}

const secrets = ['token', 'code', 'state', 'secret', 'password', 'authorization', 'cookie', 'accessToken']
const personal = ['claimUrl', 'name', 'email', 'amazonAccount']

test('a field with the name of a secret is not written, nor one inside another field, nor one of an error', () => {
  const fields = Object.fromEntries([...secrets, ...personal].map(name => [name, 'hush']))
  const text = JSON.stringify(fields)
  const [plain, inside, error] = linesOf(`
    log.info({ ...${text}, route: '/c/:token' }, 'request')
    log.warn({ request: { ...${text}, status: 200 } }, 'inside')
    log.error({ err: Object.assign(new Error('it broke'), { token: 'hush', code: 'hush', errno: 7 }) }, 'error')`)
  assert.deepEqual([plain?.msg, plain?.route], ['request', '/c/:token'])
  assert.deepEqual([inside?.msg, inside?.request], ['inside', { status: 200 }])
  const { stack, ...rest } = (error?.err ?? {}) as Record<string, unknown>
  assert.deepEqual(rest, { type: 'Error', message: 'it broke', errno: 7 })
  assert.match(String(stack), /it broke/)
  assert.doesNotMatch(JSON.stringify([plain, inside, error]), /hush/)
})

test('a list and a time are written as they were', () => {
  const [line] = linesOf("log.info({ at: new Date(0), ids: ['a'], none: null }, 'told')")
  assert.deepEqual([line?.at, line?.ids, line?.none], ['1970-01-01T00:00:00.000Z', ['a'], null])
})
