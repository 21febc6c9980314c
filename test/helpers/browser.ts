// Owns starting a real Chromium for the tests: the binary that npm brings, unpacked once, or CHROME_PATH.
// The browser sees loopback only. Which pages are opened and what is checked on them belongs to the tests.

import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { access, chmod, constants, lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Browser, chromium } from 'playwright-core'

const CHROMIUM_PACKAGE = new URL('..', import.meta.resolve('@sparticuz/chromium'))
const NODE_MODULES = new URL('../../', CHROMIUM_PACKAGE)

// Playwright already passes --disable-background-networking, --disable-component-update and the like. Not the
// package's own argument list: it switches off web security, and with it CSP, CORS and SameSite.
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-domain-reliability',
  '--no-pings',
  '--no-proxy-server',
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1',
]

// The package unpacks into the temp directory of its process, without regard for others: give it a process whose
// temp directory is ours alone. Its libraries it would leave out anywhere but in AWS Lambda.
const INFLATE = `
  import { inflate } from '@sparticuz/chromium'
  import { fileURLToPath } from 'node:url'
  const archive = name => fileURLToPath(new URL('../bin/' + name, import.meta.resolve('@sparticuz/chromium')))
  await Promise.all(['chromium.br', 'al2023.tar.br', 'fonts.tar.br'].map(name => inflate(archive(name))))
`

// Relative, so that the directory may be renamed and the checkout moved; the package's own file says /tmp.
const FONTS_CONF = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
</fontconfig>
`

const run = promisify(execFile)

type Executable = { path: string; env: NodeJS.ProcessEnv }

/**
 * Starts a headless Chromium that resolves no host but localhost and 127.0.0.1; the caller closes it.
 * Keep to http://localhost: the bundled binary lacks libsqlite3 and dies on https where the system has none.
 * Throws when no Chromium can run here (the message names CHROME_PATH) or when text has no width.
 */
export async function launchBrowser(): Promise<Browser> {
  const { path, env } = await findExecutable()
  const browser = await chromium.launch({ executablePath: path, args: ARGUMENTS, env }).catch(cause => {
    throw new Error(`Chromium at ${path} did not start; set CHROME_PATH to an installed Chromium`, { cause })
  })
  try {
    await requireFonts(browser)
  } catch (error) {
    await browser.close()
    throw error
  }
  return browser
}

async function findExecutable(): Promise<Executable> {
  const installed = process.env.CHROME_PATH
  if (installed) return { path: installed, env: process.env }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `The Chromium that npm brings runs on linux x64 only, not on ${process.platform} ${process.arch}; ` +
        'set CHROME_PATH to an installed Chromium',
    )
  }
  const directory = await findUnpacked()
  const libraries = { LD_LIBRARY_PATH: join(directory, 'al2023/lib') }
  const fonts = { FONTCONFIG_FILE: join(directory, 'fonts.conf') }
  return { path: join(directory, 'chromium'), env: { ...process.env, ...libraries, ...fonts } }
}

/** The directory of the unpacked browser: under node_modules, else (read-only checkout) in the temp directory. */
async function findUnpacked(): Promise<string> {
  const { version } = JSON.parse(await readFile(new URL('package.json', CHROMIUM_PACKAGE), 'utf8'))
  const shared = join(fileURLToPath(NODE_MODULES), '.cache', `chromium-${version}`)
  const own = join(tmpdir(), `chromium-${version}-uid${process.getuid?.()}`)
  const problems: unknown[] = []
  for (const directory of [shared, own]) {
    if (!(await isUsable(directory))) await unpackInto(directory).catch(problem => problems.push(problem))
    if (await isUsable(directory)) return directory
  }
  throw new AggregateError(problems, `Chromium could be unpacked neither into ${shared} nor into ${own}`)
}

/** Executable, and put there by root or this user: the name in the temp directory is one anybody can guess. */
async function isUsable(directory: string): Promise<boolean> {
  try {
    await access(join(directory, 'chromium'), constants.X_OK)
    const { uid } = await lstat(directory)
    return uid === 0 || uid === process.getuid?.()
  } catch {
    return false
  }
}

/** Unpacks beside `directory`, then renames, so that another process sees all of it or nothing. */
async function unpackInto(directory: string): Promise<void> {
  const staging = `${directory}.${randomUUID()}`
  try {
    await mkdir(staging, { recursive: true })
    await run(process.execPath, ['--input-type=module', '--eval', INFLATE], {
      cwd: fileURLToPath(NODE_MODULES),
      env: { ...process.env, TMPDIR: staging },
    })
    await chmod(join(staging, 'chromium'), 0o755)
    await writeFile(join(staging, 'fonts.conf'), FONTS_CONF)
    await rename(staging, directory)
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}

/** Without its fonts the browser gives every text a width of zero and all layout checks pass for nothing. */
async function requireFonts(browser: Browser): Promise<void> {
  const page = await browser.newPage()
  await page.setContent('<span>canary</span>')
  const box = await page.locator('span').boundingBox()
  await page.close()
  if (!box || box.width <= 20) throw new Error('Chromium found no fonts: text has no width')
}
