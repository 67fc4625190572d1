import { Ellipsis, Pencil, Share2, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { DocumentSummary } from '../../../shared/api.ts'
import { faceOf } from '../../../shared/face.ts'
import { can } from '../../../shared/roles.ts'
import { fullTime, timeAgo } from '../../i18n/time.ts'
import { Badge } from '../../ui/Badge.tsx'
import { FaceStack } from '../../ui/FaceStack.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../ui/Menu.tsx'

export type RowAction = 'share' | 'rename' | 'delete'

/** One document of the list. The title is the link and the whole row follows it. */
export function DocumentRow(props: {
  document: DocumentSummary
  now: number
  onAction: (action: RowAction) => void
}) {
  const { document, now, onAction } = props
  const { t, i18n } = useTranslation('app')
  const names = document.people.map((person) => person.name).join(t('listComma'))
  return (
    <li className="document-row">
      <div className="document-main">
        <h2 className="document-title">
          <Link to={`/d/${document.id}`} className="document-link">
            {document.title}
          </Link>
        </h2>
        <p className="document-facts">
          <Badge tone={document.role === 'owner' ? 'accent' : 'neutral'}>{t(`roles.${document.role}`)}</Badge>
          <span>{t('documents.blocks', { count: document.blocks })}</span>
          <span>{t('documents.notes', { count: document.annotations })}</span>
          <time dateTime={document.lastActivity} title={fullTime(document.lastActivity, i18n.language)}>
            {t('documents.activity', { when: timeAgo(document.lastActivity, now, i18n.language) })}
          </time>
        </p>
      </div>
      <FaceStack
        faces={document.people.map(faceOf)}
        total={document.members}
        label={t('documents.people', { count: document.members, names })}
      />
      {can(document.role, 'document:rename') ? (
        <Menu
          trigger={
            <IconButton label={t('documents.more', { title: document.title })} tooltip={false}>
              <Ellipsis size={18} />
            </IconButton>
          }
        >
          <MenuItem icon={<Share2 size={15} />} onSelect={() => onAction('share')}>
            {t('documents.share')}
          </MenuItem>
          <MenuItem icon={<Pencil size={15} />} onSelect={() => onAction('rename')}>
            {t('documents.rename')}
          </MenuItem>
          <MenuSeparator />
          <MenuItem icon={<Trash2 size={15} />} danger onSelect={() => onAction('delete')}>
            {t('documents.delete')}
          </MenuItem>
        </Menu>
      ) : (
        <span className="document-no-menu" />
      )}
    </li>
  )
}
