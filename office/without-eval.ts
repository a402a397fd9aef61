/**
 * Loaded before everything else. The page's policy forbids code made from text, and zod would try whether it may: the
 * attempt alone is reported as a violation.
 */
import { config } from 'zod';

config({ jitless: true });
