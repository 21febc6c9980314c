/** The browser session: express-session on our own table. It holds who is signed in and nothing else. */
import type { Request } from 'express'
import session from 'express-session'

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
  save(id: string, content: object): Promise<void>
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

/** Saves before the redirect: express-session would answer first and write later. */
export async function beginSession(req: Request): Promise<void> {
  req.session.begun = true
  await settle(done => req.session.save(done))
}

/** A new session id for the person who has just signed in; the old session is destroyed. Returns the new id. */
export async function renewSession(req: Request, person: Buffer): Promise<string> {
  await settle(done => req.session.regenerate(done))
  req.session.person = person.toString('base64url')
  await settle(done => req.session.save(done))
  return req.sessionID
}

export async function endSession(req: Request): Promise<void> {
  await settle(done => req.session.destroy(done))
}

type Done = (error?: unknown) => void

function settle(act: (done: Done) => void): Promise<void> {
  return new Promise((resolve, reject) => act(error => (error ? reject(error) : resolve())))
}

class DatabaseStore extends session.Store {
  readonly #repository: SessionRepository
  readonly #saved = new WeakMap<session.SessionData, string>()

  constructor(repository: SessionRepository) {
    super()
    this.#repository = repository
  }

  override get(id: string, done: (error: unknown, session?: session.SessionData | null) => void): void {
    this.#repository
      .find(id)
      .then(content => done(null, (content as session.SessionData | undefined) ?? null), done)
  }

  /** After a renewal express-session saves once more at the end of the request; that is the same and costs a commit. */
  override set(id: string, content: session.SessionData, done: Done = () => {}): void {
    const text = `${id} ${JSON.stringify(content)}`
    if (this.#saved.get(content) === text) return done()
    const note = () => void this.#saved.set(content, text)
    this.#repository
      .save(id, content)
      .then(note)
      .then(() => done(), done)
  }

  override destroy(id: string, done: Done = () => {}): void {
    this.#repository.remove(id).then(() => done(), done)
  }
}
