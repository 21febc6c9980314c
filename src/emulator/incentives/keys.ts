// The emulator's key pairs and which of them are active now, so that a rotation can be rehearsed.
// Well known: they protect nothing. What an inactive one is answered is told in incentives-signature.ts.

export interface KeyPair {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly active: boolean
}

export interface Keys {
  list(): readonly KeyPair[]
  find(accessKeyId: string): KeyPair | undefined
  /** From the next call on. False when there is no such key. */
  setActive(accessKeyId: string, active: boolean): boolean
  /** As at first. */
  clear(): void
}

const AT_FIRST: readonly KeyPair[] = [
  { accessKeyId: 'AKIDEMULATORACTIVE01', secretAccessKey: 'emulator-secret-access-key', active: true },
  { accessKeyId: 'AKIDEMULATORSPARE02', secretAccessKey: 'emulator-spare-secret-key', active: true },
  { accessKeyId: 'AKIDEMULATORRETIRED3', secretAccessKey: 'emulator-retired-secret-key', active: false },
]

/** Two active pairs and a retired one. */
export function createKeys(): Keys {
  let keys = AT_FIRST
  const find = (accessKeyId: string) => keys.find(key => key.accessKeyId === accessKeyId)
  return {
    list: () => keys,
    find,
    setActive(accessKeyId, active) {
      keys = keys.map(key => (key.accessKeyId === accessKeyId ? { ...key, active } : key))
      return find(accessKeyId) !== undefined
    },
    clear() {
      keys = AT_FIRST
    },
  }
}
