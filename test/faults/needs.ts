/** What the scenarios need beyond npm: each is looked for before anything runs, so that nothing is skipped silently. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

export type Need = { readonly name: string; readonly for: string; met(): boolean }

export const root: Need = {
  name: 'to run as root on Linux',
  for: 'mounting, and cutting the power of, a file system',
  met: () => process.platform === 'linux' && process.getuid?.() === 0,
}

export const loopMount: Need = {
  name: 'losetup, mkfs.ext4, mount, umount and a free loop device',
  for: 'a file system of its own under the database',
  met: () => ['losetup', 'mkfs.ext4', 'mount', 'umount'].every(isCommand) && existsSync('/dev/loop-control'),
}

export const perl: Need = {
  name: 'perl',
  for: 'the ioctl that shuts a file system down',
  met: () => isCommand('perl'),
}

function isCommand(name: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
