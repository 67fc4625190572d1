import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Route, Routes } from 'react-router'
import { CrashBoundary } from './components/shell/Crash.tsx'
import { UpdateBanner } from './components/shell/UpdateBanner.tsx'
import { useFetchAhead } from './hooks/use-fetch-ahead.ts'
import { ContinuePage } from './pages/ContinuePage.tsx'
import { DocumentsPage } from './pages/DocumentsPage.tsx'
import { JoinPage } from './pages/JoinPage.tsx'
import { NotFoundPage } from './pages/NotFoundPage.tsx'
import { SignInPage } from './pages/SignInPage.tsx'
import { Spinner } from './ui/Spinner.tsx'
import { UiProvider } from './ui/UiProvider.tsx'

/** The editor is by far the largest part: whoever only joins or looks at the list doesn't wait for it. */
const DocumentPage = lazy(() =>
  import('./pages/DocumentPage.tsx').then((module) => ({ default: module.DocumentPage })),
)

export function App() {
  const { t } = useTranslation('app')
  useFetchAhead()
  return (
    <UiProvider closeLabel={t('close')}>
      <CrashBoundary>
        <Suspense fallback={<Waiting label={t('loading')} />}>
          <Routes>
            <Route path="/" element={<DocumentsPage />} />
            <Route path="/join" element={<JoinPage />} />
            <Route path="/sign-in" element={<SignInPage />} />
            <Route path="/continue" element={<ContinuePage />} />
            <Route path="/d/:documentId" element={<DocumentPage />} />
            <Route path="*" element={<NotFoundPage />} />
          </Routes>
        </Suspense>
      </CrashBoundary>
      <UpdateBanner />
    </UiProvider>
  )
}

function Waiting({ label }: { label: string }) {
  return (
    <div className="grid min-h-dvh place-items-center text-2xl text-ink-3">
      <Spinner label={label} />
    </div>
  )
}
