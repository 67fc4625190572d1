import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import * as blocks from '../../shared/blocks.ts'
import { SCHEMA_VERSION } from '../../shared/protocol.ts'

/**
 * What the text may consist of, at each version there ever was. Whoever changes shared/blocks.ts changes SCHEMA_VERSION
 * with it, and adds a line; an old build would delete, for everybody, what it doesn't know.
 */
const FINGERPRINTS: Record<number, string> = {
  1: '331ec194ca0851f9',
}

test('[W13] the schema of the text and its version change together', () => {
  const { NODES, CITATION_NODE, MARKS, BLOCK_ATTRIBUTES, BLOCK_KINDS, HEADING_LEVELS, MAX_INDENT } = blocks
  const schema = [NODES, CITATION_NODE, MARKS, BLOCK_ATTRIBUTES, BLOCK_KINDS, HEADING_LEVELS, MAX_INDENT]
  const fingerprint = createHash('sha256').update(JSON.stringify(schema)).digest('hex').slice(0, 16)
  expect({ [SCHEMA_VERSION]: fingerprint }).toEqual({ [SCHEMA_VERSION]: FINGERPRINTS[SCHEMA_VERSION] })
})
