/** The Han characters that make up about half of any modern Chinese text, traditional and simplified. */
const COMMON = new Set(
  '的一是不了在人有我他這这個个們们中來来上大為为和國国地到以說说時时要就出會会可也你對对生能而子那得於于著着下自之年過过發发後后作里裡用道行所然家種种事成方多經经麼么去法學学如都同現现當当沒没動动面起看定天分還还進进好小部其些主樣样理心她本前開开但因只從从想實实日軍军者意無无力它與与長长把機机十民第公此已工使情明性知全三又關关點点正業业外將将兩两高間间由問问很最重並并物手應应戰战向頭头文體体政美相見见被利什二等產产或新己制身果加西斯月話话合回特代內内信表化老給给世位次度門门任常先海通教兒儿原東东聲声提立及比員员解水名真論论處处走義义各入幾几口認认條条平系氣气題题活爾尔更別别打女變变四神總总何電电數数安少報报才結结反受目太量再感建務务做接必場场件計计管期市直德資资命山金指克許许統统區区保至隊队形社便空決决治展馬马科司五基眼書书非則则聽听白卻却界達达光放強强即像難难且權权思王象完設设式色路記记南品住告類类求據据程北邊边死張张該该交規规萬万取拉格望覺觉術术領领共確确傳传師师觀观清今切院讓让識识候帶带導导爭争運运',
)
const HAN = /\p{Script=Han}/u
/** What hardly occurs in running text, and is what a wrong encoding yields. */
const ODD = /[\p{Co}\p{Cn}\p{Cc}\ufffd\u2500-\u259f\u3105-\u312f\u3280-\u33ff\uff61-\uff9f]/u
/** One such character inside a Latin word: an accented letter of some European encoding. */
const AMONG_LETTERS = /(?<=[A-Za-z])[^\p{ASCII}](?=[A-Za-z])/gu

/**
 * How much sense a decoded text makes as Chinese, larger is better; null when it makes none. A right reading has some forty
 * common characters in a hundred Han, a wrong one three.
 */
export function plausibility(text: string): number | null {
  let han = 0
  let common = 0
  let odd = 0
  let beyondAscii = 0
  const amongLetters = text.match(AMONG_LETTERS)?.length ?? 0
  for (const character of text) {
    if (character < '\u0080') continue
    beyondAscii++
    if (COMMON.has(character)) common++
    if (HAN.test(character)) han++
    else if (ODD.test(character)) odd++
  }
  if (beyondAscii === 0) return 0
  const share = common / Math.max(han, 1)
  if (odd / beyondAscii > 0.1) return null
  // A few characters may all be rare: names. Many may not.
  if (han >= 10 && share < 0.08) return null
  if (amongLetters > han / 3) return null
  // Chinese in Chinese encodings: other letters alone are some other language's bytes.
  if (han / beyondAscii < 0.3) return null
  return share - odd / beyondAscii
}
