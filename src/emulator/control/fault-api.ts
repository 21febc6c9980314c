// The control surface's resource of active faults: all of them, or one by its id.

import express, { type Router } from 'express'
import type { Faults } from '../fault/fault.ts'

export function faultApi(faults: Faults): Router {
  const router = express.Router()
  const json = express.json({ type: () => true })
  router.get('/_emulator/faults', (_req, res) => void res.json(listOf(faults)))
  router.put('/_emulator/faults', json, (req, res) => {
    const wrong = faults.replace(req.body)
    if (wrong) return void res.status(400).json({ error: wrong.problem })
    res.json(listOf(faults))
  })
  router.post('/_emulator/faults', json, (req, res) => {
    const added = faults.add(req.body)
    if ('problem' in added) return void res.status(400).json({ error: added.problem })
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
