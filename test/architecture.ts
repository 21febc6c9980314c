/**
 * The checker of the rules that every source file keeps: which way imports run, and where Express, SQL, HTTP
 * clients, the environment and the clock may appear. It reads text only, so it can be tested on fabricated sources.
 */
import { dirname, posix } from 'node:path'

/** Text by path from the project's root. */
export type Sources = ReadonlyMap<string, string>

export const mayImport: Readonly<Record<string, readonly string[]>> = {
  domain: ['domain'],
  amazon: ['amazon', 'domain'],
  storage: ['storage', 'domain'],
  identity: ['identity', 'domain'],
  services: ['services', 'storage', 'amazon', 'identity', 'domain'],
  http: ['http', 'services', 'domain', 'views'],
  views: ['views', 'domain'],
  config: ['config', 'domain'],
  testplan: ['testplan', 'services', 'amazon', 'domain', 'views'],
  emulator: ['emulator'],
}

/** Everything but the emulator: what the command line and the top level put together. */
export const everything = [...Object.keys(mayImport).filter(name => name !== 'emulator'), 'cli', 'top']

/** The command `emulator` is the emulator's own entry point under another name, and loads nothing else of it. */
const runsTheEmulator = 'src/cli/emulator.ts src/emulator/main.ts'

const packageHomes: ReadonlyArray<readonly [RegExp, string, (path: string) => boolean]> = [
  [
    /^express(-session)?$/,
    'Express',
    path => path === 'src/app.ts' || /^(http|emulator)$/.test(layerOf(path)),
  ],
  [/^(undici|aws4)$/, 'an HTTP client', path => layerOf(path) === 'amazon'],
  [/^openid-client$/, 'an OAuth client', path => /^(amazon|identity)$/.test(layerOf(path))],
  [/^pg(-|$)/, 'the database driver', path => layerOf(path) === 'storage'],
]
const readsEnvironment = ['src/main.ts', 'src/cli.ts', 'src/emulator/main.ts']
const sqlStart =
  /^\s*(?:(?:select|SELECT)\s+\S|(?:insert|INSERT)\s+(?:into|INTO)\s|(?:update|UPDATE)\s+\S+\s+(?:set|SET)\s|(?:delete|DELETE)\s+(?:from|FROM)\s|(?:create|alter|drop|truncate)\s+(?:table|index|database|role|schema)\b|with\s+\w+\s+as\s*\(|(?:begin|commit|rollback)$)/

export function violations(sources: Sources): string[] {
  const each = [...sources].flatMap(([path, text]) => [
    ...importsOf(text).flatMap(name => againstDirection(path, name)),
    ...againstPlaces(path, text),
  ])
  return [...each, ...cycles(sources)]
}

function againstDirection(path: string, name: string): string[] {
  if (!name.startsWith('.')) {
    const homeless = packageHomes.filter(([pattern, , home]) => pattern.test(name) && !home(path))
    return homeless.map(([, what]) => `${path} imports ${what} (${name})`)
  }
  const target = resolve(path, name)
  const allowed = mayImport[layerOf(path)] ?? everything
  if (`${path} ${target}` === runsTheEmulator) return []
  return allowed.includes(layerOf(target)) ? [] : [`${path} imports ${target}`]
}

function againstPlaces(path: string, text: string): string[] {
  const code = text.replaceAll(tokens, token => (token.startsWith('/') ? '' : token))
  const domain = layerOf(path) === 'domain'
  const breaks: ReadonlyArray<readonly [boolean, string]> = [
    [layerOf(path) !== 'storage' && literalsOf(text).some(literal => sqlStart.test(literal)), 'holds SQL'],
    [
      !readsEnvironment.includes(path) && /\bprocess\s*\.\s*env\b|from 'node:process'/.test(code),
      'reads the environment',
    ],
    [
      path.startsWith('src/cli/') &&
        path !== 'src/cli/terminal.ts' &&
        /\bconsole\.|\bprocess\.(stdin|stdout|stderr)\b/.test(code),
      'reads or prints past its terminal',
    ],
    [domain && /\bDate\.now\b|\bnew Date\(\s*\)/.test(code), 'asks the clock'],
    [domain && /\bMath\.random\b|\brandom(Bytes|UUID|Int)\b/.test(code), 'makes randomness'],
    [
      domain && importsOf(text).some(name => name.startsWith('node:') && name !== 'node:crypto'),
      'imports more of Node than hashing',
    ],
    // A language is one file, however much there is to say.
    [text.split('\n').length > 201 && !path.startsWith('views/messages/'), 'is longer than 200 lines'],
  ]
  return breaks.filter(([broken]) => broken).map(([, what]) => `${path} ${what}`)
}

function cycles(sources: Sources): string[] {
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): string[] => {
    if (trail.includes(path)) return [`cycle: ${[...trail.slice(trail.indexOf(path)), path].join(' > ')}`]
    if (done.has(path)) return []
    const next = importsOf(sources.get(path) ?? '').filter(name => name.startsWith('.'))
    const found = [...new Set(next)].flatMap(name => visit(resolve(path, name), [...trail, path]))
    done.add(path)
    return found
  }
  return [...sources.keys()].flatMap(path => visit(path, []))
}

/** Comments and literals; a literal inside a template's hole comes out as a piece, which is enough here. */
const tokens = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g

function literalsOf(text: string): string[] {
  return [...text.matchAll(tokens)]
    .map(([token]) => token)
    .filter(token => !token.startsWith('/'))
    .map(token => token.slice(1, -1))
}

function importsOf(text: string): string[] {
  const forms =
    /^\s*(?:import|export)\b[^'"`;=]*?from\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm
  return [...text.matchAll(forms)].map(match => match[1] ?? match[2] ?? match[3] ?? '')
}

function resolve(path: string, name: string): string {
  return posix.join(dirname(path), name)
}

/** The folder that a file belongs to; the files directly in src are the top level. */
export function layerOf(path: string): string {
  const [area, folder] = path.split('/')
  if (area === 'views') return 'views'
  if (path === 'src/cli.ts') return 'cli'
  return path.split('/').length > 2 ? (folder ?? '') : 'top'
}
