import { z } from 'zod'

const id = z.object({ client: z.int().min(0), clock: z.int().min(0) })

/** A relative position as JSON (yjs src/utils/RelativePosition.js); only types that exist may be named, for naming makes them. */
const position = z.object({
  type: id.nullish(),
  item: id.nullish(),
  tname: z.enum(['text', 'commentary']).nullish(),
  assoc: z.int().nullish(),
})

/**
 * The field `cursor` of a presence state, where the editors' bindings keep their caret. They read what others put there without
 * looking, and an editor that throws while it draws is of no use to anybody.
 */
export const cursorSchema = z.object({ anchor: position, head: position }).nullish()
