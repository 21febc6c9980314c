/** An iteration whose next item can be looked at before it is taken. */
export type Ahead<Item> = {
  peek(): Promise<Item | undefined>
  skip(): Promise<void>
  /** Ends it early, with the file that it reads. */
  close(): Promise<void>
}

export function oneAhead<Item>(items: AsyncGenerator<Item>): Ahead<Item> {
  let next: Promise<IteratorResult<Item>> | undefined
  const look = () => (next ??= items.next())
  return {
    peek: async () => {
      const { done, value } = await look()
      return done ? undefined : value
    },
    skip: async () => {
      await look()
      next = undefined
    },
    close: async () => void (await items.return(undefined)),
  }
}
