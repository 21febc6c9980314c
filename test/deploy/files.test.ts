/** What the files in deploy/ promise, read as text: no engine runs here that could build or start them. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'

const root = join(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const manifest = JSON.parse(read('package.json'))

/** Instructions of a Dockerfile in their order, with continued lines joined and comments left out. */
const instructions = read('deploy/Dockerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll('\\\n', ' ')
  .split('\n')
  .filter(Boolean)
  .map(line => [line.split(' ')[0] ?? '', line.slice(line.indexOf(' ') + 1)] as const)
const all = (name: string) => instructions.filter(([word]) => word === name).map(([, rest]) => rest)

/** A version in full: `latest`, a bare major and none at all are whatever they are today. */
const pinned = /:\d+\.\d+(\.\d+)?(-[\w.]+)?$/

test('the image is pinned, small, unprivileged and unconfigured, and says whether it lives', () => {
  for (const image of all('FROM')) assert.match(image.split(' ')[0] ?? '', pinned)
  assert.deepEqual(
    all('FROM').map(image => image.match(/^node:([\d.]+)-alpine/)?.[1]),
    [manifest.devDependencies.node, manifest.devDependencies.node],
    'the Node that the tests run on',
  )
  assert.match(all('USER').at(-1) ?? '', /^[1-9]\d*:[1-9]\d*$/)
  assert.ok(
    instructions.findLastIndex(([word]) => word === 'USER') >
      instructions.findLastIndex(([word]) => word === 'COPY'),
  )
  assert.match(all('RUN').join('\n'), /npm ci --omit=dev --omit=optional --ignore-scripts/)
  assert.doesNotMatch(read('deploy/Dockerfile').replaceAll(/^#.*$/gm, ''), /AMAZON_ENV|SECRET|_KEY/)
  assert.equal(all('HEALTHCHECK').length, 1)
  assert.deepEqual(all('ENTRYPOINT'), ['["/app/deploy/start.sh"]'])
  const sources = all('COPY')
    .filter(copy => !copy.startsWith('--from'))
    .flatMap(copy => copy.split(' ').slice(0, -1))
  const sent = read('.dockerignore')
    .split('\n')
    .filter(line => line.startsWith('!'))
    .map(line => line.slice(1))
  assert.match(read('.dockerignore'), /^\*$/m, 'nothing is sent that is not named')
  for (const source of sources)
    assert.ok(existsSync(join(root, source)) && sent.includes(source.replace('./', '')), source)
})

test('the image and the unit run the command of npm start', () => {
  const [flags = ''] =
    /--max-old-space-size=\d+ --max-semi-space-size=\d+ src\/main\.ts/.exec(manifest.scripts.start) ?? []
  assert.notEqual(flags, '')
  assert.ok(read('deploy/start.sh').includes(`exec node ${flags} "$@"`))
  assert.match(
    read('deploy/login-and-receive@.service'),
    /^ExecStart=\/opt\/login-and-receive\/deploy\/start\.sh$/m,
  )
})

type Service = {
  image?: string
  read_only?: boolean
  privileged?: boolean
  cap_drop?: string[]
  security_opt?: string[]
  ports?: string[]
  environment?: Record<string, string>
  volumes?: string[]
  logging?: { options: Record<string, string> }
}

test('the compose file has two processes that write nowhere but their state, behind the one open port', () => {
  const { services } = parse(read('deploy/compose.yaml'), { merge: true }) as {
    services: Record<string, Service>
  }
  assert.deepEqual(Object.keys(services), ['service-1', 'service-2', 'database', 'proxy'])
  for (const [name, { image = '', privileged, environment = {} }] of Object.entries(services)) {
    assert.match(image, pinned, name)
    assert.equal(privileged, undefined)
    for (const [variable, value] of Object.entries(environment))
      if (/AMAZON_ENV|PASSWORD|PUBLIC/.test(variable))
        assert.match(value, /\$\{\w+:\?/, `${variable} has no default`)
  }
  const [one, two] = [services['service-1'], services['service-2']]
  for (const service of [one, two]) {
    assert.deepEqual([service?.read_only, service?.cap_drop], [true, ['ALL']])
    assert.deepEqual([service?.environment?.HOST, service?.environment?.PORT], ['0.0.0.0', '3000'])
  }
  assert.notDeepEqual(one?.volumes, two?.volumes, 'what each remembers of the database is its own')
  for (const service of Object.values(services)) {
    assert.deepEqual(service.security_opt, ['no-new-privileges:true'])
    assert.ok(service.logging?.options['max-size'], 'a log that nobody cuts fills the disk')
    for (const volume of service.volumes ?? [])
      if (volume.startsWith('./'))
        assert.ok(existsSync(join(root, 'deploy', volume.split(':')[0] ?? '')), volume)
  }
  assert.deepEqual(
    Object.entries(services)
      .filter(([, { ports }]) => ports)
      .map(([name]) => name),
    ['proxy'],
  )
  const proxy = read('deploy/Caddyfile')
  assert.match(proxy, /reverse_proxy service-1:3000 service-2:3000/)
  assert.match(proxy, /health_uri \/health\/ready/)
  assert.doesNotMatch(proxy, /^\s*log\b/m, 'the path of a claim link holds its token')
  const { scrape_configs: jobs } = parse(read('deploy/prometheus/prometheus.yml'))
  assert.deepEqual(jobs[0].static_configs[0].targets, ['service-1:3000', 'service-2:3000'])
})

test('the unit has no privilege, writes to its state alone and gives a drain its time', () => {
  const unit = read('deploy/login-and-receive@.service')
  const value = (name: string) => unit.match(new RegExp(`^${name}=(.*)$`, 'm'))?.[1]
  for (const name of [
    'NoNewPrivileges',
    'ProtectHome',
    'PrivateTmp',
    'PrivateDevices',
    'ProtectKernelModules',
  ])
    assert.equal(value(name), 'yes', name)
  assert.deepEqual([value('ProtectSystem'), value('CapabilityBoundingSet')], ['strict', ''])
  assert.ok(Number(value('TimeoutStopSec')) > 10)
  assert.equal(value('EnvironmentFile'), '/etc/login-and-receive/env')
  assert.doesNotMatch(unit, /^Environment=AMAZON_ENV/m)
  assert.equal(value('User'), 'login-and-receive')
  assert.match(unit, /^Environment=HOST=127\.0\.0\.1$/m, 'who comes past the proxy comes without TLS')
  assert.match(unit, /^Environment=PORT=%i$/m)
  assert.equal(value('StateDirectory'), 'login-and-receive/%i', 'what each remembers is its own')
})
