import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { BrowserRouter } from 'react-router'
import { App } from './app.tsx'
import { redrawForLateFonts } from './components/shell/late-fonts.ts'
import { applyTheme, storedTheme } from './components/shell/theme.ts'
import { startI18n } from './i18n/index.ts'
import './styles/app.css'

// Theme before the first paint, language before the first word, then the page.
applyTheme(storedTheme())
redrawForLateFonts()
await startI18n()

const queries = new QueryClient({
  defaultOptions: {
    // A failure is shown at once with a way to try again, without network too; looking at the window asks anew.
    queries: { staleTime: 10_000, retry: false, networkMode: 'always' },
    mutations: { retry: false, networkMode: 'always' },
  },
})

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <BrowserRouter>
        <App />
      </BrowserRouter>
    </QueryClientProvider>
  </StrictMode>,
)
