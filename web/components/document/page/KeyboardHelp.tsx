import { useTranslation } from 'react-i18next'
import { Dialog } from '../../../ui/Dialog.tsx'
import { Kbd } from '../../../ui/Kbd.tsx'
import { useMayAnnotate } from '../state/page-context.tsx'
import { useTextKeys } from '../text/use-text-keys.ts'
import { keysFor } from './shortcuts.ts'

interface Row {
  words: string
  /** Each a key or a chord; several are alternatives. */
  keys: readonly string[]
}

/** Every key of the page, in one place. */
export function KeyboardHelp(props: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const { t } = useTranslation(['document', 'app'])
  const mayAnnotate = useMayAnnotate()
  const walking: Row[] = [
    { words: t('keys.next'), keys: ['J', '↓'] },
    { words: t('keys.previous'), keys: ['K', '↑'] },
    { words: t('keys.open'), keys: ['Enter', '→'] },
    { words: t('keys.close'), keys: ['Esc'] },
    { words: t('keys.ends'), keys: ['Home', 'End'] },
  ]
  const reading = useTextKeys()
  const writing: Row[] = [
    { words: t('keys.send'), keys: [keysFor('Mod+Enter')] },
    { words: t('keys.leave'), keys: ['Esc'] },
  ]
  return (
    <Dialog {...props} title={t('keys.title')} closeLabel={t('app:close')} width="narrow" onlyText>
      <Keys heading={t('keys.walking')} rows={walking} />
      <Keys heading={t('keys.reading')} rows={reading} />
      {mayAnnotate ? <Keys heading={t('keys.writing')} rows={writing} /> : null}
      <Keys heading={t('keys.anywhere')} rows={[{ words: t('keys.help'), keys: ['?'] }]} />
    </Dialog>
  )
}

function Keys({ heading, rows }: { heading: string; rows: readonly Row[] }) {
  return (
    <section className="keys">
      <h3 className="keys-heading">{heading}</h3>
      <dl className="keys-list">
        {rows.map(({ words, keys }) => (
          <div key={words}>
            <dt>{words}</dt>
            <dd>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
