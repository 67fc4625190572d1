import { parentPort, workerData } from 'node:worker_threads'
import { nanoid } from 'nanoid'
import { type ImportInput, importDocument } from './import-document.ts'

/** A thread that reads one text and ends (import-apart.ts). */
parentPort?.postMessage(importDocument(workerData as ImportInput, () => nanoid(12)))
