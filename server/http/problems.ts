import { STATUS_CODES } from 'node:http'
import type { Problem, ProblemCode } from '../../shared/api.ts'
import { LIMITS } from '../../shared/limits.ts'

/** Status, and what to do next. The web translates by code; the English is for whoever reads the answer of a program. */
const TABLE: Record<ProblemCode, { status: number; detail: string }> = {
  'bad-request': { status: 400, detail: 'The request is malformed. Compare it with the documentation.' },
  'signed-out': { status: 401, detail: 'Nobody is signed in. Join with an invite link first.' },
  forbidden: { status: 403, detail: 'Your role does not allow this. Ask an owner.' },
  'foreign-origin': {
    status: 403,
    detail:
      "Requests that change something must come from one of the server's own addresses (Origin header).",
  },
  'not-found': {
    status: 404,
    detail: 'There is nothing here, or you are no member of it. Check the address.',
  },
  'invite-unknown': { status: 404, detail: 'This is no invite. Check that the link was copied completely.' },
  'handover-unknown': {
    status: 404,
    detail: 'This is no link to continue with, or a newer one took its place. Make another.',
  },
  'wrong-password': { status: 403, detail: 'The current password is not right. Try again.' },
  'wrong-credentials': { status: 403, detail: 'The e-mail or the password is not right. Try again.' },
  'signed-in-as-other': {
    status: 409,
    detail: 'Somebody else is signed in in this browser. Send "replace": true to sign that person out.',
  },
  'email-taken': {
    status: 409,
    detail: 'This e-mail is somebody’s already. Sign in with it, or take another.',
  },
  'has-credentials': {
    status: 409,
    detail: 'This person signs in with an e-mail and a password, and needs no link.',
  },
  'member-elsewhere': {
    status: 409,
    detail: 'This person is a member of a document that is not yours. Ask its owner.',
  },
  'handover-expired': { status: 410, detail: 'This link has expired. Make another.' },
  'handover-used': { status: 410, detail: 'This link has been used; it works once. Make another.' },
  'last-owner': { status: 409, detail: 'A document needs an owner. Make somebody else an owner first.' },
  'invite-expired': { status: 410, detail: 'This invite has expired. Ask for a new link.' },
  'invite-revoked': { status: 410, detail: 'This invite has been revoked. Ask for a new link.' },
  'invite-used-up': {
    status: 410,
    detail: 'This invite has been used as often as it may be. Ask for a new link.',
  },
  'too-large': {
    status: 413,
    detail: `This is more than is taken at once; a text may have ${LIMITS.documentChars} characters. Split it.`,
  },
  'too-many-blocks': {
    status: 413,
    detail: `A text may have ${LIMITS.documentBlocks} paragraphs. Split it.`,
  },
  'unsupported-format': {
    status: 415,
    detail: 'Send application/json, or a .txt, .md or .html file as multipart/form-data.',
  },
  'name-empty': { status: 422, detail: 'Give a name.' },
  'name-too-long': { status: 422, detail: `A name may have ${LIMITS.nameChars} characters.` },
  'name-control-characters': { status: 422, detail: 'Leave out control and invisible characters.' },
  'email-invalid': { status: 422, detail: 'This is no e-mail address. Check it.' },
  'password-too-short': {
    status: 422,
    detail: `A password has at least ${LIMITS.passwordMinChars} characters.`,
  },
  'password-too-long': { status: 422, detail: `A password may have ${LIMITS.passwordMaxChars} characters.` },
  'title-empty': { status: 422, detail: 'Give a title.' },
  'title-too-long': { status: 422, detail: `A title may have ${LIMITS.titleChars} characters.` },
  'text-empty': { status: 422, detail: 'There is no text in this. Send some.' },
  'unreadable-text': { status: 422, detail: 'This is no text. Save it as UTF-8 text and try again.' },
  'too-many-tries': {
    status: 429,
    detail: 'Too many wrong tries. Wait as long as Retry-After says, and try again.',
  },
  internal: {
    status: 500,
    detail: 'Something went wrong here. Try again; if it stays, tell who runs the server.',
  },
  storage: {
    status: 503,
    detail: 'Nothing can be stored now; whoever runs the server should look at its disk. Try again later.',
  },
  restarting: { status: 503, detail: 'The server is starting or stopping. Try again in a moment.' },
}

/** An error that the client is told about. Thrown by routes, turned into an answer in one place (errors.ts). */
export class ProblemError extends Error {
  override name = 'ProblemError'
  readonly code: ProblemCode
  readonly detail: string
  readonly headers: Record<string, string>

  constructor(code: ProblemCode, more: { detail?: string; headers?: Record<string, string> } = {}) {
    super(code)
    this.code = code
    this.detail = more.detail ?? TABLE[code].detail
    this.headers = more.headers ?? {}
  }
}

/** To be tried again after so many seconds. */
export function tooManyTries(seconds: number): ProblemError {
  return new ProblemError('too-many-tries', { headers: { 'Retry-After': String(seconds) } })
}

/** RFC 9457; `about:blank` because `code` says it all, hence the title is the status's own. */
export function problemOf(error: ProblemError): Problem {
  const { status } = TABLE[error.code]
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? '',
    status,
    code: error.code,
    detail: error.detail,
  }
}
