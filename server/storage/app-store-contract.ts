import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Role } from '../../shared/roles.ts'
import type { AppStore, Incident } from './app-store.ts'
import { AT, invite, later, letter, type StoreUnderTest, speech, userId } from './app-store-samples.ts'

function incident(id: string): Incident {
  return { id, documentId: letter.id, at: AT, kind: 'repaired', detail: { rooms: [{ room: 'text' }] } }
}

/** The acceptance suite of {@link AppStore}: every implementation runs it. */
export function appStoreContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`app store: ${name}`, () => {
    let under: StoreUnderTest
    let store: AppStore
    beforeEach(async () => {
      under = await open()
      store = under.store
      for (const each of ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace'])
        await store.addUser({ id: userId(each), name: each, identity: `identity of ${each}`, created: AT })
    })
    afterEach(() => under.remove())

    const [alice, bob, carol] = ['alice', 'bob', 'carol'].map(userId) as [string, string, string]
    const roles = async (documentId: string) =>
      Object.fromEntries((await store.members(documentId)).map((member) => [member.name, member.role]))
    /** Lets somebody in with a fresh invite. */
    async function admit(user: string, role: Role, at = AT, documentId = letter.id) {
      const hash = `${documentId} ${role} ${user}`
      await store.addInvite(invite({ id: hash, documentId, hash, role, maxUses: 1, created: at }))
      return store.redeemInvite(hash, user, at)
    }

    describe('people', () => {
      test('are found by what signs them in, and only by that', async () => {
        expect(await store.userByIdentity('identity of alice')).toEqual({ id: alice, name: 'alice' })
        expect(await store.userByIdentity('alice')).toBeNull()
        expect(await store.identitiesOf(alice)).toEqual(['identity of alice'])
      })

      test('nobody gets an identity, or an id, that is somebody else’s; nothing of the try remains', async () => {
        const twin = { id: 'zoe'.padEnd(16, '0'), name: 'zoe', created: AT }
        await expect(store.addUser({ ...twin, identity: 'identity of alice' })).rejects.toThrow()
        await expect(store.addUser({ ...twin, id: alice, identity: 'new' })).rejects.toThrow()
        expect(await store.userByIdentity('new')).toBeNull()
        await store.addUser({ ...twin, identity: 'identity of zoe' })
      })

      test('are removed with what signs them in; a member is not', async () => {
        await store.removeUser(bob)
        expect(await store.userByIdentity('identity of bob')).toBeNull()
        await store.addDocument(letter, alice)
        await expect(store.removeUser(alice)).rejects.toThrow()
        expect(await store.userByIdentity('identity of alice')).not.toBeNull()
      })
    })

    describe('documents', () => {
      test('[S3] come back as they were stored, after reopening too', async () => {
        await store.addDocument(speech, null)
        expect(await store.everHadOwner()).toBe(false)
        await store.addDocument(letter, alice)
        expect(await store.everHadOwner()).toBe(true)
        store = await under.reopen()
        const stored = await store.documents()
        expect(stored.sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual([letter, speech])
        expect(await store.memberships()).toEqual([{ documentId: letter.id, userId: alice, role: 'owner' }])
      })

      test('one whose owner does not exist is not stored at all', async () => {
        await expect(store.addDocument(letter, 'nobody0000000000')).rejects.toThrow()
        expect(await store.documents()).toEqual([])
      })

      test('are renamed', async () => {
        await store.addDocument(letter, alice)
        await store.renameDocument(letter.id, '新')
        expect((await store.documents())[0]?.title).toBe('新')
      })

      test('[E4] pass to another epoch, and their owners know why, or neither', async () => {
        await store.addDocument(letter, alice)
        const change = { documentId: letter.id, from: 'epoch-1', to: 'epoch-2' }
        await store.addIncident(incident('i1'))
        await expect(store.changeEpoch({ ...change, incidents: [incident('i1')] })).rejects.toThrow()
        expect((await store.documents())[0]?.epoch).toBe('epoch-1')
        await store.changeEpoch({ ...change, incidents: [incident('i2')] })
        store = await under.reopen()
        expect((await store.documents())[0]).toEqual({ ...letter, epoch: 'epoch-2' })
        expect((await store.incidents(letter.id)).map(({ id }) => id)).toEqual(['i1', 'i2'])
        await expect(store.changeEpoch({ ...change, incidents: [] })).rejects.toThrow()
        await expect(store.changeEpoch({ ...change, documentId: 'nothing', incidents: [] })).rejects.toThrow()
      })

      test('[E9] incidents are told, the latest first, until somebody dismisses them', async () => {
        await store.addDocument(letter, alice)
        await store.addDocument(speech, alice)
        await store.addIncident(incident('i1'))
        await store.addIncident({ ...incident('i2'), at: later(1), kind: 'diverged' })
        await store.addIncident({ ...incident('i3'), documentId: speech.id })
        expect(await store.incidents(letter.id)).toEqual([
          { ...incident('i2'), at: later(1), kind: 'diverged' },
          incident('i1'),
        ])
        expect(await store.dismissIncident(letter.id, 'i3', AT)).toBe(false)
        expect(await store.dismissIncident(letter.id, 'i2', AT)).toBe(true)
        expect(await store.dismissIncident(letter.id, 'i2', AT)).toBe(false)
        expect(await store.incidents(letter.id)).toEqual([incident('i1')])
        await store.deleteDocument(letter.id, AT)
        expect(await store.incidents(letter.id)).toEqual([])
      })

      test('[E8] what is purged is known until it is done, and then only that it was', async () => {
        await store.addDocument(letter, alice)
        await store
          .addUser({ id: bob, name: 'bob', identity: 'identity of bob', created: AT })
          .catch(() => {})
        const purge = {
          id: 'p1',
          documentId: letter.id,
          at: AT,
          kind: 'annotation',
          by: alice,
          target: 'a-note',
        } as const
        await store.addPurge(purge)
        await store.addPurge({ ...purge, id: 'p2', at: later(1), kind: 'person', target: bob })
        await store.addIncident({
          ...incident('i1'),
          detail: { rooms: [{ unplaced: [{ value: 'of a note' }] }] },
        })
        const change = { documentId: letter.id, from: 'epoch-1', to: 'epoch-2', incidents: [] }
        const annotations = ['a-note', 'b-note']
        await store.changeEpoch({ ...change, purged: { id: 'p1', records: 3, annotations } })
        store = await under.reopen()
        const by = { id: alice, name: 'alice' }
        const record = { id: 'p1', at: AT, kind: 'annotation', by, records: 3, done: false }
        expect([await store.unfinishedPurges(), await store.purges(letter.id)]).toEqual([
          [
            { ...purge, begun: true },
            { ...purge, id: 'p2', at: later(1), kind: 'person', target: bob, begun: false },
          ],
          [record],
        ])
        expect(await store.finishPurge('p1')).toBe(true)
        expect((await store.unfinishedPurges()).map(({ id }) => id)).toEqual(['p2'])
        expect(await store.purges(letter.id)).toEqual([{ ...record, done: true }])
        const ids = (await store.purgedAnnotations()).map(({ annotationId }) => annotationId)
        expect(ids.sort()).toEqual(annotations)
        await store.dropPurge('p1')
        await store.dropPurge('p2')
        expect([await store.unfinishedPurges(), (await store.purges(letter.id)).length]).toEqual([[], 1])
        expect(await store.incidents(letter.id)).toMatchObject([{ detail: { rooms: [{ unplaced: [] }] } }])
      })

      test('[E8] a document forgets a name; the name itself goes when no other knows it', async () => {
        await store.addDocument(letter, alice)
        await store.addDocument(speech, alice)
        await admit(bob, 'reader')
        await store.setRole(letter.id, bob, null, AT)
        await store.addInvite(invite({ id: 'invite-2', hash: 'hash-2', documentId: speech.id }))
        await store.redeemInvite('hash-2', bob, AT)
        expect(await store.erasePerson(letter.id, bob)).toBe('lives-elsewhere')
        expect(await store.formerMembers(letter.id)).toEqual([{ id: bob, name: '' }])
        expect((await store.members(speech.id)).map(({ name }) => name)).toContain('bob')
        await store.setRole(speech.id, bob, null, AT)
        expect(await store.formerMembers(speech.id)).toEqual([{ id: bob, name: 'bob' }])
        expect(await store.erasePerson(speech.id, bob)).toBe('erased')
        expect(await store.userByIdentity('identity of bob')).toEqual({ id: bob, name: '' })
      })

      test('each lists those of which he is a member, with the latest five members', async () => {
        await store.addDocument(letter, alice)
        await store.addDocument(speech, bob)
        const names = ['bob', 'carol', 'dave', 'erin', 'frank', 'grace']
        for (const [index, each] of names.entries()) await admit(userId(each), 'reader', later(index / 10))
        const [only, ...rest] = await store.documentsOf(alice)
        expect(rest).toEqual([])
        expect(only).toEqual({
          document: letter,
          role: 'owner',
          members: 7,
          people: ['grace', 'frank', 'erin', 'dave', 'carol'].map((each) => ({
            id: userId(each),
            name: each,
          })),
        })
        expect((await store.documentsOf(bob)).map(({ document }) => document.id).sort()).toEqual([
          letter.id,
          speech.id,
        ])
        expect(await store.documentsOf('nobody0000000000')).toEqual([])
      })

      test('a deleted one is found by nothing, but its owner has owned', async () => {
        await store.addDocument(letter, alice)
        await store.addInvite(invite())
        await store.deleteDocument(letter.id, AT)
        expect(await store.documents()).toEqual([])
        expect(await store.documentsOf(alice)).toEqual([])
        expect(await store.memberships()).toEqual([])
        expect(await store.members(letter.id)).toEqual([])
        expect(await store.invites(letter.id)).toEqual([])
        expect(await store.inviteByHash('hash-1')).toBeNull()
        expect(await store.redeemInvite('hash-1', bob, AT)).toEqual({ result: 'unknown' })
        expect(await store.setRole(letter.id, alice, 'reader', AT)).toBe('no-member')
        expect(await store.revokeInvite(letter.id, 'invite-1', AT)).toBeNull()
        expect(await store.everOwned(alice)).toBe(true)
        expect(await store.everOwned(bob)).toBe(false)
        expect(await store.everHadOwner()).toBe(true)
      })
    })

    describe('members', () => {
      beforeEach(() => store.addDocument(letter, alice))

      test('are listed in the order in which they came', async () => {
        await admit(carol, 'editor', later(1))
        await admit(bob, 'reader', later(0.5))
        expect(await store.members(letter.id)).toEqual([
          { id: alice, name: 'alice', role: 'owner', joined: AT },
          { id: bob, name: 'bob', role: 'reader', joined: later(0.5) },
          { id: carol, name: 'carol', role: 'editor', joined: later(1) },
        ])
      })

      test('change roles and are removed', async () => {
        await admit(bob, 'reader')
        expect(await store.setRole(letter.id, bob, 'editor', AT)).toBe('changed')
        expect(await roles(letter.id)).toEqual({ alice: 'owner', bob: 'editor' })
        expect(await store.setRole(letter.id, bob, null, AT)).toBe('changed')
        expect(await roles(letter.id)).toEqual({ alice: 'owner' })
        expect(await store.setRole(letter.id, bob, 'reader', AT)).toBe('no-member')
        expect(await store.setRole(letter.id, bob, null, AT)).toBe('no-member')
      })

      test('keep their names when they are removed, and are former no more when they come back', async () => {
        await admit(bob, 'reader')
        expect(await store.formerMembers(letter.id)).toEqual([])
        await store.setRole(letter.id, bob, null, AT)
        expect(await store.formerMembers(letter.id)).toEqual([{ id: bob, name: 'bob' }])
        await admit(bob, 'annotator', later(1))
        expect(await store.formerMembers(letter.id)).toEqual([])
      })

      test('[H5] the last owner stays the owner', async () => {
        expect(await store.setRole(letter.id, alice, 'editor', AT)).toBe('last-owner')
        expect(await store.setRole(letter.id, alice, null, AT)).toBe('last-owner')
        expect(await store.setRole(letter.id, alice, 'owner', AT)).toBe('changed')
        await admit(bob, 'owner')
        expect(await store.setRole(letter.id, alice, null, AT)).toBe('changed')
        expect(await store.setRole(letter.id, bob, 'reader', AT)).toBe('last-owner')
      })

      test('[H5] two owners who demote one another at once leave one', async () => {
        await admit(bob, 'owner')
        const came = await Promise.all(
          [alice, bob].map((each) => store.setRole(letter.id, each, 'reader', AT)),
        )
        expect(came.sort()).toEqual(['changed', 'last-owner'])
      })
    })

    describe('invites', () => {
      beforeEach(() => store.addDocument(letter, alice))

      test('[H3] are found by the hash of their token, and listed, latest first', async () => {
        const second = invite({ id: 'invite-2', hash: 'hash-2', created: later(1) })
        await store.addInvite(invite())
        await store.addInvite(second)
        const { hash: _, createdBy: __, ...stored } = invite()
        expect(await store.inviteByHash('hash-1')).toEqual(stored)
        expect(await store.inviteByHash('invite-1')).toBeNull()
        expect((await store.invites(letter.id)).map(({ id }) => id)).toEqual(['invite-2', 'invite-1'])
      })

      test('[H3] two never share a hash', async () => {
        await store.addInvite(invite())
        await expect(store.addInvite(invite({ id: 'invite-2' }))).rejects.toThrow()
      })

      test('make members, and count only those', async () => {
        await store.addInvite(invite())
        const first = await store.redeemInvite('hash-1', bob, AT)
        expect(first).toEqual({ result: 'member', documentId: letter.id, role: 'annotator', was: null })
        expect(await store.redeemInvite('hash-1', bob, AT)).toEqual({ ...first, was: 'annotator' })
        expect((await store.inviteByHash('hash-1'))?.uses).toBe(1)
      })

      test('[H4] raise a role, and never lower it', async () => {
        await admit(bob, 'reader')
        const raised = await admit(bob, 'editor')
        expect(raised).toEqual({ result: 'member', documentId: letter.id, role: 'editor', was: 'reader' })
        await store.addInvite(invite({ maxUses: 1 }))
        const kept = await store.redeemInvite('hash-1', bob, AT)
        expect(kept).toEqual({ result: 'member', documentId: letter.id, role: 'editor', was: 'editor' })
        expect((await store.inviteByHash('hash-1'))?.uses).toBe(0)
      })

      test('[H3] let nobody in when unknown, expired, revoked or used up', async () => {
        await store.addInvite(invite({ maxUses: 1 }))
        expect(await store.redeemInvite('hash-0', bob, AT)).toEqual({ result: 'unknown' })
        expect(await store.redeemInvite('hash-1', bob, later(2))).toEqual({ result: 'expired' })
        await store.redeemInvite('hash-1', bob, AT)
        expect(await store.redeemInvite('hash-1', carol, AT)).toEqual({ result: 'used-up' })
        expect(await store.revokeInvite(letter.id, 'invite-1', AT)).toEqual([])
        expect(await store.redeemInvite('hash-1', carol, AT)).toEqual({ result: 'revoked' })
        expect(await roles(letter.id)).toEqual({ alice: 'owner', bob: 'annotator' })
        // Who is in already needs no invite.
        expect((await store.redeemInvite('hash-1', bob, later(9))).result).toBe('member')
      })

      test('[H3] are revoked once and for all, by their own document', async () => {
        await store.addInvite(invite())
        await store.addDocument(speech, bob)
        expect(await store.revokeInvite(speech.id, 'invite-1', AT)).toBeNull()
        expect(await store.revokeInvite(letter.id, 'invite-1', AT)).toEqual([])
        expect(await store.revokeInvite(letter.id, 'invite-1', later(1))).toEqual([])
        expect((await store.invites(letter.id))[0]?.revoked).toBe(true)
      })

      test('[H3] of many at once no more get in than it has uses', async () => {
        await store.addInvite(invite({ maxUses: 2 }))
        const people = ['bob', 'carol', 'dave', 'erin', 'frank'].map(userId)
        const came = await Promise.all(people.map((each) => store.redeemInvite('hash-1', each, AT)))
        expect(came.map(({ result }) => result).sort()).toEqual([
          'member',
          'member',
          'used-up',
          'used-up',
          'used-up',
        ])
        expect(await store.members(letter.id)).toHaveLength(3)
      })
    })
  })
}
