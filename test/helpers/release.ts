/** A release as the image holds it: what it is made of and nothing that only develops or tests, and nobody may write to it. */
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

const root = join(import.meta.dirname, '../..')

/** As any other unprivileged user; a suite that is not root's runs it as itself. */
export const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

export function makeRelease(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'release-test-'))
  t.after(() => {
    execFileSync('chmod', ['-R', 'u+w', dir])
    rmSync(dir, { recursive: true })
  })
  for (const part of ['src', 'views', 'package.json', 'deploy/start.sh', ...productionPackages()])
    cpSync(join(root, part), join(dir, part), { recursive: true })
  execFileSync('chmod', ['-R', 'a-w,a+rX', dir])
  chmodSync(dir, 0o555)
  return dir
}

/** What `npm ci --omit=dev --omit=optional` installs. */
function productionPackages(): string[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: true; optional?: true; devOptional?: true }>
  }
  return Object.entries(packages)
    .filter(([path, { dev, optional, devOptional }]) => path !== '' && !dev && !optional && !devOptional)
    .map(([path]) => path)
}
