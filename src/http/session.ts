/**
 * The browser session: express-session on our own table. It holds who is signed in and nothing else. express-session
 * knows ids and cookies and reads; what it would write on its own is written with the sign-ins already.
 */
import type { Request } from 'express'
import session from 'express-session'
import type { Session } from '../services/sign-in.ts'

declare module 'express-session' {
  interface SessionData {
    /** Keyed hash of the Amazon account that signed in, base64url; absent before. */
    person?: string
    /** Set when a sign-in begins, so that the browser gets its cookie. */
    begun?: true
  }
}

/** Where sessions are kept; ids are hashed on the way in. */
export type SessionRepository = {
  find(id: string): Promise<object | undefined>
  remove(id: string): Promise<void>
}

export function createSession(repository: SessionRepository, secrets: readonly string[], secure: boolean) {
  return session({
    // The __Host- prefix binds the cookie to this very host (RFC 6265bis); plain http cannot use it.
    name: secure ? '__Host-session' : 'session',
    secret: [...secrets],
    store: new DatabaseStore(repository),
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax', secure, path: '/' },
  })
}

export function personOf(req: Request): Buffer | null {
  return req.session.person ? Buffer.from(req.session.person, 'base64url') : null
}

/** The session that a sign-in begins in; the browser gets its cookie with the answer. */
export function beginSession(req: Request): Session {
  req.session.begun = true
  return { id: req.sessionID, content: req.session }
}

/** A new session id for the person who has just signed in. */
export async function renewSession(req: Request, person: Buffer): Promise<Session> {
  await settle(done => req.session.regenerate(done))
  req.session.person = person.toString('base64url')
  return { id: req.sessionID, content: req.session }
}

export async function endSession(req: Request): Promise<void> {
  await settle(done => req.session.destroy(done))
}

type Done = (error?: unknown) => void

function settle(act: (done: Done) => void): Promise<void> {
  return new Promise((resolve, reject) => act(error => (error ? reject(error) : resolve())))
}

class DatabaseStore extends session.Store {
  /** express-session gives it to every store. */
  declare readonly generate: (req: Request) => void
  readonly #repository: SessionRepository

  constructor(repository: SessionRepository) {
    super()
    this.#repository = repository
  }

  override get(id: string, done: (error: unknown, session?: session.SessionData | null) => void): void {
    this.#repository
      .find(id)
      .then(content => done(null, (content as session.SessionData | undefined) ?? null), done)
  }

  override set(_id: string, _content: session.SessionData, done: Done = () => {}): void {
    done()
  }

  /** The old session is ended by the statement that writes the new one. */
  override regenerate(req: Request, done: Done): void {
    this.generate(req)
    done()
  }

  override destroy(id: string, done: Done = () => {}): void {
    this.#repository.remove(id).then(() => done(), done)
  }
}
