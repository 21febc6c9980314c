/** What a case of the test plan is. The tables in cases/ are lists of these. */
import type { Scene } from './scene.ts'

export type Case = {
  /** Stable, so that two reports can be compared: LR-01. */
  readonly id: string
  readonly title: string
  readonly source: Source
  /** In words, for the report. */
  readonly expected: string
  /** What to look at when it fails. */
  readonly check: string
  /** Passes by returning; any other ending is thrown (ending.ts). */
  run(scene: Scene): Promise<void>
}

export type Source =
  | 'Amazon: test plan'
  | 'Amazon: error page'
  | 'inferred from Amazon’s error list'
  | 'our own'

export type Family = { readonly name: string; readonly cases: readonly Case[] }
