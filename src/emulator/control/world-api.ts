// The control surface's resource of the current world: what is assumed where nobody knows Amazon.

import express, { type Router } from 'express'
import { z } from 'zod'
import type { CurrentWorld } from '../world/current-world.ts'
import { KNOWN_WORLDS } from '../world/known-world.ts'
import { WORLD } from '../world/question.ts'
import { read } from './read.ts'

export function worldApi(world: CurrentWorld): Router {
  const router = express.Router()
  router.get('/_emulator/world', (_req, res) => void res.json(describe(world)))
  router.put('/_emulator/world', express.json({ type: () => true }), (req, res) => {
    const { world: name, ...members } = read(Change, req.body)
    const start = name === undefined ? world.now() : world.find(name)
    world.change(read(WORLD, { ...start, ...members }))
    res.json(describe(world))
  })
  router.delete('/_emulator/world', (_req, res) => {
    world.clear()
    res.sendStatus(204)
  })
  return router
}

/** Changes the members that it names; one that names a known world starts from that one instead. */
const Change = z.looseObject({
  world: z
    .enum(
      KNOWN_WORLDS.map(({ name }) => name),
      'no such world; GET /_emulator/world lists all',
    )
    .optional(),
})

function describe(world: CurrentWorld): object {
  const questions = Object.entries(WORLD.shape).map(([member, { description }]) => [member, description])
  return {
    name: world.name(),
    world: world.now(),
    worlds: KNOWN_WORLDS,
    questions: Object.fromEntries(questions),
  }
}
