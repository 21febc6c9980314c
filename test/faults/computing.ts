/** A program that computes all the time: it takes what the scenarios beside it leave, whose times are bounded. */
import { setPriority } from 'node:os'
import { type Program, run, type Scope, type Variables } from '../helpers/program.ts'
import { killAll } from './process.ts'

const nice = 19

/** Ends with everything that it has started in its group. */
export function compute(scope: Scope, command: readonly string[], variables: Variables = {}): Program {
  const program = run(scope, [process.execPath, ...command], variables)
  const { pid } = program.child
  if (pid === undefined) throw new Error(`${command.join(' ')} cannot be started`)
  setPriority(pid, nice)
  scope.after(() => killAll([-pid]))
  return program
}
