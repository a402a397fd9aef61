import { z } from 'zod';
import { EVENTS } from './catalogue.ts';

/**
 * The operator's page about the log, as Markdown; `npm test` fails when `electron/kiosk/log/HANDBUCH.md` is another
 * one.
 */
export function handbookPage(): string {
  const rows = Object.entries(EVENTS).map(([name, { level, meaning, fields }]) => {
    const names = Object.keys((z.toJSONSchema(fields) as { properties?: object }).properties ?? {});
    return `| \`${name}\` | ${LEVEL[level]} | ${meaning} | ${names.map((field) => `\`${field}\``).join(', ') || '–'} |`;
  });
  return [
    '# Ereignisse im Protokoll',
    '',
    'Jede Zeile des Protokolls ist ein JSON-Objekt mit `time`, `level`, `event` und den Feldern des Ereignisses. Personendaten stehen nie darin.',
    '',
    '| Ereignis | Stufe | Bedeutung | Felder |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

const LEVEL = { info: 'Hinweis', warning: 'Warnung', error: 'Fehler' } as const;
