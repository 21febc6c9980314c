// What the control surface's pages show and change.

import type { Calls } from '../../calls.ts'
import type { Exchanges } from '../../exchange.ts'
import type { Faults } from '../../fault/fault.ts'
import type { Keys } from '../../incentives/keys.ts'
import type { Ledger } from '../../incentives/ledger.ts'
import type { CurrentWorld } from '../../world/current-world.ts'

export interface PageParts {
  readonly calls: Calls
  readonly exchanges: Exchanges
  readonly faults: Faults
  readonly keys: Keys
  readonly ledger: Ledger
  readonly world: CurrentWorld
  /** The region that signatures are expected to name. */
  readonly region: string
  /** Milliseconds since 1970. */
  readonly clock: () => number
  reset(): void
}
