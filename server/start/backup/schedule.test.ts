import { readdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../../tests/support/temporary.ts'
import { BackupSchedule } from './schedule.ts'

/** A schedule of every six hours whose clock stands where the test puts it. */
function scheduleIn(dir: string, keep = 3) {
  const told: string[] = []
  const state = {
    now: new Date('2026-03-01T08:00:00Z'),
    /** What making one comes to. */
    run: async (file: string): Promise<void> => writeFileSync(file, 'a backup'),
  }
  const schedule = new BackupSchedule({
    everyHours: 6,
    dir,
    keep,
    run: (file) => state.run(file),
    now: () => state.now,
    observer: {
      done: (at) => told.push(`done ${at.toISOString()}`),
      failed: (error) => told.push(String(error)),
    },
  })
  return {
    schedule,
    told,
    state,
    async later(hours: number) {
      state.now = new Date(state.now.getTime() + hours * 3600_000)
      await schedule.look()
      return readdirSync(dir).sort()
    },
  }
}
const name = (time: string) => `hezhu-scheduled-202603${time}00Z.tar.gz`

describe('[B6] scheduled backups', () => {
  test('come when they are due, and once after however long a sleep', async () => {
    const { later } = scheduleIn(temporaryFolder(), 9)
    expect(await later(0)).toEqual([name('01T0800')])
    expect(await later(5.9)).toHaveLength(1)
    expect(await later(0.1)).toEqual([name('01T0800'), name('01T1400')])
    expect(await later(50)).toEqual([name('01T0800'), name('01T1400'), name('03T1600')])
  })

  test('go on from the files after a restart, and tell the last one', async () => {
    const dir = temporaryFolder()
    writeFileSync(join(dir, name('01T0700')), '')
    const { later, told } = scheduleIn(dir)
    expect(told).toEqual(['done 2026-03-01T07:00:00.000Z'])
    expect(await later(4.9)).toHaveLength(1)
    expect(await later(0.1)).toEqual([name('01T0700'), name('01T1300')])
  })

  test('are not put off by a clock that was wrong', async () => {
    const dir = temporaryFolder()
    writeFileSync(join(dir, 'hezhu-scheduled-20310101T000000Z.tar.gz'), '')
    const { later } = scheduleIn(dir, 1)
    expect(await later(0)).toEqual([name('01T0800')])
  })

  test('leave the number asked for, and whatever else lies there', async () => {
    const dir = temporaryFolder()
    const others = ['hezhu-20200101T000000Z.tar.gz', 'hezhu-scheduled-of-mine.tar.gz', 'notes.txt']
    for (const other of others) writeFileSync(join(dir, other), '')
    const { later } = scheduleIn(dir, 2)
    for (let n = 0; n < 4; n++) await later(6)
    expect(await later(6)).toEqual([others[0], name('02T0800'), name('02T1400'), others[1], others[2]])
  })

  test('that fail remove nothing, are told, and are tried again after a while', async () => {
    const dir = temporaryFolder()
    const { later, state, told } = scheduleIn(dir, 1)
    const first = await later(0)
    const { run } = state
    state.run = async () => {
      throw new Error('no room')
    }
    expect(await later(6)).toEqual(first)
    expect(await later(0.1)).toEqual(first)
    expect(told.slice(1)).toEqual(['Error: no room'])
    state.run = run
    expect(await later(0.2)).toEqual([name('01T1418')])
  })

  test('are never two at once', async () => {
    const { schedule, state, told } = scheduleIn(temporaryFolder())
    const begun: string[] = []
    let end = () => {}
    state.run = (file) => {
      begun.push(basename(file))
      return new Promise((resolve) => {
        end = resolve
      })
    }
    const looks = [schedule.look(), schedule.look()]
    state.now = new Date('2026-03-02T08:00:00Z')
    looks.push(schedule.look())
    end()
    await Promise.all(looks)
    expect(begun).toEqual([name('01T0800')])
    expect(told).toEqual(['done 2026-03-01T08:00:00.000Z'])
  })
})
