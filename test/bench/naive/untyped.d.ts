/** What the naive peer uses has no types of its own; it is written without. */
declare module 'connect-pg-simple'
declare module 'passport'
declare module 'passport-oauth2'
