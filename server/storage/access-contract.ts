import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Role } from '../../shared/roles.ts'
import type { AppStore, StoredHandover } from './app-store.ts'
import { AT, invite, later, letter, type StoreUnderTest, speech, userId } from './app-store-samples.ts'

/** The part of {@link AppStore}'s acceptance suite about how people get in and out again, and what owners hear of it. */
export function accessContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`app store, ways in and out: ${name}`, () => {
    let under: StoreUnderTest
    let store: AppStore
    beforeEach(async () => {
      under = await open()
      store = under.store
      for (const each of ['alice', 'bob', 'carol', 'dave'])
        await store.addUser({ id: userId(each), name: each, identity: `identity of ${each}`, created: AT })
    })
    afterEach(() => under.remove())

    const [alice, bob, carol] = ['alice', 'bob', 'carol'].map(userId) as [string, string, string]
    const roles = async (documentId: string) =>
      Object.fromEntries((await store.members(documentId)).map((member) => [member.name, member.role]))
    /** Lets somebody in with a fresh invite. */
    async function admit(user: string, role: Role, at = AT) {
      const hash = `${role} ${user} ${at.getTime()}`
      await store.addInvite(invite({ id: hash, hash, role, maxUses: 1, created: at }))
      return store.redeemInvite(hash, user, at)
    }

    describe('what an invite gave', () => {
      beforeEach(() => store.addDocument(letter, alice))
      /** By that invite, which lets in whoever comes. */
      async function admitBy(id: string, role: Role, ...users: string[]) {
        await store.addInvite(invite({ id, hash: id, role, maxUses: 9 }))
        for (const user of users) await store.redeemInvite(id, user, AT)
      }
      const takeBack = (id: string, but = alice) => store.revokeInvite(letter.id, id, AT, { but })

      test('[H11] is taken back, from those alone to whom it gave it; who is gone is a former member', async () => {
        await admitBy('first', 'annotator', bob, carol)
        await admitBy('second', 'reader', userId('dave'))
        expect(await takeBack('first')).toEqual([
          { userId: bob, role: null },
          { userId: carol, role: null },
        ])
        expect(await roles(letter.id)).toEqual({ alice: 'owner', dave: 'reader' })
        expect((await store.formerMembers(letter.id)).map(({ id }) => id)).toEqual([bob, carol])
        expect(await takeBack('first')).toEqual([])
        expect((await store.redeemInvite('first', bob, AT)).result).toBe('revoked')
      })

      test('[H11] stays when nobody is to leave, and can be taken back later', async () => {
        await admitBy('first', 'annotator', bob)
        expect(await store.revokeInvite(letter.id, 'first', AT)).toEqual([])
        expect(await roles(letter.id)).toEqual({ alice: 'owner', bob: 'annotator' })
        expect(await takeBack('first')).toEqual([{ userId: bob, role: null }])
      })

      test('[H11] leaves what there was by other ways: another invite, or by hand', async () => {
        await admitBy('reading', 'reader', bob)
        await admitBy('editing', 'editor', bob)
        expect(await takeBack('editing')).toEqual([{ userId: bob, role: 'reader' }])
        await admitBy('again', 'annotator', bob)
        expect(await takeBack('reading')).toEqual([])
        expect(await roles(letter.id)).toEqual({ alice: 'owner', bob: 'annotator' })
        await store.setRole(letter.id, bob, 'reader', AT)
        await admitBy('third', 'editor', bob)
        expect(await takeBack('again')).toEqual([])
        expect(await takeBack('third')).toEqual([{ userId: bob, role: 'reader' }])
      })

      test('[H11] is not taken from who has the role by hand since, the same role included', async () => {
        await admitBy('first', 'annotator', bob, carol)
        await store.setRole(letter.id, bob, 'annotator', AT)
        expect(await takeBack('first', carol)).toEqual([])
        expect(await roles(letter.id)).toEqual({ alice: 'owner', bob: 'annotator', carol: 'annotator' })
      })

      test('[H5] [H11] is not taken from the last owner, of two owners from one', async () => {
        await admitBy('owners', 'owner', bob, carol)
        await store.setRole(letter.id, alice, 'reader', AT)
        expect(await takeBack('owners')).toEqual([{ userId: bob, role: null }])
        expect(await roles(letter.id)).toEqual({ alice: 'reader', carol: 'owner' })
        // Nor later, when there is another: she has it for good.
        await store.setRole(letter.id, alice, 'owner', AT)
        expect(await takeBack('owners')).toEqual([{ userId: carol, role: null }])
      })

      test('[H14] who was removed comes in only by what is newer', async () => {
        await store.addInvite(invite({ created: later(1) }))
        await admit(bob, 'reader')
        await store.setRole(letter.id, bob, null, later(1))
        expect((await store.redeemInvite('hash-1', bob, later(1.5))).result).toBe('revoked')
        expect((await store.redeemInvite('hash-1', carol, later(1.5))).result).toBe('member')
        expect((await admit(bob, 'editor', later(1.5))).result).toBe('member')
        await store.setRole(letter.id, bob, null, later(2))
        const hash = 'hash-3'
        await store.addInvite(invite({ id: hash, hash, created: later(1.9), expires: later(9) }))
        expect((await store.redeemInvite(hash, bob, later(3))).result).toBe('revoked')
      })
    })

    describe('one-time links', () => {
      const link = (more: Partial<StoredHandover & { hash: string }> = {}) => ({
        id: 'link-1',
        hash: 'hash-1',
        userId: alice,
        from: { session: 'browser' },
        created: AT,
        expires: later(1),
        used: false,
        ...more,
      })
      const found = async (hash: string) => (await store.handoverByHash(hash))?.id ?? null

      test('[H12] are found by the hash of their token, and used once', async () => {
        await store.addDocument(letter, alice)
        const from = { documentId: letter.id, ownerId: alice }
        await store.addHandover(link())
        await store.addHandover(link({ id: 'link-2', hash: 'hash-2', userId: bob, from }))
        const { hash: _, ...stored } = link()
        expect(await store.handoverByHash('hash-1')).toEqual(stored)
        expect(await store.handoverByHash('hash-2')).toEqual({ ...stored, id: 'link-2', userId: bob, from })
        expect(await store.handoverByHash('link-1')).toBeNull()
        const taken = await Promise.all([1, 2, 3].map(() => store.takeHandover('link-1', AT)))
        expect(taken.sort()).toEqual([false, false, true])
        expect((await store.handoverByHash('hash-1'))?.used).toBe(true)
        expect((await store.handoverByHash('hash-2'))?.used).toBe(false)
      })

      test('[H12] a newer one of the same browser takes the place of one that nobody has used', async () => {
        await store.addHandover(link())
        await store.addHandover(link({ id: 'link-2', hash: 'hash-2', from: { session: 'other' } }))
        await store.addHandover(link({ id: 'link-3', hash: 'hash-3', userId: bob }))
        await store.addHandover(link({ id: 'link-4', hash: 'hash-4' }))
        expect(await Promise.all(['hash-1', 'hash-2', 'hash-3', 'hash-4'].map(found))).toEqual([
          null,
          'link-2',
          'link-3',
          'link-4',
        ])
        await store.takeHandover('link-4', AT)
        await store.addHandover(link({ id: 'link-5', hash: 'hash-5' }))
        expect(await found('hash-4')).toBe('link-4')
        // Long after they have expired they are forgotten.
        await store.addHandover(link({ id: 'link-6', hash: 'hash-6', created: later(24 * 9) }))
        expect(await found('hash-4')).toBeNull()
      })
    })

    describe('incidents', () => {
      test('are told, the latest first, until somebody dismisses them', async () => {
        await store.addDocument(letter, alice)
        await store.addDocument(speech, alice)
        const first = {
          id: 'one',
          documentId: letter.id,
          at: AT,
          kind: 'name-link' as const,
          detail: { by: bob },
        }
        const second = { ...first, id: 'two', at: later(1), kind: 'repaired' as const, detail: {} }
        await store.addIncident(first)
        await store.addIncident(second)
        expect(await store.incidents(letter.id)).toEqual([second, first])
        expect(await store.incidents(speech.id)).toEqual([])
        expect(await store.dismissIncident(speech.id, 'one', AT)).toBe(false)
        expect(await store.dismissIncident(letter.id, 'one', AT)).toBe(true)
        expect(await store.dismissIncident(letter.id, 'one', AT)).toBe(false)
        store = await under.reopen()
        expect(await store.incidents(letter.id)).toEqual([second])
        await store.deleteDocument(letter.id, AT)
        expect(await store.incidents(letter.id)).toEqual([])
      })
    })
  })
}
