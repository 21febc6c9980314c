/** Ends processes the hard way. */

export function killAll(pids: readonly number[]): void {
  for (const pid of pids) kill(pid)
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself, with its parent as a rule.
  }
}
