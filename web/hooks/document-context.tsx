import { createContext, type ReactNode, useContext } from 'react'
import type { OpenDocument } from '../stores/types.ts'

const DocumentContext = createContext<OpenDocument | null>(null)

/** Around everything that is drawn of one open document. */
export function DocumentProvider({ document, children }: { document: OpenDocument; children: ReactNode }) {
  return <DocumentContext value={document}>{children}</DocumentContext>
}

/** The open document. Its stores are read with useStore. */
export function useDocument(): OpenDocument {
  const document = useContext(DocumentContext)
  if (!document) throw new Error('outside of a DocumentProvider')
  return document
}
