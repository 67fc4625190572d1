import type { Logger } from 'pino'
import type { Credentials, Directory, Handovers, Invites, SignIn } from '../auth/ports.ts'
import type { AppStore } from '../storage/app-store.ts'
import type { Metrics } from './metrics.ts'
import type { Addresses, AnnotationIndex, Importer, Rescue, Rooms, ServerState } from './ports.ts'

/** What `createHttp` is made of; main wires it. */
export interface HttpParts {
  signIn: SignIn
  credentials: Credentials
  handovers: Handovers
  directory: Directory
  invites: Invites
  store: AppStore
  rooms: Rooms
  rescue: Rescue
  importer: Importer
  annotations: AnnotationIndex
  settings: HttpSettings
  metrics: Metrics
  log: Logger
  /** Asked at every request: the port may be known only after listening. */
  addresses(): Addresses
  state(): ServerState
  now?: () => Date
}

export interface HttpSettings {
  /** Who may create documents: everybody who is signed in, or those who own one. */
  mayCreate: 'owners' | 'everyone'
  /** People reach this server over https; then browsers are told to stay there. */
  https: boolean
  /** The built pages; null serves the API alone. */
  webRoot: string | null
  /** Whoever brings it may read /metrics from elsewhere. */
  metricsToken: string | null
  /** Express's `trust proxy`: false unless a proxy of ours stands in front. */
  trustProxy: boolean | number | string
}
