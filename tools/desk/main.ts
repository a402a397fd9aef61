import { homedir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { defaultDeskPort, startDesk } from './server.ts';
import { startWorkbench } from './workbench.ts';

/**
 * The simulated devices and the desk alone: `npm run desk`, or `foyer-training` where it is installed as a package. Says how a terminal
 * is told of them. Ends with Ctrl-C.
 */
const data = process.env['FOYER_DATA'] ?? join(process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'foyer');
const path = process.env['FOYER_RECEIPT_PRINTER'] || join(data, 'devices', 'receipt-printer');
const port = Number(process.env['FOYER_DESK_PORT'] ?? defaultDeskPort);
if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('FOYER_DESK_PORT: a port from 0 to 65535 is needed');

const firstPort = Number(process.env['FOYER_DEVICE_PORT'] ?? 8_500);
const workbench = await startWorkbench({ receiptPrinter: { path }, firstPort });
const desk = await startDesk({ port, simulators: workbench });
console.log(`# Gerätetisch: ${desk.url}\n# In die Konfiguration des Terminals:`);
console.log(stringify({ devices: workbench.configs }));

const end = async (): Promise<void> => {
  await desk.stop();
  await workbench.stop();
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end());
