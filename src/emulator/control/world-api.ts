// The control surface's resource of the current world: what is assumed where nobody knows Amazon.

import express, { type Router } from 'express'
import type { CurrentWorld } from '../world/current-world.ts'
import { KNOWN_WORLDS } from '../world/known-world.ts'
import { WORLD } from '../world/world.ts'

export function worldApi(world: CurrentWorld): Router {
  const router = express.Router()
  router.get('/_emulator/world', (_req, res) => void res.json(describe(world)))
  router.put('/_emulator/world', express.json({ type: () => true }), (req, res) => {
    const wrong = world.change(req.body)
    if (wrong) return void res.status(400).json({ error: wrong.problem })
    res.json(describe(world))
  })
  router.delete('/_emulator/world', (_req, res) => {
    world.clear()
    res.sendStatus(204)
  })
  return router
}

function describe(world: CurrentWorld): object {
  const questions = Object.entries(WORLD.shape).map(([member, { description }]) => [member, description])
  return {
    name: world.name(),
    world: world.now(),
    worlds: KNOWN_WORLDS,
    questions: Object.fromEntries(questions),
  }
}
