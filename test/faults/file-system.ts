/** An ext4 file system of its own on a loop device, whose power can be cut: what was not synced is gone. */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Scope } from '../helpers/program.ts'

export type FileSystem = {
  /** Where it is mounted. */
  readonly dir: string
  /** From now on nothing reaches the disk, the journal included, and all programs on it get errors. */
  cutPower(): void
  /** Mounts it again, which replays the journal. The programs on it must be gone. */
  restorePower(): Promise<void>
}

/** EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH, as `xfs_io -x -c shutdown` does; Node has no ioctl. */
const shutdown = 'open(F, "<", $ARGV[0]) or die $!; $f = pack("L", 2); ioctl(F, 0x8004587d, $f) or die $!'
const size = '1G'

export function mountFileSystem(scope: Scope): FileSystem {
  const base = mkdtempSync(join(tmpdir(), 'power-cut-'))
  chmodSync(base, 0o711)
  const image = join(base, 'image')
  const dir = join(base, 'mount')
  mkdirSync(dir)
  scope.after(() => rmSync(base, { recursive: true, force: true }))
  run('truncate', '-s', size, image)
  run('mkfs.ext4', '-q', '-F', image)
  const device = run('losetup', '-f', '--show', image).trim()
  scope.after(() => void run('losetup', '-d', device))
  run('mount', device, dir)
  // It is not mounted while its power is being restored.
  scope.after(() => void execFileSync('umount', ['-l', dir], { stdio: 'ignore' }))
  return {
    dir,
    cutPower: () => void run('perl', '-e', shutdown, dir),
    restorePower: async () => {
      await unmount(dir)
      run('mount', device, dir)
    },
  }
}

/** A killed process lets go of its files a moment later. */
async function unmount(dir: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      run('umount', dir)
      return
    } catch {
      await sleep(100)
    }
  }
  throw new Error(`${dir} is still in use`)
}

function run(command: string, ...args: readonly string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}
