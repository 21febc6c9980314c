/** Statements under names of their own, so that each is parsed and planned once a connection. */
import { hash } from 'node:crypto'
import type { QueryConfig } from 'pg'

/** All texts are constants of this folder, so they are few. */
const names = new Map<string, string>()

export function prepared(text: string, values: readonly unknown[]): QueryConfig {
  return { name: nameOf(text), text, values: [...values] }
}

/** A hash, because processes that share a pooler's connections must not give one name to two texts. */
function nameOf(text: string): string {
  const name = names.get(text) ?? hash('sha256', text, 'base64url')
  names.set(text, name)
  return name
}
