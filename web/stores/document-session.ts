import type { DocumentInfo, UserInfo } from '../../shared/api.ts'
import type { OpenDocument } from './types.ts'

export interface SessionOptions {
  info: DocumentInfo
  user: UserInfo
}

export function openDocumentSession(options: SessionOptions): OpenDocument {
  throw new Error(`not built yet: ${options.info.id}`)
}
