/**
 * A process of its own for opening hours, where the thread of another time zone cannot be: reads a list of questions
 * from standard input, writes the answers in the same order. The process's time zone (`TZ`) is the town's.
 */
import { json } from 'node:stream/consumers';
import { evaluateHours, type HoursQuestion } from './evaluate.ts';

const questions = (await json(process.stdin)) as HoursQuestion[];
process.stdout.write(JSON.stringify(questions.map(evaluateHours)));
