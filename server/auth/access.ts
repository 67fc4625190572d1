import type { Access } from '../sync/ports.ts'
import type { Directory, SignIn } from './ports.ts'

/** What sync asks: the directory in memory for roles, the database for sessions, `origins` for exact matches. */
export function createAccess(parts: {
  signIn: SignIn
  directory: Directory
  origins: () => readonly string[]
}): Access {
  const { signIn, directory, origins } = parts
  return {
    originAllowed: (origin) => origin !== undefined && origins().includes(origin),
    userOf: (headers) => signIn.userOf(headers),
    roleOf: (documentId, userId) => directory.roleOf(documentId, userId),
    documentOf: (documentId) => directory.documentOf(documentId),
    isPurged: (documentId, annotationId) => directory.isPurged(documentId, annotationId),
  }
}
