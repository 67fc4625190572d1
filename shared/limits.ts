/**
 * Every number that bounds what a client may send, in one place, so that the web can say "too long"
 * before the server has to. Sizes are bytes unless the name says otherwise; lengths are UTF-16 units.
 * The reasons are measurements, see docs/ARCHITECTURE.md ("What is bounded, and why").
 */
export const LIMITS = {
  /** One live update frame (y-protocols sub-type 2). */
  updateBytes: 256 * 1024,
  /** One sync step 2 frame: what a client did while it was away. */
  syncStep2Bytes: 4 * 1024 * 1024,
  /** `ws` maxPayload: above ours, so that people see 4413 and not 1009, which y-websocket retries for ever. */
  socketPayloadBytes: 8 * 1024 * 1024,
  /** One awareness state as JSON. */
  presenceBytes: 2 * 1024,
  /** Presence frames a second and connection. */
  presencePerSecond: 20,
  /** Frames a second and connection, and the burst above it. */
  framesPerSecond: 60,
  framesBurst: 240,
  /** Bytes of frames a second and connection, and the burst above it: a megabyte of updates is worth 50 ms of everybody's time. */
  bytesPerSecond: 1024 * 1024,
  bytesBurst: 16 * 1024 * 1024,
  /** Sockets one user may hold in one room, and all users together. */
  socketsPerUserAndRoom: 10,
  socketsPerRoom: 500,
  /** Yjs clientIDs one user may bind in one document and day. */
  clientIdsPerUserDay: 200,
  /** Bytes queued to a socket that does not read, before it is cut off to resync later. */
  socketBacklogBytes: 4 * 1024 * 1024,
  /**
   * What a client puts into one frame when it has more to send, structs and delete ranges together: far below what one
   * update may hold. A frame that is closed with 4413 all the same is to be halved and sent again.
   */
  structsPerPiece: 1_000,
  /**
   * What one update may cost to judge and apply, in units of about a microsecond (server/sync/guard/work.ts), and what a
   * user may cause in a second over all his sockets, and at once after a pause.
   */
  workPerUpdate: 40_000,
  workPerSecond: 200_000,
  workBurst: 2_000_000,
  /** Structs and delete ranges in one update; the ranges of a whole document come with every step 2. */
  structsPerUpdate: 20_000,
  deleteRangesPerUpdate: 200_000,
  /** Upper bound on conflict-scan steps one update may cause in Yjs. */
  conflictSteps: 200_000,
  /** How far one update may raise `rev` on one subject: one a value, and nobody writes more of them offline. */
  revisionsPerUpdate: 1_000,
  /** `resync` answers a connection may cause in ten seconds before it is closed as too fast. */
  resyncsPerTenSeconds: 3,

  /** Displaced text that is kept for one user in one document; only beyond this the oldest goes. More than a step 2 can hold. */
  displacedPieces: 1_000,
  displacedChars: 5_000_000,
  /** One piece of it; what is longer is several. */
  displacedPieceChars: 20_000,
  /**
   * A restore point is made before so many characters of a text are deleted, or such a share of them if they are more than
   * a few words: by one update, or by one user's within the window. Right after it the same user makes none.
   */
  tripwireChars: 5_000,
  tripwireShare: 0.3,
  tripwireLeastChars: 20,
  tripwireWindowSeconds: 60,
  tripwireRestSeconds: 5,
  /** Restore points kept of one room. */
  restorePoints: 30,
  /** Pieces one update may scatter its author's lost text into; what is beyond is joined to the last one. */
  displacedScattered: 200,
  /** Deleted blocks an update may leave a note of, so that what others type into them later is known by its place. */
  gravesPerUpdate: 5_000,

  /** A person's name, counted in code points. */
  nameChars: 40,
  /** A password, in UTF-16 units. */
  passwordMinChars: 10,
  passwordMaxChars: 200,
  emailChars: 254,
  /** Browsers in which one person is signed in. */
  sessionsPerUser: 100,
  titleChars: 200,
  /** Plain text of a new document, in UTF-16 units and as a request body. */
  documentChars: 200_000,
  documentBytes: 2 * 1024 * 1024,
  documentBlocks: 5_000,
  /** One annotation: its body as JSON, its quote, its context each side, and how many targets and tags. */
  bodyBytes: 20_000,
  bodyChars: 10_000,
  quoteChars: 20_000,
  contextChars: 32,
  targets: 20,
  tagsPerAnnotation: 50,
  tagLabelChars: 60,
  tagTextChars: 2_000,
  reasonChars: 500,
  reactionChars: 16,
} as const
