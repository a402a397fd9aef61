/**
 * A thread of its own for opening hours: takes one question at a time and answers it. It may be ended at any moment.
 */
import { parentPort } from 'node:worker_threads';
import { evaluateHours, type HoursQuestion } from './evaluate.ts';

parentPort?.on('message', (question: HoursQuestion) => parentPort?.postMessage(evaluateHours(question)));
