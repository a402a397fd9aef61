/** Codes that the register gives out, and what it stores of them. */
import { createHash, randomInt } from 'node:crypto';
import { newCode as makeCode } from '../../../base/typed-code.ts';

/** Groups of four characters with hyphens; 20 random bits a group. */
export const newCode = (groups: number): string => makeCode(groups, randomInt);

/**
 * What is stored of a token of 256 bits, or of a code that lives for days and is asked for by enrolled terminals only.
 */
export const hashOf = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();
