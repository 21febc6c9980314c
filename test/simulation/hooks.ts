/** Gives the services the twins of the storage files, which keep their rows in memory. */
import { existsSync } from 'node:fs'
import { registerHooks } from 'node:module'

registerHooks({
  resolve: (specifier, context, nextResolve) => {
    const storage = /^\.\.\/storage\/([\w-]+\.ts)$/.exec(specifier)
    if (!storage || !context.parentURL?.includes('/src/services/')) return nextResolve(specifier, context)
    const twin = new URL(`./storage/${storage[1]}`, import.meta.url)
    if (!existsSync(twin)) throw new Error(`the simulation has no twin of src/storage/${storage[1]}`)
    return { url: twin.href, shortCircuit: true }
  },
})
