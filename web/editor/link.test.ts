import { getSchema } from '@tiptap/core'
import { expect, test } from 'vitest'
import { textSchemaExtensions } from './schema.ts'

const { link } = getSchema(textSchemaExtensions()).marks
const looks = { target: '_blank', rel: 'noopener noreferrer nofollow' }
const drawn = (attrs: Record<string, unknown>) => link?.spec.toDOM?.(link.create(attrs), true)

test('[G5] a link says where it leads; how it opens and what it looks like the page says', () => {
  const href = 'https://hezhu.example/'
  const forged = { href, class: 'fixed inset-0 z-50', rel: 'opener', target: '_self', title: '註' }
  expect(drawn(forged)).toEqual(['a', { href, ...looks, class: null, title: '註' }, 0])
  expect(drawn({ href })).toEqual(['a', expect.objectContaining({ href, ...looks, class: null }), 0])
  expect(JSON.stringify(drawn({ href: 'javascript:alert(1)' }))).not.toContain('javascript')
})

test('[G5] nor does what is pasted', () => {
  const pasted = new Map([
    ['href', 'https://hezhu.example/'],
    ['class', 'fixed inset-0'],
    ['rel', 'opener'],
    ['target', '_self'],
  ])
  const element = { getAttribute: (name: string) => pasted.get(name) ?? null, hasAttribute: () => true }
  const attrs = link?.spec.parseDOM?.[0]?.getAttrs?.(element as never)
  expect(link?.create(attrs || null).attrs).toMatchObject({
    href: 'https://hezhu.example/',
    ...looks,
    class: null,
  })
})
