// The control surface's resource of active faults: all of them, or one by its id.

import express, { type Router } from 'express'
import { z } from 'zod'
import type { Faults } from '../fault/fault.ts'
import { FaultRequest } from './fault-request.ts'
import { read } from './read.ts'

export function faultApi(faults: Faults): Router {
  const router = express.Router()
  const json = express.json({ type: () => true })
  router.get('/_emulator/faults', (_req, res) => void res.json(listOf(faults)))
  router.put('/_emulator/faults', json, (req, res) => {
    faults.replace(read(z.array(FaultRequest), req.body))
    res.json(listOf(faults))
  })
  router.post('/_emulator/faults', json, (req, res) => {
    const added = faults.add(read(FaultRequest, req.body))
    res.status(201).location(`/_emulator/faults/${added.id}`).json(added)
  })
  router.delete('/_emulator/faults', (_req, res) => {
    faults.clear()
    res.sendStatus(204)
  })
  router.delete('/_emulator/faults/:id', (req, res) => {
    if (faults.remove(req.params.id)) return void res.sendStatus(204)
    res
      .status(404)
      .json({ error: `no active fault has the id ${req.params.id}; GET /_emulator/faults lists them` })
  })
  return router
}

function listOf(faults: Faults): object {
  return { active: faults.active(), available: faults.available() }
}
