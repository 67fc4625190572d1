import { expect } from '@playwright/test'
import type { Person } from './person.ts'

/**
 * A study session as it might be after half an hour: comments, questions, tags, replies, something settled, a passage
 * that was corrected since. Everybody is at the beginning of the text afterwards, with nothing open.
 */
export async function prepareSession(lin: Person, wang: Person, chen: Person): Promise<void> {
  await Promise.all([lin.open(), wang.open(), chen.open()])
  await lin.asks(
    '“八八戰略”',
    '這裡的“八八戰略”全文只出現一次，和後文的“132”“4+1”是什麼關係？建議放進名詞表。',
  )
  await lin.tags('“4+1”重要要求', '數字提法')
  await chen.tags('牢牢扭住高質量發展建設共同富裕示范區這一核心任務', '政策目標')
  await wang.replies('全文只出現一次', '同意。“4+1”出現兩次，第 1、2 段各一次，我先都標上。')
  await wang.tags('“132”總體工作部署', '數字提法')
  await wang.tagsBlock(1, '數字提法')
  await chen.comments('總體思路、理念和打法都已經明確', '這三個詞由虛到實，可以直接引進共筆第一節。')
  await wang.comments('一以貫之、久久為功', '與第 4 段“一步一個腳印”呼應。')
  await chen.commentsOnBlock(2, '全段圍著“落實”二字，層次很清楚：部署、方法、地方。')
  await wang.tags('一抓到底', '舉措')
  await lin.tagsBlock(3, '待查證')
  await lin.comments('“三大差距”', '需要出處：是地區、城鄉、收入三項嗎？')
  await chen.comments('錨定五年、謀準三年、扎實干好每一年', '這句是時間表，導讀時先講。')
  await wang.comments('縱深推進牽一發動全身的重大改革', '“牽一發動全身”原來指什麼？')
  await lin.resolves('需要出處')
  await lin.page.locator('.ui-toast .ui-icon-button').click()
  await chen.editsText()
  await chen.text.selects('謀準')
  await chen.page.keyboard.insertText('謀好')
  await chen.endsEditing()
  for (const person of [lin, wang, chen]) {
    await expect(person.margin.card('這句是時間表')).toBeAttached()
    await person.closesCards()
    await person.page.mouse.move(0, 0)
    await person.text.scrollsTo(1)
    await person.page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }))
    await person.text.stands()
    await person.isSaved()
  }
}
