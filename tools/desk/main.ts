import { homedir } from 'node:os';
import { join } from 'node:path';
import { startReceiptPrinterSimulator } from '../../devices/receipt-printer/simulator/simulator.ts';
import { defaultDeskPort, startDesk } from './server.ts';

/** The simulated devices and the desk alone: `npm run desk`. Ends with Ctrl-C. */
const data = process.env['FOYER_DATA'] ?? join(process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'foyer');
const path = process.env['FOYER_RECEIPT_PRINTER'] || join(data, 'devices', 'receipt-printer');
const port = Number(process.env['FOYER_DESK_PORT'] ?? defaultDeskPort);
if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('FOYER_DESK_PORT: a port from 0 to 65535 is needed');

const receiptPrinter = await startReceiptPrinterSimulator({ link: { pty: { path } } });
const desk = await startDesk({ port, simulators: { receiptPrinter } });
console.log(`Belegdrucker: ${receiptPrinter.address}`);
console.log(`Gerätetisch:  ${desk.url}`);

const end = async (): Promise<void> => {
  await desk.stop();
  await receiptPrinter.stop();
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end());
